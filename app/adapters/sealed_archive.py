"""One sealed file of many members: a tar whose bytes are sealed in segments, under the master key.

The first line names the archive and holds its key, wrapped for this archive alone; everything after
it are the sealed segments of a tar. So nothing in it can be read, changed, dropped, repeated or put
in from another archive without that being found, and a file that was cut off is not an archive.
"""

from __future__ import annotations

import os
import secrets
import tarfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, cast

from app.adapters.blobs import new_blob_id
from app.adapters.file_store import sync_folder
from app.adapters.keys import MasterKey, NotAuthentic
from app.adapters.sealing import SEGMENT_BYTES, TAG_BYTES, Readable, SealedReader, SegmentSealer

if TYPE_CHECKING:
    from pathlib import Path

MAGIC = b"sealed archive 1"
LONGEST_FIRST_LINE = 1_000
BLOCK = tarfile.BLOCKSIZE


class NotAnArchive(Exception):
    """The file is no archive of ours, was changed or cut off, or is sealed under another key."""


@dataclass(frozen=True, slots=True)
class Member:
    """What goes into an archive under a name: so many bytes, from wherever they come."""

    name: str
    size: int
    pieces: Iterable[bytes]


def write_archive(path: Path, members: Iterable[Member], *, master: MasterKey) -> None:
    """Write an archive; it is there whole and synced, or not at all.

    Raises:
        FileExistsError: there is a file with this name already.
    """
    archive_id = new_blob_id()
    sealer = SegmentSealer(archive_id, wrapping=master, hashes=False)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}.draft")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(MAGIC + f" {archive_id} {sealer.wrapped_key.hex()}\n".encode())
            for segment in sealer.segments(_Pieces(_as_tar(members))):
                file.write(segment)
            file.flush()
            os.fsync(file.fileno())
        path.hardlink_to(draft)
    finally:
        draft.unlink()
    sync_folder(path.parent)


@contextmanager
def open_archive(path: Path, *, master: MasterKey) -> Iterator[Iterator[tuple[str, IO[bytes]]]]:
    """Give the members one after the other, each to be read before the next is asked for.

    What was read is authentic; that nothing is missing is known once the last one was read.

    Raises:
        NotAnArchive: at any moment while reading.
    """
    with path.open("rb") as file:
        try:
            plain = _Pieces(_opened(file, size=path.stat().st_size, master=master))
            # Of a stream tarfile only reads; its types ask for a whole file.
            stream = cast("IO[bytes]", plain)
            with tarfile.open(fileobj=stream, mode="r|", bufsize=SEGMENT_BYTES) as tar:
                yield _members(tar)
            _read_to_the_end(plain)
        except (NotAuthentic, tarfile.TarError, EOFError) as fault:
            raise NotAnArchive(str(fault)) from fault


def _members(tar: tarfile.TarFile) -> Iterator[tuple[str, IO[bytes]]]:
    for each in tar:
        content = tar.extractfile(each)
        if content is None:
            raise NotAnArchive(f"{each.name} is no file")
        yield each.name, content


def _opened(file: IO[bytes], *, size: int, master: MasterKey) -> Iterator[bytes]:
    first = file.readline(LONGEST_FIRST_LINE)
    words = first.removesuffix(b"\n").split(b" ")
    if not first.endswith(b"\n") or b" ".join(words[:-2]) != MAGIC:
        raise NotAnArchive("it does not begin as an archive")
    try:
        archive_id, wrapped = words[-2].decode("ascii"), bytes.fromhex(words[-1].decode("ascii"))
    except ValueError as fault:
        raise NotAnArchive("its first line is damaged") from fault
    key = master.unwrap(wrapped, purpose=f"blob:{archive_id}")

    def fetch(start: int, length: int) -> bytes:
        file.seek(len(first) + start)
        return file.read(length)

    yield from SealedReader(archive_id, key, _plain_size(size - len(first)), fetch).read()


def _plain_size(sealed: int) -> int:
    segments = max(1, -(-sealed // (SEGMENT_BYTES + TAG_BYTES)))
    return max(0, sealed - segments * TAG_BYTES)


def _as_tar(members: Iterable[Member]) -> Iterator[bytes]:
    for member in members:
        header = tarfile.TarInfo(member.name)
        header.size = member.size
        yield header.tobuf(tarfile.PAX_FORMAT)
        written = 0
        for piece in member.pieces:
            written += len(piece)
            yield piece
        if written != member.size:
            raise ValueError(f"{member.name} has {written} bytes, not {member.size}")
        yield b"\0" * (-written % BLOCK)
    yield b"\0" * (2 * BLOCK)


class _Pieces:
    """A readable made of pieces, for who wants to read as from a file."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._left = b""

    def read(self, count: int, /) -> bytes:
        taken, missing = [self._left], count - len(self._left)
        while missing > 0:
            piece = next(self._pieces, None)
            if piece is None:
                break
            taken.append(piece)
            missing -= len(piece)
        whole = b"".join(taken)
        self._left = whole[count:]
        return whole[:count]


def _read_to_the_end(plain: Readable) -> None:
    while plain.read(SEGMENT_BYTES):
        pass
