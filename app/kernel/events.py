"""News for the features above: told inside the transaction that made it, heard in the same one.

A feature tells (`announce`), a feature above offers a handler that takes ``(work, event)``, and
`app.wiring` connects the two in plain sight (`connect`). The teller knows none of its hearers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.kernel.work import Work

Handler = Callable[[Work, Any], None]

_handlers: dict[type, list[Handler]] = {}


def connect(kind: type, handler: Handler) -> None:
    """Let a handler hear every event of a kind; connected twice, it hears once."""
    known = _handlers.setdefault(kind, [])
    if handler not in known:
        known.append(handler)


def announce(work: Work, event: object) -> None:
    """Tell an event to everyone connected, in the order of connection."""
    for handler in _handlers.get(type(event), ()):
        handler(work, event)
