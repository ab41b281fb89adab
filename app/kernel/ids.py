"""Identifiers: UUIDv7 for machines, reference numbers for people."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from uuid import UUID

from app.kernel import clock

_RANDOM_A_BITS = 12
_RANDOM_B_BITS = 62


def new_id() -> UUID:
    """Make a time-ordered identifier of 74 random bits.

    Source: RFC 9562, section 5.7 (UUID version 7).
    """
    milliseconds = int(clock.now().timestamp() * 1000) & ((1 << 48) - 1)
    value = (
        (milliseconds << 80)
        | (7 << 76)
        | (secrets.randbits(_RANDOM_A_BITS) << 64)
        | (0b10 << 62)
        | secrets.randbits(_RANDOM_B_BITS)
    )
    return UUID(int=value)


def moment_of(identifier: UUID) -> datetime:
    """Return the moment at which an identifier of ours was made.

    Source: RFC 9562, section 5.7 (UUID version 7).
    """
    return datetime.fromtimestamp((identifier.int >> 80) / 1000, tz=UTC)


def draw_number(taken: set[int], *, digits: int = 4) -> int:
    """Draw a number that is not taken, so that a reference never betrays how many there are.

    Args:
        taken: numbers in use within the series.
        digits: length people see; the series grows by a digit when it is more than half full.
    """
    smallest: int = 10**digits // 10
    while len(taken) * 2 >= 9 * smallest:
        smallest *= 10
    while True:
        number = smallest + secrets.randbelow(9 * smallest)
        if number not in taken:
            return number


def new_secret() -> str:
    """Make a secret of 256 random bits that fits in a URL and a cookie."""
    return secrets.token_urlsafe(32)
