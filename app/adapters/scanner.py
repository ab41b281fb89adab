"""Scanning for viruses by clamd, over its socket; what it cannot answer is no pass.

Source: clamd(8), command ``INSTREAM``: pieces with their length in four bytes, an empty one at the
end; the answer is ``stream: OK``, ``stream: NAME FOUND`` or ``… ERROR``.
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

LONGEST_PIECE = 64 * 1024
ANSWER_LIMIT = 4096
PATIENCE = 60.0
"""Seconds clamd may take for one step."""
STANDARD_PORT = 3310


class ScannerDown(Exception):
    """Clamd does not answer, or answers something else than a verdict."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a scan found."""

    virus: str = ""
    """Name of what was found; empty when nothing was."""

    @property
    def is_clean(self) -> bool:
        """True when nothing was found."""
        return not self.virus


@dataclass(frozen=True, slots=True)
class Scanner:
    """A clamd at an address: ``unix:///run/clamav/clamd.ctl`` or ``tcp://host:3310``."""

    address: str

    def scan(self, pieces: Iterable[bytes]) -> Verdict:
        """Have a file looked at, piece by piece.

        Raises:
            ScannerDown: there is no verdict.
        """
        try:
            with self._connected() as line:
                line.sendall(b"zINSTREAM\0")
                for piece in pieces:
                    for start in range(0, len(piece), LONGEST_PIECE):
                        part = piece[start : start + LONGEST_PIECE]
                        line.sendall(struct.pack("!I", len(part)) + part)
                line.sendall(struct.pack("!I", 0))
                return _verdict(_answer(line))
        except OSError as fault:
            raise ScannerDown(str(fault)) from fault

    def check(self) -> None:
        """Ask whether it is there.

        Raises:
            ScannerDown: it is not.
        """
        try:
            with self._connected() as line:
                line.sendall(b"zPING\0")
                if _answer(line) != "PONG":
                    raise ScannerDown("It does not answer as clamd does.")
        except OSError as fault:
            raise ScannerDown(str(fault)) from fault

    def _connected(self) -> socket.socket:
        parts = urlsplit(self.address)
        if parts.scheme == "unix":
            line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            line.settimeout(PATIENCE)
            try:
                line.connect(parts.path)
            except OSError:
                line.close()
                raise
            return line
        return socket.create_connection(
            (parts.hostname or "", parts.port or STANDARD_PORT), timeout=PATIENCE
        )


def _answer(line: socket.socket) -> str:
    held = b""
    while not held.endswith(b"\0") and len(held) < ANSWER_LIMIT:
        piece = line.recv(ANSWER_LIMIT)
        if not piece:
            break
        held += piece
    return held.rstrip(b"\0").decode("utf-8", "replace").strip()


def _verdict(answer: str) -> Verdict:
    told = answer.removeprefix("stream:").strip()
    if told == "OK":
        return Verdict()
    name, _space, word = told.rpartition(" ")
    if word == "FOUND" and name:
        return Verdict(name[:200])
    raise ScannerDown(f"No verdict: {answer[:200]}")
