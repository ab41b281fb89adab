"""Fixtures: a database of its own for random worlds, so that they slow nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, text

from app.adapters.postgres import EmbeddedServer
from app.kernel.db import driver_url
from app.kernel.web.house import house_of
from tests.support.database import OneTransaction

PATIENCE = "3min"
"""How long one statement over all worlds may take; a planted fault may make a slow plan."""


@pytest.fixture(scope="session")
def apart_engine(
    server: EmbeddedServer, new_database: Callable[[str], Callable[[str], str]]
) -> Iterator[Engine]:
    """A database of its own for random worlds: what is undone there leaves no rows elsewhere."""
    url = new_database("samenzicht_worlds")
    root = create_engine(driver_url(url("postgres")))
    with root.begin() as connection:
        connection.execute(text("grant samenzicht_app to samenzicht_owner"))
    root.dispose()
    engine = create_engine(
        driver_url(url("samenzicht_owner")),
        connect_args={"options": f"-c statement_timeout={PATIENCE}"},
    )
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def worlds_apart(apart_engine: Engine, application: Flask) -> Iterator[OneTransaction]:
    """One transaction in the database of random worlds, undone after the module's tests."""
    with OneTransaction(apart_engine, house_of(application)) as transaction:
        yield transaction
