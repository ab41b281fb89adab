"""What is hashed with, and until when that proves something.

When a way of hashing gets weak, it gets its end here; proofs that lean on it are then renewed in
time, with the first one that has no end (RFC 4998, 5.3).
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

NEVER = datetime.max.replace(tzinfo=UTC)
ENDS: dict[str, datetime | None] = {"sha256": None, "sha384": None, "sha512": None}
"""In the order of preference; nothing else is believed, and SHA-1 is not."""
GOOD_FOR = timedelta(days=5 * 365)
"""What is begun with now must still have this long to go."""


def ends_at(name: str) -> datetime:
    """Return the moment from which a way of hashing proves nothing; the earliest for a strange one.

    The moment lies in the past for what is not believed at all.
    """
    if name not in ENDS:
        return datetime.min.replace(tzinfo=UTC)
    return ENDS[name] or NEVER


def chosen_at(moment: datetime) -> str:
    """Return what new proofs are hashed with at a moment."""
    good = (name for name in ENDS if ends_at(name) - moment > GOOD_FOR)
    return next(good, list(ENDS)[-1])


def digest(name: str, content: bytes) -> bytes:
    """Hash some bytes in a way that is believed."""
    if name not in ENDS:
        raise ValueError(name)
    return hashlib.new(name, content).digest()
