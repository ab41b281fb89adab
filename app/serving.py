"""Serving pages: granian in front of the application, one lease on the database per process."""

from __future__ import annotations

import os
import signal

from granian import Granian
from granian.constants import Interfaces

LAST_ANSWERS = 30
"""Seconds a web process that is told to stop may take to finish what it is answering."""


def serve_pages(*, host: str, port: int, workers: int) -> None:
    """Serve until told to stop, also when told so while a web process is still starting.

    Args:
        workers: processes; each answers up to eight requests at a time.
    """
    os.register_at_fork(after_in_child=_stop_when_told)
    Granian(
        "app.running:make_application",
        factory=True,
        interface=Interfaces.WSGI,
        address=host,
        port=port,
        workers=workers,
        blocking_threads=8,
        workers_kill_timeout=LAST_ANSWERS,
        respawn_failed_workers=True,
        log_access=False,
        log_enabled=False,
    ).serve()


def _stop_when_told() -> None:
    """Let a signal end this process, until granian listens here.

    A web process begins as a copy of the one that starts it, and would hear "stop" as that one
    does: as something to pass on to others.
    """
    for stop in (signal.SIGTERM, signal.SIGINT):
        signal.signal(stop, signal.SIG_DFL)
