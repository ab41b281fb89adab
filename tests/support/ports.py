"""Ports of this machine: one that is free, and waiting until somebody listens."""

from __future__ import annotations

import socket
import time

PATIENCE = 20.0
"""Seconds a server may take to start."""


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
    return port


def wait_for_port(port: int) -> None:
    """Wait until somebody listens on a port.

    Raises:
        OSError: nobody did in `PATIENCE`.
    """
    end = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)
        else:
            return
