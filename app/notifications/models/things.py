"""What a notice or reminder is about: one thing in a workspace, or the workspace itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

Thing = Literal[
    "task",
    "report",
    "scoring",
    "request",
    "document",
    "comment",
    "basis",
    "activity",
    "case",
    "term",
    "breach",
    "surge",
    "erasure",
]
THINGS: tuple[Thing, ...] = (
    "task",
    "report",
    "scoring",
    "request",
    "document",
    "comment",
    "basis",
    "activity",
    "case",
    "term",
    "breach",
    "surge",
    "erasure",
)
"""What a notice or reminder is about: one of these, each by a column of its own."""
ALWAYS: tuple[Thing, ...] = ("task", "report", "scoring")
Subject = Thing | Literal["sight"]
"""What a notice can be about besides: new sight of documents, named with the notice itself."""
SUBJECTS: tuple[Subject, ...] = (*THINGS, "sight")
SELDOM: tuple[Subject, ...] = tuple(each for each in SUBJECTS if each not in ALWAYS)
"""What few notices are about, and whose sight is dear to decide."""
RUNNING: tuple[Thing, ...] = ("activity", "case", "term")
"""What has terms of the law, that somebody of one organisation has to keep."""
DUE_THINGS = ("task", "report", "scoring", "request", *RUNNING, "breach")
"""What waits for somebody, so that one is reminded of it again."""
NUMBER_OF_THINGS = f"num_nonnulls({', '.join(f'{each}_id' for each in THINGS)})"
OF_PLACE = f"{NUMBER_OF_THINGS} = 0"
"""A notice or reminder about the workspace itself."""
IN_PLACE = "(workspace_id is null) = (num_nonnulls(breach_id, surge_id, erasure_id) = 1)"
"""What privacy officers are told is in none: they need not work there."""


@dataclass(frozen=True, slots=True)
class About:
    """What a notice or reminder is about: one thing in a workspace, or the workspace itself."""

    workspace_id: UUID | None
    """None of what privacy officers are told: it stands in no workspace."""
    thing: Thing | None
    """None: the workspace itself."""
    id: UUID
    ref: str | None = None
    """Number of the workspace, for who reads it while working there no more."""

    @property
    def column(self) -> str | None:
        """The column that names it; None for the workspace itself."""
        return None if self.thing is None else f"{self.thing}_id"
