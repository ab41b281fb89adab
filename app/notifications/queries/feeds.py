"""A person's calendar for other programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum

from sqlalchemy import select

from app.identity import queries as identity
from app.identity.models import IdentityProvider, Person
from app.identity.queries import hash_secret
from app.incidents.queries.coming import list_coming_meetings
from app.kernel import db
from app.kernel.access import Actor
from app.notifications.models import CalendarFeed
from app.reports import queries as reports
from app.requests import queries as requests
from app.tasks import queries as tasks
from app.tasks.queries import TaskRow
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace


def find_own_feed(actor: Actor) -> CalendarFeed | None:
    """Return one's calendar feed, or None."""
    return db.session().get(CalendarFeed, actor.person_id)


def find_feed(secret: str) -> tuple[CalendarFeed, Person] | None:
    """Return the feed of an address that was not revoked, with whose it is; None for any other.

    As with an access token, the person's organisation must still stand, and their provider speak.
    """
    statement = (
        select(CalendarFeed, Person)
        .join(Person, Person.id == CalendarFeed.person_id)
        .join(Person.organisation)
        .join(IdentityProvider, IdentityProvider.id == Person.provider_id)
        .where(
            identity.IS_STANDING,
            *identity.IS_KNOWN_THERE,
            *identity.stands_since(CalendarFeed.made_at),
            CalendarFeed.token_hash == hash_secret(secret),
            CalendarFeed.revoked_at.is_(None),
        )
    )
    found = db.session().execute(statement).first()
    return None if found is None else (found[0], found[1])


def list_days(actor: Actor) -> list[TaskRow]:
    """Return what the person must do by a day, as the person may see it now."""
    rows = tasks.list_mine(actor, places=workspaces.list_of(actor))
    return [
        row
        for row in rows
        if (row.is_for_my_office or row.task.assignee_id == actor.person_id)
        and row.task.status.is_waiting_for_assignee
        and row.deadline.ends_on is not None
    ]


class FeedKind(StrEnum):
    """What else a day in the calendar is about; only this is told."""

    SIGNING = "signing"
    REQUEST = "request"
    MEETING = "meeting"


@dataclass(frozen=True, slots=True)
class OtherDay:
    """A day that is no task's: nothing of what it is about, not even its workspace."""

    key: str
    kind: FeedKind
    day: date
    changed_at: datetime


def list_other_days(actor: Actor) -> list[OtherDay]:
    """Return the days on which something else waits for the person, as it may be seen now.

    Reports that wait for one's signature, documents that one's organisation is asked for, and
    meetings of committees one is in.
    """
    places = workspaces.list_of(actor)
    return [
        *_signings(actor, places),
        *_requests(actor, places),
        *_meetings(actor, places),
    ]


def _signings(actor: Actor, places: Sequence[Workspace]) -> Iterator[OtherDay]:
    waiting = reports.list_waiting_for(actor, places=places)
    days = {row.report_id: row.sign_by for row in waiting if row.sign_by is not None}
    for report_id, day in days.items():
        # What waits has no moment of change of its own: the same day gives the same bytes.
        stamp = datetime.combine(day, time(), tzinfo=UTC)
        yield OtherDay(str(report_id), FeedKind.SIGNING, day, stamp)


def _requests(actor: Actor, places: Sequence[Workspace]) -> Iterator[OtherDay]:
    for row in requests.list_waiting(actor, places):
        it = row.request
        if it.is_open and it.partner_id == actor.organisation_id:
            day = row.deadline.ends_on if row.deadline else None
            yield OtherDay(str(it.id), FeedKind.REQUEST, day or it.due_on, it.changed_at)


def _meetings(actor: Actor, places: Sequence[Workspace]) -> Iterator[OtherDay]:
    for each in list_coming_meetings(actor, places):
        yield OtherDay(str(each.id), FeedKind.MEETING, each.held_on, each.planned_at)
