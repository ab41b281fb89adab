"""A person's calendar for other programs: make its address, and revoke it."""

from __future__ import annotations

from sqlalchemy.dialects.postgresql import insert

from app.identity.models import Person
from app.identity.policy import IdentityPermission
from app.identity.queries import hash_secret
from app.kernel import clock, ids
from app.kernel.access import Actor, require
from app.kernel.work import begin_work
from app.notifications import queries
from app.notifications.actions import CalendarAction
from app.notifications.models import CalendarFeed


def make_feed(actor: Actor, person: Person, *, with_titles: bool) -> str:
    """Make the address of one's calendar anew; the secret in it is returned once.

    Whatever address there was is refused from now on.
    """
    secret = ids.new_secret()
    values = {
        "token_hash": hash_secret(secret),
        "with_titles": with_titles,
        "made_at": clock.now(),
        "revoked_at": None,
    }
    with begin_work(actor) as work:
        require(actor, IdentityPermission.CHANGE_OWN, person)
        new = insert(CalendarFeed).values(person_id=person.id, **values)
        work.session.execute(new.on_conflict_do_update(index_elements=["person_id"], set_=values))
        work.record(CalendarAction.MADE, person, with_titles=with_titles)
    return secret


def revoke_feed(actor: Actor, person: Person) -> None:
    """Refuse the address of one's calendar from now on; revoked before, it stays so."""
    with begin_work(actor) as work:
        require(actor, IdentityPermission.CHANGE_OWN, person)
        feed = queries.find_own_feed(actor)
        if feed is None or feed.revoked_at is not None:
            return
        feed.revoked_at = clock.now()
        work.record(CalendarAction.REVOKED, person)
