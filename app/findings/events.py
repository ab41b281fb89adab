"""News for the features above us; `app.wiring` connects it in plain sight."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from app.findings.models import Scoring


@dataclass(frozen=True, slots=True)
class ScoresAsked:
    """Several people are asked to score by themselves."""

    scoring: Scoring
    organisation_ids: frozenset[UUID]
    """For whom they work."""
