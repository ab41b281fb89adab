"""Keys that wrap keys: the master key from its file, and the named vaults under it.

Every wrapped key is bound to its purpose by associated data, so one put in the place of another
does not open.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from typing import TYPE_CHECKING, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

if TYPE_CHECKING:
    from pathlib import Path

KEY_BYTES = 32
NONCE_BYTES = 12
KEY_ID_BYTES = 4


class NotAuthentic(Exception):
    """Sealed bytes were changed, cut off, swapped, or sealed under another key."""


class KeyFileFault(Exception):
    """The file of the master key is missing, unreadable, malformed or open to others."""


class Wrapping(Protocol):
    """A key that wraps other keys, each bound to what it is for."""

    def wrap(self, key: bytes, *, purpose: str) -> bytes:
        """Return the key sealed for this purpose."""

    def unwrap(self, wrapped: bytes, *, purpose: str) -> bytes:
        """Return the key again, or raise NotAuthentic."""


class MasterKey:
    """The key above all keys; of several held the first wraps and all unwrap."""

    def __init__(self, *keys: bytes) -> None:
        if not keys or any(len(key) != KEY_BYTES for key in keys):
            raise KeyFileFault("a master key has 32 bytes")
        self._ciphers = {_key_id(key): AESGCM(key) for key in keys}
        self._first = _key_id(keys[0])

    @classmethod
    def from_file(cls, path: Path, *, create: bool = False) -> MasterKey:
        """Read the key file (one key in hexadecimal a line, the newest first).

        Args:
            create: make the file, readable by its owner alone, when it does not exist.

        Raises:
            KeyFileFault: it does not exist, others may read it, or it is no key file.
        """
        if create and not path.exists():
            _create_key_file(path)
        try:
            mode = path.stat().st_mode
            lines = path.read_text("ascii").split()
        except (OSError, UnicodeDecodeError) as fault:
            raise KeyFileFault(f"cannot read the master key: {fault}") from fault
        if mode & 0o077:
            raise KeyFileFault("the master key can be read by others than its owner: chmod 0400")
        try:
            return cls(*(bytes.fromhex(line) for line in lines))
        except ValueError as fault:
            raise KeyFileFault("the master key is not written in hexadecimal") from fault

    def wrap(self, key: bytes, *, purpose: str) -> bytes:
        """Seal a key, or any small secret, for one purpose."""
        return self._first + _seal_small(self._ciphers[self._first], key, purpose=purpose)

    def unwrap(self, wrapped: bytes, *, purpose: str) -> bytes:
        """Open what `wrap` made for the same purpose.

        Raises:
            NotAuthentic: changed, made for another purpose, or under a key not held.
        """
        cipher = self._ciphers.get(wrapped[:KEY_ID_BYTES])
        if cipher is None:
            raise NotAuthentic("wrapped by a master key that is not held")
        return _open_small(cipher, wrapped[KEY_ID_BYTES:], purpose=purpose)

    def is_current(self, wrapped: bytes) -> bool:
        """Tell whether this was wrapped by the newest key; if not, unwrap it and wrap it again."""
        return wrapped[:KEY_ID_BYTES] == self._first


class Vault:
    """A named key that wraps the keys of the blobs in it."""

    def __init__(self, name: str, key: bytes) -> None:
        self.name = name
        self._cipher = AESGCM(key)

    def wrap(self, key: bytes, *, purpose: str) -> bytes:
        """Seal a blob's key for its blob in this vault."""
        return _seal_small(self._cipher, key, purpose=f"{self.name}/{purpose}")

    def unwrap(self, wrapped: bytes, *, purpose: str) -> bytes:
        """Open a blob's key.

        Raises:
            NotAuthentic: changed, or of another blob or vault.
        """
        return _open_small(self._cipher, wrapped, purpose=f"{self.name}/{purpose}")


def new_vault_key(name: str, *, master: MasterKey) -> bytes:
    """Make the key of a new vault and return it wrapped; store it beside what the vault is of."""
    return master.wrap(secrets.token_bytes(KEY_BYTES), purpose=f"vault:{name}")


def open_vault(name: str, wrapped: bytes, *, master: MasterKey) -> Vault:
    """Open a vault with its wrapped key.

    Raises:
        NotAuthentic: the key is not this vault's.
    """
    return Vault(name, master.unwrap(wrapped, purpose=f"vault:{name}"))


def _key_id(key: bytes) -> bytes:
    return hashlib.sha256(b"master key id\0" + key).digest()[:KEY_ID_BYTES]


def _seal_small(cipher: AESGCM, secret: bytes, *, purpose: str) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, secret, f"wrap:1|{purpose}".encode())


def _open_small(cipher: AESGCM, wrapped: bytes, *, purpose: str) -> bytes:
    try:
        return cipher.decrypt(
            wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], f"wrap:1|{purpose}".encode()
        )
    except (InvalidTag, ValueError) as fault:
        raise NotAuthentic("a wrapped key was changed or is for something else") from fault


def _create_key_file(path: Path) -> None:
    """Write a new key so that two processes starting together end up with one and the same."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    try:
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(KEY_BYTES) + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            path.hardlink_to(draft)
        except FileExistsError:
            return
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    finally:
        draft.unlink()
