"""The lines of what is found: each look is drawn once, and kept for whoever sees the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from flask_babel import get_locale
from markupsafe import Markup, escape

from app.identity import queries as identity
from app.identity.models import Organisation
from app.identity.queries import Badge
from app.kernel.access import Actor
from app.kernel.web import drawing, filters
from app.search.forms import KIND_WORDS
from app.search.queries import Hit
from app.search.queries.asking import Kind
from app.search.queries.hits import Pieces
from app.workspaces import queries as workspaces
from app.workspaces.models import Classification, Marking

LINE = "search/hit_line.html"


class _Look(NamedTuple):
    """What lines of one look share; equal ones are drawn once."""

    kind: Kind
    owner: Badge | None
    own_code: str
    """The reader's organisation."""
    classification: Classification | None
    marking: Marking | None
    flags: tuple[bool, bool, bool]
    """Special categories, criminal offences, police data."""
    has_ref: bool
    has_snippet: bool


def draw_hits(actor: Actor, hits: Iterable[Hit], *, owners: Mapping[UUID, Organisation]) -> Markup:
    """Draw what was found, as it stands in the list.

    Args:
        owners: the organisations that exist today, by id; of another there is no badge.
    """
    badges = {key: identity.badge_of(each) for key, each in owners.items()}
    moment = filters.moments(str(get_locale()))
    drawn = [
        drawing.draw_pattern(LINE, _line, _look_of(hit, actor, badges)).fill(
            url=hit.path,
            title=marked(hit.title),
            ref=hit.ref,
            place=hit.workspace.title,
            moment=moment(hit.changed_at),
            snippet=marked(hit.snippet),
        )
        for hit in hits
    ]
    return Markup("".join(drawn))  # noqa: S704 - each of them is filled by its pattern  # nosec B704


def marked(pieces: Pieces) -> Markup:
    """Write a text with its found words marked."""
    written = (f"<mark>{escape(text)}</mark>" if found else escape(text) for text, found in pieces)
    return Markup("".join(written))  # noqa: S704 - each piece is escaped  # nosec B704


def _look_of(hit: Hit, actor: Actor, badges: Mapping[UUID, Badge]) -> _Look:
    return _Look(
        hit.kind,
        badges.get(hit.organisation_id),
        actor.organisation_code,
        hit.classification,
        hit.marking,
        (hit.is_special_category, hit.is_criminal_data, hit.is_police_data),
        bool(hit.ref),
        bool(hit.snippet),
    )


def _line(look: _Look) -> dict[str, Any]:
    return {
        "kind": KIND_WORDS[look.kind],
        "organisation": look.owner,
        "is_own": look.owner is not None and look.owner.code == look.own_code,
        "cells": _cells(look),
        "has_ref": look.has_ref,
        "is_title_only": any(look.flags),
        "has_snippet": look.has_snippet,
    }


def _cells(look: _Look) -> list[tuple[str, str]]:
    """Return the cells of a document's classification chip; other things have none."""
    if look.classification is None:
        return []
    special, criminal, police = look.flags
    cells = workspaces.classification_cells(
        look.classification,
        look.marking,
        special_category=special,
        criminal_data=criminal,
        police_data=police,
    )
    return cells if look.classification.rank else cells[1:]
