"""Fixtures of all tests: one embedded PostgreSQL, one migrated database, each test undone."""

from __future__ import annotations

import gc
import math
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis
from sqlalchemy import Engine, create_engine, text

from app import create_app
from app.adapters.postgres import EmbeddedServer, start_embedded
from app.kernel import schema
from app.kernel.db import driver_url
from app.kernel.web.house import House, house_of
from app.kernel.web.maintenance import Board
from config.settings import Settings
from tests.support.api import Api
from tests.support.browser import Browser
from tests.support.counting import Statements, counting
from tests.support.database import OneTransaction
from tests.support.kept_keys import take_keys_again
from tests.support.order import longest_first
from tests.support.patching import forget_after_patches
from tests.support.preparing import PLANNED_ONCE, keep_prepared
from tests.support.taking import Taking
from tests.support.world import World, furnish_world

pytest_plugins = (
    "tests.support.commanding",
    "tests.support.counted_everywhere",
    "tests.support.doorway_app",
    "tests.support.loaded_sample",
    "tests.support.object_server",
    "tests.support.signing_keys",
    "tests.support.standing_scene",
    "tests.support.worlds_apart",
)
SECRET = "a secret of the tests, long enough to sign with"
MIGRATED = "samenzicht_migrated"
SELDOM = (50_000, 20, 50)
"""How much is made before Python looks for rings among it; by itself it looks at every 700."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let one choose how large a long run is, where that can be chosen."""
    parser.addoption("--size", type=int, default=None, help="how many things a long run takes")


def pytest_configure() -> None:
    """Make what a test puts in another's place count from that moment, until it is taken away."""
    forget_after_patches()
    take_keys_again()
    # What a draw takes says nothing of the product, and much of what else the machine does.
    hypothesis.register_profile(
        "house", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
    )
    hypothesis.load_profile("house")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where several processes share the tests, begin with the longest files."""
    if hasattr(config, "workerinput"):
        items[:] = longest_first(items)


def pytest_collection_finish() -> None:
    """Let what stands until the end, modules and tests, not be searched for rings ever again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*SELDOM)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServer]:
    """A real PostgreSQL, embedded, for the whole run."""
    with start_embedded(tmp_path_factory.mktemp("postgres")) as running:
        yield running


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of the tests: an own data folder, the public address of Flask's test client."""
    return Settings(
        data=tmp_path_factory.mktemp("data"),
        public_url="http://localhost",
        highest_classification="dep_vertrouwelijk",
        # Tests ask thousands of times a minute, all from one address; limits have their own tests.
        rate_limits=False,
    )


@pytest.fixture(scope="session")
def new_database(server: EmbeddedServer) -> Callable[[str], Callable[[str], str]]:
    """A database by a name of one's own, with all steps: the address by role.

    ``url = new_database("places")`` and ``url("samenzicht_app")``. The steps are taken once, and
    what came of them is copied: together they take seconds.
    """
    server.make_database(MIGRATED)
    schema.upgrade(server.url("samenzicht_owner", database=MIGRATED))

    def make(name: str) -> Callable[[str], str]:
        server.make_database(name, template=MIGRATED)
        return partial(server.url, database=name)

    return make


@pytest.fixture(scope="session")
def database_name(server: EmbeddedServer, new_database: Callable[[str], object]) -> str:
    """The database of the application."""
    new_database("samenzicht_test")
    engine = create_engine(driver_url(server.url("postgres", database="samenzicht_test")))
    with engine.begin() as root:
        root.execute(text("grant samenzicht_app to samenzicht_owner"))
    engine.dispose()
    return "samenzicht_test"


@pytest.fixture(scope="session")
def owner_engine(server: EmbeddedServer, database_name: str) -> Iterator[Engine]:
    """Connections as the owner role, which passes row security by."""
    engine = create_engine(
        driver_url(server.url("samenzicht_owner", database=database_name)),
        connect_args={"options": PLANNED_ONCE},
    )
    keep_prepared(engine)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def application(server: EmbeddedServer, database_name: str, settings: Settings) -> Iterator[Flask]:
    """The application, once."""
    made = create_app(
        settings,
        database_url=server.url("samenzicht_app", database=database_name),
        secret_key=SECRET,
    )
    # Looked at once, and now; else some page would cost a statement more than the same page before.
    board = house_of(made).tool(Board)
    board.every = math.inf
    with made.test_request_context():
        board.read()
    # Tests leave many files unread, each of which would keep a place (tests/kernel/test_leaving).
    del made.extensions["departure"]
    yield made
    house_of(made).database.dispose()


@pytest.fixture(scope="session")
def standing_world(owner_engine: Engine, application: Flask) -> World:
    """The cast and their two workspaces, committed once."""
    world = furnish_world(owner_engine, house_of(application))
    gc.collect()
    gc.freeze()
    return world


@pytest.fixture
def transaction(
    owner_engine: Engine,
    application: Flask,
    standing_world: World,
    counting_everywhere: Callable[[OneTransaction], AbstractContextManager[None]],
) -> Iterator[OneTransaction]:
    """Everything a test writes, by whatever road, in one transaction that is undone."""
    with (
        OneTransaction(owner_engine, house_of(application)) as running,
        counting_everywhere(running),
    ):
        yield running


@pytest.fixture
def swept(owner_engine: Engine) -> Iterator[None]:
    """Jobs that a test really committed, outside the one transaction, are taken out again."""
    yield
    with owner_engine.begin() as owner:
        owner.execute(text("delete from procrastinate_jobs"))


@pytest.fixture
def app(application: Flask, transaction: OneTransaction) -> Flask:
    """The application, inside this test's transaction."""
    return application


@pytest.fixture
def house(app: Flask) -> House:
    """What the application is made of."""
    return house_of(app)


@pytest.fixture
def world(standing_world: World, transaction: OneTransaction) -> World:
    """The cast and their workspaces, to be used inside this test's transaction."""
    return standing_world


@pytest.fixture
def browser_of(app: Flask, world: World, transaction: OneTransaction) -> Callable[..., Browser]:
    """A signed-in browser of a person: ``browser_of("anna")``."""

    def signed_in(who: str, **options: Any) -> Browser:
        return Browser.signed_in(app, world.person(who), transaction, **options)

    return signed_in


@pytest.fixture
def anonymous(app: Flask) -> Browser:
    """A browser in which nobody is signed in."""
    return Browser(app)


@pytest.fixture
def api_of(app: Flask, world: World, transaction: OneTransaction) -> Callable[..., Api]:
    """The API with a token of a person: ``api_of("anna").get("/me")``."""

    def with_token(who: str, **options: Any) -> Api:
        return Api(app, world.person(who), transaction, **options)

    return with_token


@pytest.fixture
def take_list(
    browser_of: Callable[..., Browser], transaction: OneTransaction, world: World
) -> Taking:
    """A list that somebody takes along."""
    return Taking(browser_of, transaction, world)


@pytest.fixture
def statements(owner_engine: Engine, transaction: OneTransaction) -> Iterator[Statements]:
    """What the application sends to the database: ``statements.clear()``, visit, ``len(…)``."""
    with counting(owner_engine) as counted:
        yield counted


@pytest.fixture
def sample_folder() -> Path:
    """Configuration of the demonstration."""
    return Path(__file__).parents[1] / "config" / "demo"
