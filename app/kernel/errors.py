"""The four errors a person can be told about, and the faults nobody may make."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uuid import UUID

    from app.kernel.access import Decision


class TellableError(Exception):
    """An error with a sentence for the person who caused or met it."""


class NotFound(TellableError):
    """It does not exist, or is not meant for this actor: the two are never told apart."""


def known(key: UUID | None) -> UUID:
    """Return an id that every person has; for who is none there is nothing here.

    Raises:
        NotFound: who asks is nobody, or of no organisation.
    """
    if key is None:
        raise NotFound
    return key


class NotAllowed(TellableError):
    """The actor sees the thing but may not do this with it; the decision says why."""

    def __init__(self, decision: Decision) -> None:
        super().__init__(str(decision.reason))
        self.decision = decision


class Refused(TellableError):
    """The request cannot be carried out as asked; the message says what to do."""

    def __init__(self, message: object, field: str | None = None) -> None:
        super().__init__(str(message))
        self.message = message
        self.field = field
        self.errors = [{"field": field or "", "message": str(message)}]
        """Each fault by the field it belongs to, as the API tells them."""


class OutOfDate(TellableError):
    """Someone changed the thing after this actor read it; nothing was saved."""

    def __init__(self, message: object = "") -> None:
        super().__init__(str(message))
        self.message = message


class WaitAWhile(TellableError):
    """Somebody did so much of something that the rest waits; the message says whom to ask."""

    def __init__(self, message: object, *, seconds: int) -> None:
        super().__init__(str(message))
        self.message, self.seconds = message, seconds


class Repeated(TellableError):
    """The very same form was sent before and has been carried out then."""


class SignInNeeded(TellableError):
    """Nobody is signed in, or the session has ended."""


class OutOfOrder(Exception):
    """Something the house leans on does not answer; what was asked can be tried again later."""


class OutOfRoom(OutOfOrder):
    """There is no room left to keep what was sent; none of it was kept."""


class HouseFault(Exception):
    """A mistake in our own code that must never reach a person; the answer is a 500."""


class UncheckedWork(HouseFault):
    """A change was about to be saved without a decision or without a record."""


class UndecidedAnswer(HouseFault):
    """An answer was about to leave without the decision its route declares."""
