"""Ways to narrow a search, each with how many of the hits are left: what stands beside the list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for

from app.identity.models import Organisation
from app.kernel.text import _
from app.search.forms import KIND_WORDS, SearchForm
from app.search.queries import Counts
from app.workspaces.models import Workspace
from app.workspaces.queries import CLASSIFICATION_WORDS

FEWEST = 2
"""A way with one choice narrows nothing."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice, and how many hits it leaves."""

    words: str
    number: int
    address: str
    since: date | None = None
    """The first day, when it is a period."""


@dataclass(frozen=True, slots=True)
class Facet:
    """One way to narrow a search."""

    title: str
    choices: tuple[Choice, ...]


def facets_of(
    counts: Counts,
    form: SearchForm,
    *,
    places: Sequence[Workspace],
    organisations: Sequence[Organisation],
) -> list[Facet]:
    """Return the ways that leave a choice; each choice keeps what was asked before."""
    classes = [(each.value, words) for each, words in CLASSIFICATION_WORDS.items()]
    ways = (
        ("kind", _("Kind"), [(each, str(KIND_WORDS[each]), n) for each, n in counts.kinds.items()]),
        (
            "workspace",
            _("Workspace"),
            [(each.ref, each.title, counts.workspaces.get(each.id, 0)) for each in places],
        ),
        (
            "organisation",
            _("Organisation"),
            [
                (each.code, each.short_name, counts.organisations.get(each.id, 0))
                for each in organisations
            ],
        ),
        (
            "classification",
            _("Classification of documents"),
            [
                (code, str(words), number)
                for code, words in classes
                for each, number in counts.classifications.items()
                if each.value == code
            ],
        ),
    )
    found = [Facet(title, _choices(form, name, given)) for name, title, given in ways]
    found.append(Facet(_("Changed from"), _periods(form, counts)))
    return [each for each in found if each.choices]


def _choices(
    form: SearchForm, name: str, given: Iterable[tuple[str, str, int]]
) -> tuple[Choice, ...]:
    """Return the choices that hold something, the fullest first."""
    held = sorted((each for each in given if each[2]), key=lambda each: (-each[2], each[1]))
    if len(held) < FEWEST:
        return ()
    return tuple(Choice(words, number, _narrowed(form, name, code)) for code, words, number in held)


def _periods(form: SearchForm, counts: Counts) -> tuple[Choice, ...]:
    """Return the periods that hold something, and not everything."""
    return tuple(
        Choice("", number, _narrowed(form, "since", day.isoformat()), since=day)
        for day, number in counts.since.items()
        if 0 < number < counts.total
    )


def _narrowed(form: SearchForm, name: str, code: str) -> str:
    values: dict[str, Any] = {**form.address(), name: code}
    return url_for("search.search", **values)
