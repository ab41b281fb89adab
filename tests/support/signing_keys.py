"""A plugin of pytest: keys of the built-in authority, made once for many tests."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask import Flask

from app.adapters import certificates
from app.adapters.keys import MasterKey
from app.kernel import clock, ids
from app.kernel.web.house import house_of
from app.reports.models import SigningKey
from app.reports.service import keys
from app.reports.service.keys import KeyPair
from tests.support.database import OneTransaction
from tests.support.kept_keys import fresh_keys
from tests.support.world import World

SIGNING = ("ijenv", "igj")


@pytest.fixture(scope="session")
def made_keys(application: Flask, standing_world: World) -> dict[UUID | None, bytes]:
    """Keys of the platform and of those who sign, made once: making them takes a second."""
    with fresh_keys():
        return make_keys(standing_world, master=house_of(application).tool(MasterKey))


def make_keys(world: World, *, master: MasterKey) -> dict[UUID | None, bytes]:
    """Make the material of the platform's key and of those who sign, by organisation."""
    made: dict[UUID | None, bytes] = {}
    for owner in (None, *(world.organisations[code] for code in SIGNING)):
        root = certificates.create_root(keys._party(owner), now=clock.now())
        pair = KeyPair(root, keys._issue(root, owner, moment=clock.now()))
        made[owner.id if owner else None] = keys._packed(pair, master=master)
    return made


def put_keys(transaction: OneTransaction, made: dict[UUID | None, bytes]) -> None:
    """Put them where the application looks."""
    with transaction.as_owner() as owner:
        owner.add_all(
            SigningKey(
                id=ids.new_id(), organisation_id=each, material=material, made_at=clock.now()
            )
            for each, material in made.items()
        )
