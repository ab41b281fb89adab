"""The lines of a list of documents: each look is drawn once, and kept for whoever sees the same."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from flask_babel import get_locale
from markupsafe import Markup

from app.documents.models import Level
from app.documents.queries import Line, Listed, Look, SightOfOrganisation, Sights
from app.documents.views import words
from app.identity import queries as identity
from app.identity.models import Organisation
from app.identity.queries import Badge
from app.kernel.web import drawing, filters
from app.kernel.web.keeping import Pattern

LINE = "documents/list_line.html"
TICKED, NOT_TICKED = Markup(" checked"), Markup("")
ANY = UUID(int=0)
"""In the place of an id that is not shown: lines that differ in it alone are drawn alike."""
MOST_COLUMNS = 7
"""Above this many participants the matrix becomes one column."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What all lines of one list share."""

    address: str
    """Under which the documents stand."""
    tail: str
    """What follows a document's address: as whom is looked."""
    own_code: str
    """The reader's organisation; empty for who has none."""
    columns: tuple[Badge, ...]
    """Of the matrix; empty when more take part than it has room for."""
    may_choose: bool
    """Whether lines can be ticked, and tell who sees them."""


class Sight(NamedTuple):
    """Who may what with documents of one look."""

    levels: tuple[str, ...]
    """By column."""
    organisations: int
    people: int


class _Shared(NamedTuple):
    """What lines of one look share; equal ones are drawn once."""

    sheet: Sheet
    owner: Badge
    look: Look
    folder: str
    sight: Sight


class Group(NamedTuple):
    """Lines under one heading."""

    title: str
    number: int
    lines: Markup


def columns_of(participants: Iterable[Organisation]) -> tuple[Badge, ...]:
    """Return the columns of the matrix; none when there are too many for it."""
    columns = tuple(identity.badge_of(each) for each in participants)
    return columns if len(columns) <= MOST_COLUMNS else ()


def draw_groups(
    them: Listed,
    sheet: Sheet,
    *,
    sights: Sights,
    folders: Mapping[UUID, str],
    participants: Sequence[Organisation],
    owner: Organisation | None,
    titles: tuple[str, str],
    chosen: Collection[UUID] = (),
) -> list[Group]:
    """Draw a page of the list in two groups: what one organisation brought, and the rest.

    Args:
        sights: who may what with them, look by look.
        folders: the names of those they are in, as far as the reader may know them.
        titles: of the two groups; one without lines is left out.
        chosen: documents that are ticked already.
    """
    patterns = [
        _pattern(
            sheet, look, folder=folders.get(look.folder_id, ""), sight=sight_of(seen, participants)
        )
        for look, seen in zip(them.looks, sights, strict=True)
    ]
    divided = them.divided(None if owner is None else owner.id)
    return [
        Group(title, len(lines), _drawn(lines, patterns, chosen))
        for title, lines in zip(titles, divided, strict=True)
        if lines
    ]


def _pattern(sheet: Sheet, look: Look, *, folder: str, sight: Sight) -> Pattern:
    owner = identity.badge_of(identity.get_known_organisation(look.owner_id))
    shown = look._replace(policy_id=ANY, folder_id=ANY)
    return drawing.draw_pattern(LINE, _line, _Shared(sheet, owner, shown, folder, sight))


def _line(drawn: _Shared) -> dict[str, Any]:
    look = drawn.look
    return {
        **drawn._asdict(),
        "cells": words.cells_in_list(look),
        "kind": words.kind_of(look.media_type),
        "states": words.states_of(look),
    }


def sight_of(
    sights: Mapping[UUID, SightOfOrganisation], participants: Sequence[Organisation]
) -> Sight:
    """Return who may what with documents of one look, by participant."""
    nothing = SightOfOrganisation(Level.NONE, 0)
    levels = tuple(sights.get(each.id, nothing).level.name.lower() for each in participants)
    seeing = [each.people for each in sights.values() if each.people]
    return Sight(levels, len(seeing), sum(seeing))


def _drawn(lines: Iterable[Line], patterns: Sequence[Pattern], chosen: Collection[UUID]) -> Markup:
    language = str(get_locale())
    moment = filters.moments(language)
    drawn = [
        patterns[line.look].fill(
            id=line.id,
            title=line.title,
            number=line.number,
            size=filters.size(line.size, language),
            moment=moment(line.changed_at),
            ticked=TICKED if line.id in chosen else NOT_TICKED,
        )
        for line in lines
    ]
    return Markup("".join(drawn))  # noqa: S704 - each of them is filled by its pattern  # nosec B704
