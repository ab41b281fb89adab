"""A log as a partner holds it, made without the product, to be damaged."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.kernel.audit import notes
from app.oversight.verifier import Tree, leaf_hash

PLACE = "0190a000-0000-7000-8000-000000000001"
ORIGIN = f"samenzicht.example/log/{PLACE}"


@dataclass
class Logbook:
    """Lines and the key that signs them."""

    lines: list[dict[str, Any]] = field(default_factory=list)
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    @property
    def verifier_key(self) -> str:
        """The public key, with its name."""
        return notes.verifier_key(ORIGIN, self.key.public_key().public_bytes_raw())

    def add(self, *, is_hidden: bool = False) -> None:
        """Add a line."""
        index = len(self.lines)
        entry = json.dumps({"index": index, "tree": PLACE, "facts": {"n": index * 7}})
        salt = index.to_bytes(16, "big")
        if is_hidden:
            self.lines.append({"index": index, "leaf_hash": leaf_hash(salt, entry.encode()).hex()})
        else:
            self.lines.append({"index": index, "salt": salt.hex(), "entry": entry})

    def checkpoint(self, size: int | None = None) -> str:
        """Sign the log as it stands, or as it was."""
        count, root = self.summed_up(size)
        text = notes.checkpoint_text(ORIGIN, size=count, root=root)
        return notes.signed_note(text, name=ORIGIN, key=self.key)

    def summed_up(self, size: int | None = None) -> tuple[int, bytes]:
        """Return how many lines there are, and the hash over all of them."""
        tree = Tree()
        for line in self.lines[:size]:
            hidden = line.get("leaf_hash")
            shown = leaf_hash(bytes.fromhex(line.get("salt", "")), line.get("entry", "").encode())
            tree.add(bytes.fromhex(hidden) if hidden else shown)
        return tree.size, tree.root()

    def file(self, *, checkpoint: str | None = None) -> list[str]:
        """Return the lines of the file, under a checkpoint."""
        head = {
            "format": "samenzicht-log:1",
            "key": self.verifier_key,
            "checkpoint": checkpoint or self.checkpoint(),
        }
        return [json.dumps(head), *map(json.dumps, self.lines)]


def a_logbook(size: int, hidden: frozenset[int] = frozenset()) -> Logbook:
    """Make a log of a size."""
    made = Logbook()
    for index in range(size):
        made.add(is_hidden=index in hidden)
    return made
