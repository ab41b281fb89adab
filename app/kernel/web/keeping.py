"""Pieces of pages that are drawn once: equal values give equal markup.

A kept piece is made from its values alone. It knows no request: whoever is signed in, whatever was
asked, is not there to be drawn, so a piece made for one person shows another nothing. What must
differ in every answer (the forgery token, the nonce, a form's own key) is left open when the piece
is drawn, and filled in each time it is shown.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from contextvars import ContextVar
from functools import lru_cache
from typing import Any
from uuid import UUID

from markupsafe import Markup, escape

from app.kernel.errors import HouseFault

MOST_KEPT = 2_000
"""Pieces that are kept; the ones that were shown longest ago are drawn anew."""

_SECRET = secrets.token_hex(16)
"""Marks the gaps; nobody can type it."""
_GAP = re.compile(f"{_SECRET}-([a-z]+);")
_is_keeping: ContextVar[bool] = ContextVar("samenzicht_keeping", default=False)
_fillings: dict[str, Callable[[], str]] = {}


def fills_gap(make: Callable[[], str]) -> Callable[[], str]:
    """Let a function's result differ in every answer: a kept piece has a gap in its place."""
    name = re.sub("[^a-z]", "", make.__name__)

    def filled() -> str:
        return f"{_SECRET}-{name};" if _is_keeping.get() else make()

    # Shown in a piece that is being kept itself, the gap stays open there too.
    _fillings[name] = filled
    return filled


def refuse_to_keep(what: str) -> None:
    """Stop the drawing of a kept piece that asks about the request."""
    if _is_keeping.get():
        raise HouseFault(f"A piece that is kept may not know {what}.")


_CANNOT_HARM = frozenset({int, UUID})
"""Types of which no value needs escaping; of a subclass nobody knows how it is written."""


class Pattern:
    """Markup with named gaps: what many lines of a list share, drawn once for all of them."""

    def __init__(self, piece: str | tuple[str, ...]) -> None:
        """Take what was drawn, or a kept piece, whose gaps of every answer are filled here."""
        self._parts = _GAP.split(piece) if isinstance(piece, str) else list(piece)
        self._gaps: list[tuple[int, str]] = []
        for place in range(1, len(self._parts), 2):
            name = self._parts[place]
            if name in _fillings:
                self._parts[place] = _fillings[name]()
            else:
                self._gaps.append((place, name))

    @staticmethod
    def gap(name: str) -> Markup:
        """Leave a gap open in what is being drawn."""
        return Markup(f"{_SECRET}-{name};")  # noqa: S704 - digits and our own word  # nosec B704

    def fill(self, **values: object) -> Markup:
        """Return the markup with its gaps filled; what is no markup yet is escaped."""
        for name, value in values.items():
            if type(value) is not Markup:
                values[name] = str(value) if type(value) in _CANNOT_HARM else escape(value)
        parts: list[Any] = self._parts[:]
        for place, name in self._gaps:
            parts[place] = values[name]
        return Markup("".join(parts))  # noqa: S704 - drawn by our templates; values are escaped  # nosec B704


@lru_cache(maxsize=MOST_KEPT, typed=True)
def kept(draw: Callable[..., str], *values: object) -> tuple[str, ...]:
    """Draw a piece, or take the one that was drawn of the same values, cut at its gaps.

    Args:
        draw: draws it from the values and nothing else.
        values: told apart by their types too: a text and the safe markup that reads the same are
            drawn differently. For the same reason, none may hold safe markup inside.
    """
    token = _is_keeping.set(True)
    try:
        return tuple(_GAP.split(draw(*values)))
    finally:
        _is_keeping.reset(token)


def filled(piece: tuple[str, ...]) -> Markup:
    """Return a kept piece with its gaps filled for this answer."""
    parts = list(piece)
    for place in range(1, len(parts), 2):
        parts[place] = _fillings[parts[place]]()
    return Markup("".join(parts))  # noqa: S704 - drawn by our templates; fillings are our own tokens  # nosec B704
