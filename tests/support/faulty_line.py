"""A line to something outside that fails at its N-th use: four ways, each on a real socket.

It stands in front of the real other side. *Refused*: nobody listens at the N-th connection.
*Cut*, *rubbish* and *late*: the N-th answer breaks off in the middle, is something else, or comes
when nobody waits for it any more. What was asked has arrived at the other side by then.
"""

from __future__ import annotations

import select
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

KINDS = ("refused", "cut", "rubbish", "late")
RUBBISH = b"\xff\x00 niets hiervan \r\n\r\n"
LONGEST = 64 * 1024
SOON = 0.01


@dataclass
class FaultyLine:
    """Passes on what is said to a port of this machine, and fails when it is told to."""

    to_port: int
    port: int = 0
    connections: int = 0
    answers: int = 0
    _kind: str = ""
    _at: int = 0
    _listener: socket.socket | None = None
    _over: threading.Event = field(default_factory=threading.Event)
    _calm: threading.Event = field(default_factory=threading.Event)
    """Set while nobody is kept waiting."""
    _turn: threading.Condition = field(default_factory=threading.Condition)

    def fail(self, kind: str, at: int) -> None:
        """Fail at the N-th use from here on, in one way."""
        with self._turn:
            self.connections, self.answers = 0, 0
            self._kind, self._at = kind, at
            self._calm.clear()
            self._listen()

    def mend(self) -> None:
        """Be an honest line again."""
        self.fail("", 0)
        self._calm.set()

    def _listen(self) -> None:
        """Listen, unless the next connection is to be refused; holding the turn."""
        if self._kind == "refused" and self.connections == self._at - 1:
            if self._listener is not None:
                self._listener.close()
            self._listener = None
        elif self._listener is None:
            self._listener = socket.create_server(("127.0.0.1", self.port))
            self._listener.settimeout(SOON)
            self.port = self._listener.getsockname()[1]

    def serve(self) -> None:
        """Take connections until it is over."""
        while not self._over.is_set():
            listener = self._listener
            if listener is None:
                self._over.wait(SOON)
                continue
            with suppress(OSError):
                near, _peer = listener.accept()
                with self._turn:
                    self.connections += 1
                    self._listen()
                threading.Thread(target=self._pass_on, args=(near,), daemon=True).start()
        if self._listener is not None:
            self._listener.close()

    def end(self) -> None:
        """Stop, and let nobody wait."""
        self._over.set()
        self._calm.set()

    def _pass_on(self, near: socket.socket) -> None:
        near.settimeout(10)
        with near, socket.create_connection(("127.0.0.1", self.to_port), timeout=10) as far:
            asked = threading.Event()
            asked.set()
            asking = threading.Thread(target=_pour, args=(near, far, asked), daemon=True)
            asking.start()
            with suppress(OSError):
                while answer := _all_of(far):
                    is_new = asked.is_set()
                    asked.clear()
                    if not self._say(near, answer, is_new=is_new):
                        break
            for each in (near, far):
                with suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)
            asking.join(10)

    def _say(self, near: socket.socket, answer: bytes, *, is_new: bool) -> bool:
        """Pass on an answer, or spoil it; tell whether anything may follow."""
        with self._turn:
            self.answers += is_new
            kind = self._kind if is_new and self.answers == self._at else ""
        match kind:
            case "cut":
                near.sendall(answer[: len(answer) // 2])
            case "rubbish":
                near.sendall(RUBBISH)
            case "late":
                self._calm.wait(10)
            case _:
                near.sendall(answer)
                return True
        return False


def _all_of(far: socket.socket) -> bytes:
    """Return what is said in one go, though it may come in pieces."""
    said = piece = far.recv(LONGEST)
    while piece and select.select([far], [], [], SOON)[0]:
        piece = far.recv(LONGEST)
        said += piece
    return said


def _pour(near: socket.socket, far: socket.socket, asked: threading.Event) -> None:
    with suppress(OSError):
        while said := near.recv(LONGEST):
            asked.set()
            far.sendall(said)
        far.shutdown(socket.SHUT_WR)


@contextmanager
def faulty_line(to_port: int) -> Iterator[FaultyLine]:
    """Stand in front of a port until the block ends."""
    line = FaultyLine(to_port)
    line.mend()
    thread = threading.Thread(target=line.serve, daemon=True)
    thread.start()
    try:
        yield line
    finally:
        line.end()
        thread.join(5)
