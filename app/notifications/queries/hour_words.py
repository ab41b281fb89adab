"""When mails come, in words, and who chose that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.kernel.text import _, join_words, lazy
from app.notifications.queries.hours import MailHours, Rest, Span, Whose

SOURCES: Mapping[Whose, Any] = {
    Whose.PERSON: lazy("You chose this yourself."),
    Whose.ORGANISATION: lazy("Your organisation chose this for all colleagues."),
    Whose.BUILT_IN: lazy("Samenzicht proposes this; nobody chose anything else."),
}


MOMENTS = (
    (14, lazy("Two weeks before")),
    (7, lazy("One week before")),
    (3, lazy("Three days before")),
    (1, lazy("The day before")),
    (0, lazy("On the last day")),
    (-1, lazy("When it is late")),
    (-7, lazy("When it is a week late")),
)
"""When a reminder can come: days before the last day, negative after it."""


@dataclass(frozen=True, slots=True)
class Told:
    """Something that holds now, and where it comes from."""

    words: str
    source: str


def hour_in_words(hour: int) -> str:
    """Write an hour of the day: ``8.00``."""
    return f"{hour}.00"


def moments_in_words(moments: tuple[int, ...]) -> str:
    """Say at which moments a reminder comes, the earliest first."""
    words = [str(each) for days, each in MOMENTS if days in moments]
    if not words:
        return _("No reminders")
    return join_words([words[0], *(each[0].lower() + each[1:] for each in words[1:])])


def digest_in_words(hours: tuple[int, ...]) -> str:
    """Say at which hours the mail with all tasks comes."""
    if not hours:
        return _("No mails with reminders")
    return _("At %(hours)s", hours=join_words([hour_in_words(each) for each in sorted(hours)]))


def rest_in_words(rest: Rest) -> str:
    """Say when no mail comes."""
    if rest.span is None:
        return _("On weekends and holidays") if rest.rests else _("Never: a mail may always come")
    span = _span_in_words(rest.span)
    if rest.rests:
        return _("%(span)s, and on weekends and holidays", span=span)
    return span


def _span_in_words(span: Span) -> str:
    first, last = hour_in_words(span.first), hour_in_words(span.last)
    # Translators: hours of each day, "From 20.00 to 7.00".
    return _("From %(first)s to %(last)s", first=first, last=last)


def moments_told(moments: tuple[int, ...], by: Whose) -> Told:
    """Say at which moments a reminder comes, and where that comes from."""
    return Told(moments_in_words(moments), str(SOURCES[by]))


def digest_told(hours: MailHours) -> Told:
    """Say when the mail with all tasks comes, and where that comes from."""
    return Told(digest_in_words(hours.digest), str(SOURCES[hours.digest_by]))


def rest_told(hours: MailHours) -> Told:
    """Say when no mail comes, and where that comes from."""
    return Told(rest_in_words(hours.rest), str(SOURCES[hours.rest_by]))
