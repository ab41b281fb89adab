"""Keys of seals that are kept elsewhere: in a token, or with a service for remote signing.

A sealer is asked for two things: its certificate with those above it, and a signature over a hash.
What either gives is checked in one place, `app.adapters.pades.outside`, before anything is built on
it. Two can be chosen for an organisation, in a file (`configuration`): `SealerInToken` has a token
sign by PKCS#11, `SealerAtService` a service that speaks the API of the Cloud Signature Consortium.
Without a choice the built-in authority seals.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cryptography.x509 import Certificate

    from app.adapters.trust import OutsideRoot

MOST_CERTIFICATES = 6
"""In a chain, from the seal to its root."""


class Doubt(Enum):
    """Why there is no seal to build on. The value is what the log says; at most fifteen signs."""

    UNREACHABLE = "unreachable"
    UNEXPECTED = "unexpected"
    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"
    NO_SECRET = "no_secret"  # noqa: S105 - a reason, no secret  # nosec B105
    NO_KEY = "no_key"
    LOCKED = "locked"
    NOT_GRANTED = "not_granted"
    OTHER_CONTENT = "other_content"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    WRONG_USAGE = "wrong_usage"
    WRONG_POLICY = "wrong_policy"
    WRONG_IDENTITY = "wrong_identity"
    FOREIGN_ROOT = "foreign_root"
    WITHDRAWN = "withdrawn"
    NOT_PREPARED = "not_prepared"
    DOES_NOT_HOLD = "does_not_hold"


class NoSeal(Exception):
    """The key of an organisation, kept elsewhere, gave no seal that can be relied on."""

    def __init__(self, why: Doubt, detail: str = "") -> None:
        """Keep the reason.

        Args:
            detail: for the log only; never a secret.
        """
        self.why = why
        super().__init__(f"{why.value}: {detail}" if detail else why.value)


class Sealer(Protocol):
    """Somebody who keeps the key of one organisation's seal."""

    @property
    def roots(self) -> Sequence[OutsideRoot]:
        """The roots its certificate must come from, with whose it must be."""

    def chain(self) -> Sequence[Certificate]:
        """Return its certificate and those above it; this reaches for the key, and signs nothing.

        Raises:
            NoSeal: it does not answer, or has no such key.
        """

    def signature_over(self, digest: bytes) -> bytes:
        """Return the signature over a SHA-256: PKCS#1 v1.5 of RSA, or ECDSA in DER.

        Raises:
            NoSeal: there is none.
        """
