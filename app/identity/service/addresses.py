"""What mail servers said of people's addresses: a job notes it, nobody decides it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from app.identity import queries
from app.identity.events import AddressRefused
from app.identity.models import Person, RefusedAddress
from app.kernel import clock, events
from app.kernel.work import Work


def note_refused(work: Work, person: Person, *, about: Iterable[UUID]) -> None:
    """Note that a mail to somebody came back for good, and tell it the first time.

    Args:
        about: the workspaces the mail was about.
    """
    now, known = clock.now(), queries.list_refused([person])
    new = insert(RefusedAddress).values(
        person_id=person.id, address=person.email, since_at=now, last_at=now
    )
    anew: dict[str, datetime | str] = {"last_at": now}
    if person.id not in known:
        anew |= {"address": person.email, "since_at": now}
    work.session.execute(new.on_conflict_do_update(index_elements=["person_id"], set_=anew))
    if person.id not in known:
        events.announce(work, AddressRefused(person.organisation_id, frozenset(about)))


def note_reached(work: Work, person: Person) -> None:
    """Note that a mail to somebody was taken: whatever was refused before is over."""
    work.session.execute(delete(RefusedAddress).where(RefusedAddress.person_id == person.id))
