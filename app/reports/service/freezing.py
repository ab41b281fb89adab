"""Freezing: from a draft to the one file that everybody reads and signs.

Printed, with a prepared field per seat, certified by the platform so that from here on only seals
can be added. Its SHA-256 is H0: every decision is about exactly that file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from cryptography.x509 import Certificate

from app.adapters import pades
from app.adapters.pades import FieldSpec
from app.adapters.pdf import Rendered
from app.findings import queries as findings
from app.findings.models import Audience, Finding, FindingStatus
from app.kernel import clock, events
from app.kernel.access import Actor, require
from app.kernel.errors import OutOfDate, Refused
from app.kernel.text import _, join_words
from app.kernel.words import fingerprint_of
from app.kernel.work import Work, begin_work
from app.reports import queries
from app.reports.actions import ReportAction
from app.reports.events import SignaturesAsked
from app.reports.models import Report, ReportFile, ReportStatus, Seat
from app.reports.policy import ReportPermission, asked_now
from app.reports.service import building, files, keys, outside, printing
from app.reports.service.files import Tools
from app.reports.service.keys import PLATFORM_CODE, KeyPair
from app.reports.service.printing import Manuscript
from app.workspaces.models import Workspace

REASON = "Vastgezet: dit is het bestand dat iedereen ondertekent"


def token_of(chapters: Iterable[Finding]) -> str:
    """Return what stands for findings as they are now: another version of one changes it."""
    told = sorted(f"{each.id} {each.version}" for each in chapters)
    return fingerprint_of("\n".join(told))


def token_now(actor: Actor, report: Report) -> str:
    """Return what stands for the findings of a report as they are now."""
    order = [each.finding_id for each in report.chapters]
    return token_of(findings.list_by_id(actor, report.workspace, ids=order))


def freeze(
    actor: Actor, report: Report, *, seen_version: int, seen_findings: str, tools: Tools
) -> ReportFile:
    """Freeze a draft to its PDF and open the round of signing; without seats it is just frozen.

    Args:
        seen_version: version on the builder's screen.
        seen_findings: token of its findings on that screen: nothing is printed that nobody saw.

    Raises:
        OutOfDate: somebody saved another version meanwhile, of the report or of a finding in it.
        Refused: a finding is not final yet, or an office has no valid mandate any more.
    """
    with begin_work(actor) as work:
        work.lock(report)
        require(actor, ReportPermission.FREEZE, report)
        if report.version != seen_version:
            raise OutOfDate(_("This report changed while you were reading. Read it again."))
        manuscript = _gather(actor, report)
        if token_of(manuscript.findings) != seen_findings:
            raise OutOfDate(_("This report changed while you were reading. Read it again."))
        content = _prepared(work, manuscript, tools=tools)
        file = files.store(work, report, content=content, tools=tools)
        _mark(work, report, manuscript=manuscript, file=file)
        work.record(
            ReportAction.FROZEN,
            report,
            ref=report.ref,
            round=report.round,
            first=str(report.series_id),
            sha256=file.sha256.hex(),
            pages=file.pages,
            findings=[
                {"id": str(each.id), "version": each.version} for each in manuscript.findings
            ],
            seats=[_seat_facts(each) for each in manuscript.seats],
            remarks=sum(len(each.rows) for each in manuscript.annexes),
        )
        asked = asked_now(manuscript.seats)
        if asked:
            owners = {each.organisation_id for each in manuscript.seats if each.id in asked}
            events.announce(work, SignaturesAsked(report, frozenset(owners)))
    return file


def _gather(actor: Actor, report: Report) -> Manuscript:
    """Read all that is printed, and refuse what is not ready for it."""
    workspace = report.workspace
    order = [each.finding_id for each in report.chapters]
    found = {each.id: each for each in findings.list_by_id(actor, workspace, ids=order)}
    chapters = [found[each] for each in order if each in found]
    _check_findings(chapters, expected=len(order))
    # As they were loaded: whoever changes a seat or chapter moves the version on, seen under lock.
    seats = report.seats
    return Manuscript(
        report=report,
        findings=chapters,
        evidence=findings.list_printable(actor, workspace=workspace, finding_ids=order),
        facts=_facts(actor, workspace, chapters),
        seats=seats,
        mandates=_mandates(workspace, seats),
        made_at=clock.now(),
        views=_views(actor, workspace, chapters),
        annexes=[each for each in queries.list_annexes(actor, report) if each.is_begun],
    )


def _views(
    actor: Actor, workspace: Workspace, chapters: Sequence[Finding]
) -> Sequence[findings.ViewRow]:
    disputed = [each.id for each in chapters if each.is_disputed]
    if not disputed:
        return []
    return findings.list_views_of(actor, workspace, finding_ids=disputed, for_all=True)


def _facts(
    actor: Actor, workspace: Workspace, chapters: Sequence[Finding]
) -> Sequence[findings.FactRow]:
    resting = [each.id for each in chapters if each.has_facts]
    if not resting:
        return []
    return findings.list_facts(actor, workspace, finding_ids=resting, for_all=True)


def _check_findings(chapters: Sequence[Finding], *, expected: int) -> None:
    if not chapters or len(chapters) < expected:
        raise Refused(_("A finding of this report is no longer there for you. Choose again."))
    closed = [each.ref for each in chapters if each.audience != Audience.WORKSPACE]
    if closed:
        raise Refused(
            _(
                "Not everybody may read %(findings)s. Take it out, or ask its author.",
                findings=join_words(closed),
            )
        )
    concepts = [each for each in chapters if each.status != FindingStatus.FINAL]
    if concepts:
        raise Refused(
            _(
                "Not final yet: %(findings)s. Its author puts it forward first.",
                findings=join_words(
                    [f"{each.ref} ({each.organisation.short_name})" for each in concepts]
                ),
            )
        )


def _mandates(place: Workspace, seats: Sequence[Seat]) -> dict[UUID, str]:
    """Return the numbers of the valid mandates for each seat; each seat needs one."""
    organisations = {each.organisation_id: each.organisation for each in seats}
    offices = {
        (each.organisation.id, each.name): each
        for each in (queries.list_offices(organisations.values(), place=place) if seats else [])
    }
    empty = [each for each in seats if (each.organisation_id, each.office) not in offices]
    if empty:
        raise Refused(
            _(
                "%(organisation)s cannot sign as %(office)s today: nobody holds a valid mandate for"
                " it, or the organisation no longer takes part.",
                organisation=empty[0].organisation.short_name,
                office=empty[0].office,
            )
        )
    for each in seats:
        office = offices[each.organisation_id, each.office]
        if each.quorum > office.size:
            raise Refused(building.too_few(office, each.quorum))
    return {
        each.id: ", ".join(
            mandate.number for mandate in offices[each.organisation_id, each.office].mandates
        )
        for each in seats
    }


def _prepared(work: Work, manuscript: Manuscript, *, tools: Tools) -> bytes:
    """Print, add a field for each seat, certify."""
    owners = [each.organisation for each in manuscript.seats]
    outside.keep_roots(work, owners, tools=tools)
    built_in = [each for each in owners if outside.sealer_of(each, tools) is None]
    made = keys.keys_for(work, built_in, master=tools.master)
    printed = printing.print_report(manuscript)
    return pades.prepare(
        printed.content,
        [
            _field(printed, each, roots=_roots_of(each, made, tools=tools))
            for each in manuscript.seats
        ],
        platform=made[PLATFORM_CODE].seal,
        signed_at=manuscript.made_at,
        reason=REASON,
    )


def _roots_of(seat: Seat, made: Mapping[str, KeyPair], *, tools: Tools) -> tuple[Certificate, ...]:
    """Return what a seal, or a person's own signature, in a seat must come from.

    The field takes no other.
    """
    sealer = outside.sealer_of(seat.organisation, tools)
    people = tuple(each.certificate for each in outside.people_of(seat.organisation, tools))
    if sealer is None:
        return (made[seat.organisation.code].root.certificate, *people)
    return (*(each.certificate for each in sealer.roots), *people)


def _field(printed: Rendered, seat: Seat, *, roots: Sequence[Certificate]) -> FieldSpec:
    place = next(each for each in printed.places if each.name == seat.field_name)
    return FieldSpec(
        name=seat.field_name,
        page=place.page,
        box=place.box,
        label=f"Zegel van {seat.organisation.name}, {seat.office}",
        root=roots[0],
        others=tuple(roots[1:]),
    )


def _mark(work: Work, report: Report, *, manuscript: Manuscript, file: ReportFile) -> None:
    """Fix what was frozen: the fingerprint, the moment, and the version of every finding."""
    report.frozen_sha256, report.frozen_at = file.sha256, manuscript.made_at
    report.frozen_by_id = work.actor.person_id
    report.status = ReportStatus.SIGNING if manuscript.seats else ReportStatus.FROZEN
    report.changed_at, report.version = manuscript.made_at, report.version + 1
    work.session.execute(
        queries.fixing_chapters(report, {each.id: each.version for each in manuscript.findings})
    )


def _seat_facts(seat: Seat) -> dict[str, object]:
    return {
        "field": seat.field_name,
        "organisation": seat.organisation.code,
        "office": seat.office,
        "required": seat.is_required,
        "turn": seat.turn,
        "quorum": seat.quorum,
    }
