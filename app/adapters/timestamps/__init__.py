"""Time stamps: somebody vouches that some bytes were there at a moment.

An authority gets a request and gives an answer; two can be chosen from. `OwnStamper` is the
authority of the installation itself: real time stamps that any program verifies, but not qualified,
and no more to be trusted than whoever runs the installation. `StamperAtAddress` asks another, by
HTTP. What either answers is checked in one place, `app.adapters.pades.stamps`, before anything is
built on it.

Source: RFC 3161; ETSI EN 319 422.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cryptography.x509 import Certificate


class Distrust(Enum):
    """Why there is no time stamp to build on. The value is what the log says."""

    UNREACHABLE = "unreachable"
    UNEXPECTED = "unexpected_answer"
    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"
    NOT_GRANTED = "not_granted"
    OTHER_REQUEST = "other_request"
    OTHER_CONTENT = "other_content"
    WRONG_USAGE = "wrong_usage"
    EXPIRED = "expired"
    FOREIGN_ROOT = "foreign_root"
    FORGED = "forged"
    WRONG_TIME = "wrong_time"


class NoTimestamp(Exception):
    """The authority gave no time stamp that can be relied on."""

    def __init__(self, why: Distrust, detail: str = "") -> None:
        """Keep the reason.

        Args:
            detail: for the log only.
        """
        self.why = why
        super().__init__(f"{why.value}: {detail}" if detail else why.value)


class TimeStamper(Protocol):
    """Somebody who puts the time on a hash."""

    @property
    def roots(self) -> Sequence[Certificate]:
        """The roots its certificates must come from."""

    @property
    def room(self) -> int:
        """How many bytes a time stamp of it has at most."""

    def answer(self, request: bytes) -> bytes:
        """Return the answer (TimeStampResp, DER) to a request (TimeStampReq, DER).

        Raises:
            NoTimestamp: there is no answer.
        """
