"""Serve one measured application in a process of its own: ``TARGET PORT``."""

from __future__ import annotations

import sys

from granian import Granian
from granian.constants import Interfaces

THREADS = 8
"""As many as the product serves with (`app.serving`)."""

if __name__ == "__main__":
    Granian(
        sys.argv[1],
        factory=True,
        interface=Interfaces.WSGI,
        address="127.0.0.1",
        port=int(sys.argv[2]),
        workers=1,
        blocking_threads=THREADS,
        log_enabled=False,
    ).serve()
