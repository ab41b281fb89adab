"""What a partner holds of a log, and whether an edit reached it, by a rule that knows no tree.

A line is the number it stands under and the hash of its salt and bytes; a checkpoint is one of
those that were really signed.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.kernel.audit import notes


def line_hash(salt: bytes, entry: bytes) -> str:
    """Name a line by all that is proved of it."""
    return hashlib.sha256(b"\0" + salt + entry).hexdigest()


@dataclass(frozen=True)
class Exported:
    """A file as a partner has it, read without anything of the product."""

    key: str
    note: str
    lines: tuple[tuple[Any, str], ...]
    """The number that each stands under, and its hash."""

    @classmethod
    def read(cls, lines: Iterable[str]) -> Exported:
        """Read a file; what is no line of one has no hash."""
        head, *rest = [json.loads(each) for each in lines] or [{}]
        return cls(
            str(head.get("key")), str(head.get("checkpoint")), tuple(_named(each) for each in rest)
        )

    @property
    def size(self) -> int:
        """How many lines its checkpoint tells of."""
        told = self.note.split("\n")[1:2]
        return int(told[0]) if told and told[0].isdigit() else -1


def _named(line: Mapping[str, Any]) -> tuple[Any, str]:
    if "entry" not in line:
        return line.get("index"), str(line.get("leaf_hash"))
    return line.get("index"), line_hash(bytes.fromhex(line["salt"]), line["entry"].encode())


def is_touched(right: Exported, seen: Exported, *, held: Iterable[str], signed: set[str]) -> bool:
    """Tell whether a file is another than what was signed and held.

    Args:
        right: the file as it was before the edit.
        held: checkpoints that the partner kept, the newest of which may be newer than the file's.
        signed: every checkpoint that was really signed, as text and signature.
    """
    proved = max(int(note.split("\n")[1]) for note in held)
    if seen.key != right.key or len(seen.lines) != seen.size or seen.size < proved:
        return True
    if _without_cosignatures(seen.note) in signed:
        proved = seen.size
    elif not _is_signed_by(seen.note, right.key):
        return True
    return seen.lines[:proved] != right.lines[:proved]


def _without_cosignatures(note: str) -> str:
    text_, _, below = note.partition("\n\n")
    return f"{text_}\n\n{below.partition(chr(10))[0]}\n"


def _is_signed_by(note: str, key: str) -> bool:
    """Tell whether it has the signature of a key, by the code that signs, not that which checks."""
    public = base64.b64decode(key.split("+", 2)[2])[1:]
    return notes.read_note(note, public_key=public) is not None
