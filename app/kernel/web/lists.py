"""Sending a list as a table to take along."""

from __future__ import annotations

from flask import Response, request

from app.kernel.lists import List, ListFormat, write_list


def asked_format() -> ListFormat:
    """Return which kind of file the address asks for; CSV when it names none we know."""
    try:
        return ListFormat(request.args.get("format", ""))
    except ValueError:
        return ListFormat.CSV


def send_list(found: List) -> Response:
    """Send a list as the kind of file that is asked for."""
    kind = asked_format()
    response = Response(write_list(found, kind), mimetype=kind.media_type)
    response.headers.set("Content-Disposition", "attachment", filename=found.file_name(kind))
    return response
