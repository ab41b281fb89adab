"""Texts of mails about workspaces; they hold no content: kind of thing, a link, why."""

from __future__ import annotations

from datetime import date

from app.adapters.mail import Mail
from app.kernel.day_words import day_in_words
from app.kernel.text import _


def review(*, step: str, ends_on: date, link: str) -> Mail:
    """Write the mail to a coordinator who has to say of colleagues whether their access stays.

    Args:
        step: ``asked``, ``reminded`` or ``suspended``.
    """
    day = day_in_words(ends_on)
    opening = {
        "asked": _(
            "Look whether your people still need their access. You have until %(day)s.", day=day
        ),
        "reminded": _("Of some of your people nobody said yet whether their access stays.")
        + " "
        + _("The last day is %(day)s. After that their access is suspended.", day=day),
        "suspended": _("Of some of your people nobody said in time whether their access stays.")
        + " "
        + _("So it is suspended. Say that they stay, and they are in again at once."),
    }
    lines = (opening[step], link, _("You get this mail because you coordinate a workspace."))
    return Mail.written(_("Samenzicht: who still needs access?"), *lines)
