"""Scanning for viruses by clamd, over its socket; what it cannot answer is no pass.

Source: clamd(8), command ``INSTREAM``: pieces with their length in four bytes, an empty one at the
end; the answer is ``stream: OK``, ``stream: NAME FOUND`` or ``… ERROR``.
"""

from __future__ import annotations

import select
import socket
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, repeat
from urllib.parse import urlsplit

LONGEST_PIECE = 64 * 1024
ANSWER_LIMIT = 4096
PATIENCE = 60.0
"""Seconds clamd may take for one step."""
STANDARD_PORT = 3310
SIZE_LIMIT = "INSTREAM size limit exceeded. ERROR"
"""What is larger than ``StreamMaxLength``."""
BEYOND_LIMITS = "Heuristics.Limits.Exceeded"
"""What is larger, or packed deeper, than ``MaxFileSize``, ``MaxScanSize`` and their like, when
``AlertExceedsMax`` is on; without that clamd passes it unseen."""


class ScannerDown(Exception):
    """Clamd does not answer, or answers something else than a verdict."""


class TooLargeToScan(Exception):
    """Clamd looks at no file of this size: its ``StreamMaxLength``, or ``MaxFileSize``."""


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
            TooLargeToScan: there never is one, for a file of this size.
        """
        try:
            with self._connected() as line:
                line.sendall(b"zINSTREAM\0")
                _send(line, pieces)
                return _verdict(_answer(line))
        except OSError as fault:
            raise ScannerDown(str(fault)) from fault

    def takes(self, size: int) -> bool:
        """Tell whether it looks at files of so many bytes; asked by sending one.

        Raises:
            ScannerDown: it is not there.
        """
        piece = bytes(LONGEST_PIECE)
        whole, rest = divmod(size, LONGEST_PIECE)
        try:
            self.scan(chain(repeat(piece, whole), [piece[:rest]]))
        except TooLargeToScan:
            return False
        return True

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


def _send(line: socket.socket, pieces: Iterable[bytes]) -> None:
    """Send a file; stop when the answer is there already, or nobody takes it any more.

    What is too large is answered in the middle of it, and the connection ended.
    """
    for piece in pieces:
        for start in range(0, len(piece), LONGEST_PIECE):
            part = piece[start : start + LONGEST_PIECE]
            if select.select([line], [], [], 0)[0]:
                return
            try:
                line.sendall(struct.pack("!I", len(part)) + part)
            except (BrokenPipeError, ConnectionResetError):
                return
    line.sendall(struct.pack("!I", 0))


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
    if told == SIZE_LIMIT or (word == "FOUND" and name.startswith(BEYOND_LIMITS)):
        raise TooLargeToScan
    if word == "FOUND" and name:
        return Verdict(name[:200])
    raise ScannerDown(f"No verdict: {answer[:200]}")
