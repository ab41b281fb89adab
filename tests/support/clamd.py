"""A clamd on a real socket, as far as its protocol goes: it finds the EICAR test file."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@dataclass(slots=True)
class Clamd:
    """Answers PING and INSTREAM; `says` overrides the verdict."""

    address: str
    says: bytes | None = None
    scanned: list[bytes] = field(default_factory=list)
    limit: int | None = None
    """Bytes after which it answers in the middle of a file and hangs up (``StreamMaxLength``)."""

    def answer(self, line: socket.socket) -> None:
        """Answer one connection."""
        with line, line.makefile("rb") as stream:
            command = b""
            while not command.endswith(b"\0"):
                command += stream.read(1)
            if command == b"zPING\0":
                line.sendall(b"PONG\0")
                return
            content = b""
            for piece in _pieces(stream):
                content += piece
                if self.limit is not None and len(content) > self.limit:
                    line.sendall(b"INSTREAM size limit exceeded. ERROR\0")
                    return
            self.scanned.append(content)
            verdict = b"stream: Eicar-Test-Signature FOUND" if EICAR in content else b"stream: OK"
            line.sendall((self.says or verdict) + b"\0")


def _pieces(stream) -> Iterator[bytes]:
    while length := struct.unpack("!I", stream.read(4))[0]:
        yield stream.read(length)


@contextmanager
def running_clamd() -> Iterator[Clamd]:
    """Listen on a free port until the block ends."""
    listener = socket.create_server(("127.0.0.1", 0))
    clamd = Clamd(f"tcp://127.0.0.1:{listener.getsockname()[1]}")

    def serve() -> None:
        while True:
            try:
                line, _peer = listener.accept()
            except OSError:
                return
            clamd.answer(line)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield clamd
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)
