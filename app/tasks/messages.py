"""Texts of mails about tasks; they hold no content.

What kind of thing, in which workspace (by its number, never its name), by when, a link, why.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.adapters.mail import Mail
from app.kernel.day_words import day_in_words
from app.kernel.text import _


@dataclass(frozen=True, slots=True)
class Told:
    """What a mail tells of a task."""

    ends_on: date | None
    """The last day that counts."""
    place: str
    """Number of the workspace."""
    link: str
    choose: str
    """Address of the page where one chooses what one gets."""


def task_asked(told: Told) -> Mail:
    """Write the mail to somebody who is asked to do something."""
    if told.ends_on is None:
        subject = _("Samenzicht: a task waits for you")
        first = _("In workspace %(place)s a task waits for you.", place=told.place)
    else:
        subject = _("Samenzicht: a task waits for you, by %(day)s", day=day_in_words(told.ends_on))
        first = _(
            "In workspace %(place)s a task waits for you, by %(day)s.",
            place=told.place,
            day=day_in_words(told.ends_on, "full"),
        )
    why = _("You get this mail because a task is asked of you, or of your organisation.")
    how_often = _("We send one mail for each task. If you return it, we write no more about it.")
    return Mail.written(subject, *_paragraphs(told, first, why=why, how_often=how_often))


def task_waits(told: Told) -> Mail:
    """Write the mail to somebody who is reminded of what is asked."""
    if told.ends_on is None:
        first = _("In workspace %(place)s a task still waits for you.", place=told.place)
    else:
        first = _(
            "In workspace %(place)s a task still waits for you, by %(day)s.",
            place=told.place,
            day=day_in_words(told.ends_on, "full"),
        )
    why = _("You get this mail because whoever asked it reminds you, or your organisation, of it.")
    how_often = _("There is one such mail a day at most.")
    subject = _("Samenzicht: a task still waits for you")
    return Mail.written(subject, *_paragraphs(told, first, why=why, how_often=how_often))


def _paragraphs(told: Told, first: str, *, why: str, how_often: str) -> tuple[str, ...]:
    return (
        first,
        _("Sign in to see what is asked:"),
        told.link,
        why,
        how_often,
        _("Choose what you get:"),
        told.choose,
    )
