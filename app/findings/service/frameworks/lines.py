"""The lines of a framework as a whole: what stands below what, and what is wrong with that.

A line is known by its code. What is new or different is laid over what is there; then every line is
asked to lead to a norm in at most two steps.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.findings.models import Aspect, Level, Norm
from app.kernel.text import _

LONGEST_CODE, LONGEST_TEXT, LONGEST_LAW = 40, 1_000, 200
MOST_LINES = 500
"""Of one framework that are in use."""


@dataclass(frozen=True, slots=True)
class LineText:
    """What a line says, as it is typed; law and aspect may be left to the line above it."""

    code: str
    parent_code: str
    text: str
    law: str = ""
    aspect: Aspect | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """A line in its place."""

    said: LineText
    level: Level
    law: str
    aspect: Aspect

    def is_said_by(self, norm: Norm) -> bool:
        """Tell whether a line that is there says the very same."""
        ours = (self.level, self.said.parent_code, self.said.text, self.law, self.aspect)
        return ours == (norm.level, norm.parent_code, norm.text, norm.law, norm.aspect)


@dataclass(frozen=True, slots=True)
class Misplaced:
    """Why a line cannot stand where it wants to."""

    code: str
    field: str
    """`parent_code` or `aspect`."""
    told: str
    missing: str = ""
    """Code of the line that is not there."""


def said_of(norm: Norm) -> LineText:
    """Return a line as it could have been typed."""
    return LineText(norm.code, norm.parent_code, norm.text, norm.law, Aspect(norm.aspect))


def place(
    new: Iterable[LineText], existing: Iterable[Norm]
) -> tuple[dict[str, Placed], list[Misplaced]]:
    """Return the new lines in their place, and why others have none.

    Args:
        existing: lines in use; one with the code of a new line gives way to it.
    """
    wanted = {each.code: each for each in new}
    whole = {each.code: said_of(each) for each in existing} | wanted
    placed: dict[str, Placed] = {}
    wrong: list[Misplaced] = []
    for code in whole:
        chain = _chain(code, whole)
        fault = _fault_in(chain, whole, wanted)
        if fault is not None:
            wrong.append(fault)
        elif code in wanted:
            placed[code] = _placed(chain)
    return placed, _once(wrong)


def _chain(code: str, whole: Mapping[str, LineText]) -> list[LineText]:
    """Return a line and what stands above it, as far as it is there and not a circle."""
    chain, seen = [whole[code]], {code}
    while (above := chain[-1].parent_code) in whole and above not in seen:
        seen.add(above)
        chain.append(whole[above])
    return chain


def _fault_in(
    chain: list[LineText], whole: Mapping[str, LineText], wanted: Mapping[str, LineText]
) -> Misplaced | None:
    """Return what is wrong with where a line stands, told of the new line that makes it so."""
    culprit = next((each for each in chain if each.code in wanted), None)
    if culprit is None:
        return None
    top = chain[-1].parent_code
    first = chain[-1].code if chain[-1].code in wanted else culprit.code
    if top in whole:
        told = _("This line stands under itself, by way of “%(code)s”.", code=top)
        return Misplaced(culprit.code, "parent_code", told)
    if top:
        told = _("There is no line with the code “%(code)s”.", code=top)
        return Misplaced(first, "parent_code", told, missing=top)
    if len(chain) > len(Level):
        told = _("Nothing can stand under an indicator.")
        return Misplaced(culprit.code, "parent_code", told)
    if all(each.aspect is None for each in chain):
        told = _("Choose the aspect of this norm.")
        return Misplaced(first, "aspect", told)
    return None


def _placed(chain: list[LineText]) -> Placed:
    aspect = next(each.aspect for each in chain if each.aspect is not None)
    law = next((each.law for each in chain if each.law), "")
    return Placed(chain[0], list(Level)[len(chain) - 1], law, aspect)


def _once(wrong: Iterable[Misplaced]) -> list[Misplaced]:
    return list({(each.code, each.field): each for each in wrong}.values())
