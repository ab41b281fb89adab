"""What the features above can hear about people."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from app.identity.models import IdentityProvider


@dataclass(frozen=True, slots=True)
class AddressRefused:
    """A mail server refused somebody's address for good, for the first time since it is this."""

    organisation_id: UUID
    workspace_ids: frozenset[UUID]
    """The workspaces that the mail was about."""


@dataclass(frozen=True, slots=True)
class ProviderClosed:
    """A provider was closed: what its people came in by ended, and its directory speaks no more."""

    provider: IdentityProvider


@dataclass(frozen=True, slots=True)
class PeopleUnbound:
    """Nobody is known by a provider any more: what it calls people now is another's word."""

    provider: IdentityProvider
