"""Sending a mailing: once, and only what its receiver may still know at that moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.identity.models import Person
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.work import keeping_books
from app.notifications import queries
from app.notifications.queries import MailHours


@dataclass(frozen=True, slots=True)
class Line:
    """One thing in a mailing: by when, and the notice that leads to it."""

    ends_on: date | None
    """None: it has no last day."""
    notice_id: UUID
    thing: str = "task"
    """What kind of thing it is: a task, a report or a scoring."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A mailing ready to be written."""

    person: Person
    lines: tuple[Line, ...]
    hours: MailHours
    """When mails come to that person."""
    reminders: frozenset[UUID]
    """The reminders that were looked at for it."""


def send_once(
    actor: Actor, mailing_id: UUID, *, sheet: Sheet, send: Callable[[Sheet], None]
) -> bool:
    """Send a mailing that was not sent yet, and note that it was; return whether it left now.

    The row is held while the mail leaves: a second worker waits, and then finds it sent. When the
    work breaks off in between, the mail leaves once more under the same name. In quiet hours it
    does not leave: it waits for their end.

    Args:
        sheet: what is left to tell; with no lines nothing is sent, and that is noted.
        send: hands the mail to the mail server, or raises.
    """
    with keeping_books(actor) as work:
        mailing = queries.hold_mailing(work, mailing_id)
        if mailing is None or mailing.sent_at is not None:
            return False
        if {each.id for each in queries.list_reminders(mailing_id)} != sheet.reminders:
            return False  # one came while it was written; it is sent whole at the next look
        now = clock.now()
        opens_at = sheet.hours.rest.opens_at(now)
        if sheet.lines and opens_at > now:
            mailing.waits_until = opens_at
            return False
        if sheet.lines:
            send(sheet)
        mailing.sent_at = now
    return bool(sheet.lines)
