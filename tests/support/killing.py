"""A whole installation whose servers and database are killed while people send files.

Senders write down what they were promised; afterwards every promise is looked up."""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import create_engine, text

from app import create_app, wiring
from app.adapters.postgres import start_embedded
from app.adapters.postgres.cluster import find_running
from app.commanding import make_token
from app.kernel import clock, schema
from app.kernel.access import system_actor
from app.kernel.db import driver_url
from app.kernel.web.house import house_of
from app.storage import service
from config.settings import as_environment, read_settings
from tests.support.sending import BODY_TYPE, metadata
from tests.support.world import furnish_world

NO_ANSWER = (OSError, http.client.HTTPException)
PATIENCE_SECONDS = 60
PIECES = 8
BOUNDARY = "between-the-parts-of-a-test"
BUSY = 500


class Installation:
    """Database, stores and two servers; one of them is always there."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.data = folder
        self.database = start_embedded(folder / "database")
        schema.upgrade(self.database.url("samenzicht_owner"))
        self.ports = tuple(_free_port() for _ in range(2))
        given = {
            "data": folder,
            "public_url": "http://127.0.0.1:1",
            "database_url": self.database.url("samenzicht_app"),
            "keeper_database_url": self.database.url("samenzicht_keeper"),
            "rate_limits": False,
            "log_level": "ERROR",
            **settings,
        }
        self.environment = as_environment(given)
        self.settings = read_settings(**given)
        app = create_app(
            self.settings,
            database_url=self.database.url("samenzicht_app"),
            secret_key="of a test " * 5,
        )
        self.owner = create_engine(
            driver_url(self.database.url("samenzicht_owner")), pool_pre_ping=True
        )
        self.house = house_of(app)
        self.ref, login = self.furnish(app)
        self.token = make_token(self.settings, login=login, name="kills", scope="write", days=2)
        with (folder / "servers.log").open("wb") as log:
            self.forker = subprocess.Popen(
                [sys.executable, "-W", "ignore", "-m", "tests.support.serving_many"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env=self.environment,
            )
        self.pids: dict[int, int] = {}
        for port in self.ports:
            self.start(port)
        for port in self.ports:
            self.wait(port)

    def furnish(self, app: Flask) -> tuple[str, str]:
        """Put in who works here; return the workspace that is sent to, and who sends."""
        return furnish_world(self.owner, house_of(app)).workspace.ref, "bram"

    def start(self, port: int) -> None:
        """Have a server forked."""
        assert self.forker.stdin is not None
        assert self.forker.stdout is not None
        self.forker.stdin.write(f"{port}\n")
        self.forker.stdin.flush()
        self.pids[port] = int(self.forker.stdout.readline())

    def wait(self, port: int) -> None:
        """Wait until a server answers."""
        limit = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
                connection.request("GET", "/healthz")
                connection.getresponse().read()
                connection.close()
            except NO_ANSWER:
                if time.monotonic() > limit:
                    raise
                time.sleep(0.02)
            else:
                return

    def kill_server(self, port: int) -> None:
        """Kill all processes of a server, and start it anew."""
        os.killpg(self.pids[port], signal.SIGKILL)
        self.start(port)

    def kill_database(self) -> None:
        """Kill all processes of PostgreSQL, and start it anew."""
        running = find_running(self.database.rooms)
        assert running is not None
        backends = _children_of(running.pid)
        for pid in (running.pid, *backends):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        start_embedded(self.data / "database").stop()

    def stop(self) -> None:
        """End everything."""
        for pid in self.pids.values():
            with suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)
        self.forker.kill()
        self.forker.communicate()
        self.owner.dispose()
        self.house.database.dispose()
        self.database.stop()

    def orphans_after_collecting(self) -> int:
        """Let the collector come by twice, some days on; count what is left without a row."""
        stores = dict(zip(("kept", "arriving"), wiring.stores_of(self.settings), strict=True))
        actor, moment = system_actor("collector"), clock.now() + service.OLD_ENOUGH
        for days in (1, 3):
            with (
                clock.telling(moment + timedelta(days=days)),
                self.house.database.session_for(actor),
            ):
                service.collect(actor, stores)
        ids = [each.id for store in stores.values() for each in store.entries()]
        drafts = len(list(self.data.rglob("*.draft")))
        with self.owner.connect() as owner:
            left = owner.execute(text("select samenzicht_unnamed_blobs(:ids)"), {"ids": ids})
            return len(left.all()) + drafts

    def look_over(self) -> subprocess.CompletedProcess[str]:
        """Run `samenzicht fsck --deep`, as an operator does."""
        return operate(self.environment, "fsck", "--deep")


def operate(environment: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the operator."""
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "app.cli", *command],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@dataclass
class Sender(threading.Thread):
    """Sends one file after another, by form and in parts, until it is told to stop."""

    house: Installation
    seed: int
    most_bytes: int = 400_000
    promised: dict[str, str] = field(default_factory=dict)
    """The hash of each file that was acknowledged whole, by its title."""
    sent: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    refused: dict[str, int] = field(default_factory=dict)
    parts_acknowledged: int = 0

    def __post_init__(self) -> None:
        super().__init__(daemon=True)
        self.chance = random.Random(self.seed)
        self.is_over = threading.Event()

    def __hash__(self) -> int:
        return self.seed

    def run(self) -> None:
        number = 0
        while not self.is_over.is_set():
            number += 1
            title = f"f{self.seed}n{number}x"
            content = self.chance.randbytes(self.chance.randint(50, self.most_bytes)).hex().encode()
            self.sent.add(title)
            try:
                (self.send_in_parts if number % 2 else self.send_at_once)(title, content)
            except AssertionError as fault:
                self.faults.append(f"{title}: {fault}")

    def send_at_once(self, title: str, content: bytes) -> None:
        """Send a form; when no answer comes one does not know whether it is there."""
        head = (
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{title}.txt"'
            "\r\nContent-Type: text/plain\r\n\r\n"
        )
        body = head.encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()
        kind = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
        path = f"/api/v1/workspaces/{self.house.ref}/documents"
        try:
            status, _headers, _told = self.ask("POST", path, body=body, headers=kind)
        except NO_ANSWER:
            return
        if self.is_accepted(status):
            self.promised[title] = hashlib.sha256(content).hexdigest()

    def send_in_parts(self, title: str, content: bytes) -> None:
        """Send by tus, going on after each break from what is there."""
        said = metadata(workspace=self.house.ref, filename=f"{title}.txt")
        headers = {"Upload-Length": str(len(content)), "Upload-Metadata": said}
        try:
            status, told, _body = self.ask("POST", "/api/v1/uploads", headers=headers)
        except NO_ANSWER:
            return
        if not self.is_accepted(status):
            return
        path, promised = told["Location"], 0
        while promised < len(content):
            there = self.offset(path)
            assert there >= promised, f"{there} of {promised} acknowledged bytes are there"
            if there == len(content):
                break
            end = min(len(content), there + self.chance.randint(1, len(content)))
            headers = {"Upload-Offset": str(there), "Content-Type": BODY_TYPE}
            with suppress(*NO_ANSWER):
                status, told, _body = self.ask(
                    "PATCH", path, body=content[there:end], headers=headers
                )
                if self.is_accepted(status):
                    promised = int(told["Upload-Offset"])
                    self.parts_acknowledged += 1
        self.promised[title] = hashlib.sha256(content).hexdigest()

    def offset(self, path: str) -> int:
        """Ask how much is there until somebody answers."""
        limit = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < limit:
            with suppress(*NO_ANSWER):
                status, told, _body = self.ask("HEAD", path)
                if status < BUSY:
                    assert status == http.HTTPStatus.OK, f"an upload under way answers {status}"
                    return int(told["Upload-Offset"])
            time.sleep(0.05)
        raise AssertionError("nobody answers")

    def is_accepted(self, status: int) -> bool:
        """Whether it was accepted; what else may be said is 503 (and 409 after a lost answer)."""
        if status < http.HTTPStatus.BAD_REQUEST:
            return True
        self.refused[str(status)] = self.refused.get(str(status), 0) + 1
        assert status in {409, 503}, f"answered {status}"
        time.sleep(0.05)
        return False

    def ask(
        self, method: str, path: str, *, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> tuple[int, Any, bytes]:
        """Send a request to one of the servers, its body in pieces."""
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.chance.choice(self.house.ports), timeout=30
        )
        try:
            connection.putrequest(method, path)
            given = {
                "Authorization": f"Bearer {self.house.token}",
                "Tus-Resumable": "1.0.0",
                "Content-Length": str(len(body)),
                **(headers or {}),
            }
            for name, value in given.items():
                connection.putheader(name, value)
            connection.endheaders()
            step = max(1, -(-len(body) // PIECES))
            for start in range(0, len(body), step):
                connection.send(body[start : start + step])
                time.sleep(self.chance.random() * 0.01)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()


@dataclass(frozen=True)
class Outcome:
    """What came of it."""

    promised: int
    parts: int
    doubtful: int
    """Files of which nobody heard whether they arrived."""
    lost: int
    wrong: int
    twice: int
    orphans: int
    faults: tuple[str, ...]
    refused: dict[str, int]
    fsck: str


def settle(house: Installation, senders: list[Sender]) -> Outcome:
    """Stop sending, and look up every promise."""
    for each in senders:
        each.is_over.set()
    for each in senders:
        each.join(PATIENCE_SECONDS * 2)
    promised = {title: digest for each in senders for title, digest in each.promised.items()}
    sent = set().union(*(each.sent for each in senders))
    statement = (
        "select d.title, encode(v.sha256, 'hex') as digest"
        " from document d join document_version v on v.document_id = d.id"
    )
    with house.owner.connect() as owner:
        there = [(row.title, row.digest) for row in owner.execute(text(statement))]
    titles = [title for title, _digest in there]
    orphans = house.orphans_after_collecting()
    seen = house.look_over()
    refused: dict[str, int] = {}
    for each in senders:
        for status, times in each.refused.items():
            refused[status] = refused.get(status, 0) + times
    return Outcome(
        promised=len(promised),
        parts=sum(each.parts_acknowledged for each in senders),
        doubtful=len(sent) - len(promised),
        lost=len(set(promised) - set(titles)),
        wrong=sum(promised.get(title, digest) != digest for title, digest in there),
        twice=len(titles) - len(set(titles)),
        orphans=orphans,
        faults=tuple(fault for each in senders for fault in each.faults),
        refused=refused,
        fsck="all is well" if seen.returncode == 0 else seen.stderr,
    )


def tell(words: str, outcome: Outcome, folder: Path) -> None:
    """Write down what came of a long run, for README's table."""
    folder.mkdir(parents=True, exist_ok=True)
    line = json.dumps({"run": words, **outcome.__dict__})
    with (folder / "kills.jsonl").open("a") as file:
        file.write(f"{line}\n")


def _children_of(pid: int) -> list[int]:
    found = []
    for each in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if int(each.read_text().rpartition(")")[2].split()[1]) == pid:
                found.append(int(each.parent.name))
    return found


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port
