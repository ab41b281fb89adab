"""The mail about a log of which a witness saw another; it names no place and nothing in it."""

from __future__ import annotations

from app.adapters.mail import Mail
from app.kernel.text import _


def split_view(*, origin: str) -> Mail:
    """Write the mail for a privacy officer."""
    parts = (
        _("A witness says that it was shown another log than the one we keep."),
        _(
            "That may be a restored backup. It may also be that somebody changed a log, or shows"
            " one partner something else than another."
        ),
        _(
            "Call your administrator, who sees it under witnesses of the logs. When it is the log"
            " of a workspace of yours, it stands there too, under witnesses:"
        ),
        f"{origin}/workspaces",
    )
    return Mail.written(_("Samenzicht: a witness saw another log"), *parts)
