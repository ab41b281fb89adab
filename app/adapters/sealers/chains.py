"""Reading certificates that somebody gave for a seal and those above it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm

from app.adapters.sealers import MOST_CERTIFICATES, Doubt, NoSeal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

LARGEST = 64 * 1024
"""Bytes of a file of certificates."""
NO_CERTIFICATE = (ValueError, UnsupportedAlgorithm, x509.InvalidVersion)
"""What is raised on bytes that are no certificate, or on one with a key that nobody can use."""


def read_certificates(path: Path) -> tuple[x509.Certificate, ...]:
    """Read a file of certificates (PEM).

    Raises:
        NoSeal: there are none in it, or it cannot be read.
    """
    try:
        with path.open("rb") as file:
            found = x509.load_pem_x509_certificates(file.read(LARGEST))
    except (OSError, *NO_CERTIFICATE) as fault:
        raise NoSeal(Doubt.UNREADABLE, f"{path}: {type(fault).__name__}") from fault
    return bounded(found)


def bounded(found: Sequence[x509.Certificate]) -> tuple[x509.Certificate, ...]:
    """Return a chain of an ordinary length, of which each key can be read.

    Raises:
        NoSeal: it is longer, there is nothing in it, or there is no such key.
    """
    if not found or len(found) > MOST_CERTIFICATES:
        raise NoSeal(Doubt.UNREADABLE, f"a chain of {len(found)} certificates")
    try:
        for each in found:
            each.public_key()
    except NO_CERTIFICATE as fault:
        raise NoSeal(Doubt.UNREADABLE, f"a key: {type(fault).__name__}") from fault
    return tuple(found)
