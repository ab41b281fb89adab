"""The demonstration's private keys: made at the first start, kept in one folder."""

import os
import secrets
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from joserfc.jwk import ECKey

ALGORITHM = "ES256"


def key_pem(folder: Path, name: str) -> bytes:
    """Give a private key by name; the first one to ask makes it.

    Args:
        folder: readable by nobody else; made when it is missing.
        name: `client` for the application, `provider-<code>` for an organisation's provider.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{name}.pem"
    if not path.exists():
        _make(path)
    return path.read_bytes()


def client_key_pem(folder: Path) -> bytes:
    """Give the key with which the application proves to all demonstration providers who it is."""
    return key_pem(folder, "client")


def signing_key(folder: Path, organisation: str) -> ECKey:
    """Give the key with which an organisation's provider signs."""
    key = ECKey.import_key(key_pem(folder, f"provider-{organisation}"))
    key.ensure_kid()
    return key


def _make(path: Path) -> None:
    """Write a new key whole or not at all: two processes may ask at the same moment."""
    pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    draft = path.with_name(f".{path.name}-{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(pem)
    try:
        os.link(draft, path)
    except FileExistsError:
        return  # The other process was first; its key counts.
    finally:
        draft.unlink()
