"""Servers that are measured, each in a process of its own."""

from __future__ import annotations

import http.client
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import Popen

from config.settings import as_environment

PATIENCE = 40.0
"""Seconds in which a server must have begun to answer."""


@contextmanager
def served(target: str, port: int, **settings: object) -> Iterator[Popen[bytes]]:
    """Serve an application while the block lasts, once it answers.

    Args:
        target: where its factory is: ``module:function``.
        settings: by the name of their field; None leaves one out.
    """
    process = begin(target, port, **settings)
    try:
        wait(port)
        yield process
    finally:
        end(process)


def begin(target: str, port: int, **settings: object) -> Popen[bytes]:
    """Begin a server; it does not answer yet."""
    given = {
        "public_url": f"http://127.0.0.1:{port}",
        "rate_limits": False,
        "log_level": "ERROR",
        **settings,
    }
    command = [sys.executable, "-W", "ignore", "-m", "tests.bench.serving", target, str(port)]
    return Popen(command, env=as_environment(given))


def end(process: Popen[bytes]) -> None:
    """Let a server go."""
    process.terminate()
    process.wait(10)


def wait(port: int, *, pause: float = 0.1) -> None:
    """Wait until something answers at a port, whatever it answers.

    Raises:
        SystemExit: nothing does.
    """
    limit = time.monotonic() + PATIENCE
    while time.monotonic() < limit:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        try:
            connection.request("GET", "/healthz")
            connection.getresponse().read()
        except (OSError, http.client.HTTPException):
            time.sleep(pause)
        else:
            return
        finally:
            connection.close()
    raise SystemExit(f"Nothing answers at port {port}.")


def workers_of(pid: int) -> list[int]:
    """Return the processes a server began."""
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
