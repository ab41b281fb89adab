"""Pages of a list: what stands on one by number, and where those beside it and the first are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

from flask import request

from app.kernel.words import whole_number

MOST_PAGES = 10_000
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """A page of a list, with the addresses of the pages beside it."""

    rows: Sequence[Row]
    number: int
    """From 0 on."""
    first: int
    last: int
    older: str | None
    newer: str | None

    @property
    def is_whole(self) -> bool:
        """True when the list has no other page."""
        return self.older is None and self.newer is None


def asked_page(name: str = "page") -> int:
    """Return which page the address asks for, from 0; the first when it makes no sense."""
    return whole_number(request.args.get(name), most=MOST_PAGES) or 0


def without_place(url: str, *places: str) -> str:
    """Return an address of a list, narrowed as the page that is asked for is, from its beginning.

    Args:
        places: what says in the address where in the list one is.
    """
    kept = {name: value for name, value in request.args.items() if name not in places}
    return f"{url}?{urlencode(kept)}" if kept else url


def page_of(
    found: Sequence[Row], *, size: int, number: int, address: Callable[[int], str]
) -> Page[Row]:
    """Return a page of a list.

    Args:
        found: the rows of this page, and one more when there are more.
        address: gives the address of the page with a number; 0 is the first.
    """
    rows = found[:size]
    return Page(
        rows,
        number,
        first=number * size + 1,
        last=number * size + len(rows),
        older=address(number + 1) if len(found) > size else None,
        newer=address(number - 1) if number else None,
    )
