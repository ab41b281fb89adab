"""Reading certificates that somebody gave for a seal and those above it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography import x509

from app.adapters.sealers import MOST_CERTIFICATES, Doubt, NoSeal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

LARGEST = 64 * 1024
"""Bytes of a file of certificates."""


def read_certificates(path: Path) -> tuple[x509.Certificate, ...]:
    """Read a file of certificates (PEM).

    Raises:
        NoSeal: there are none in it, or it cannot be read.
    """
    try:
        with path.open("rb") as file:
            found = x509.load_pem_x509_certificates(file.read(LARGEST))
    except (OSError, ValueError) as fault:
        raise NoSeal(Doubt.UNREADABLE, f"{path}: {type(fault).__name__}") from fault
    return bounded(found)


def bounded(found: Sequence[x509.Certificate]) -> tuple[x509.Certificate, ...]:
    """Return a chain of an ordinary length.

    Raises:
        NoSeal: it is longer, or there is nothing in it.
    """
    if not found or len(found) > MOST_CERTIFICATES:
        raise NoSeal(Doubt.UNREADABLE, f"a chain of {len(found)} certificates")
    return tuple(found)
