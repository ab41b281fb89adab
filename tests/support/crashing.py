"""A process that freezes, signs and seals in children of its own, each killed where one says.

It reads lines of JSON from standard input: ``["begin"]`` answers the id of a new report,
``["go on", report, at]`` does all that is still to be done and dies at the N-th crossing (0: at
none), ``["look", report]`` tells what is there. Each answer is a line of JSON: how the child
ended, the names of what it crossed, and what it told. Everything is really committed.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, create_engine, select, text
from sqlalchemy.orm import Session

from app import create_app
from app.adapters import pades
from app.adapters.blobs import SealedBlobs
from app.adapters.keys import MasterKey
from app.kernel.db import driver_url
from app.kernel.errors import NotAllowed, Refused
from app.kernel.web.house import house_of
from app.reports.models import ReportFile, SeatStatus
from app.reports.service import keys, verifying
from config.settings import read_settings
from tests.support.acting import acting
from tests.support.database import watching_off
from tests.support.judgement import Desk
from tests.support.signing_keys import make_keys, put_keys
from tests.support.world import World, furnish_world

OWNER_URL = "OWNER_DATABASE_URL"
SIGNERS = ("wim", "cora")
POINTS: tuple[tuple[str, Any, str], ...] = (
    ("print the fields", pades, "prepare"),
    ("seal", pades, "seal"),
    ("close", pades, "close"),
    ("judge", pades, "validate"),
    ("keep the file", SealedBlobs, "put"),
    ("commit", Session, "commit"),
)
"""Where a machine may stop: before and after each of these."""


@dataclass
class Crossing:
    """Counts the points that are crossed, and kills this process at one of them."""

    at: int
    tell: Callable[[str], None]
    count: int = 0

    def cross(self, name: str) -> None:
        """Cross a point; do not come back from the one that was named."""
        self.count += 1
        self.tell(name)
        if self.count == self.at:
            os.kill(os.getpid(), signal.SIGKILL)

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Cross the points before and after what stands in `POINTS`."""
        with pytest.MonkeyPatch.context() as patch:
            for name, owner, attribute in POINTS:
                patch.setattr(owner, attribute, self._around(name, getattr(owner, attribute)))
            yield

    def _around(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def called(*given: Any, **named: Any) -> Any:
            self.cross(f"before: {name}")
            answer = function(*given, **named)
            self.cross(f"after: {name}")
            return answer

        return called


@dataclass
class Committed:
    """What `Desk` asks of a test's transaction, on real ones."""

    engine: Engine

    @contextmanager
    def as_owner(self) -> Iterator[Session]:
        """Read and write past row security, and commit it."""
        with Session(self.engine, expire_on_commit=False) as owner, watching_off(owner):
            yield owner
            owner.commit()


@dataclass
class Stage:
    """Where it is played: an application and the cast, in a database of their own."""

    desk: Desk
    owner: Engine
    tickets: dict[str, Any] = field(default_factory=dict)

    def let_go(self) -> None:
        """Close every connection, so that no child shares one."""
        house_of(self.desk.app).database.dispose()
        self.owner.dispose()

    def begin(self) -> str:
        """Begin a report with two seats."""
        return str(self.desk.report())

    def go_on(self, report: str, crossing: Crossing) -> None:
        """Do what people and the worker still have to do, however far it came before."""
        report_id = UUID(report)
        if self.desk.read(report_id)[0].status == "draft":
            with crossing.watching():
                self.desk.freeze(report_id)
        for who in SIGNERS:
            self._sign(who, report_id, crossing)
            with crossing.watching():
                self.desk.run_jobs()

    def _sign(self, who: str, report_id: UUID, crossing: Crossing) -> None:
        """Decide, and click again; who decided before clicks too, and nothing comes of it."""
        actor, ticket_id = self.desk.ticket(who, report_id)
        own = actor.organisation_id
        [seat] = [each for each in self.desk.read(report_id)[1] if each.organisation_id == own]
        if seat.status == SeatStatus.WAITING:
            with crossing.watching():
                self.desk.co_sign(actor, report_id, ticket_id=ticket_id)
        try:
            self.desk.co_sign(actor, report_id, ticket_id=ticket_id)
        except (NotAllowed, Refused):
            return
        raise AssertionError(f"{who} signed twice")

    def look(self, report: str) -> dict[str, Any]:
        """Tell what is there: of the seats, the log, and every file with what it holds."""
        report_id = UUID(report)
        found, seats = self.desk.read(report_id)
        with self.desk.transaction.as_owner() as owner:
            files = owner.execute(
                select(ReportFile.revision, ReportFile.sha256)
                .where(ReportFile.report_id == report_id)
                .order_by(ReportFile.revision)
            ).all()
        log = [each for each in self.desk.log_items() if each["object"]["id"] == report]
        return {
            "status": str(found.status),
            "revision": found.revision,
            "decided": sorted(each.field_name for each in seats if each.status != "waiting"),
            "sealed": sorted(each.field_name for each in seats if each.sealed_at),
            "waiting": sorted(each["seat"] for each in self.desk.waiting_jobs()),
            "seats": {str(each.id): each.field_name for each in seats},
            "log": [[each["action"], each["facts"]] for each in log],
            "files": [self._file(report_id, *each) for each in files],
        }

    def _file(self, report_id: UUID, revision: int, sha256: bytes) -> dict[str, Any]:
        content = self.desk.content(report_id, revision=revision)
        actor = self.desk.world.actor("anna")
        with acting(self.desk.app, actor):
            records = verifying.records_anywhere(actor, content)
            verdict = verifying.verify(content, trust=keys.trust_bundle(), records=records)
        return {
            "sha256": sha256.hex(),
            "is_whole": hashlib.sha256(content).digest() == sha256,
            "seals": len(pades.take_out(content)),
            "verdict": verdict.as_json()["verdict"],
        }


def main() -> None:
    """Do what each line asks, in a child of its own."""
    stage = _stage()
    for line in sys.stdin:
        verb, *given = json.loads(line)
        sys.stdout.write(json.dumps(_apart(stage, verb, given)) + "\n")
        sys.stdout.flush()


def _stage() -> Stage:
    settings = read_settings()
    assert settings.database_url is not None
    url = settings.database_url.get_secret_value()
    app = create_app(settings, database_url=url, secret_key="x" * 40)
    owner = create_engine(driver_url(os.environ[OWNER_URL]))
    world: World = furnish_world(owner, house_of(app))
    committed: Any = Committed(owner)
    put_keys(committed, make_keys(world, master=house_of(app).tool(MasterKey)))
    with owner.begin() as connection:
        connection.execute(text("delete from procrastinate_jobs"))
    return Stage(Desk(app, world, committed), owner)


def _apart(stage: Stage, verb: str, given: list[Any]) -> dict[str, Any]:
    """Do one thing in a child, and tell how it ended."""
    stage.let_go()
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        with os.fdopen(writing, "w") as pipe:
            _do(stage, verb, given, pipe)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        told = [json.loads(line) for line in pipe]
    _pid, status = os.waitpid(child, 0)
    crossed = [each["crossed"] for each in told if "crossed" in each]
    answer = next((each["answer"] for each in told if "answer" in each), None)
    return {"status": os.waitstatus_to_exitcode(status), "crossed": crossed, "answer": answer}


def _do(stage: Stage, verb: str, given: list[Any], pipe: Any) -> None:
    def tell(what: dict[str, Any]) -> None:
        pipe.write(json.dumps(what) + "\n")
        pipe.flush()

    if verb == "begin":
        tell({"answer": stage.begin()})
    elif verb == "look":
        tell({"answer": stage.look(given[0])})
    else:
        stage.go_on(given[0], Crossing(given[1], lambda name: tell({"crossed": name})))


if __name__ == "__main__":
    main()
