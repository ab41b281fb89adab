"""Rounds: a coordinator closes one, or begins the next version of a report.

A round is on one frozen file and stays as it was: no signature is taken away, a seal that still
waits is placed. The next version is a draft of its own with the same findings and seats, to be
corrected and frozen; the two know each other by their series.
"""

from __future__ import annotations

from app.kernel import clock
from app.kernel.access import Actor, require
from app.kernel.errors import OutOfDate, Refused
from app.kernel.text import _
from app.kernel.words import fingerprint_of, several_lines
from app.kernel.work import Work, begin_work
from app.reports import queries
from app.reports.actions import ReportAction
from app.reports.models import Report, ReportStatus
from app.reports.policy import ReportPermission
from app.reports.service import building
from app.reports.service.building import ReportDraft, SeatWish

LONGEST_REASON = 500


def close_round(actor: Actor, report: Report, *, reason: str, seen_version: int) -> None:
    """End a round that will not be adopted; what was signed stays signed.

    Args:
        reason: everybody who reads the report reads it.

    Raises:
        OutOfDate: the round changed since it was read.
        Refused: there is no reason, or it is too long.
    """
    with begin_work(actor) as work:
        _lock(work, report)
        require(actor, ReportPermission.CLOSE, report)
        _check(report, reason=reason, seen_version=seen_version)
        _end(work, report, status=ReportStatus.CLOSED, reason=reason)
        work.record(
            ReportAction.CLOSED,
            report,
            round=report.round,
            sha256=report.fingerprint,
            reason_sha256=fingerprint_of(reason),
        )


def reopen(actor: Actor, report: Report, *, reason: str, seen_version: int) -> Report:
    """Begin the next version of a frozen report; an adopted one stays adopted.

    Args:
        reason: everybody who reads the report reads it.

    Raises:
        OutOfDate: the report changed since it was read.
        Refused: there is a next version already, no reason, or one too long.
    """
    with begin_work(actor) as work:
        _lock(work, report)
        require(actor, ReportPermission.REOPEN, report)
        _check(report, reason=reason, seen_version=seen_version)
        if queries.list_series(report)[-1].round > report.round:
            raise Refused(_("There is a next version of this report already."))
        is_adopted = report.status == ReportStatus.ADOPTED
        status = ReportStatus.ADOPTED if is_adopted else ReportStatus.REOPENED
        _end(work, report, status=status, reason=reason)
        made = _next(work, report)
        work.record(
            ReportAction.REOPENED,
            report,
            round=report.round,
            sha256=report.fingerprint,
            next=str(made.id),
            reason_sha256=fingerprint_of(reason),
        )
        work.record(ReportAction.MADE, made, ref=made.ref, follows=str(report.id))
    return made


def _lock(work: Work, report: Report) -> None:
    """Take the report, and read its seats anew: a decision does not move its version on."""
    work.lock(report)
    queries.list_seats(report)


def _check(report: Report, *, reason: str, seen_version: int) -> None:
    if report.version != seen_version:
        raise OutOfDate(_("This report changed while you were reading. Read it again."))
    missing = _("Give your reason. Everybody who reads the report reads it.")
    several_lines(reason, field="reason", longest=LONGEST_REASON, missing=missing)


def _end(work: Work, report: Report, *, status: ReportStatus, reason: str) -> None:
    report.status, report.closing_reason = status, reason
    report.closed_at, report.closed_by_id = clock.now(), work.actor.person_id
    report.changed_at, report.version = report.closed_at, report.version + 1


def _next(work: Work, report: Report) -> Report:
    """Copy what was frozen into a new draft; freezing that one checks it all anew."""
    draft = ReportDraft(
        title=report.title,
        findings=tuple(each.finding_id for each in report.chapters),
        introduction=report.introduction,
        conclusion=report.conclusion,
    )
    made = building.numbered(work, report.workspace, draft=draft, follows=report)
    building.put_chapters(work, made, finding_ids=draft.findings)
    building.put_seats(
        work,
        made,
        offices=[
            (
                each.organisation,
                SeatWish(
                    each.organisation.code,
                    each.office,
                    is_required=each.is_required,
                    turn=each.turn,
                    quorum=each.quorum,
                ),
            )
            for each in report.seats
        ],
    )
    return made
