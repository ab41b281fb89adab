"""A person's calendar for other programs."""

from __future__ import annotations

from sqlalchemy import select

from app.identity import queries as identity
from app.identity.models import IdentityProvider, Person
from app.identity.queries import hash_secret
from app.kernel import db
from app.kernel.access import Actor
from app.notifications.models import CalendarFeed
from app.tasks import queries as tasks
from app.tasks.queries import TaskRow
from app.workspaces import queries as workspaces


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
        if row.task.assignee_id == actor.person_id
        and row.task.status.is_waiting_for_assignee
        and row.deadline.ends_on is not None
    ]
