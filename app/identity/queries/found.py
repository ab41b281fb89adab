"""One row, or nothing that exists."""

from __future__ import annotations

from typing import TypeVar

from app.kernel.errors import NotFound

Row = TypeVar("Row")


def one(found: Row | None) -> Row:
    """Return what was found.

    Raises:
        NotFound: nothing was.
    """
    if found is None:
        raise NotFound
    return found
