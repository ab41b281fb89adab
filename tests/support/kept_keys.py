"""RSA keys of the built-in authority are taken again by tests that are undone.

To make one takes as long as twenty pages. No two in use at one time are the same: a key is free
again only when the transaction is undone in which it was made.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from cryptography.hazmat.primitives.asymmetric import rsa

from app.adapters import certificates
from app.adapters.certificates import KeyKind, PrivateKey

_made: list[rsa.RSAPrivateKey] = []
_taken: list[int] = [0]
_make = certificates._new_key


def take_keys_again() -> None:
    """Let the authority take what was made before and is free."""
    certificates._new_key = _next


def taken() -> int:
    """Return how many are in use."""
    return _taken[0]


def give_back(beyond: int) -> None:
    """Let all be free but the first so many."""
    _taken[0] = beyond


@contextmanager
def fresh_keys() -> Iterator[None]:
    """Make keys in the block that nobody else ever takes: for what outlives a transaction."""
    certificates._new_key = _make
    try:
        yield
    finally:
        certificates._new_key = _next


def _next(kind: KeyKind) -> PrivateKey:
    if kind is not KeyKind.RSA_3072:
        return _make(kind)
    if _taken[0] == len(_made):
        made = _make(kind)
        assert isinstance(made, rsa.RSAPrivateKey)
        _made.append(made)
    _taken[0] += 1
    return _made[_taken[0] - 1]
