"""What was typed, in words the database understands."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Text, bindparam, func, literal_column, select
from sqlalchemy.dialects.postgresql import REGCONFIG

from app.kernel import db

SHORTEST = 2
DUTCH = literal_column("'dutch'::regconfig", REGCONFIG())
WORDS = bindparam("words", type_=Text())
QUERY = func.websearch_to_tsquery(DUTCH, WORDS)
"""Never refuses: quotes make a phrase, ``or`` a choice, a minus leaves a word out."""
NOTHING = ("", "T")
"""What `querytree` says when no index can help: only small words, or only words to leave out."""

_UNDERSTOOD = select(
    func.querytree(QUERY),
    func.tsvector_to_array(func.to_tsvector(DUTCH, bindparam("meant", type_=Text()))),
)


class Kind(StrEnum):
    """What can be found."""

    DOCUMENT = "document"
    TASK = "task"
    FINDING = "finding"
    REPORT = "report"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is looked for, and what it is narrowed to."""

    words: str
    stems: tuple[str, ...] = ()
    """The words without their endings, as `understand` returned them."""
    kind: Kind | None = None
    workspace_id: UUID | None = None
    organisation_id: UUID | None = None
    classification: int | None = None
    """Rank of a classification; only documents have one."""
    since: datetime | None = None
    until: datetime | None = None
    """The moment it ends, itself not in it."""


def clean(typed: str) -> str:
    """Return what was typed on one line, without signs that are no writing (NUL, controls)."""
    kept = "".join(" " if unicodedata.category(each)[0] in "CZ" else each for each in typed)
    return " ".join(kept.split())


def understand(words: str) -> tuple[str, ...]:
    """Return the stems of the words looked for; none when there is nothing to look for.

    Args:
        words: cleaned.
    """
    meant = " ".join(each for each in words.split() if not each.startswith("-"))
    tree, stems = db.session().execute(_UNDERSTOOD, {"words": words, "meant": meant}).one()
    return () if tree in NOTHING else tuple(stems)
