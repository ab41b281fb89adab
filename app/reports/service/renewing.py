"""Renewing proofs: before the newest time stamp of an adopted report ends, another is asked for.

Run by the worker. The file is read and judged whole by the chain as it is; a link is kept only when
the chain with it holds, and longer than it did. An authority that is down is asked again; one whose
certificate does not last longer yet, the next day. What has ended is not renewed: that would look
like proof. It is written down once, and told to who runs the installation.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog

from app.adapters import proofs
from app.adapters.pades import Answer
from app.adapters.proofs import Claim, Link, LogPlace, ProofVerdict
from app.adapters.trust import TrustBundle
from app.kernel import clock, db, ids
from app.kernel.access import Actor, require
from app.kernel.audit import reading
from app.kernel.audit.reading import Choice
from app.kernel.errors import HouseFault
from app.kernel.work import begin_work, step_outside
from app.reports import queries
from app.reports.actions import ReportAction
from app.reports.models import Report, ReportProof
from app.reports.policy import ReportPermission
from app.reports.service import files, keys, records, verifying
from app.reports.service.files import Tools
from app.reports.service.records import KnownReport
from app.workspaces import queries as workspaces
from app.workspaces.policy import WorkspacePermission

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Now:
    """How the proof of a report stands."""

    links: tuple[Link, ...]
    claim: Claim
    verdict: ProofVerdict
    place: LogPlace


def renew_proof(actor: Actor, *, workspace_id: UUID, report_id: UUID, tools: Tools) -> None:
    """Add a link to the chain of proof of a report; when it need not be, it does nothing.

    Raises:
        HouseFault: the file does not hold by itself, or the new link does not; nothing was kept.
        NoTimestamp: no time stamp came that is believed; nothing was kept.
    """
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, workspace_id)
    report = queries.get_for(
        actor, ReportPermission.RENEW, report_id=report_id, workspace=workspace
    )
    moment = clock.now()
    if report.holds_until and not _is_wearing(report.holds_until, moment):
        return
    with begin_work(actor) as work:
        require(actor, ReportPermission.RENEW, report)
        stamper = keys.stamper_for(work, master=tools.master, chosen=tools.stamper)
        trust = keys.trust_bundle()
    [known] = records.records_of([report])
    place = _place_of(report)
    step_outside()
    now = _now(report, known=known, place=place, trust=trust, tools=tools)
    if not now.verdict.holds or not _is_wearing(now.verdict.until, moment):
        _measure(actor, report, now.verdict)
        return
    link = proofs.renew(
        now.links, now.claim, verdict=now.verdict, place=place, stamper=stamper, now=moment
    )
    after = proofs.judge((*now.links, link), now.claim, roots=trust.stampers, now=clock.now())
    if not after.holds:
        raise HouseFault(f"A link that was just made does not hold: {after.faults}")
    if after.until <= now.verdict.until:
        log.warning("proof cannot be renewed yet", report=str(report_id), until=str(after.until))
        return
    _keep(actor, report, link, now=now, after=after)


def _is_wearing(until: datetime, moment: datetime) -> bool:
    return until - queries.RENEW_BEFORE <= moment


def _now(
    report: Report, *, known: KnownReport, place: LogPlace, trust: TrustBundle, tools: Tools
) -> _Now:
    """Read a report whole and judge it by its chain so far."""
    if report.file is None:
        raise HouseFault("A report that is no file has no proof.")
    pdf = files.content_of(report.file, workspace=report.workspace, tools=tools)
    verdict = verifying.judge_file(pdf, trust=trust, known=known)
    if verdict.answer is not Answer.VALID or verdict.hold is None:
        raise HouseFault(f"The file of an adopted report does not hold: {verdict}")
    claim = Claim(subject=report.id, pdf=pdf, hold=verdict.hold, leaf=place.leaf)
    links = known.chain.links if known.chain else ()
    told = proofs.judge(links, claim, roots=trust.stampers, now=clock.now())
    return _Now(links, claim, told, place)


def _place_of(report: Report) -> LogPlace:
    """Return where the log says that a report was adopted."""
    tree = report.log_tree_id
    lines = reading.list_chosen(
        db.session(),
        tree,
        choice=Choice(object_id=report.id, actions=[str(ReportAction.ADOPTED)]),
        past=reading.size_of(db.session(), tree),
        limit=1,
    )
    found = next((each.happening for each in lines if each.happening is not None), None)
    if found is None:
        raise HouseFault("The log does not tell that this report was adopted.")
    return LogPlace(tree, found.index, b"\x00" + found.salt + found.entry.encode())


def _measure(actor: Actor, report: Report, verdict: ProofVerdict) -> None:
    """Write down until when a proof holds, or that it has ended; once."""
    if not verdict.holds:
        log.error("proof does not hold", report=str(report.id), faults=str(verdict.faults))
    with begin_work(actor) as work:
        work.lock(report)
        require(actor, ReportPermission.RENEW, report)
        if report.holds_until == verdict.until:
            return
        report.holds_until = verdict.until
        work.record(
            ReportAction.MEASURED if verdict.holds else ReportAction.LAPSED,
            report,
            until=verdict.until.isoformat(),
            faults=[each.value for each in verdict.faults],
        )


def _keep(actor: Actor, report: Report, link: Link, *, now: _Now, after: ProofVerdict) -> None:
    """Keep a link; when another was kept first, this one is let go of."""
    newest, (statement, token) = after.links[-1], link.prints
    with begin_work(actor) as work:
        work.lock(report)
        require(actor, ReportPermission.RENEW, report)
        if len(queries.list_renewals(report)) != len(now.links):
            return
        work.add(
            ReportProof(
                id=ids.new_id(),
                report_id=report.id,
                workspace_id=report.workspace_id,
                number=newest.number,
                statement=link.statement,
                token=link.token,
                leaf=now.place.leaf,
                stamped_at=newest.at,
                stamped_by=newest.by[:200],
                holds_until=after.until,
            )
        )
        report.holds_until = after.until
        work.record(
            ReportAction.RENEWED,
            report,
            number=newest.number,
            hash=newest.name,
            statement_sha256=statement,
            token_sha256=token,
            stamped_at=newest.at.isoformat(),
            stamped_by=newest.by,
            until=after.until.isoformat(),
        )
