"""What a server writes in its own log."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any

import structlog
from structlog.testing import capture_logs

from app.kernel import logs


@contextmanager
def lines_written() -> Iterator[list[MutableMapping[str, Any]]]:
    """The lines of a block, whatever level an application of another test was made with."""
    before = structlog.get_config()
    logs.configure("INFO")
    try:
        with capture_logs() as written:
            yield written
    finally:
        structlog.configure(**before)
