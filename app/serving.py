"""Serving pages: granian in front of the application, one lease on the database per process."""

from __future__ import annotations

from granian import Granian
from granian.constants import Interfaces


def serve_pages(*, host: str, port: int, workers: int) -> None:
    """Serve until told to stop.

    Args:
        workers: processes; each answers up to eight requests at a time.
    """
    Granian(
        "app.running:make_application",
        factory=True,
        interface=Interfaces.WSGI,
        address=host,
        port=port,
        workers=workers,
        blocking_threads=8,
        respawn_failed_workers=True,
        log_access=False,
        log_enabled=False,
    ).serve()
