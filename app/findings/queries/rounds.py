"""The rounds a finding stands in, told by whoever keeps them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.findings.models import Finding
from app.identity.models import Organisation
from app.kernel.access import Actor


@dataclass(frozen=True, slots=True)
class SeatRow:
    """A seat of a round, as the page of a finding shows it."""

    organisation: Organisation
    person_name: str
    office: str
    mandate: str
    state: str
    signed_on: date | None
    mine: bool
    reservation: str
    words: tuple[str, ...] = ()
    """What is asked of it beside one signature, in sentences."""
    unsealed_since: datetime | None = None
    """Since when its seal is waited for longer than usual."""
    unsealed_why: str = ""


@dataclass(frozen=True, slots=True)
class RoundRow:
    """A report in which a finding stands, with who signs it."""

    title: str
    url: str
    words: str
    """Its status in words."""
    seats: tuple[SeatRow, ...]


Rounds = Callable[[Actor, Finding], Sequence[RoundRow]]
_rounds: dict[str, Rounds] = {}


def offer_rounds(name: str, rounds: Rounds) -> None:
    """Let a feature above say in which rounds a finding stands; again, it replaces itself."""
    _rounds[name] = rounds


def list_rounds(actor: Actor, finding: Finding) -> list[RoundRow]:
    """Return the rounds a finding stands in, from whoever keeps them."""
    return [each for rounds in _rounds.values() for each in rounds(actor, finding)]
