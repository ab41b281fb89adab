"""Three signatories who decide at once, and the worker that seals: everything really committed.

Wim signs for IJenV, Cora for IGJ and Carla, who is a signatory here, for IvhO. The worker does two
jobs at a time, as the real one does.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import create_engine, update

from app import create_app
from app.adapters.keys import MasterKey
from app.identity.models import Mandate
from app.kernel import clock, ids
from app.kernel.db import driver_url
from app.kernel.web.house import house_of
from app.reports import jobs
from app.reports.models import ReportStatus
from app.workspaces.models import MemberRole, Membership
from config.settings import Settings
from tests.support.crashing import Committed
from tests.support.judgement import CHIEF, Desk
from tests.support.signing_keys import make_keys, put_keys
from tests.support.world import furnish_world

SIGNERS = ("wim", "cora", "carla")
SEATS = ("ijenv", "igj", "ivho")
WORKERS = 2


@dataclass(frozen=True, slots=True)
class Took:
    """From the end of the last decision to the closed file that was judged whole.

    Args:
        seconds: on the clock.
        cpu: of this process, which is web server and worker in one.
    """

    seconds: float
    cpu: float


@contextmanager
def signing_house(*, application_url: str, owner_url: str, data: Path) -> Iterator[Desk]:
    """Furnish an empty, migrated database with the cast, three of whom may sign."""
    owner = create_engine(driver_url(owner_url))
    settings = Settings(data=data, public_url="http://127.0.0.1:1", log_level="ERROR")
    app = create_app(settings, database_url=application_url, secret_key="x" * 40)
    world, committed = furnish_world(owner, house_of(app)), Committed(owner)
    transaction: Any = committed
    put_keys(transaction, make_keys(world, master=house_of(app).tool(MasterKey)))
    desk = Desk(app, world, transaction)
    _let_sign(desk, "carla")
    try:
        yield desk
    finally:
        house_of(app).database.dispose()
        owner.dispose()


def _let_sign(desk: Desk, who: str) -> None:
    person = desk.world.person(who)
    with desk.transaction.as_owner() as owner:
        own = (
            Membership.person_id == person.id,
            Membership.workspace_id == desk.world.workspace.id,
        )
        owner.execute(update(Membership).where(*own).values(role=MemberRole.SIGNATORY))
        owner.add(
            Mandate(
                id=ids.new_id(),
                organisation_id=person.organisation_id,
                holder_id=person.id,
                office=CHIEF,
                number="IVHO-2026-9",
                covers="alles",
                source="een test",
                valid_from=clock.today() - timedelta(days=1),
                valid_to=clock.today() + timedelta(days=300),
            )
        )


def approve_at_once(desk: Desk) -> tuple[UUID, Took]:
    """Let three decide at once about a new report, and the worker seal; tell what that took."""
    report = desk.frozen(seats=SEATS)
    tickets = [desk.ticket(who, report) for who in SIGNERS]
    start = threading.Barrier(len(tickets))

    def decide(ticket: tuple[Any, UUID]) -> None:
        start.wait()
        desk.co_sign(ticket[0], report, ticket_id=ticket[1])

    with ThreadPoolExecutor(len(tickets)) as people:
        list(people.map(decide, tickets))
    return report, took(lambda: work_off(desk, report))


def work_off(desk: Desk, report: UUID) -> None:
    """Do the jobs of a report, two at a time, until it is adopted."""
    waiting = [each for each in desk.waiting_jobs() if each["report"] == str(report)]

    def do(facts: dict[str, Any]) -> None:
        with desk.app.app_context():
            jobs.place_seal.run(**facts)

    with ThreadPoolExecutor(WORKERS) as workers:
        list(workers.map(do, waiting))
    assert desk.read(report)[0].status == ReportStatus.ADOPTED


def took(do: Callable[[], None]) -> Took:
    """Measure something."""
    began, cpu = time.perf_counter(), time.process_time()
    do()
    return Took(time.perf_counter() - began, time.process_time() - cpu)
