"""Sending a mailing: once, and only what its receiver may still know at that moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.adapters.mail import NotSendable
from app.identity.models import Person
from app.identity.service import addresses
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.work import Work, keeping_books
from app.notifications import queries
from app.notifications.queries import MailHours


@dataclass(frozen=True, slots=True)
class Line:
    """One thing in a mailing: by when, and the notice that leads to it."""

    ends_on: date | None
    """None: it has no last day."""
    notice_id: UUID
    place: str
    """Reference number of the workspace; never its title."""
    thing: str = "task"
    """What kind of thing it is: a task, a report or a scoring."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A mailing ready to be written, with what did not leave before it."""

    person: Person
    mailing_ids: tuple[UUID, ...]
    """The newest, under whose name it leaves, then the older ones."""
    lines: tuple[Line, ...]
    hours: MailHours
    """When mails come to that person."""
    reminders: frozenset[UUID]
    """The reminders that were looked at for it."""
    places: frozenset[UUID] = frozenset()
    """The workspaces it tells of."""


def send_once(actor: Actor, sheet: Sheet, *, send: Callable[[Sheet], None]) -> bool:
    """Send a mailing that was not sent yet, and note that it was; return whether it left now.

    The rows are held while the mail leaves: a second worker waits, and then finds it sent. When the
    work breaks off in between, the mail leaves once more under the same name. In quiet hours it
    does not leave, unless something in it cannot wait: it waits for their end. A mail that can
    never leave stays unsent, and it is noted that the address is refused.

    Args:
        sheet: what is left to tell; with no lines nothing is sent, and that is noted.
        send: hands the mail to the mail server, or raises.
    """
    with keeping_books(actor) as work:
        held = {each.id: each for each in queries.hold_mailings(work, sheet.mailing_ids)}
        if len(held) < len(sheet.mailing_ids) or any(each.sent_at for each in held.values()):
            return False
        if {each.id for each in queries.list_reminders(held)} != sheet.reminders:
            return False  # one came while it was written; it is sent whole at the next look
        now = clock.now()
        is_pressing = any(each.is_pressing for each in held.values())
        opens_at = now if is_pressing else sheet.hours.rest.opens_at(now)
        if sheet.lines and opens_at > now:
            held[sheet.mailing_ids[0]].waits_until = opens_at
            return False
        if sheet.lines and not _left(work, sheet, send):
            return False
        for each in held.values():
            each.sent_at = now
    return bool(sheet.lines)


def _left(work: Work, sheet: Sheet, send: Callable[[Sheet], None]) -> bool:
    """Hand the mail over and note whether the address takes it; tell whether it left."""
    try:
        send(sheet)
    except NotSendable:
        addresses.note_refused(work, sheet.person, about=sheet.places)
        return False
    addresses.note_reached(work, sheet.person)
    return True
