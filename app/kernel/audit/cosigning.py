"""Cosignatures under a checkpoint: that somebody else saw it, and nothing that contradicts it.

Source: C2SP tlog-cosignature (Ed25519, type 0x04) and signed-note.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

COSIGNATURE = b"\x04"
KEY_BYTES, KEY_ID_BYTES, MOMENT_BYTES, SIGNATURE_BYTES = 32, 4, 8, 64
LATEST = 253_402_300_799
"""The last second of the year 9999."""
_WRITTEN = re.compile(r"([!-*,-~]{1,200})\+([0-9a-f]{8})\+([A-Za-z0-9+/=]{1,100})")
_LINE = re.compile("\u2014 ([^ \n]+) ([A-Za-z0-9+/=]+)")


@dataclass(frozen=True, slots=True)
class Cosigner:
    """Who cosigns: a name, and an Ed25519 key that signs nothing else."""

    name: str
    public_key: bytes

    @classmethod
    def read(cls, written: str) -> Cosigner:
        """Read a key as its owner shows it.

        Raises:
            ValueError: it is none, or not one that cosigns.
        """
        found = _WRITTEN.fullmatch(written)
        raw = base64.b64decode(found[3], validate=True) if found else b""
        if found is None or raw[:1] != COSIGNATURE or len(raw) != KEY_BYTES + 1:
            raise ValueError(written)
        made = cls(found[1], raw[1:])
        if made.written != written:
            raise ValueError(written)
        return made

    @property
    def key_id(self) -> bytes:
        """What its signatures are known by."""
        named = self.name.encode() + b"\n" + COSIGNATURE + self.public_key
        return hashlib.sha256(named).digest()[:KEY_ID_BYTES]

    @property
    def written(self) -> str:
        """Name and key, for who checks what it signs."""
        known = base64.b64encode(COSIGNATURE + self.public_key).decode()
        return f"{self.name}+{self.key_id.hex()}+{known}"


@dataclass(frozen=True, slots=True)
class Signed:
    """A line that was checked, and the moment it names."""

    line: str
    at: datetime


def find_cosignature(lines: str, *, note: str, by: Cosigner) -> Signed | None:
    """Return the cosignature of one cosigner over a checkpoint; None when there is none.

    Args:
        lines: as somebody sent them; all else in it is left out.
        note: the checkpoint, with or without signatures below its empty line.
    """
    text = note.partition("\n\n")[0]
    for found in _LINE.finditer(lines):
        raw = _raw(found[2])
        is_whole = len(raw) == KEY_ID_BYTES + MOMENT_BYTES + SIGNATURE_BYTES
        if found[1] != by.name or raw[:KEY_ID_BYTES] != by.key_id or not is_whole:
            continue
        past = KEY_ID_BYTES + MOMENT_BYTES
        moment = int.from_bytes(raw[KEY_ID_BYTES:past], "big")
        if moment <= LATEST and _is_right(by, raw[past:], f"time {moment}\n{text}\n"):
            return Signed(f"{found[0]}\n", datetime.fromtimestamp(moment, UTC))
    return None


def _is_right(by: Cosigner, signature: bytes, text: str) -> bool:
    try:
        known = Ed25519PublicKey.from_public_bytes(by.public_key)
        known.verify(signature, f"cosignature/v1\n{text}".encode())
    except InvalidSignature:
        return False
    return True


def _raw(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        return b""
