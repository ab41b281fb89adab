"""Sending a list as a table to take along."""

from __future__ import annotations

from dataclasses import replace

from flask import Response, request

from app.kernel.errors import Refused
from app.kernel.lists import List, ListFormat, write_list
from app.kernel.text import _
from app.kernel.web.answers import send_file

MOST_ROWS = 20_000
"""Of one file; who asks for a list asks for one more, so that none is left out in silence."""


def asked_format() -> ListFormat:
    """Return which kind of file the address asks for; CSV when it names none we know."""
    try:
        return ListFormat(request.args.get("format", ""))
    except ValueError:
        return ListFormat.CSV


def send_list(found: List) -> Response:
    """Send a list as the kind of file that is asked for.

    It holds what its page shows this reader and nothing more, so it is recorded no more than
    looking at that page is; opening content is a verb of its own.

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
    return send_file(written, found.file_name(kind), kind.media_type)
