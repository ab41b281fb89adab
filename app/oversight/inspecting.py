"""Checking the logs in the database, for who may see all of them: `samenzicht audit verify`.

The tree is computed anew from the exact bytes of every entry, with the code that partners use.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from app.erasures.actions import ErasureAction
from app.kernel import db
from app.kernel.audit import notes, publishing, reading
from app.kernel.audit.publishing import Checkpoint
from app.kernel.audit.reading import Leaf
from app.oversight import verifier

AT_A_TIME = 5_000
ERASING = (ErasureAction.ERASED, ErasureAction.ERASED_AGAIN)


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one log."""

    tree_id: UUID
    size: int
    signed: int
    """How many entries are under its newest checkpoint."""
    fault: str
    """Empty when all is well."""


def look_through(tree_id: UUID | None = None) -> Iterator[Finding]:
    """Check one log, or all."""
    session = db.session()
    for each, size in reading.list_trees(session):
        if tree_id in (None, each):
            yield _look_through(session, each, size=size)


def _look_through(session: Session, tree_id: UUID, *, size: int) -> Finding:
    checkpoints = publishing.list_checkpoints(session, tree_id)
    signed = checkpoints[-1].size if checkpoints else 0
    try:
        _check(session, tree_id, size=size, checkpoints=checkpoints)
    except verifier.Fault as fault:
        return Finding(tree_id, size, signed, str(fault))
    return Finding(tree_id, size, signed, "")


def _check(session: Session, tree_id: UUID, *, size: int, checkpoints: list[Checkpoint]) -> None:
    wanted = {each.size: each for each in checkpoints}
    tree, erased, told = verifier.Tree(), set[int](), set[int]()
    for leaf in _leaves(session, tree_id):
        tree.add(_hash_of(leaf, tree_id, index=tree.size))
        if leaf.entry is None:
            erased.add(leaf.index)
        else:
            told |= _told_erased(leaf.entry)
        if (checkpoint := wanted.pop(tree.size, None)) is not None:
            _check_signed(session, checkpoint, root=tree.root())
    if tree.size != size or wanted:
        most = max([size, *wanted])
        raise verifier.Fault(f"Er horen {most} regels te zijn, maar er zijn er {tree.size}.")
    for index in sorted(erased - told):
        raise verifier.Fault(f"Regel {index + 1} is leeg, en nergens staat dat zij is gewist.")


def _told_erased(entry: bytes) -> set[int]:
    """Return the index of the line that an entry says was erased, when it says so."""
    if not any(f'"action":"{each}"'.encode() in entry for each in ERASING):
        return set()
    content = json.loads(entry)
    if content["action"] not in ERASING:
        return set()
    return {int(content["facts"]["erased_line"]) - 1}


def _hash_of(leaf: Leaf, tree_id: UUID, *, index: int) -> bytes:
    if leaf.entry is None or leaf.salt is None:
        line: dict[str, object] = {"index": leaf.index, "leaf_hash": leaf.leaf_hash.hex()}
        return verifier.leaf_of(line, index=index, place=str(tree_id))
    line = {"index": leaf.index, "salt": leaf.salt.hex(), "entry": leaf.entry.decode()}
    found = verifier.leaf_of(line, index=index, place=str(tree_id))
    if found != leaf.leaf_hash:
        raise verifier.Fault(f"Regel {index + 1} is niet wat er stond.")
    if not leaf.found_by.is_told_by(json.loads(leaf.entry)):
        raise verifier.Fault(f"Regel {index + 1} wordt anders gevonden dan zij zegt.")
    return found


def _check_signed(session: Session, checkpoint: Checkpoint, *, root: bytes) -> None:
    key = publishing.find_key(session)
    if key is None:
        raise verifier.Fault("De sleutel van het logboek is weg.")
    origin = checkpoint.note.partition("\n")[0]
    told = verifier.read_checkpoint(checkpoint.note, notes.verifier_key(origin, key.public_key))
    if (told.size, told.root) != (checkpoint.size, root) or root != checkpoint.root:
        raise verifier.Fault(f"De eerste {told.size} regels zijn niet wat er getekend is.")


def _leaves(session: Session, tree_id: UUID) -> Iterator[Leaf]:
    first = 0
    while found := reading.list_leaves(session, tree_id, first=first, limit=AT_A_TIME):
        yield from found
        first = found[-1].index + 1
