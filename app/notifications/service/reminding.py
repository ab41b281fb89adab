"""Reminding: once for each thing, last day, moment and person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from app.coordination.events import IncidentNoticed
from app.documents import queries as documents
from app.findings import queries as findings
from app.findings.events import ScoresAsked
from app.kernel import clock, ids
from app.kernel.access import Actor
from app.kernel.jobs import named
from app.kernel.work import Work, keeping_books
from app.notifications import queries
from app.notifications.models import THINGS, Level, LookedPlace, Mailing, Reminder
from app.notifications.queries import Crew
from app.notifications.service.noting import Told, put_all_notices
from app.notifications.service.wanted import (
    Wanted,
    wanted_of_request,
    wanted_of_round,
    wanted_of_scoring,
    wanted_of_sight,
    wanted_of_task,
)
from app.notifications.service.wanted_terms import wanted_of_terms
from app.reports import queries as reports
from app.reports.events import SignaturesAsked
from app.requests import queries as requests
from app.tasks import queries as tasks
from app.workspaces.models import Workspace

HORIZON = timedelta(days=40)
"""How far a due day may lie ahead to be looked at; what is late is looked at until it is done."""
A_WEEK = timedelta(days=7)
"""So long before sight of documents ends it is told."""
AT_ONCE = 50
"""Reminders made in one transaction: what breaks off loses no more than that, and goes on there."""


def hear_signatures(work: Work, event: SignaturesAsked) -> None:
    """Have those who are asked to sign told after the commit, organisation by organisation."""
    look_soon(work, event.report.workspace_id, event.organisation_ids)


def hear_scores(work: Work, event: ScoresAsked) -> None:
    """Have those who are asked to score told after the commit, organisation by organisation."""
    look_soon(work, event.scoring.workspace_id, event.organisation_ids)


def hear_incident(work: Work, event: IncidentNoticed) -> None:
    """Have the authority told after the commit that terms in hours run."""
    look_soon(work, event.workspace_id, [event.organisation_id])


def look_soon(work: Work, place_id: UUID, organisations: Iterable[UUID]) -> None:
    """Let the job that reminds look now; without that the clock does so within minutes."""
    for organisation_id in sorted(organisations):
        work.defer(
            named("notifications.remind"),
            once=f"remind:{place_id}:{organisation_id}",
            workspace_id=str(place_id),
            organisation_id=str(organisation_id),
        )


def remind(actor: Actor, *, today: date) -> int:
    """Make the reminders of one organisation in one place; return how many were new.

    Safe to run at any time, twice, and by several workers at once: the table holds each once.

    Args:
        actor: a job, acting for that organisation in that place.
    """
    workspace, looked_at = queries.find_place(actor), clock.now()
    if workspace is None or not workspace.is_open:
        return 0
    crew = queries.crew_of(actor, workspace)
    made = 0
    for some in _batched(_missing(actor, workspace, crew, today=today), AT_ONCE):
        with keeping_books(actor) as work:
            made += put_reminders(work, some, crew)
    with keeping_books(actor) as work:
        _note_looked(work, today=today, at=looked_at)
    return made


def _note_looked(work: Work, *, today: date, at: datetime) -> None:
    """Note that everybody of one organisation was reminded in one place of what is due today."""
    values = {"looked_on": today, "looked_at": at}
    new = insert(LookedPlace).values(
        workspace_id=work.actor.place_id, organisation_id=work.actor.organisation_id, **values
    )
    work.session.execute(
        new.on_conflict_do_update(index_elements=["workspace_id", "organisation_id"], set_=values)
    )


def _missing(actor: Actor, workspace: Workspace, crew: Crew, *, today: date) -> list[Wanted]:
    """Return the reminders that have to be there and are not."""
    due = tasks.list_due(actor, until=today + HORIZON)
    asked_for = requests.list_due(actor, until=today + HORIZON)
    to_sign = reports.list_asked(actor, workspace, signatories=crew.signatories)
    to_score = findings.list_asked_to_score(actor, workspace, workers=crew.workers)
    running = queries.list_running(actor, workspace, until=today + HORIZON)
    known = queries.list_reminded(
        {
            workspace.id,
            *(each.id for each in running),
            *(each.id for each in due),
            *(each.id for each in asked_for),
            *(each.report_id for each in to_sign),
            *(each.scoring_id for each in to_score),
        }
    )
    wanted = [each for task in due for each in wanted_of_task(task, crew, today=today)]
    for request in asked_for:
        wanted += wanted_of_request(request, crew, today=today)
    for asked in to_sign:
        wanted += wanted_of_round(asked, crew, place_id=workspace.id, known=known, today=today)
    wanted += [wanted_of_scoring(each, place_id=workspace.id) for each in to_score]
    ending = documents.list_ending(actor, workspace.id, until=today + A_WEEK)
    wanted += wanted_of_sight(ending, crew, place_id=workspace.id)
    wanted += wanted_of_terms(running, crew, place_id=workspace.id, today=today)
    return [each for each in wanted if each.key not in known]


def _batched(wanted: list[Wanted], size: int) -> Iterator[list[Wanted]]:
    """Cut a list into pieces."""
    for start in range(0, len(wanted), size):
        yield wanted[start : start + size]


def put_reminders(work: Work, wanted: Sequence[Wanted], crew: Crew) -> int:
    """Put reminders in the table, each with its notice and mailing, but those that were there.

    Returns how many were new.
    """
    mailings: dict[tuple[UUID, bool], UUID | None] = {}
    rows: dict[UUID, Wanted] = {}
    for each in wanted:
        level, mailing = crew.level_of(each.person_id), (each.person_id, each.is_pressing)
        if level is not Level.NOTHING:
            rows[ids.new_id()] = each
        if level is Level.ALL and mailing not in mailings:
            make = _pressing_mailing if each.is_pressing else _mailing
            mailings[mailing] = make(work, each.person_id, crew)
    if not rows:
        return 0
    new = insert(Reminder).on_conflict_do_nothing().returning(Reminder.id)
    told = [
        _reminder(work, key, each, mailing_id=mailings.get((each.person_id, each.is_pressing)))
        for key, each in rows.items()
    ]
    added = set(work.session.execute(new, told).scalars())
    is_new = [each for key, each in rows.items() if key in added]
    put_all_notices(work, [Told(each.about, each.kind, each.person_id) for each in is_new])
    return len(added)


def _reminder(work: Work, key: UUID, wanted: Wanted, *, mailing_id: UUID | None) -> dict[str, Any]:
    about = wanted.about
    return {
        "id": key,
        "ends_on": wanted.ends_on,
        "moment": wanted.moment,
        "person_id": wanted.person_id,
        "organisation_id": work.actor.organisation_id,
        "workspace_id": about.workspace_id,
        "mailing_id": mailing_id,
        "made_at": clock.now(),
        **dict.fromkeys(f"{each}_id" for each in THINGS),
        **({about.column: about.id} if about.column else {}),
    }


def _pressing_mailing(work: Work, person_id: UUID, crew: Crew) -> UUID | None:
    """Return a mailing that leaves right after the commit; None for who wants no mails or is away.

    Who is away because a colleague entered it gets it. One by itself: the digest leaves at its own
    hour. Where the same reminder was made already it stays empty, and nothing is sent.
    """
    crew = replace(crew, minds_only_own=True)
    if crew.is_away(person_id, clock.today()) or not crew.hours_of(person_id).digest:
        return None
    key = ids.new_id()
    mailing = Mailing(id=key, person_id=person_id, slot_at=clock.now(), is_pressing=True)
    if not work.put_unless_taken(mailing, "person_id", "slot_at"):
        return _mailing(work, person_id, crew)
    work.defer(named("notifications.send"), once=f"mailing:{key}", mailing_id=str(key))
    return key


def _mailing(work: Work, person_id: UUID, crew: Crew) -> UUID | None:
    """Return the person's next mailing that was not sent; None for who wants no mails or is away.

    One may be sent already whose hour lies ahead here, or be on its way: clocks step, and a worker
    may stand still between reading the clock and this. Where two workers make the same reminder at
    once, a mailing may stay empty: nothing is sent.
    """
    if crew.is_away(person_id, clock.today()):
        return None
    slot = crew.hours_of(person_id).next_slot(clock.now())
    while slot is not None:
        new = insert(Mailing).values(id=ids.new_id(), person_id=person_id, slot_at=slot)
        same = {"slot_at": new.excluded.slot_at}
        put = new.on_conflict_do_update(index_elements=["person_id", "slot_at"], set_=same)
        found = work.session.execute(put.returning(Mailing.id, Mailing.is_open())).one()
        if found[1]:
            return UUID(str(found[0]))
        slot = crew.hours_of(person_id).next_slot(slot)
    return None
