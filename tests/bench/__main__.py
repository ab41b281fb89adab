"""`make bench`: print every workload beside the reference slice; fail when a goal is not met.

One workspace grows from a thousand documents to a million while product and slice are asked in
turn, so that every ratio is of the same minutes. Milliseconds are this machine's; ratios count.
"""

from __future__ import annotations

import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from sqlalchemy import Engine, create_engine, text

from app import create_app
from app.adapters.postgres import EmbeddedServer, start_embedded
from app.commanding import make_token
from app.kernel import schema
from app.kernel.db import driver_url
from app.kernel.web.house import house_of
from config.settings import Settings, read_settings
from tests.bench import calendars, filling, place
from tests.bench.client import Client
from tests.bench.goals import FEW, GOALS, LIMITS
from tests.bench.processes import served
from tests.bench.rounds import Changes, Stage, measure
from tests.bench.slice import MAKE
from tests.bench.table import print_figures, print_goals, print_limits
from tests.support.world import World

SOME, MANY = 10_000, 1_000_000
ENTITIES, ACTIVITIES = 5_000, 10_000
SLICE_PORT, PRODUCT_PORT = 18_701, 18_702


def main() -> int:
    """Measure, print, and return the exit status."""
    with tempfile.TemporaryDirectory(prefix="samenzicht-bench-") as folder, ExitStack() as stack:
        data = Path(folder)
        server = stack.enter_context(start_embedded(data / "database"))
        settings = read_settings(data=data, public_url=f"http://127.0.0.1:{PRODUCT_PORT}")
        owner = create_engine(driver_url(server.url("samenzicht_owner")))
        world = _make_databases(server, owner, settings)
        slice_url = server.url("samenzicht_app", database="slice")
        stack.enter_context(
            served("tests.bench.slice:application", SLICE_PORT, data=data, database_url=slice_url)
        )
        stack.enter_context(served("app.running:make_application", PRODUCT_PORT, data=data))
        token = make_token(settings, login="bram", name="bench", scope="write", days=2)
        stage = Stage(
            _slice_clients(),
            _product_clients(),
            world.workspace.ref,
            asked_in=place.ASKED_IN,
            changes=Changes(token),
        )
        for documents in (FEW, SOME, MANY):
            _grow(owner, world, documents)
            measure(stage, documents, owner)
            print_figures(stage.figures, documents)
        owner.dispose()
        return max(print_goals(stage.figures, GOALS), print_limits(stage.figures, LIMITS))


def _make_databases(server: EmbeddedServer, owner: Engine, settings: Settings) -> World:
    schema.upgrade(server.url("samenzicht_owner"))
    server.make_database("slice")
    engine = create_engine(driver_url(server.url("samenzicht_owner", database="slice")))
    with engine.begin() as connection:
        for statement in MAKE.split(";"):
            connection.execute(text(statement))
    engine.dispose()
    app = create_app(settings, database_url=server.url("samenzicht_app"), secret_key="x" * 40)
    world = place.make_place(owner, house_of(app))
    calendars.fill_year(owner, world, entities=ENTITIES, activities=ACTIVITIES)
    return world


def _grow(owner: Engine, world: World, documents: int) -> None:
    """Let the workspace grow to a number of documents, and every plan know of it."""
    with owner.connect() as connection:
        known = connection.execute(text("select count(*) from document")).scalar_one()
    filling.fill(owner, world, first=known + 1, last=documents)


def _slice_clients() -> list[Client]:
    clients = [Client(f"http://127.0.0.1:{SLICE_PORT}") for _one in range(8)]
    for each in clients:
        each.get("/sign-in")
    return clients


def _product_clients() -> list[Client]:
    address = f"http://127.0.0.1:{PRODUCT_PORT}"
    return [Client(address, {"samenzicht": place.COOKIE}) for _one in range(8)]


if __name__ == "__main__":
    sys.exit(main())
