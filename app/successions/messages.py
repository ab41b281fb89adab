"""Texts of mails about successions; they hold no content: what happened, a link, why."""

from __future__ import annotations

from app.adapters.mail import Mail
from app.kernel.text import _


def of_coming(*, link: str) -> Mail:
    """Write to an administrator that somebody who left another organisation comes to theirs.

    Args:
        link: of the page of their organisation, where it stands who.
    """
    lines = (
        _("Another organisation says that somebody of theirs comes to work at yours."),
        _("Nothing was entered for you. Is it right? Then have them invited as any new colleague."),
        link,
        _("You get this mail because you are administrator of your organisation."),
    )
    return Mail.written(_("Samenzicht: somebody comes to your organisation"), *lines)


def to_officer(*, origin: str, is_taken_back: bool, is_ending: bool) -> Mail:
    """Write to a privacy officer of one of the two organisations.

    Args:
        is_taken_back: what was agreed was taken back.
        is_ending: of the organisation that ends; else of its successor.
    """
    if is_taken_back:
        what = _("It was agreed that an organisation is succeeded, and that was taken back.")
    elif is_ending:
        what = _("Two administrators agreed that your organisation ends and gets a successor.")
    else:
        what = _("Two administrators agreed that your organisation succeeds another.")
    still = (
        _("The logs of the workspaces concerned tell which, and from which day on."),
        _("Is this not right? Tell an administrator before that day: it can be taken back."),
    )
    lines = (
        what,
        *(() if is_taken_back else still),
        f"{origin}/workspaces",
        _("You get this mail because you are privacy officer of your organisation."),
    )
    return Mail.written(_("Samenzicht: a succession of organisations"), *lines)
