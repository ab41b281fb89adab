"""Texts of mails with reminders; they hold no content: kind of thing, where, by when, a link."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.adapters.mail import Mail
from app.kernel.day_words import day_in_words
from app.kernel.text import _, lazy, ngettext
from app.notifications.service.mailing import Line

NO_DAY = {
    "scoring": lazy("- Something to score by yourself (%(place)s): %(link)s"),
    "report": lazy("- A report to sign (%(place)s): %(link)s"),
    "request": lazy("- News about a document request (%(place)s): %(link)s"),
    "document": lazy("- News about a document (%(place)s): %(link)s"),
    "comment": lazy("- Somebody named you in a comment (%(place)s): %(link)s"),
    "basis": lazy("- News about a legal basis (%(place)s): %(link)s"),
    "case_acute": lazy("- A case that cannot wait (%(place)s): %(link)s"),
    "letter": lazy("- A joint letter that waits for your organisation (%(place)s): %(link)s"),
    "meet_moved": lazy("- A meeting of the committee is on another day (%(place)s): %(link)s"),
    "meet_off": lazy("- A meeting of the committee does not take place (%(place)s): %(link)s"),
    "sight_ends": lazy("- Sight of documents ends within a week (%(place)s): %(link)s"),
    "new_sight": lazy("- You see new documents (%(place)s): %(link)s"),
    "marked_away": lazy(
        "- A colleague entered that you are away. Is that not so? Undo it here: %(link)s"
    ),
    "let_in": lazy("- You work in a workspace now (%(place)s): %(link)s"),
    "role": lazy("- You have another role in a workspace (%(place)s): %(link)s"),
    "surge": lazy("- Somebody opened unusually many documents: %(link)s"),
    "erase_asked": lazy("- A line of a log has to be erased: do you agree? %(link)s"),
    "erase_said": lazy("- There is an answer about erasing a line of a log: %(link)s"),
    "erase_lapsed": lazy("- Nobody answered in time about erasing a line of a log: %(link)s"),
    "put_out": lazy("- You do not work in a workspace any more (%(place)s): %(link)s"),
}
"""The line of a thing that has no last day, or of which something is told."""
BY_DAY = {
    "task": lazy("- A task (%(place)s), by %(day)s: %(link)s"),
    "report": lazy("- A report to sign (%(place)s), by %(day)s: %(link)s"),
    "request": lazy("- Documents that are asked (%(place)s), by %(day)s: %(link)s"),
    "activity": lazy("- Something of your supervision (%(place)s), by %(day)s: %(link)s"),
    "case": lazy("- A case (%(place)s), by %(day)s: %(link)s"),
    "term": lazy("- A term (%(place)s), by %(day)s: %(link)s"),
    "breach": lazy("- A data breach: decide about notifying by %(day)s: %(link)s"),
}
PAST_DAY = {
    "task": lazy("- A task (%(place)s) that had to be done by %(day)s: %(link)s"),
    "report": lazy("- A report (%(place)s) that had to be signed by %(day)s: %(link)s"),
    "request": lazy("- Documents (%(place)s) that were asked by %(day)s: %(link)s"),
    "activity": lazy(
        "- Something of your supervision (%(place)s) had to be there by %(day)s: %(link)s"
    ),
    "case": lazy("- A case (%(place)s) of which the term ended on %(day)s: %(link)s"),
    "term": lazy("- A term (%(place)s) that ended on %(day)s: %(link)s"),
    "breach": lazy("- A data breach: the term to notify ended on %(day)s: %(link)s"),
}


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
    return Mail.written(subject, *parts)


def _line(line: Line, *, today: date, origin: str) -> str:
    link = f"{origin}/notices/{line.notice_id}"
    if line.ends_on is None:
        return str(NO_DAY[line.thing]) % {"link": link, "place": line.place}
    words = PAST_DAY if line.ends_on < today else BY_DAY
    day = day_in_words(line.ends_on, "full")
    return str(words[line.thing]) % {"link": link, "place": line.place, "day": day}
