"""Texts of mails about tasks; they hold no content: kind of thing, by when, a link, why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.kernel.day_words import day_in_words
from app.kernel.text import _


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail ready to send."""

    subject: str
    text: str


def task_asked(*, due_on: date | None, link: str) -> Mail:
    """Write the mail to somebody who is asked to do something."""
    if due_on is None:
        subject = _("Samenzicht: a task waits for you")
        first = _("In one of your workspaces a task waits for you.")
    else:
        subject = _("Samenzicht: a task waits for you, by %(day)s", day=day_in_words(due_on))
        first = _(
            "In one of your workspaces a task waits for you, by %(day)s.",
            day=day_in_words(due_on, "full"),
        )
    lines = (
        first,
        _("Sign in to see what is asked:"),
        link,
        _("You get this mail because a task is asked of you, or of your organisation."),
        _("We send one mail for each task. If you return it, we write no more about it."),
    )
    return Mail(subject, "\n\n".join(lines) + "\n")


def task_waits(*, due_on: date | None, link: str) -> Mail:
    """Write the mail to somebody who is reminded of what is asked."""
    day = "" if due_on is None else day_in_words(due_on, "full")
    lines = (
        _("In one of your workspaces a task still waits for you, by %(day)s.", day=day)
        if day
        else _("In one of your workspaces a task still waits for you."),
        _("Sign in to see what is asked:"),
        link,
        _("You get this mail because whoever asked it reminds you, or your organisation, of it."),
        _("There is one such mail a day at most."),
    )
    return Mail(_("Samenzicht: a task still waits for you"), "\n\n".join(lines) + "\n")
