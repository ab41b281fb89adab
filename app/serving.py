"""Serving pages: granian in front of the application, one lease on the database per process.

The pages listen at an address of their own, or at a socket that somebody else holds and hands on:
systemd keeps it open while the pages start anew, so that who knocks meanwhile waits a moment
instead of being turned away (systemd.socket(5), sd_listen_fds(3)).
"""

from __future__ import annotations

import os
import signal
import socket
from dataclasses import dataclass
from typing import Any

from granian._granian import SocketHolder
from granian.constants import Interfaces
from granian.server.mp import MPServer

LAST_ANSWERS = 30
"""Seconds a web process that is told to stop may take to finish what it is answering."""
HANDED = "fd"
"""In the place of a host: the number that follows is of an open socket."""
THREADS = 32
"""Of a web process. Most are for who sends or takes something slowly (`kernel.web.places`)."""
MOST_WAITING = 1024
"""Connections that may wait for a web process; Linux asks it when a socket begins to listen."""

_STOPS = (signal.SIGTERM, signal.SIGINT)
_OF_A_NETWORK = (socket.AF_INET, socket.AF_INET6)


@dataclass(frozen=True, slots=True)
class Door:
    """Where the pages are to be reached."""

    host: str
    port: int
    """Of the address; of a socket that was handed on, its number among the open files."""
    is_handed: bool = False

    @classmethod
    def read(cls, written: str) -> Door:
        """Read ``127.0.0.1:8000``, or ``fd:3`` for a socket that was handed on.

        Raises:
            ValueError: it is neither, or no socket listens under that number.
        """
        host, _colon, number = written.rpartition(":")
        if not number.isascii() or not number.isdigit():
            raise ValueError(f"{written} ends with no number; write 127.0.0.1:8000 or fd:3.")
        if host != HANDED:
            return cls(host or "127.0.0.1", int(number))
        try:
            with socket.socket(fileno=os.dup(int(number))) as held:
                is_open = held.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN) == 1
                address = held.getsockname() if is_open and held.family in _OF_A_NETWORK else None
        except OSError:
            address = None
        if address is None:
            raise ValueError(f"No socket that listens was handed on as {written}.")
        return cls(str(address[0]), int(number), is_handed=True)


class _AtTheDoor(MPServer):
    """Web processes that share a socket which stays open when they end."""

    def __init__(self, descriptor: int, **given: Any) -> None:
        super().__init__(**given)
        self._descriptor = descriptor

    def _init_shared_socket(self) -> None:
        holder: Any = SocketHolder  # the stub does not say what it is made of
        is_path = False
        vars(self).update(
            _ssp=None,
            _sso=None,
            _shd=holder(self._descriptor, is_path, MOST_WAITING),
            _sfd=self._descriptor,
        )


def serve_pages(door: Door, *, workers: int) -> None:
    """Serve until told to stop, also when told so while a web process is still starting.

    Args:
        workers: processes; each answers up to `THREADS` requests at a time.
    """
    _let_a_stop_reach_who_begins()
    given: dict[str, Any] = {
        "target": "app.running:make_application",
        "factory": True,
        "interface": Interfaces.WSGI,
        "workers": workers,
        "blocking_threads": THREADS,
        "workers_kill_timeout": LAST_ANSWERS,
        "respawn_failed_workers": True,
        "log_access": False,
        "log_enabled": False,
    }
    if door.is_handed:
        _AtTheDoor(door.port, **given).serve()
    else:
        MPServer(address=door.host, port=door.port, **given).serve()


def _let_a_stop_reach_who_begins() -> None:
    """Let a signal end a web process from its first moment, until granian listens there.

    A web process begins as a copy of the one that starts it, and would hear "stop" as that one
    does: as something to pass on to others. What is said while it is being copied waits until it
    hears for itself; Python would drop it (signal(7): the mask is inherited, what waits is not).
    """
    before: list[set[signal.Signals | int]] = []

    def wait() -> None:
        before.append(signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS))

    def listen() -> None:
        signal.pthread_sigmask(signal.SIG_SETMASK, before.pop())

    def listen_for_itself() -> None:
        for stop in _STOPS:
            signal.signal(stop, signal.SIG_DFL)
        listen()

    os.register_at_fork(before=wait, after_in_parent=listen, after_in_child=listen_for_itself)
