"""Starts servers quickly: imports the product once, then forks a server for each port it is told.

Each stands in a session of its own, so that all of one can be killed at once."""

from __future__ import annotations

import os
import signal
import sys
from importlib import import_module

from app import wiring
from app.serving import Door, serve_pages


def main() -> None:
    """Read ports, answer with process ids."""
    for feature in wiring.FEATURES:
        for room in wiring.rooms_of(feature):
            import_module(f"app.{feature}.{room}")
    import_module("app.running")
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            os.setsid()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            serve_pages(Door("127.0.0.1", int(line)), workers=1)
            os._exit(0)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
