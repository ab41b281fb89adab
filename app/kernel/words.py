"""What people type, made ready to keep; nothing is cut off in silence."""

from __future__ import annotations

import hashlib
import re

from app.kernel.errors import Refused
from app.kernel.terms import FIRST_DAY, LAST_DAY
from app.kernel.text import _

FINGERPRINT = re.compile("[0-9a-f]{64}")
UNKEEPABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
"""Characters that no text needs, and that the database or the printed page cannot hold."""

NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
"""Characters that XML cannot hold, in any writing (XML 1.0, 2.2)."""


def one_line(text: str, *, field: str, longest: int, missing: object = None) -> str:
    """Return a text on one line.

    Args:
        missing: what to tell when nothing was typed; None when it may be left out.

    Raises:
        Refused: nothing was typed, it is too long, or it holds what cannot be kept.
    """
    return _checked(" ".join(text.split()), field, longest=longest, missing=missing)


def several_lines(text: str, *, field: str, longest: int, missing: object = None) -> str:
    """Return a text with plain line ends; browsers send both characters."""
    clean = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return _checked(clean, field, longest=longest, missing=missing)


def _checked(clean: str, field: str, *, longest: int, missing: object) -> str:
    if not clean and missing is not None:
        raise Refused(str(missing), field=field)
    if len(clean) > longest:
        raise Refused(
            _("This is too long. Use at most %(max)s characters.", max=longest), field=field
        )
    if UNKEEPABLE.search(clean):
        raise Refused(
            _("This text holds a character that cannot be kept. Type that part again."),
            field=field,
        )
    return clean


def whole_number(text: str | None, *, most: int = 999_999_999) -> int | None:
    """Read a number from 0 on, as an address or a hidden field carries it.

    None when it is none, or more than there can be: a text of thousands of digits is no number.
    """
    typed = text or ""
    if not (typed.isascii() and typed.isdecimal()) or len(typed) > len(str(most)):
        return None
    number = int(typed)
    return number if number <= most else None


def out_of_reach() -> str:
    """Say which days somebody can mean (`terms.is_plausible`)."""
    years = {"first": FIRST_DAY.year, "last": LAST_DAY.year}
    return _("Choose a day in the years %(first)d to %(last)d.", **years)


def fingerprint_in(typed: str) -> str:
    """Return the fingerprint that somebody typed, without what separates its signs; "" for none."""
    bare = "".join(typed.split()).replace(":", "").lower()
    return bare if FINGERPRINT.fullmatch(bare) else ""


def fingerprint_of(words: str) -> str:
    """Return the fingerprint of words: it binds a line of the log, or a form, to what was read."""
    return hashlib.sha256(words.encode()).hexdigest()
