"""News for the features above us; `app.wiring` connects it in plain sight."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from app.workspaces.models import Workspace
from app.workspaces.templates import WorkspaceTemplate


@dataclass(frozen=True, slots=True)
class WorkspaceStarted:
    """A workspace was made from a template; the features above put their own part in it."""

    workspace: Workspace
    template: WorkspaceTemplate
    occasion_id: UUID | None = None
    """What it was started for, of a feature above (`workspaces.queries.occasions`)."""


class MembershipStep(StrEnum):
    """What changed for somebody in a workspace."""

    LET_IN = "let_in"
    OTHER_ROLE = "other_role"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class MembershipChanged:
    """Somebody was let in, has another role, or works there no more."""

    step: MembershipStep
    workspace_id: UUID
    organisation_id: UUID
    person_id: UUID


@dataclass(frozen=True, slots=True)
class ParticipantEnded:
    """An organisation no longer takes part; its people have lost sight."""

    workspace_id: UUID
    organisation_id: UUID
