"""Sending mailings: each once, and only what its receiver may still know at that moment.

What leaves in one mail is settled before it is tried, and noted: a mail that was perhaps taken
comes again under the same name with nothing more in it, and nothing of it under another name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.adapters.mail import NotSendable
from app.identity.models import Person
from app.identity.service import addresses
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.work import Work, keeping_books
from app.notifications import queries
from app.notifications.models import Mailing
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
    """A mail to be written, with what never was on its way before it."""

    person: Person
    mailing_ids: tuple[UUID, ...]
    """The newest, under whose name it leaves, then the older ones."""
    hours: MailHours
    """When mails come to that person."""
    lines: tuple[Line, ...] = ()
    reminders: frozenset[UUID] = frozenset()
    """The reminders that were looked at for it."""
    places: frozenset[UUID] = frozenset()
    """The workspaces it tells of."""

    @property
    def name(self) -> UUID:
        """The mailing under whose name it leaves."""
        return self.mailing_ids[0]


def put_together(actor: Actor, mailing_id: UUID) -> Sheet | None:
    """Settle which mailings leave in one mail; None: none of them has to leave now.

    What was never tried goes together. From then on it is the same mail until it leaves, whatever
    becomes due meanwhile: when it is taken and nobody hears of that, it comes again as it was.
    """
    with keeping_books(actor) as work:
        found, now = queries.find_mailing(mailing_id), clock.now()
        if found is None:
            return None
        mailing, person = found
        unsent = queries.hold_unsent(work, person.id, max(now, mailing.slot_at))
        if mailing not in unsent:
            return None
        hours = queries.hours_of(person)
        if mailing.leaves_in_id is None:
            free = [each for each in unsent if each.leaves_in_id is None]
            if _rests(free, hours, now=now):
                return None
            for each in free:
                each.leaves_in_id = free[0].id
        going = [each for each in unsent if each.leaves_in_id == mailing.leaves_in_id]
        going[0].tries += 1
    return Sheet(person, tuple(each.id for each in going), hours)


def _rests(going: Sequence[Mailing], hours: MailHours, *, now: datetime) -> bool:
    """Tell whether mailings, the newest first, wait for the end of quiet hours, and note it."""
    if any(each.is_pressing for each in going) or (opens_at := hours.rest.opens_at(now)) <= now:
        return False
    going[0].waits_until = opens_at
    return True


def send_once(actor: Actor, sheet: Sheet, *, send: Callable[[Sheet], None]) -> bool:
    """Send a mail that did not leave yet, and note that it did; return whether it left now.

    The rows are held while the mail leaves: a second worker waits, and then finds it sent. When the
    work breaks off in between, the mail leaves once more under the same name. In quiet hours it
    does not leave, unless something in it cannot wait: it waits for their end. A mail that can
    never leave stays unsent, and it is noted that the address is refused.

    Args:
        sheet: what is left to tell; with no lines nothing is sent, and that is noted.
        send: hands the mail to the mail server, or raises.
    """
    with keeping_books(actor) as work:
        held = queries.hold_together(work, sheet.name)
        if [each.id for each in held] != list(sheet.mailing_ids) or held[0].sent_at:
            return False
        if {each.id for each in queries.list_reminders(sheet.mailing_ids)} != sheet.reminders:
            return False  # a process of before an upgrade adds to what is on its way: look again
        now = clock.now()
        if sheet.lines and _rests(held, sheet.hours, now=now):
            return False
        if sheet.lines and not _left(work, sheet, send):
            _let_apart(held)
            return False
        for each in held:
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


def let_apart(actor: Actor, sheet: Sheet) -> None:
    """Note that a mail certainly did not leave: a later one may take along what it tells."""
    with keeping_books(actor) as work:
        _let_apart(queries.hold_together(work, sheet.name))


def _let_apart(held: Sequence[Mailing]) -> None:
    """Let mailings be as if they were never tried, unless another try may have been taken."""
    if held and held[0].tries == 1 and held[0].sent_at is None:
        held[0].tries = 0
        for each in held:
            each.leaves_in_id = None
