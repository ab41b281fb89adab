"""A plugin of pytest: the scene, made once, and copied for each module that asks about it.

Each copy is a database of its own. So what a question did is really rolled back, and leaves nothing
in the way of the thousands that follow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine

from app.adapters.postgres import EmbeddedServer
from app.kernel.db import driver_url
from app.kernel.web.house import house_of
from tests.support.answered import answers_kept
from tests.support.database import RolledBack
from tests.support.preparing import PLANNED_ONCE, keep_prepared
from tests.support.scene import Scene
from tests.support.world import World, furnish_world
from tests.support.written_down import Counted, set_up

MADE, COPY = "samenzicht_scene", "samenzicht_scene_copy"


@dataclass(frozen=True, slots=True)
class MadeScene:
    """What one has to know of the scene to find one's way in a copy of it."""

    world: World
    ids: dict[str, UUID]
    refs: dict[str, str]


@pytest.fixture(scope="session")
def made_scene(
    server: EmbeddedServer, application: Flask, new_database: Callable[[str], object]
) -> MadeScene:
    """Make the scene in a database to be copied; nobody stays connected to it."""
    new_database(MADE)
    with _connected(server, MADE) as engine:
        world = furnish_world(engine, house_of(application))
        with RolledBack(engine, house_of(application)) as transaction:
            scene = Scene(application, world, transaction)
            scene.build()
            set_up(transaction)
            transaction.keep()
    return MadeScene(world, scene.ids, scene.refs)


@pytest.fixture(scope="module")
def scene(server: EmbeddedServer, application: Flask, made_scene: MadeScene) -> Iterator[Scene]:
    """The scene in a database for this module alone, with what cages answer kept meanwhile."""
    server.make_database(COPY, template=MADE)
    with (
        _connected(server, COPY) as engine,
        answers_kept(),
        RolledBack(engine, house_of(application)) as transaction,
    ):
        ids, refs = dict(made_scene.ids), dict(made_scene.refs)
        yield Scene(application, made_scene.world, transaction, ids, refs)
    server.drop_database(COPY)


@pytest.fixture(scope="module")
def counted(scene: Scene) -> Iterator[Counted]:
    """What the requests of this module change, and what of it stands in the log."""
    with Counted(scene.transaction).counting() as counting:
        yield counting


@contextmanager
def _connected(server: EmbeddedServer, name: str) -> Iterator[Engine]:
    url = driver_url(server.url("samenzicht_owner", database=name))
    engine = create_engine(url, connect_args={"options": PLANNED_ONCE})
    keep_prepared(engine)
    yield engine
    engine.dispose()
