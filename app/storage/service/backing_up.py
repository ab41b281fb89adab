"""Making a backup: all rows of one moment and every file they name, in one sealed archive.

The rows are read first, in one snapshot, which ends before the first file: however long they take,
no transaction waits for them. Files are never changed, and one that no row names any more waits a
day before it is removed: so every file of the snapshot is still there when its turn comes. Files go
in as they are stored, sealed under keys of their own. The master key is in no backup.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

import psycopg

from app.adapters.blobs import BlobStore, NoSuchBlob
from app.adapters.keys import MasterKey
from app.adapters.sealed_archive import Member, write_archive
from app.kernel import clock, tables
from app.kernel.errors import Refused
from app.kernel.tables import Table

LEFT_OUT = (
    "alembic_version",
    "sign_in_session",
    "sign_in_attempt",
    "provider_sign_out",
    "fresh_sign_in",
    "idempotency_key",
    "api_token",
    "calendar_feed",
    "rebuttal_link",
    "rebuttal_draft",
    "invitation",
    "provisioning_key",
    "upload",
    "upload_part",
    "archive_package",
    "orphaned_blob",
)
"""Tables that are in no backup: what lets somebody in must not come back to life after it was
revoked, and an upload under way begins anew, as does an archive package that somebody asked for. A
draft of a reply belongs to the link it was written by, so it goes with it."""
FACTS = "facts.json"
ROWS = "rows/"
FILES = "files/"
MANIFEST = "manifest.json"
PIECE_BYTES = 1 << 20
FETCHED_BYTES = 16 << 20
"""How much of a file is asked of the store at once: in a bucket each time is a request."""


@dataclass(frozen=True, slots=True)
class BackupFacts:
    """What a backup says of itself, before anything else."""

    made_at: str
    revision: str
    columns: dict[str, list[str]]
    """The columns of each table, in the order of its rows."""

    def tables(self) -> list[Table]:
        """Return the tables in the order in which they are in the backup."""
        return [Table(name, tuple(columns)) for name, columns in sorted(self.columns.items())]


@dataclass(slots=True)
class Contents:
    """What is in a backup."""

    facts: BackupFacts
    rows: int = 0
    files: int = 0
    hashes: dict[str, str] = field(default_factory=dict)
    """SHA-256 of each member by its name."""
    missing: list[str] = field(default_factory=list)
    """Ids of files that a row names and the store has not got."""


def create_backup(path: Path, *, keeper_url: str, store: BlobStore, master: MasterKey) -> Contents:
    """Write a backup to a new file, readable by its owner alone; it is there whole, or not at all.

    Raises:
        Refused: there is a file with this name already.
        StorageDown: a file cannot be read now.
    """
    if path.exists():
        raise Refused(f"{path} is there already; a backup is never overwritten.")
    with ExitStack() as moment:
        connection = moment.enter_context(tables.one_moment(keeper_url))
        found = tables.list_tables(connection, but=LEFT_OUT)
        facts = BackupFacts(
            made_at=clock.now().isoformat(),
            revision=tables.revision_of(connection),
            columns={each.name: list(each.columns) for each in found},
        )
        contents = Contents(facts)

        def members() -> Iterator[Member]:
            yield _noted(contents, _as_json(FACTS, asdict(facts)))
            for table in facts.tables():
                yield from _rows(connection, table, contents)
            blob_ids = tables.list_values(connection, "blob_id", but=LEFT_OUT)
            moment.close()
            for blob_id in blob_ids:
                yield from _file(blob_id, store, contents)
            yield _as_json(MANIFEST, {"hashes": contents.hashes, "missing": contents.missing})

        write_archive(path, members(), master=master)
    return contents


def _rows(
    connection: psycopg.Connection[Any], table: Table, contents: Contents
) -> Iterator[Member]:
    """Give the rows of a table; they wait in a file without a name, since their size goes first."""
    with TemporaryFile() as waiting:
        for piece in table.rows_out(connection):
            contents.rows += piece.count(b"\n")
            waiting.write(piece)
        size = waiting.tell()
        waiting.seek(0)
        yield _noted(contents, Member(ROWS + table.name, size, pieces_of(waiting)))


def _file(blob_id: str, store: BlobStore, contents: Contents) -> Iterator[Member]:
    try:
        size = store.size(blob_id)
    except NoSuchBlob:
        contents.missing.append(blob_id)
        return
    contents.files += 1
    yield _noted(contents, Member(FILES + blob_id, size, _fetched(blob_id, store, size=size)))


def _fetched(blob_id: str, store: BlobStore, *, size: int) -> Iterator[bytes]:
    """Yield a file in pieces, several of which are fetched at a time."""
    for start in range(0, size, FETCHED_BYTES):
        stretch = store.fetch(blob_id, start=start, length=FETCHED_BYTES)
        for begin in range(0, len(stretch), PIECE_BYTES):
            yield stretch[begin : begin + PIECE_BYTES]


def _as_json(name: str, value: object) -> Member:
    exact = json.dumps(value, ensure_ascii=False, sort_keys=True).encode()
    return Member(name, len(exact), [exact])


def _noted(contents: Contents, member: Member) -> Member:
    """Hash a member on its way into the archive, for the manifest."""

    def passing() -> Iterator[bytes]:
        digest = hashlib.sha256()
        for piece in member.pieces:
            digest.update(piece)
            yield piece
        contents.hashes[member.name] = digest.hexdigest()

    return Member(member.name, member.size, passing())


def pieces_of(content: IO[bytes]) -> Iterator[bytes]:
    """Yield what can be read, in pieces."""
    while piece := content.read(PIECE_BYTES):
        yield piece
