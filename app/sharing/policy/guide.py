"""Whether one organisation may give a document to another: the sharing guide, as a pure function.

There is no general Dutch law on exchange between supervisors, and purpose limitation is the hinge
(AVG 5, first paragraph under b). So a basis carries only when giver, receiver, day, purpose and
every kind of data fit; data of AVG 9 and 10 and of the Wpg must be named by the basis. Where no
basis carries, or none is chosen, only a finding in which nobody can be recognised goes out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.documents.legal_bases import WORDS_OF_SPECIAL_DATA, LegalBasis
from app.documents.models import SpecialData
from app.sharing.models import Answer

OTHER_DATA = "andere gegevens"
"""A kind of data that no basis in the file knows."""


class Stop(StrEnum):
    """Why nothing at all may be given, whatever the basis."""

    NOT_HERE = "not_here"
    """The receiver takes no part in the workspace."""
    TOO_SECRET = "too_secret"  # noqa: S105  # a classification, no password  # nosec B105
    WITHDRAWN = "withdrawn"
    UNCHECKED = "unchecked"
    """The scanner did not release the file, or refused it."""


class Obstacle(StrEnum):
    """Why one basis does not carry."""

    GIVER = "giver"
    RECEIVER = "receiver"
    NOT_YET = "not_yet"
    ENDED = "ended"
    PURPOSE = "purpose"
    """The workspace is not founded on it, so its purpose is another."""
    DATA = "data"
    SPECIAL_DATA = "special_data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One document, one receiver, one day."""

    giver: tuple[str, str]
    """Code and kind, as the file of bases knows an organisation."""
    receiver: tuple[str, str]
    day: date
    data: frozenset[str]
    """Kinds of data that are in it, in the words of the file."""
    special_data: frozenset[SpecialData]
    founded_on: frozenset[str]
    """Codes of the bases that say what the workspace is for."""
    classification: int
    clearance: int
    """The highest classification the receiver may have."""
    takes_part: bool
    is_withdrawn: bool
    is_released: bool


@dataclass(frozen=True, slots=True)
class Weighed:
    """One basis, held against a case."""

    basis: LegalBasis
    obstacles: tuple[Obstacle, ...]
    missing: tuple[str, ...]
    """Kinds of data that the basis does not name."""

    @property
    def carries(self) -> bool:
        """True when one may give on it."""
        return not self.obstacles


@dataclass(frozen=True, slots=True)
class Advice:
    """The answer, with all that led to it."""

    answer: Answer
    stops: tuple[Stop, ...]
    weighed: tuple[Weighed, ...]
    chosen: LegalBasis | None
    """The basis that carries the yes."""

    @property
    def carrying(self) -> list[LegalBasis]:
        """The bases one may choose from."""
        return [each.basis for each in self.weighed if each.carries]

    def on(self, code: str) -> Advice:
        """Return the same advice for when one gives on another basis; an empty code is none."""
        if self.stops:
            return self
        chosen = next((each for each in self.carrying if each.code == code), None)
        answer = Answer.FINDING if chosen is None else Answer.YES
        return Advice(answer, self.stops, self.weighed, chosen)


def weigh(case: Case, bases: Iterable[LegalBasis], *, chosen: str = "") -> Advice:
    """Answer whether the document may be given.

    Args:
        chosen: code of the basis one would give on; empty for none.
    """
    stops = tuple(_stops(case))
    weighed = tuple(_weighed(case, basis) for basis in bases)
    answer = Answer.NO if stops else Answer.FINDING
    return Advice(answer, stops, weighed, None).on(chosen)


def _stops(case: Case) -> Iterator[Stop]:
    if not case.takes_part:
        yield Stop.NOT_HERE
    if case.classification > case.clearance:
        yield Stop.TOO_SECRET
    if case.is_withdrawn:
        yield Stop.WITHDRAWN
    if not case.is_released:
        yield Stop.UNCHECKED


def _weighed(case: Case, basis: LegalBasis) -> Weighed:
    named = set(basis.data_categories)
    missing = sorted(case.data - named)
    special = [WORDS_OF_SPECIAL_DATA[each] for each in sorted(case.special_data)]
    lacking = [word for word in special if word not in named]
    obstacles = {
        Obstacle.GIVER: not basis.names_giver(case.giver),
        Obstacle.RECEIVER: not basis.names_receiver(case.receiver),
        Obstacle.NOT_YET: basis.valid_from is not None and case.day < basis.valid_from,
        Obstacle.ENDED: basis.valid_until is not None and case.day > basis.valid_until,
        Obstacle.PURPOSE: basis.code not in case.founded_on,
        Obstacle.DATA: bool(missing) or not case.data,
        Obstacle.SPECIAL_DATA: bool(lacking),
    }
    found = tuple(each for each, stands in obstacles.items() if stands)
    return Weighed(basis, found, tuple(dict.fromkeys([*missing, *lacking])))
