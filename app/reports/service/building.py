"""Building a report from findings: make a draft, change it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from app.findings import queries as findings
from app.findings.models import Audience, Finding
from app.identity.models import Organisation
from app.kernel import clock, ids
from app.kernel.access import Actor, require
from app.kernel.errors import OutOfDate, Refused
from app.kernel.text import _
from app.kernel.work import Work, begin_work
from app.reports import queries
from app.reports.actions import ReportAction
from app.reports.models import Report, ReportFinding, ReportStatus, Seat, SeatStatus
from app.reports.policy import ReportPermission
from app.reports.queries import Office
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace

TRIES = 5
"""How often the next number is tried when two reports begin at once."""


@dataclass(frozen=True, slots=True)
class SeatWish:
    """A seat as the builder wants it."""

    organisation: str
    """Code of the organisation."""
    office: str
    is_required: bool = True
    turn: int = 1
    """Its group in the order of signing."""
    quorum: int = 1
    """How many holders of the office must sign."""


@dataclass(frozen=True, slots=True)
class ReportDraft:
    """What a report says and who signs it, as it is typed."""

    title: str
    findings: tuple[UUID, ...]
    """In the order of the chapters."""
    introduction: str = ""
    conclusion: str = ""
    seats: tuple[SeatWish, ...] = ()
    sign_by: date | None = None


def make_report(actor: Actor, workspace: Workspace, *, draft: ReportDraft) -> Report:
    """Begin a report for the organisation that leads the workspace.

    Raises:
        Refused: a finding is not written for the workspace, or an office has no valid mandate.
    """
    with begin_work(actor) as work:
        return begin_report(work, workspace, draft=draft)


def begin_report(work: Work, workspace: Workspace, *, draft: ReportDraft) -> Report:
    """Begin a report as a part of what happens; as `make_report`.

    Raises:
        Refused: a finding is not written for the workspace, or an office has no valid mandate.
    """
    require(work.actor, ReportPermission.BUILD, workspace)
    chapters = _chapters(work.actor, workspace, wanted=draft.findings)
    offices = _offices(workspace, draft.seats)
    _check_day(draft.sign_by)
    report = numbered(work, workspace, draft=draft)
    put_chapters(work, report, finding_ids=[each.id for each in chapters])
    put_seats(work, report, offices=offices)
    work.record(
        ReportAction.MADE,
        report,
        ref=report.ref,
        findings=list(draft.findings),
        seats=_seat_facts(offices),
    )
    return report


def change_report(actor: Actor, report: Report, *, draft: ReportDraft, seen_version: int) -> None:
    """Change a draft.

    Args:
        seen_version: version on the builder's screen.

    Raises:
        OutOfDate: somebody saved another version meanwhile.
        Refused: a finding is not written for the workspace, or an office has no valid mandate.
    """
    with begin_work(actor) as work:
        work.lock(report)
        require(actor, ReportPermission.CHANGE, report)
        if report.version != seen_version:
            raise OutOfDate(
                _("This report changed while you were reading. Your text stands below.")
            )
        chapters = _chapters(actor, report.workspace, wanted=draft.findings)
        offices = _offices(report.workspace, draft.seats)
        _check_day(draft.sign_by)
        report.title, report.sign_by = draft.title, draft.sign_by
        report.introduction, report.conclusion = draft.introduction, draft.conclusion
        report.changed_at, report.version = clock.now(), report.version + 1
        _clear(work, report)
        put_chapters(work, report, finding_ids=[each.id for each in chapters])
        put_seats(work, report, offices=offices)
        work.record(
            ReportAction.CHANGED,
            report,
            version=report.version,
            findings=list(draft.findings),
            seats=_seat_facts(offices),
        )


def _chapters(actor: Actor, workspace: Workspace, *, wanted: Sequence[UUID]) -> list[Finding]:
    """Return the findings in the order wanted; each must be written for the whole workspace."""
    if not wanted:
        raise Refused(_("Choose at least one finding."), field="chapters")
    found = {each.id: each for each in findings.list_by_id(actor, workspace, ids=wanted)}
    chosen = [found[each] for each in dict.fromkeys(wanted) if each in found]
    if len(chosen) < len(set(wanted)) or any(
        each.audience != Audience.WORKSPACE for each in chosen
    ):
        raise Refused(
            _("A report holds only findings that are written for the lead and the partners."),
            field="chapters",
        )
    return chosen


def _offices(
    workspace: Workspace, wishes: Sequence[SeatWish]
) -> list[tuple[Organisation, SeatWish]]:
    """Return the offices that are asked to sign; each is held by somebody with a valid mandate."""
    parties = [each.organisation for each in workspaces.list_participants(workspace)]
    known = {(each.organisation.code, each.name): each for each in queries.list_offices(parties)}
    chosen = {(each.organisation, each.office): each for each in wishes}
    if any(key not in known for key in chosen):
        raise Refused(
            _("Nobody holds a valid mandate for one of these offices today."), field="seats"
        )
    short = [(known[key], each) for key, each in chosen.items() if each.quorum > known[key].size]
    if short:
        raise Refused(too_few(short[0][0], short[0][1].quorum), field="seats")
    if chosen and not any(each.is_required for each in chosen.values()):
        raise Refused(_("At least one seat must be required."), field="seats")
    return [(office.organisation, chosen[key]) for key, office in known.items() if key in chosen]


def too_few(office: Office, quorum: int) -> str:
    """Say that fewer people hold an office today than must sign."""
    return _(
        "%(quorum)s holders must sign as %(office)s of %(organisation)s. The number of people with"
        " a valid mandate for it today is %(number)s.",
        quorum=quorum,
        office=office.name,
        organisation=office.organisation.short_name,
        number=office.size,
    )


def _check_day(sign_by: date | None) -> None:
    if sign_by is not None and sign_by < clock.today():
        raise Refused(_("This day has passed. Choose today or a later day."), field="sign_by")


def numbered(
    work: Work, workspace: Workspace, *, draft: ReportDraft, follows: Report | None = None
) -> Report:
    """Add the report under the next number; reports run, so two at once try again.

    Args:
        follows: the version it takes the place of; its number is in the reference.
    """
    for _attempt in range(TRIES):
        number = queries.highest_number(workspace) + 1
        report = Report(
            id=ids.new_id(),
            workspace_id=workspace.id,
            organisation_id=workspace.lead_id,
            number=number,
            ref=f"{workspace.ref}-R{number:02}",
            first_id=None if follows is None else follows.series_id,
            round=1 if follows is None else follows.round + 1,
            title=draft.title,
            introduction=draft.introduction,
            conclusion=draft.conclusion,
            status=ReportStatus.DRAFT,
            sign_by=draft.sign_by,
            made_by_id=work.actor.person_id,
            changed_at=clock.now(),
            version=1,
            revision=0,
        )
        try:
            with work.session.begin_nested():
                work.add(report)
                work.settle()
        except IntegrityError:
            continue
        report.workspace = workspace
        return report
    raise Refused(_("This did not work just now. Try again."))


def _clear(work: Work, report: Report) -> None:
    for each in (*queries.list_chapter_rows(report), *queries.list_seats(report)):
        work.remove(each)
    work.settle()


def put_chapters(work: Work, report: Report, *, finding_ids: Sequence[UUID]) -> None:
    """Add the findings as chapters, in this order."""
    for position, finding_id in enumerate(finding_ids, 1):
        work.add(
            ReportFinding(
                report_id=report.id,
                finding_id=finding_id,
                workspace_id=report.workspace_id,
                position=position,
            )
        )


def put_seats(
    work: Work, report: Report, *, offices: Sequence[tuple[Organisation, SeatWish]]
) -> None:
    """Add the seats of some offices, all waiting."""
    numbers: Counter[str] = Counter()
    for position, (organisation, wish) in enumerate(offices, 1):
        code = organisation.code
        numbers[code] += 1
        work.add(
            Seat(
                id=ids.new_id(),
                report_id=report.id,
                workspace_id=report.workspace_id,
                position=position,
                organisation_id=organisation.id,
                office=wish.office,
                is_required=wish.is_required,
                turn=wish.turn,
                quorum=wish.quorum,
                field_name=f"seat-{code}-{numbers[code]}",
                status=SeatStatus.WAITING,
                statement="",
                mandate_number="",
            )
        )


def _seat_facts(
    offices: Sequence[tuple[Organisation, SeatWish]],
) -> list[dict[str, object]]:
    return [
        {
            "organisation": organisation.code,
            "office": wish.office,
            "required": wish.is_required,
            "turn": wish.turn,
            "quorum": wish.quorum,
        }
        for organisation, wish in offices
    ]
