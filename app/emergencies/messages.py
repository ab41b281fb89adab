"""Texts of mails about emergency sight; they hold no content: kind of thing, a link, why."""

from __future__ import annotations

from app.adapters.mail import Mail
from app.kernel.text import _


def opened_for_you(*, link: str) -> Mail:
    """Write to who got emergency sight."""
    return Mail.written(
        _("Samenzicht: you have emergency sight"),
        _("You have emergency sight of what your organisation brought to a workspace."),
        _("It ends by itself. Each document you open is written down. End it when you are done."),
        link,
        _("You get this mail because a privacy officer of your organisation opened it for you."),
    )


def opened_of_us(*, link: str, is_asked: bool) -> Mail:
    """Write to the privacy officers, and who coordinates for the organisation there.

    Args:
        is_asked: a second person has to agree to special data.
    """
    asked = _("A second person is asked to agree to special data. Open it to see whether you can.")
    return Mail.written(
        _("Samenzicht: emergency sight was opened"),
        _("A colleague got emergency sight of what your organisation brought to a workspace."),
        *((asked,) if is_asked else ()),
        link,
        _("You get this mail because you have a say in it, and can end it."),
    )


def opened_by_others(*, link: str) -> Mail:
    """Write to the coordinators of the other participants."""
    return Mail.written(
        _("Samenzicht: emergency sight was opened"),
        _("An organisation opened emergency sight in a workspace: of what it brought itself."),
        _("Nothing of your organisation is seen by it. The log of the workspace tells more."),
        link,
        _("You get this mail because you coordinate this workspace."),
    )


def ended_for_you(*, link: str) -> Mail:
    """Write to who had it."""
    return Mail.written(
        _("Samenzicht: your emergency sight ended"),
        _("Your emergency sight ended. You can see nothing by it any more."),
        link,
        _("You get this mail because a privacy officer of your organisation opened it for you."),
    )


def to_judge(*, link: str, is_late: bool) -> Mail:
    """Write to the privacy officers that it waits for what they think of it.

    Args:
        is_late: it was asked before, a week ago or more.
    """
    return Mail.written(
        _("Samenzicht: judge an emergency sight"),
        _("An emergency sight ended, and nobody judged it for a week or more.")
        if is_late
        else _("An emergency sight of your organisation ended."),
        _("Look at what was opened, and write down whether it was justified."),
        link,
        _("You get this mail because you are privacy officer of your organisation."),
    )
