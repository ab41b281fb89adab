"""What a partner needs to check a log without us: checkpoint, proofs, and every line for a file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from app.kernel import db
from app.kernel.access import Actor
from app.kernel.audit import notes, publishing, reading
from app.kernel.audit.models import LogErasure
from app.kernel.audit.publishing import Checkpoint
from app.kernel.audit.reading import Line
from app.kernel.audit.tree import consistency, inclusion
from app.kernel.errors import NotFound, Refused
from app.kernel.text import _
from app.oversight.policy import withheld_from
from app.oversight.service import origin_of
from app.witnesses import queries as witnesses

FORMAT = "samenzicht-log:1"
AT_A_TIME = 1_000


class Logged(Protocol):
    """What has a log of its own: a workspace, or the installation."""

    @property
    def id(self) -> UUID:
        """The id of its log."""

    @property
    def ref(self) -> str:
        """What it is called in files."""


@dataclass(frozen=True, slots=True)
class Proof:
    """Hashes that lead from something known to a root."""

    size: int
    root: bytes
    hashes: list[bytes]
    leaf_hash: bytes | None = None


def get_checkpoint(workspace: Logged) -> Checkpoint:
    """Return the newest checkpoint of a workspace that was loaded for the reader.

    Raises:
        NotFound: there is none yet; the first comes within ten seconds.
    """
    found = publishing.newest_checkpoint(db.session(), workspace.id)
    if found is None:
        raise NotFound
    return found


def get_note(workspace: Logged) -> tuple[str, int]:
    """Return the newest checkpoint with the cosignatures of witnesses below it, and its size.

    Raises:
        NotFound: there is none yet.
    """
    checkpoint = get_checkpoint(workspace)
    lines = witnesses.list_lines(workspace.id, checkpoint.size)
    return checkpoint.note + "".join(lines), checkpoint.size


def prove_inclusion(workspace: Logged, *, index: int, size: int | None) -> Proof:
    """Prove that a line is in the log of a size.

    Args:
        size: None for that of the newest checkpoint.

    Raises:
        Refused: there is no such line, or so much was not signed yet.
    """
    signed = get_checkpoint(workspace).size
    size = signed if size is None else size
    _check_signed("size", size, most=signed)
    if index >= size:
        raise Refused(_("The log of that size has no such line."), field="index")
    leaf, root, *hashes = publishing.hashes_over(
        db.session(), workspace.id, [(index, index + 1), (0, size), *inclusion(index, size)]
    )
    return Proof(size, root, hashes, leaf)


def prove_consistency(workspace: Logged, *, old: int, new: int | None) -> Proof:
    """Prove that the log of one size begins with that of a smaller one.

    Args:
        new: None for the size of the newest checkpoint.

    Raises:
        Refused: one of them was not signed yet, or the first is larger.
    """
    signed = get_checkpoint(workspace).size
    new = signed if new is None else new
    _check_signed("to", new, most=signed)
    _check_signed("from", old, most=new)
    root, *hashes = publishing.hashes_over(
        db.session(), workspace.id, [(0, new), *consistency(old, new)]
    )
    return Proof(new, root, hashes)


def verifier_key(workspace: Logged, *, public_url: str) -> str:
    """Return the public key that signs this log, with its name.

    Raises:
        NotFound: nothing was signed yet.
    """
    key = publishing.find_key(db.session())
    if key is None:
        raise NotFound
    return notes.verifier_key(origin_of(public_url, workspace.id), key.public_key)


def head_of_file(workspace: Logged, *, public_url: str) -> tuple[str, int]:
    """Return the first line of a log's file, and how many lines follow it.

    Raises:
        NotFound: nothing was signed yet.
    """
    note, size = get_note(workspace)
    head = {
        "format": FORMAT,
        "workspace": workspace.ref,
        "key": verifier_key(workspace, public_url=public_url),
        "checkpoint": note,
    }
    return _written(head), size


@dataclass(frozen=True, slots=True)
class FileLine:
    """A line of a log's file."""

    text: str
    index: int
    is_told: bool
    """It says what happened; of what may not be seen there is the hash alone."""


def lines_of_file(actor: Actor, workspace: Logged, *, first: int, past: int) -> Iterator[FileLine]:
    """Yield lines of a log's file, oldest first."""
    lines = reading.list_lines(db.session(), workspace.id, past=past, limit=past - first)
    for line in reversed(lines):
        told = _line(actor, line)
        yield FileLine(_written(told), line.index, is_told="entry" in told)


def erased_of(erasure: LogErasure) -> dict[str, str]:
    """Return what is told of a line that was erased: since when, and on which ground."""
    return {"at": erasure.at.isoformat(), "ground": erasure.ground}


def _line(actor: Actor, line: Line) -> dict[str, Any]:
    happening = line.happening
    if happening is None or withheld_from(actor, happening):
        told = {"index": line.index, "leaf_hash": line.leaf_hash.hex()}
        return told if line.erased is None else {**told, "erased": erased_of(line.erased)}
    return {"index": line.index, "salt": happening.salt.hex(), "entry": happening.entry}


def _written(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n"


def _check_signed(field: str, size: int, *, most: int) -> None:
    if not 1 <= size <= most:
        raise Refused(_("Choose a number from 1 to %(most)d.", most=most), field=field)
