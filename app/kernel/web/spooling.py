"""Where a large file of a form waits until it is looked at: on disk, sealed with a key in memory.

The key is made for this one file and forgotten with it, so that what a crash leaves of it is noise.
What a view hands on as it arrives (`receiving`) does not wait at all.
"""

from __future__ import annotations

import io
import os
import tempfile
from typing import IO, cast

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

IN_MEMORY = 500 * 1024
"""Smaller files never reach the disk."""
BLOCK = 16
"""Bytes that AES seals at a time; the counter counts these."""


class SealedSpool(io.RawIOBase):
    """A temporary file, written and read anywhere; on disk it is AES-256-CTR.

    Nobody else ever writes in it, so that it needs no proof that it is whole.
    """

    def __init__(self) -> None:
        self._key = os.urandom(32)
        self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - closed with this one
        self._at = 0

    def readable(self) -> bool:
        """Yes."""
        return True

    def writable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        """Go somewhere."""
        self._at = self._file.seek(offset, whence)
        return self._at

    def tell(self) -> int:
        """Say where it is."""
        return self._at

    def readinto(self, buffer: object, /) -> int:
        """Read on."""
        view = memoryview(cast("bytearray", buffer)).cast("B")
        sealed = self._file.read(len(view)) or b""
        view[: len(sealed)] = self._turned(sealed)
        self._at += len(sealed)
        return len(sealed)

    def write(self, piece: object, /) -> int:
        """Write on; all of it or a fault."""
        sealed = self._turned(bytes(cast("bytes", piece)))
        done = 0
        while done < len(sealed):
            done += self._file.write(sealed[done:])
        self._at += done
        return done

    def truncate(self, size: int | None = None, /) -> int:
        """Cut it off."""
        return self._file.truncate(self._at if size is None else size)

    def close(self) -> None:
        """Forget it."""
        self._file.close()
        super().close()

    def _turned(self, piece: bytes) -> bytes:
        """Seal or unseal what stands here: with a counter both are the same."""
        block, within = divmod(self._at, BLOCK)
        counter = modes.CTR(block.to_bytes(BLOCK, "big"))
        stream = Cipher(algorithms.AES256(self._key), counter).encryptor()
        stream.update(bytes(within))
        return stream.update(piece)


def spool_for(total: int | None, size: int | None) -> IO[bytes]:
    """Return where a file of a form is kept meanwhile.

    Args:
        total: bytes of the whole form; `size` of the file, when it is said.
    """
    if (size or total or IN_MEMORY + 1) <= IN_MEMORY:
        return io.BytesIO()
    return cast("IO[bytes]", io.BufferedRandom(SealedSpool()))
