"""Reading a backup: finding out whether it is right, and putting it into an empty installation."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO

import psycopg

from app.adapters.blobs import BlobStore
from app.adapters.keys import MasterKey
from app.adapters.sealed_archive import NotAnArchive, open_archive
from app.kernel import schema, tables
from app.kernel.errors import Refused
from app.storage.service.backing_up import (
    FACTS,
    FILES,
    MANIFEST,
    ROWS,
    BackupFacts,
    Contents,
    pieces_of,
)

Taking = Callable[[str, Iterator[bytes]], None]
"""Takes a member by its name, and reads it to its end."""


def verify_backup(path: Path, *, master: MasterKey) -> Contents:
    """Read a whole backup and find out whether all of it is there, as it was written.

    Raises:
        Refused: it is no backup, was changed or cut off, or is sealed under another master key.
    """
    return _walk(path, master, take_rows=_pass_by, take_file=_pass_by)


def restore_backup(
    path: Path,
    *,
    owner_url: str,
    store: BlobStore,
    master: MasterKey,
    finishing: Iterable[str] = (),
) -> Contents:
    """Put a backup into an empty installation, once it was verified as a whole.

    Args:
        finishing: statements for the owner, in the transaction that brings the rows.

    Raises:
        Refused: the backup is not right, this version cannot read it, or the installation is not
            empty. Nothing was loaded.
    """
    facts = verify_backup(path, master=master).facts
    _prepare(owner_url, store, revision=facts.revision)
    known, brought = {each.name: each for each in facts.tables()}, list[str]()

    def put(blob_id: str, pieces: Iterator[bytes]) -> None:
        store.put(blob_id, pieces)
        brought.append(blob_id)

    try:
        with tables.filling(owner_url) as connection:

            def load(name: str, pieces: Iterator[bytes]) -> None:
                known[name].rows_in(connection, pieces)

            contents = _walk(path, master, take_rows=load, take_file=put)
            for statement in finishing:
                connection.execute(statement.encode())
    except BaseException:
        if _is_surely_empty(owner_url):
            for blob_id in brought:
                store.delete(blob_id)
        raise
    schema.upgrade(owner_url)
    return contents


def _prepare(owner_url: str, store: BlobStore, *, revision: str) -> None:
    """Bring an empty database to the schema of the backup.

    Raises:
        Refused: it is not empty, or this version does not know that schema.
    """
    if tables.has_history(owner_url) or next(iter(store.entries()), None) is not None:
        raise Refused(
            "Something is kept here already. A backup is only put into an empty installation."
        )
    if revision not in schema.list_revisions():
        raise Refused(
            f"This backup has schema {revision}, which this version does not know. Use the version"
            " that made it, or a newer one."
        )
    schema.upgrade(owner_url, revision)


def _is_surely_empty(owner_url: str) -> bool:
    """Tell whether no row came in; when the way broke at the end, they may have come all the same.

    Files without rows are found and thrown away by hand; rows without files are lost.
    """
    try:
        return not tables.has_history(owner_url)
    except psycopg.OperationalError:
        return False


def _pass_by(_name: str, pieces: Iterator[bytes]) -> None:
    for _piece in pieces:
        pass


def _walk(path: Path, master: MasterKey, *, take_rows: Taking, take_file: Taking) -> Contents:
    """Give every member to who takes it, and hold all of them against the manifest."""
    try:
        with open_archive(path, master=master) as members:
            contents = _begun(next(members, ("", None)))
            manifest: dict[str, object] = {}
            for name, content in members:
                if name == MANIFEST:
                    manifest = json.loads(content.read())
                elif name.startswith(ROWS):
                    take_rows(name.removeprefix(ROWS), _rows_counted(contents, name, content))
                else:
                    take_file(name.removeprefix(FILES), _hashed(contents, name, content))
                    contents.files += 1
    except (NotAnArchive, OSError) as fault:
        raise Refused(f"{path} is not right: {fault}. Nothing of it was used.") from fault
    if manifest.get("hashes") != contents.hashes:
        raise Refused(f"{path} is not right: it is not what its manifest says.")
    contents.missing = list(manifest["missing"])  # type: ignore[call-overload]  # we wrote a list
    return contents


def _begun(first: tuple[str, IO[bytes] | None]) -> Contents:
    name, content = first
    if name != FACTS or content is None:
        raise NotAnArchive("it holds something else than a backup")
    exact = content.read()
    contents = Contents(BackupFacts(**json.loads(exact)))
    contents.hashes[name] = hashlib.sha256(exact).hexdigest()
    return contents


def _rows_counted(contents: Contents, name: str, content: IO[bytes]) -> Iterator[bytes]:
    for piece in _hashed(contents, name, content):
        contents.rows += piece.count(b"\n")
        yield piece


def _hashed(contents: Contents, name: str, content: IO[bytes]) -> Iterator[bytes]:
    digest = hashlib.sha256()
    for piece in pieces_of(content):
        digest.update(piece)
        yield piece
    contents.hashes[name] = digest.hexdigest()
