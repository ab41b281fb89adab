"""Logs that a host shows differently to different partners; trees by the text of RFC 6962, 2.1."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.kernel.audit import notes

ORIGIN = "samenzicht.example/log/0190a000-0000-7000-8000-000000000001"


def root_of(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962, 2.1."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    left = split_of(len(leaves))
    return hashlib.sha256(b"\x01" + root_of(leaves[:left]) + root_of(leaves[left:])).digest()


def proof_of(old: int, leaves: list[bytes], *, is_whole: bool = True) -> list[bytes]:
    """SUBPROOF of RFC 6962, 2.1.2."""
    if old == len(leaves):
        return [] if is_whole else [root_of(leaves)]
    left = split_of(len(leaves))
    if old <= left:
        rest = proof_of(old, leaves[:left], is_whole=is_whole)
        return [*rest, root_of(leaves[left:])]
    rest = proof_of(old - left, leaves[left:], is_whole=False)
    return [*rest, root_of(leaves[:left])]


def split_of(count: int) -> int:
    """Return the largest power of two below a count."""
    left = 1
    while left * 2 < count:
        left *= 2
    return left


@dataclass
class View:
    """A log as one partner is shown it, and the key that signs every view."""

    leaves: list[bytes]
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    origin: str = ORIGIN

    @property
    def verifier_key(self) -> str:
        """The public key, with its name."""
        return notes.verifier_key(self.origin, self.key.public_key().public_bytes_raw())

    def note(self, size: int | None = None) -> str:
        """Sign it as it stands, or as it was."""
        leaves = self.leaves if size is None else self.leaves[:size]
        text = notes.checkpoint_text(self.origin, size=len(leaves), root=root_of(leaves))
        return notes.signed_note(text, name=self.origin, key=self.key)

    def proof(self, old: int, size: int | None = None) -> list[bytes]:
        """Prove that it begins with so many of its own leaves."""
        leaves = self.leaves if size is None else self.leaves[:size]
        return proof_of(old, leaves) if old else []

    def forked(self, at: int) -> View:
        """Return another view, equal before a leaf and of the same length."""
        changed = [bytes([255 - each[0]]) + each[1:] for each in self.leaves[at:]]
        return View([*self.leaves[:at], *changed], self.key, self.origin)


def a_view(size: int) -> View:
    """Make a log of a size."""
    return View([number.to_bytes(4, "little") for number in range(size)])


def request_of(old: int, proof: list[bytes], note: str) -> bytes:
    """Write what add-checkpoint is given."""
    lines = [f"old {old}", *(base64.b64encode(each).decode() for each in proof)]
    return ("\n".join(lines) + "\n\n" + note).encode()
