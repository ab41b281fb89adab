"""Texts of mails with reminders; they hold no content: kind of thing, by when, a link."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.kernel.day_words import day_in_words
from app.kernel.text import _, lazy, ngettext
from app.notifications.service.mailing import Line

NO_DAY = {
    "scoring": lazy("- Something to score by yourself: %(link)s"),
    "report": lazy("- A report to sign: %(link)s"),
    "request": lazy("- News about a document request: %(link)s"),
    "document": lazy("- News about a document: %(link)s"),
    "comment": lazy("- Somebody named you in a comment: %(link)s"),
    "basis": lazy("- News about a legal basis: %(link)s"),
}
"""The line of a thing that has no last day, or of which something is told."""
BY_DAY = {
    "task": lazy("- A task, by %(day)s: %(link)s"),
    "report": lazy("- A report to sign, by %(day)s: %(link)s"),
    "request": lazy("- Documents that are asked, by %(day)s: %(link)s"),
}
PAST_DAY = {
    "task": lazy("- A task that had to be done by %(day)s: %(link)s"),
    "report": lazy("- A report that had to be signed by %(day)s: %(link)s"),
    "request": lazy("- Documents that were asked by %(day)s: %(link)s"),
}


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail ready to send."""

    subject: str
    text: str


def reminders(lines: Sequence[Line], *, today: date, origin: str) -> Mail:
    """Write the mail with one line for each thing that waits."""
    if all(each.thing == "task" for each in lines):
        subject = ngettext(
            "Samenzicht: %(num)d task waits for you",
            "Samenzicht: %(num)d tasks wait for you",
            len(lines),
        )
    else:
        subject = ngettext(
            "Samenzicht: %(num)d thing waits for you",
            "Samenzicht: %(num)d things wait for you",
            len(lines),
        )
    parts = (
        _("In your workspaces this waits for you:"),
        "\n".join(_line(each, today=today, origin=origin) for each in lines),
        _("Sign in to see what it is about."),
        _("You get this mail because reminders are on. Choose when you get them:"),
        f"{origin}/notices/settings",
    )
    return Mail(subject, "\n\n".join(parts) + "\n")


def _line(line: Line, *, today: date, origin: str) -> str:
    link = f"{origin}/notices/{line.notice_id}"
    if line.ends_on is None:
        return str(NO_DAY[line.thing]) % {"link": link}
    words = PAST_DAY if line.ends_on < today else BY_DAY
    return str(words[line.thing]) % {"link": link, "day": day_in_words(line.ends_on, "full")}
