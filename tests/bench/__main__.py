"""`make bench`: print every workload beside the reference slice; fail when a goal is not met.

One workspace grows from a thousand documents to a million while product and slice are asked in
turn, so that every ratio is of the same minutes. Milliseconds are this machine's; ratios count.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sqlalchemy import Engine, create_engine, text

from app import create_app
from app.adapters.postgres import EmbeddedServer, start_embedded
from app.commanding import make_token
from app.kernel import schema
from app.kernel.db import driver_url
from app.kernel.web.house import house_of
<<<<<<< HEAD
from config.settings import as_environment, read_settings
from tests.bench import calendars, place
from tests.bench.client import Client, Timing, time_path
=======
from config.settings import Settings, as_environment, read_settings
from tests.bench import filling, place
from tests.bench.client import Client
from tests.bench.goals import GOALS
from tests.bench.rounds import Rules, Stage, measure
>>>>>>> main
from tests.bench.slice import MAKE
from tests.bench.table import print_figures, print_goals
from tests.support.world import World

<<<<<<< HEAD
ROUNDS = 5
REQUESTS = 60
DOCUMENTS = 1_000
NO_BOUND = None
WORKLOADS: tuple[tuple[str, str, float | None], ...] = (
    ("sign-in page", "/login", NO_BOUND),
    ("Mijn werk", "/", NO_BOUND),
    ("list of workspaces", "/workspaces", NO_BOUND),
    ("open a workspace", "/workspaces/{ref}", NO_BOUND),
    ("50 of 1,000 documents", "/workspaces/{ref}/documents", 2.5),
    ("year of 10,000 activities", "/coordination?at=2027-01-01", NO_BOUND),
    ("overlap among 10,000", "/coordination/overlaps?at=2027-01-01", NO_BOUND),
)
ENTITIES, ACTIVITIES = 5_000, 10_000
MOST_MS = {"year of 10,000 activities": 200.0}
"""What a page may take whatever the machine: the median, in milliseconds."""
=======
FEW, SOME, MANY = 1_000, 10_000, 1_000_000
>>>>>>> main
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
        stack.enter_context(_served("tests.bench.slice:application", SLICE_PORT, data, slice_url))
        stack.enter_context(_served("app.running:make_application", PRODUCT_PORT, data))
        token = make_token(settings, login="bram", name="bench", scope="write", days=2)
        stage = Stage(_slice_clients(), _product_clients(), world.workspace.ref, Rules(token))
        for documents in (FEW, SOME, MANY):
            _grow(owner, world, documents)
            measure(stage, documents, owner)
            print_figures(stage.figures, documents)
        owner.dispose()
        return print_goals(stage.figures, GOALS)


def _make_databases(server: EmbeddedServer, owner: Engine, settings: Settings) -> World:
    schema.upgrade(server.url("samenzicht_owner"))
    server.make_database("slice")
    engine = create_engine(driver_url(server.url("samenzicht_owner", database="slice")))
    with engine.begin() as connection:
        for statement in MAKE.split(";"):
            connection.execute(text(statement))
    engine.dispose()
    app = create_app(settings, database_url=server.url("samenzicht_app"), secret_key="x" * 40)
<<<<<<< HEAD
    owner = create_engine(driver_url(server.url("samenzicht_owner")))
    world = place.make_place(owner, house_of(app), documents=DOCUMENTS)
    calendars.fill_year(owner, world, entities=ENTITIES, activities=ACTIVITIES)
    with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("analyze"))
    owner.dispose()
    return world.workspace.ref
=======
    return place.make_place(owner, house_of(app))


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
>>>>>>> main


@contextmanager
def _served(target: str, port: int, data: Path, database_url: str | None = None) -> Iterator[None]:
    settings = {
        "data": data,
        "public_url": f"http://127.0.0.1:{port}",
        "log_level": "ERROR",
        "database_url": database_url,
    }
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "tests.bench.serving", target, str(port)],
        env=as_environment(settings),
    )
    try:
        _wait(port)
        yield
    finally:
        process.terminate()
        process.wait(10)


def _wait(port: int) -> None:
    limit = time.monotonic() + 40
    while time.monotonic() < limit:
        try:
            Client(f"http://127.0.0.1:{port}").get("/healthz")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"Nothing answers at port {port}.")


<<<<<<< HEAD
def _print_table(slice_client: Client, product: Client, ref: str) -> int:
    """Measure in turn, so that both see the same minute; take the best of the rounds."""
    best: dict[str, Timing] = {}
    for _round in range(ROUNDS):
        _keep(best, "reference slice", time_path(slice_client, "/", requests=REQUESTS))
        for name, path, _bound in WORKLOADS:
            _keep(best, name, time_path(product, path.format(ref=ref), requests=REQUESTS))
    base = best["reference slice"].median
    say(f"{'workload':28}{'median ms':>11}{'p95 ms':>9}{'bytes':>9}{'x slice':>9}{'bound':>7}")
    failed = False
    for name, bound in [("reference slice", None), *((w[0], w[2]) for w in WORKLOADS)]:
        timing = best[name]
        ratio = timing.median / base
        failed |= bound is not None and ratio > bound
        failed |= timing.median > MOST_MS.get(name, timing.median)
        say(
            f"{name:28}{timing.median:11.2f}{timing.p95:9.2f}{timing.body_bytes:9}{ratio:9.2f}"
            f"{'' if bound is None else format(bound, '.1f'):>7}"
        )
    return int(failed)


def say(line: str) -> None:
    """Print a line of the table as soon as it is known."""
    sys.stdout.write(f"{line}\n")


def _keep(best: dict[str, Timing], name: str, timing: Timing) -> None:
    if name not in best or timing.median < best[name].median:
        best[name] = timing


=======
>>>>>>> main
if __name__ == "__main__":
    sys.exit(main())
