"""Pieces of files that are still on their way: sealed like documents, in a store of their own.

Each piece is a blob of its own, synced before anybody hears that it arrived; nothing is ever
appended to a sealed blob, so no nonce is used twice whatever breaks in between.
"""

from __future__ import annotations

import io
from bisect import bisect_right
from collections.abc import Sequence
from typing import IO, TYPE_CHECKING

from app.adapters.blobs import SealedBlobs, StoredBlob

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

    from app.adapters.keys import Vault

READ_AHEAD = 1 << 20


class PartialBlobs(SealedBlobs):
    """The store of pieces; each proves itself when it is opened, so no hash is kept of it."""

    hashes = False


class Assembled(io.RawIOBase):
    """The pieces of one file read as that file, without ever holding more than a piece's segment.

    Args:
        pieces: in order, without gaps.
    """

    def __init__(self, pieces: Sequence[StoredBlob], *, store: SealedBlobs, vault: Vault) -> None:
        super().__init__()
        self._pieces, self._store, self._vault = pieces, store, vault
        self._starts = [0]
        for each in pieces:
            self._starts.append(self._starts[-1] + each.size)
        self._at = 0

    def readable(self) -> bool:
        """Say yes: reading is what it is for."""
        return True

    def seekable(self) -> bool:
        """Say yes: any place can be read."""
        return True

    def tell(self) -> int:
        """Return where the next read begins."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place."""
        origin = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._starts[-1]}[whence]
        self._at = max(0, origin + offset)
        return self._at

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Read as far as one piece reaches."""
        view = memoryview(buffer).cast("B")
        if self._at >= self._starts[-1] or not len(view):
            return 0
        number = bisect_right(self._starts, self._at) - 1
        piece, start = self._pieces[number], self._at - self._starts[number]
        length = min(len(view), piece.size - start, READ_AHEAD)
        found = b"".join(
            self._store.read_range(piece, vault=self._vault, start=start, length=length)
        )
        view[: len(found)] = found
        self._at += len(found)
        return len(found)


def assembled(pieces: Sequence[StoredBlob], *, store: SealedBlobs, vault: Vault) -> IO[bytes]:
    """Open the pieces of a file as that file."""
    return io.BufferedReader(Assembled(pieces, store=store, vault=vault), READ_AHEAD)
