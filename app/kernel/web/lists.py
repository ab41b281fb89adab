"""Sending a list as a table to take along."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Protocol

from flask import Response, request

from app.kernel.errors import Refused
from app.kernel.lists import List, ListFormat, write_list
from app.kernel.text import _
from app.kernel.web.answers import send_file

MOST_ROWS = 20_000
"""Of one file; who asks for a list asks for one more, so that none is left out in silence."""


NARROWING = frozenset(
    {
        *("about", "by", "folder", "from", "kind", "of", "organisation", "person", "place"),
        *("q", "show", "since", "status", "subject", "until", "words"),
    }
)
"""Names of choices in addresses: of a list that leaves is told which were made, not what."""


class Noting(Protocol):
    """Writes down that a list leaves."""

    def __call__(self, *, rows: int, narrowed: Collection[str]) -> None:
        """Write down how many rows it has, and which choices were made."""


def asked_format() -> ListFormat:
    """Return which kind of file the address asks for; CSV when it names none we know."""
    try:
        return ListFormat(request.args.get("format", ""))
    except ValueError:
        return ListFormat.CSV


def narrowed_by() -> set[str]:
    """Return by which choices of ours the address narrows a list; never what is typed."""
    return {each for each in NARROWING if request.args.get(each)}


def send_list(found: List, *, noting: Noting | None = None) -> Response:
    """Send a list as the kind of file that is asked for.

    It holds what its page shows this reader and nothing more. But a page shows some rows, and a
    file all of them, for good: so where it names people or cases, that it leaves is recorded.

    Args:
        noting: writes that down; None for a list without people or cases, or one that is recorded
            by who asks for it.

    Raises:
        Refused: there are more rows than one file holds.
    """
    rows = list(found.rows)
    if len(rows) > MOST_ROWS:
        raise Refused(
            _("This list is longer than %(most)d rows. Choose a part of it first.", most=MOST_ROWS)
        )
    kind = asked_format()
    written = write_list(replace(found, rows=rows), kind)
    if noting is not None:
        noting(rows=len(rows), narrowed=narrowed_by())
    return send_file(written, found.file_name(kind), kind.media_type)
