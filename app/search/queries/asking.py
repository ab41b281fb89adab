"""What was typed, in words the database understands."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Text, bindparam, cast, func, literal_column, select
from sqlalchemy.dialects.postgresql import REGCONFIG, TSQUERY

from app.kernel import db

SHORTEST = 2
DUTCH = literal_column("'dutch'::regconfig", REGCONFIG())
QUERY = cast(bindparam("query", type_=Text()), TSQUERY)
"""What is looked for, as `understand` returned it."""
NOTHING = ("", "T")
"""What `querytree` says when no index can help: only small words, or only words to leave out."""

_AS_IT_STANDS = literal_column("'simple'::regconfig", REGCONFIG())
_BEGUN = bindparam("begun", type_=Text())
_TYPED = func.websearch_to_tsquery(DUTCH, bindparam("words", type_=Text())).op("&&")(
    func.to_tsquery(DUTCH, _BEGUN).op("||")(func.to_tsquery(_AS_IT_STANDS, _BEGUN))
)
"""Never refuses: quotes make a phrase, ``or`` a choice, a minus leaves a word out. A word that is
begun fits by its letters and by its stem: *jaar* is *jar* in the index, *jaarverslag* is itself."""
_UNDERSTOOD = select(
    cast(_TYPED, Text()),
    func.querytree(_TYPED),
    func.tsvector_to_array(func.to_tsvector(DUTCH, bindparam("meant", type_=Text()))),
)
_WORD = re.compile(r"\w+")


class Kind(StrEnum):
    """What can be found."""

    DOCUMENT = "document"
    TASK = "task"
    OBSERVATION = "observation"
    FINDING = "finding"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What was typed, as the database understands it."""

    query: str = ""
    """A text search query of its own making."""
    stems: tuple[str, ...] = ()
    """The words without their endings; none when there is nothing to look for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is looked for, and what it is narrowed to."""

    meaning: Meaning
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


def understand(words: str, *, is_begun: bool = False) -> Meaning:
    """Return what is meant by the words looked for.

    Args:
        words: cleaned.
        is_begun: the last word is still being typed: whatever begins like it fits.
    """
    whole, begun = words, ""
    if is_begun:
        whole, _space, last = words.rpartition(" ")
        if _WORD.fullmatch(last):
            begun = f"{last}:*"
        else:
            whole = words
    meant = " ".join(each for each in words.split() if not each.startswith("-"))
    values = {"words": whole, "begun": begun, "meant": meant}
    query, tree, stems = db.session().execute(_UNDERSTOOD, values).one()
    return Meaning() if tree in NOTHING else Meaning(query, tuple(stems))
