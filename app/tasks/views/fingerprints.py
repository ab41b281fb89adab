"""What stands on screen, as a word that a form sends back: nobody confirms what is not seen."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def fingerprint(parts: Iterable[str]) -> str:
    """Return a fingerprint of what is shown."""
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:32]
