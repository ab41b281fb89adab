"""Who passes where an inspected organisation is heard about a report; a part of the matrix."""

from __future__ import annotations

from collections.abc import Mapping

Who = frozenset[str]
READERS: Who = frozenset({"anna", "wim", "bram", "cora", "carla"})
"""Who reads the report; for others the hearing does not exist."""
HEARD: dict[str, Who] = {"rebuttal_here": frozenset({"anna"})}
DECIDED = {"remark_here": frozenset({"bram"}), "general_here": frozenset({"anna"})}
"""Bram's organisation owns the finding; Anna's opened the hearing."""

BY_LINK = (
    "reply.add",
    "reply.change",
    "reply.extract",
    "reply.page",
    "reply.remove",
    "reply.submit",
)

REBUTTALS: dict[str, Who | Mapping[str, Who]] = {
    "rebuttals.new": {"frozen_here": frozenset({"anna"})},
    "rebuttals.detail": READERS,
    "rebuttals.extract": READERS,
    "rebuttals.table": READERS,
    "rebuttals.spreadsheet": READERS,
    "rebuttals.note_sent": {},  # it was sent already
    "rebuttals.extend": HEARD,
    "rebuttals.add_item": HEARD,
    "rebuttals.close": HEARD,
    "rebuttals.decide": DECIDED,
    "rebuttals.make_link": HEARD,
    "rebuttals.revoke_link": HEARD,
    # Of any report, a draft and one elsewhere as well.
    "rebuttals_api.list_of_report": READERS | {"dirk"},
    # For who holds a link; nobody in the cast does.
    **dict.fromkeys(BY_LINK, frozenset()),
}

NOBODY_THERE: dict[tuple[str, str | None], str] = {
    (endpoint, None): "nobody was sent this link" for endpoint in BY_LINK
}
