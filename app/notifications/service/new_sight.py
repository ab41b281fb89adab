"""Telling people that they see documents of others now: one notice a workspace, until it is read.

The notice names what was given, which its reader never reads: it exists as long as one of those
documents does for that reader, so it is decided anew at each reading and when a mail leaves.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, literal_column, text
from sqlalchemy.dialects.postgresql import insert

from app.documents import queries as documents
from app.documents.events import RulesChanged
from app.kernel import clock, ids
from app.kernel.access import Actor
from app.kernel.jobs import named
from app.kernel.work import Work, keeping_books
from app.notifications import queries
from app.notifications.models import (
    OF_PLACE,
    About,
    Level,
    Notice,
    NoticeKind,
    moment_of_telling,
)
from app.notifications.service.reminding import put_reminders
from app.notifications.service.wanted import Wanted

KIND = NoticeKind.NEW_SIGHT
BOTH: ColumnElement[Any] = literal_column(
    "array(select distinct unnest(notice.given || excluded.given))"
)
"""What was given before and now, in a statement that puts a notice where one is."""


def hear_rules(work: Work, event: RulesChanged) -> None:
    """Have those told after the commit who see by it what they did not see, all in one job."""
    work.defer(
        named("notifications.tell_new_sight"),
        workspace_id=str(event.workspace_id),
        by=str(work.actor.person_id or ""),
        blind=[
            {
                "organisation_id": str(each.organisation_id),
                "people": [str(one) for one in each.people],
                "given": [str(one) for one in each.given],
            }
            for each in event.blind
        ],
    )


def list_who_may_hear(
    actor: Actor, *, people: Collection[UUID], given: Collection[UUID]
) -> list[UUID]:
    """Return who of some people hears of new sight, if their organisation has any now.

    Args:
        actor: a job, acting for their organisation in that place.
    """
    place = queries.find_place(actor)
    if place is None or not documents.sees_any_of(actor, given):
        return []
    crew = queries.crew_of(actor, place)
    return [
        each
        for each in sorted(people)
        if each in crew.people and crew.level_of(each) is not Level.NOTHING
    ]


def note_new_sight(actor: Actor, *, people: Collection[UUID], given: Collection[UUID]) -> None:
    """Tell people of new sight; safe to run twice.

    Who has not read the notice yet gets no second one, and no second line by mail.

    Args:
        actor: a job, acting for their organisation in that place.
        people: who see, each of them, something of it now.
        given: documents, and policies of places of which the documents are meant.
    """
    place = queries.find_place(actor)
    if place is None or not people:
        return
    crew = queries.crew_of(actor, place)
    about, today = About(place.id, None, place.id), clock.today()
    moment = moment_of_telling(KIND)
    with keeping_books(actor) as work:
        unread = queries.list_who_have_unread(place.id, KIND)
        anew = [Wanted(about, today, moment, each, KIND) for each in people if each not in unread]
        _put(work, place.id, people=people, given=given)
        put_reminders(work, anew, crew)


def _put(work: Work, place_id: UUID, *, people: Collection[UUID], given: Collection[UUID]) -> None:
    """Put the notice; what was given is added to what somebody has not read of yet."""
    new = insert(Notice)
    put = new.on_conflict_do_update(
        index_elements=["person_id", "workspace_id", "kind"],
        index_where=text(OF_PLACE),
        set_={
            "given": case(
                (Notice.read_at.is_(None), BOTH),
                else_=new.excluded.given,
            ),
            "at": new.excluded.at,
            "read_at": None,
        },
    )
    rows = [
        {
            "id": ids.new_id(),
            "person_id": each,
            "organisation_id": work.actor.organisation_id,
            "workspace_id": place_id,
            "kind": KIND,
            "at": clock.now(),
            "given": list(given),
        }
        for each in people
    ]
    work.session.execute(put, rows)
