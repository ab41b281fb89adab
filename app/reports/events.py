"""News for the features above us; `app.wiring` connects it in plain sight."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from app.reports.models import Report


@dataclass(frozen=True, slots=True)
class SignaturesAsked:
    """Seats of a report wait for a signature now: its round began, or the turn of others came."""

    report: Report
    organisation_ids: frozenset[UUID]
    """Whose seats they are."""


@dataclass(frozen=True, slots=True)
class ReportAdopted:
    """Every required seal is in the file; told once, by the job that placed the last one."""

    report: Report
