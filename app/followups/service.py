"""Changing follow-ups: taking them up at adoption, adding notes, deciding."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.followups import queries
from app.followups.actions import FollowUpAction
from app.followups.models import EntryKind, FollowUp, FollowUpEntry, Response, Verdict
from app.followups.policy import FollowUpPermission
from app.kernel import clock, ids
from app.kernel.access import Actor, require
from app.kernel.errors import OutOfDate, Refused, known
from app.kernel.text import _
from app.kernel.words import several_lines
from app.kernel.work import Work, begin_work
from app.reports.events import ReportAdopted
from app.reports.models import Report

LONGEST_WORDS = 5_000
MOST_NOTES = 500
"""Of one organisation, about one follow-up: nobody uses up what others need."""


@dataclass(frozen=True, slots=True)
class Note:
    """What is noted, and of which day."""

    kind: EntryKind
    happened_on: date | None
    words: str
    response: Response | None = None
    """Only with a response, and always with one."""


@dataclass(frozen=True, slots=True)
class Advised:
    """A recommendation of a frozen finding."""

    finding_id: UUID
    organisation_id: UUID
    """Whose finding it is."""
    title: str
    position: int
    text: str
    addressee: str
    due_on: date | None


def take_up(work: Work, event: ReportAdopted) -> None:
    """Follow each recommendation of a report that was just adopted; the next version takes over.

    What the new version says unchanged goes on; what it no longer says is replaced.
    """
    report, moment = event.report, clock.now()
    # The database takes follow-ups of a report that is adopted, and of no other.
    work.settle()
    standing = queries.list_of_series(report.series_id, report.workspace)
    begun = 0
    for advised in _advice_in(report):
        before = next((each for each in standing if _says(each, advised)), None)
        if before is None:
            work.add(_begin(report, advised))
            begun += 1
            continue
        standing.remove(before)
        before.report_id, before.report_ref = report.id, report.ref
        before.position, before.due_on = advised.position, advised.due_on
    for each in standing:
        each.replaced_at = moment
    work.settle()
    work.record(FollowUpAction.TAKEN_UP, report, begun=begun, replaced=len(standing))


def add_note(actor: Actor, follow_up: FollowUp, *, note: Note) -> None:
    """Note what the addressee answered or did, or what was verified.

    Raises:
        NotAllowed: the actor does not work here for the lead or a partner.
        Refused: nothing is said, or the day is still to come.
    """
    if note.kind == EntryKind.DECISION:
        raise Refused(_("Choose what you note."), field="kind")
    if (note.kind == EntryKind.RESPONSE) != (note.response is not None):
        raise Refused(
            _("Choose what the addressee does with it, only with a response."), field="response"
        )
    if note.happened_on is None or note.happened_on > clock.today():
        raise Refused(_("Choose the day it happened: today or before."), field="happened_on")
    words = several_lines(
        note.words, field="words", longest=LONGEST_WORDS, missing=_("Write down what happened.")
    )
    with begin_work(actor) as work:
        work.lock(follow_up)
        require(actor, FollowUpPermission.NOTE, follow_up)
        entry = _entry(work, follow_up, kind=note.kind, day=note.happened_on, words=words)
        entry.response = note.response
        work.add(entry)
        work.record(FollowUpAction.NOTED, follow_up, number=entry.number, kind=note.kind)


def decide(
    actor: Actor, follow_up: FollowUp, *, verdict: Verdict, reason: str, seen_number: int
) -> None:
    """Decide what became of a recommendation; an earlier decision stays readable.

    Args:
        seen_number: of the last entry the person saw.

    Raises:
        NotAllowed: another organisation owns the finding.
        OutOfDate: something was added meanwhile.
        Refused: there is no reason.
    """
    words = several_lines(
        reason, field="reason", longest=LONGEST_WORDS, missing=_("Give the reason.")
    )
    with begin_work(actor) as work:
        work.lock(follow_up)
        require(actor, FollowUpPermission.DECIDE, follow_up)
        today = clock.today()
        entry = _entry(work, follow_up, kind=EntryKind.DECISION, day=today, words=words)
        if entry.number != seen_number + 1:
            raise OutOfDate(_("Something was added meanwhile. Read it before you decide."))
        entry.verdict = verdict
        work.add(entry)
        work.record(FollowUpAction.DECIDED, follow_up, number=entry.number, verdict=verdict)


def _advice_in(report: Report) -> list[Advised]:
    """Return the recommendations of the findings as they were frozen, in the report's order.

    Whoever may read a finding today, and whatever it says by now: that is what everybody signed.
    """
    return [
        Advised(
            chapter.finding_id,
            chapter.organisation_id,
            chapter.title,
            position,
            each["text"] or "",
            each["addressee"] or "",
            date.fromisoformat(each["due_on"]) if each["due_on"] else None,
        )
        for chapter in queries.list_frozen_advice(report)
        for position, each in enumerate(chapter.recommendations, 1)
    ]


def _says(follow_up: FollowUp, advised: Advised) -> bool:
    return (follow_up.finding_id, follow_up.text, follow_up.addressee) == (
        advised.finding_id,
        advised.text,
        advised.addressee,
    )


def _begin(report: Report, advised: Advised) -> FollowUp:
    return FollowUp(
        id=ids.new_id(),
        workspace_id=report.workspace_id,
        report_id=report.id,
        series_id=report.series_id,
        finding_id=advised.finding_id,
        organisation_id=advised.organisation_id,
        position=advised.position,
        report_ref=report.ref,
        title=advised.title,
        text=advised.text,
        addressee=advised.addressee,
        due_on=advised.due_on,
        made_at=clock.now(),
    )


def _entry(
    work: Work, follow_up: FollowUp, *, kind: EntryKind, day: date, words: str
) -> FollowUpEntry:
    """Make the next entry; so many notes each organisation has, and decisions are always taken.

    Raises:
        Refused: the organisation noted too much already.
    """
    organisation_id = known(work.actor.organisation_id)
    if kind != EntryKind.DECISION and queries.count_notes(follow_up, organisation_id) >= MOST_NOTES:
        raise Refused(
            _("Your organisation made %(max)s notes already. That is the most.", max=MOST_NOTES)
        )
    return FollowUpEntry(
        id=ids.new_id(),
        follow_up_id=follow_up.id,
        workspace_id=follow_up.workspace_id,
        organisation_id=organisation_id,
        number=queries.highest_number(follow_up) + 1,
        kind=kind,
        happened_on=day,
        words=words,
        made_by_id=known(work.actor.person_id),
        made_at=clock.now(),
    )
