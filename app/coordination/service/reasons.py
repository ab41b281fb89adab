"""What somebody says about an overlap."""

from __future__ import annotations

from app.kernel.errors import Refused
from app.kernel.text import _

LONGEST_REASON = 500


def right_reason(words: str) -> str:
    """Return a reason without the space around it.

    Raises:
        Refused: there is none, or it is too long.
    """
    clean = words.strip()
    if not clean:
        raise Refused(_("Say why, so that the other can go on."), field="reason")
    if len(clean) > LONGEST_REASON:
        raise Refused(
            _("This is too long. Use at most %(max)s characters.", max=LONGEST_REASON),
            field="reason",
        )
    return clean
