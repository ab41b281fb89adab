"""News for the features above us; `app.wiring` connects it in plain sight."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class CaseAcute:
    """A triage found that somebody is not safe now."""

    workspace_id: UUID
    case_id: UUID
    organisation_ids: tuple[UUID, ...]
    """The inspectorates that share the cases, whose people take turns on duty."""


@dataclass(frozen=True, slots=True)
class LetterAsked:
    """There is a text of a joint letter on which inspectorates have to say their word."""

    workspace_id: UUID
    case_id: UUID
    organisation_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class MeetingChanged:
    """A meeting of the committee is on another day, or does not take place."""

    workspace_id: UUID
    organisation_ids: tuple[UUID, ...]
    held_on: date
    """The new day; of a cancelled meeting the day on which it would have been."""
    is_cancelled: bool
