"""On which ground what a line of a log says is erased."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from app.kernel.text import _


class ErasureGround(StrEnum):
    """The grounds of article 17, first paragraph, of the AVG, from a to f."""

    NOT_NEEDED = "not_needed"
    CONSENT = "consent"
    OBJECTION = "objection"
    UNLAWFUL = "unlawful"
    DUTY = "duty"
    CHILD = "child"


ERASURE_WORDS: dict[str, Callable[[], str]] = {
    ErasureGround.NOT_NEEDED: lambda: _("AVG article 17, first paragraph, a: not needed any more"),
    ErasureGround.CONSENT: lambda: _("AVG article 17, first paragraph, b: consent withdrawn"),
    ErasureGround.OBJECTION: lambda: _("AVG article 17, first paragraph, c: an objection"),
    ErasureGround.UNLAWFUL: lambda: _("AVG article 17, first paragraph, d: processed unlawfully"),
    ErasureGround.DUTY: lambda: _("AVG article 17, first paragraph, e: a legal duty to erase"),
    ErasureGround.CHILD: lambda: _("AVG article 17, first paragraph, f: data of a child"),
}


def ground_in_words(ground: str) -> str:
    """Return a ground in plain words; empty for one that is none."""
    return ERASURE_WORDS[ground]() if ground in ERASURE_WORDS else ""
