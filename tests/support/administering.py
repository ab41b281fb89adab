"""Asking for providers, as administrators do."""

from __future__ import annotations

from typing import Any

from app.identity.models import ADMINISTRATOR, Person
from app.identity.service.provider_changes import WantedProvider
from tests.support.database import OneTransaction
from tests.support.world import World


def wanted_provider(**changed: Any) -> WantedProvider:
    """A provider that can be asked for."""
    given = {
        "slug": "igj-nieuw",
        "issuer": "https://aanmelden.igj.example",
        "discovery_url": "https://aanmelden.igj.example/.well-known/openid-configuration",
        "client_id": "samenzicht",
        "algorithms": ("ES256",),
        "accepted_acr": ("substantial",),
    }
    return WantedProvider(**{**given, **changed})


def make_administrator(transaction: OneTransaction, world: World, who: str) -> None:
    """Give somebody the duty, as the setting-up of an installation does."""
    with transaction.as_owner() as owner:
        owner.get_one(Person, world.person(who).id).duties = [ADMINISTRATOR]
