"""Checkpoints: the size and root of a log, signed, in a form that others can read too.

Source: C2SP signed-note (Ed25519 signatures, type 0x01) and tlog-checkpoint.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ED25519 = b"\x01"
KEY_ID_BYTES = 4
_NOTE = re.compile(
    "([^\n]+)\n(0|[1-9][0-9]{0,14})\n([A-Za-z0-9+/]{43}=)\n((?:[^\n]+\n)*)\n((?:[^\n]+\n)+)"
)


@dataclass(frozen=True, slots=True)
class SignedTree:
    """What a note says of a log, under the signature of its key."""

    origin: str
    size: int
    root: bytes


def checkpoint_text(origin: str, *, size: int, root: bytes) -> str:
    """Write what is signed."""
    return f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n"


def signed_note(text: str, *, name: str, key: Ed25519PrivateKey) -> str:
    """Sign a text that ends with a line end, in the name of a key."""
    signature = _key_id(name, key.public_key().public_bytes_raw()) + key.sign(text.encode())
    return f"{text}\n\u2014 {name} {base64.b64encode(signature).decode()}\n"


def read_note(note: str, *, public_key: bytes) -> SignedTree | None:
    """Read a checkpoint that somebody shows; None when this key did not sign it."""
    found = _NOTE.fullmatch(note)
    if found is None:
        return None
    origin, text = found[1], f"{note.partition(chr(10) * 2)[0]}\n"
    mark = f"\u2014 {origin} "
    for line in found[5].splitlines():
        if line.startswith(mark) and _is_signed(
            text, line.removeprefix(mark), by=(origin, public_key)
        ):
            return SignedTree(origin, int(found[2]), base64.b64decode(found[3]))
    return None


def _is_signed(text: str, given: str, *, by: tuple[str, bytes]) -> bool:
    origin, public_key = by
    try:
        raw = base64.b64decode(given, validate=True)
        Ed25519PublicKey.from_public_bytes(public_key).verify(raw[KEY_ID_BYTES:], text.encode())
    except (InvalidSignature, ValueError):
        return False
    return raw[:KEY_ID_BYTES] == _key_id(origin, public_key)


def verifier_key(name: str, public_key: bytes) -> str:
    """Write a public key with its name, for who checks notes."""
    known = base64.b64encode(ED25519 + public_key).decode()
    return f"{name}+{_key_id(name, public_key).hex()}+{known}"


def _key_id(name: str, public_key: bytes) -> bytes:
    named = name.encode() + b"\n" + ED25519 + public_key
    return hashlib.sha256(named).digest()[:KEY_ID_BYTES]
