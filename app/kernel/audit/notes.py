"""Checkpoints: the size and root of a log, signed, in a form that others can read too.

Source: C2SP signed-note (Ed25519 signatures, type 0x01) and tlog-checkpoint.
"""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ED25519 = b"\x01"
KEY_ID_BYTES = 4


def checkpoint_text(origin: str, *, size: int, root: bytes) -> str:
    """Write what is signed."""
    return f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n"


def signed_note(text: str, *, name: str, key: Ed25519PrivateKey) -> str:
    """Sign a text that ends with a line end, in the name of a key."""
    signature = _key_id(name, key.public_key().public_bytes_raw()) + key.sign(text.encode())
    return f"{text}\n\u2014 {name} {base64.b64encode(signature).decode()}\n"


def verifier_key(name: str, public_key: bytes) -> str:
    """Write a public key with its name, for who checks notes."""
    known = base64.b64encode(ED25519 + public_key).decode()
    return f"{name}+{_key_id(name, public_key).hex()}+{known}"


def _key_id(name: str, public_key: bytes) -> bytes:
    named = name.encode() + b"\n" + ED25519 + public_key
    return hashlib.sha256(named).digest()[:KEY_ID_BYTES]
