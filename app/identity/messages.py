"""Texts of mails about accounts; they hold no content: kind of thing, a link, why."""

from __future__ import annotations

from app.adapters.mail import Mail
from app.kernel.text import _


def invitation(*, link: str, days: int) -> Mail:
    """Write the mail to somebody who is invited and has no account yet."""
    lines = (
        _("You are invited to work together in Samenzicht."),
        _("Open this link and sign in once at your own organisation:"),
        link,
        _("The link works once, for %(days)d days.", days=days),
        _("You get this mail because a coordinator filled in your work address."),
        _("Is this not for you? Then do nothing: without you nothing happens."),
    )
    return Mail.written(_("Samenzicht: you are invited"), *lines)
