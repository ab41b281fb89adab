"""The provider's own signed answer about a fresh sign-in, kept as proof of what it confirmed.

What we note of a sign-in is our word. The ID token is the provider's: it signed who came, when, how
surely, and the nonce, which is derived from what was confirmed. Whoever has the token and the
provider's key can check that without us (OpenID Connect Core 1.0, section 2; RFC 7515). It names
the person as the provider does, so it is sealed, and leaves to nobody but the own organisation.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from app.adapters.keys import Wrapping


@dataclass(frozen=True, slots=True)
class SignedAnswer:
    """A token as a provider sent it, and the public key that we verified it with."""

    token: str = field(repr=False)
    """Compact (RFC 7515, section 3.1)."""
    key: Mapping[str, Any]
    """As the provider published it that day (RFC 7517)."""

    @property
    def sha256(self) -> bytes:
        """Return the fingerprint of the token, as it stands in the log."""
        return hashlib.sha256(self.token.encode()).digest()

    def seal(self, ticket_id: UUID, *, master: Wrapping) -> bytes:
        """Return it sealed, for the ticket of this one sign-in."""
        plain = json.dumps({"token": self.token, "key": dict(self.key)}, sort_keys=True)
        return master.wrap(plain.encode(), purpose=purpose_of(ticket_id))

    @classmethod
    def open(cls, sealed: bytes, ticket_id: UUID, *, master: Wrapping) -> SignedAnswer:
        """Open one that was sealed for the ticket of a sign-in.

        Raises:
            NotAuthentic: it was changed, or is of another sign-in.
        """
        return cls(**json.loads(master.unwrap(sealed, purpose=purpose_of(ticket_id))))


def purpose_of(ticket_id: UUID | str) -> str:
    """Return what an answer is sealed for; it does not open in the place of another."""
    return f"signed-answer:{ticket_id}"
