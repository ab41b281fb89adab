"""What the features above can hear about people."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class AddressRefused:
    """A mail server refused somebody's address for good, for the first time since it is this."""

    organisation_id: UUID
    workspace_ids: frozenset[UUID]
    """The workspaces that the mail was about."""
