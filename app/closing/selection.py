"""Selection lists (selectielijsten) from `config/selection_lists.toml`: how long, and then what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Literal

from app.kernel.configuration import STRICT_SHAPE, WrongConfigurationError, read_toml, shape
from app.kernel.terms import Explanation, LegalSystem, TermRule, TermUnit, explain

LONGEST_CODE = 40
LONGEST_TERM = 200
"""Years."""


class ArchiveLaw(StrEnum):
    """Under which law what is kept for good is transferred to an archive."""

    LAW_1995 = "1995"
    LAW_2026 = "2026"

    @property
    def rule(self) -> TermRule:
        """The longest an organisation keeps it before it is transferred.

        Source: Archiefwet 1995, article 12, first paragraph (twenty years); Archiefwet 2026, Stb.
        2026, 149 (ten years).
        """
        years, source = {
            ArchiveLaw.LAW_1995: (20, "Archiefwet 1995, artikel 12, eerste lid"),
            ArchiveLaw.LAW_2026: (10, "Archiefwet 2026 (Stb. 2026, 149)"),
        }[self]
        return _agreed(years, source)


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectionItem:
    """One category of a selection list."""

    __pydantic_config__ = STRICT_SHAPE

    organisation: str
    """Code of whose list it is; empty for who has none here."""
    code: str
    title: str
    title_en: str
    appraisal: Literal["V", "B"]
    """V: destroyed after the years; B: kept for good, transferred to an archive."""
    years: int = 0
    source: str

    @property
    def is_kept(self) -> bool:
        """True for what is never destroyed."""
        return self.appraisal == "B"

    def due(self, closed_on: date, law: ArchiveLaw) -> Explanation:
        """Return from which day it is destroyed or transferred, and why then.

        Args:
            closed_on: the day the workspace closed, which is not counted.
            law: for what is transferred.
        """
        rule = law.rule if self.is_kept else _agreed(self.years, self.source)
        return explain(rule, closed_on)


@dataclass(frozen=True, slots=True)
class _ListsFile:
    __pydantic_config__ = STRICT_SHAPE

    items: tuple[SelectionItem, ...]


class SelectionLists(tuple[SelectionItem, ...]):
    """The items of all lists, in the order of the file."""

    __slots__ = ()

    def of(self, organisation: str) -> list[SelectionItem]:
        """Return the items for an organisation: of its own list, else of the one for everybody."""
        own = [each for each in self if each.organisation == organisation]
        return own or [each for each in self if not each.organisation]

    def find(self, organisation: str, code: str) -> SelectionItem | None:
        """Find an item of the list of an organisation by its code."""
        return next((each for each in self.of(organisation) if each.code == code), None)


def load_selection_lists(path: Path) -> SelectionLists:
    """Return the items of a file, in its order.

    Raises:
        WrongConfigurationError: with every mistake in the file.
    """
    content = shape(_ListsFile, read_toml(path), name=path.name)
    problems = [f"{path.name}: {sentence}" for sentence in _mistakes(content.items)]
    if problems:
        raise WrongConfigurationError(problems)
    return SelectionLists(content.items)


def _mistakes(items: tuple[SelectionItem, ...]) -> Iterator[str]:
    if not any(not each.organisation for each in items):
        yield "there is no list for who has none: name an item with an empty organisation."
    for (whose, code), times in Counter((each.organisation, each.code) for each in items).items():
        if times > 1:
            yield f"the code {code} of {whose or 'everybody'} is there {times} times."
        if not 0 < len(code) <= LONGEST_CODE:
            yield f"the code {code!r} is to have 1 to {LONGEST_CODE} signs."
    for each in items:
        if each.is_kept != (each.years == 0):
            yield f"{each.code}: V has years, B has none: the law says when it is transferred."
        if not 0 <= each.years <= LONGEST_TERM:
            yield f"{each.code}: {each.years} years is no term."


def _agreed(years: int, source: str) -> TermRule:
    """Return a term that ends on the day itself; it is no term of the Algemene termijnenwet."""
    return TermRule(
        length=years, unit=TermUnit.YEARS, legal_system=LegalSystem.AGREED, source=source
    )
