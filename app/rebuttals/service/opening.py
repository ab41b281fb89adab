"""Opening a rebuttal: choose what is put to whom, and keep exactly that."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.adapters.blobs import StoredBlob
from app.adapters.keys import Vault, open_vault
from app.adapters.pdf import Rendered
from app.findings import queries as findings
from app.findings.models import Finding, FindingVersion
from app.kernel import clock, ids
from app.kernel.access import Actor, require
from app.kernel.errors import HouseFault, Refused, known
from app.kernel.terms import TermUnit
from app.kernel.text import _
from app.kernel.words import one_line
from app.kernel.work import Work, begin_work
from app.rebuttals.actions import RebuttalAction
from app.rebuttals.models import PutFinding, Rebuttal
from app.rebuttals.policy import RebuttalPermission
from app.rebuttals.service.lengths import LONGEST_EMAIL, LONGEST_NAME
from app.rebuttals.service.printing import Extract, print_extract
from app.reports.models import Report
from app.reports.service.files import Tools
from app.workspaces.models import Workspace

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
DEFAULT_LENGTH, DEFAULT_UNIT = 3, TermUnit.WEEKS
"""Three weeks, unless it is set otherwise (customary; no law sets it)."""
LONGEST_TERM = 366
UNITS = (TermUnit.DAYS, TermUnit.WORKING_DAYS, TermUnit.WEEKS)
Chapters = Sequence[tuple[Finding, FindingVersion]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """Who is heard, about what, for how long."""

    entity: str
    contact: str
    email: str
    findings: tuple[UUID, ...]
    """Which of the report's findings are put to it."""
    length: int = DEFAULT_LENGTH
    unit: TermUnit = DEFAULT_UNIT


def open_rebuttal(actor: Actor, report: Report, *, wish: Hearing, tools: Tools) -> Rebuttal:
    """Open a rebuttal on a frozen report, with the text that is put forward as one kept PDF.

    Raises:
        NotAllowed: the actor is no coordinator of the lead, or the report is a draft.
        Refused: nobody is named, no finding is chosen, or one may not be read by all any more.
    """
    with begin_work(actor) as work:
        require(actor, RebuttalPermission.OPEN, report)
        said = _checked(wish)
        chapters = _chosen(actor, report, wanted=said.findings)
        printed = print_extract(
            Extract(
                report=report,
                chapters=chapters,
                is_whole=len(chapters) == len(report.chapters),
                entity=said.entity,
                contact=said.contact,
                made_on=clock.today(),
            )
        )
        rebuttal = _made(actor, report, wish=said, printed=printed, tools=tools)
        work.add(rebuttal)
        work.settle()
        _put(work, report, rebuttal, chapters=chapters)
        work.record(
            RebuttalAction.OPENED,
            rebuttal,
            report=report.id,
            sha256=rebuttal.fingerprint,
            length=rebuttal.length,
            unit=rebuttal.unit,
            findings=[{"id": str(x.id), "version": v.number} for x, v in chapters],
        )
    return rebuttal


def download(actor: Actor, rebuttal: Rebuttal, *, tools: Tools) -> bytes:
    """Return the extract to keep, and write down that it left."""
    with begin_work(actor) as work:
        require(actor, RebuttalPermission.DOWNLOAD, rebuttal)
        content = content_of(rebuttal, workspace=rebuttal.workspace, tools=tools)
        work.record(RebuttalAction.DOWNLOADED, rebuttal, sha256=rebuttal.fingerprint)
    return content


def content_of(rebuttal: Rebuttal, *, workspace: Workspace, tools: Tools) -> bytes:
    """Return the bytes of the extract of a rebuttal the actor has loaded.

    Raises:
        HouseFault: what is kept is not what was put forward.
    """
    blob = StoredBlob(
        id=rebuttal.blob_id,
        sha256=rebuttal.fingerprint,
        size=rebuttal.size,
        wrapped_key=rebuttal.wrapped_key,
        sealed_sha256="",
        sealed_size=0,
    )
    content = b"".join(tools.blobs.read(blob, vault=_vault(workspace, tools)))
    if len(content) != rebuttal.size:
        raise HouseFault("A stored extract is not what was stored.")
    return content


def _checked(wish: Hearing) -> Hearing:
    email = one_line(wish.email, field="email", longest=LONGEST_EMAIL)
    if email and not EMAIL.fullmatch(email):
        raise Refused(_("This is not an e-mail address."), field="email")
    if wish.unit not in UNITS or not 1 <= wish.length <= LONGEST_TERM:
        raise Refused(_("Say how long, with a whole number from 1 on."), field="length")
    return Hearing(
        entity=one_line(
            wish.entity,
            field="entity",
            longest=LONGEST_NAME,
            missing=_("Say which organisation is heard."),
        ),
        contact=one_line(wish.contact, field="contact", longest=LONGEST_NAME),
        email=email,
        findings=wish.findings,
        length=wish.length,
        unit=wish.unit,
    )


def _chosen(actor: Actor, report: Report, *, wanted: Sequence[UUID]) -> Chapters:
    """Return the findings that are put forward, as they were frozen, in the order of the report."""
    frozen = {each.finding_id: each.finding_version for each in report.chapters}
    if not wanted or any(each not in frozen for each in wanted):
        raise Refused(_("Choose at least one finding of this report."), field="findings")
    order = [each.finding_id for each in report.chapters if each.finding_id in set(wanted)]
    found = {each.id: each for each in findings.list_by_id(actor, report.workspace, ids=order)}
    versions = {
        each.finding_id: each
        for each in findings.list_versions(actor, report.workspace, finding_ids=order)
        if each.number == frozen[each.finding_id]
    }
    if any(each not in found or each not in versions for each in order):
        raise Refused(
            _("A finding of this report is no longer there for you. Choose again."),
            field="findings",
        )
    return [(found[each], versions[each]) for each in order]


def _made(
    actor: Actor, report: Report, *, wish: Hearing, printed: Rendered, tools: Tools
) -> Rebuttal:
    blob = tools.blobs.put(io.BytesIO(printed.content), vault=_vault(report.workspace, tools))
    moment = clock.now()
    made = Rebuttal(
        id=ids.new_id(),
        workspace_id=report.workspace_id,
        report_id=report.id,
        series_id=report.series_id,
        organisation_id=known(actor.organisation_id),
        entity=wish.entity,
        contact=wish.contact,
        email=wish.email,
        length=wish.length,
        unit=wish.unit,
        sha256=bytes.fromhex(blob.sha256),
        size=blob.size,
        pages=printed.pages,
        blob_id=blob.id,
        wrapped_key=blob.wrapped_key,
        opened_by_id=known(actor.person_id),
        opened_at=moment,
        changed_at=moment,
        version=1,
    )
    made.report = report
    return made


def _put(work: Work, report: Report, rebuttal: Rebuttal, *, chapters: Chapters) -> None:
    places = {each.finding_id: each.position for each in report.chapters}
    for finding, version in chapters:
        work.add(
            PutFinding(
                rebuttal_id=rebuttal.id,
                finding_id=finding.id,
                workspace_id=rebuttal.workspace_id,
                organisation_id=finding.organisation_id,
                position=places[finding.id],
                finding_version=version.number,
                ref=finding.ref,
                title=version.title,
            )
        )


def _vault(workspace: Workspace, tools: Tools) -> Vault:
    return open_vault(str(workspace.id), workspace.vault_key, master=tools.master)
