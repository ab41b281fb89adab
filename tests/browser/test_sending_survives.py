"""What was acknowledged survives: cut lines, killed processes; and the memory stays flat.

Spoken over bare connections with the demonstration as people start it, as Burak of IGJ."""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.browser.conftest import Demonstration
from tests.browser.walk import REF
from tests.support.sending import BODY_TYPE, metadata

KILLS = 2
REST_SECONDS = 6.5
"""Two deaths in a row within less make the server give up: granian takes them for a loop."""
MOST_GROWTH = 64 << 20
WAIT_SECONDS = 40
MAKE_TOKEN = "token create --login b.demirtas --name lijn --scope write"


class Line:
    """Speaks tus over connections of its own."""

    def __init__(self, demonstration: Demonstration, token: str) -> None:
        self.address = urlsplit(demonstration.address).netloc
        self.headers = {"Authorization": f"Bearer {token}", "Tus-Resumable": "1.0.0"}

    def ask(
        self, method: str, path: str, *, body: bytes = b"", **headers: str
    ) -> tuple[http.client.HTTPResponse, bytes]:
        """Send a request; while the house is restarting, try again."""
        limit = time.monotonic() + WAIT_SECONDS
        while True:
            connection = http.client.HTTPConnection(self.address, timeout=60)
            try:
                given = self.headers | {
                    key.replace("_", "-"): text for key, text in headers.items()
                }
                connection.request(method, path, body=body or None, headers=given)
                answer = connection.getresponse()
                return answer, answer.read()
            except (OSError, http.client.HTTPException):
                if time.monotonic() > limit:
                    raise
                time.sleep(0.2)
            finally:
                connection.close()

    def begin(self, length: int, name: str) -> str:
        """Begin an upload and return its address."""
        said = metadata(workspace=REF, filename=name)
        answer, told = self.ask(
            "POST", "/api/v1/uploads", Upload_Length=str(length), Upload_Metadata=said
        )
        assert answer.status == 201, told
        return str(answer.headers["Location"])

    def offset(self, path: str) -> int:
        """Ask how much is there."""
        answer, _told = self.ask("HEAD", path)
        assert answer.status == 200
        return int(answer.headers["Upload-Offset"])

    def offset_beyond(self, path: str, at: int) -> int:
        """Wait until more is there, and return how much."""
        limit = time.monotonic() + WAIT_SECONDS
        while (now := self.offset(path)) <= at and time.monotonic() < limit:
            time.sleep(0.1)
        return now

    def send(
        self, path: str, content: bytes, *, at: int, stop_at: int | None = None
    ) -> http.client.HTTPResponse:
        """Send all that is left, or a stretch of it."""
        answer, _told = self.ask(
            "PATCH", path, body=content[at:stop_at], Upload_Offset=str(at), Content_Type=BODY_TYPE
        )
        return answer

    def begin_sending(
        self, path: str, content: bytes, *, at: int, stop_at: int
    ) -> http.client.HTTPConnection:
        """Announce all that is left, send a stretch of it, and leave the line open."""
        connection = http.client.HTTPConnection(self.address, timeout=60)
        connection.putrequest("PATCH", path)
        told = {"Upload-Offset": str(at), "Content-Type": BODY_TYPE}
        for name, text in (
            self.headers | told | {"Content-Length": str(len(content) - at)}
        ).items():
            connection.putheader(name, text)
        connection.endheaders()
        with suppress(OSError):
            connection.send(content[at:stop_at])
        return connection


@pytest.fixture(scope="module")
def line(demonstration: Demonstration) -> Line:
    """Burak's program."""
    return make_line(demonstration)


def make_line(demonstration: Demonstration) -> Line:
    """Make a token for Burak, and speak with it."""
    told = subprocess.run(
        [
            sys.executable,
            *["-m", "app.cli", "--data"],
            str(demonstration.data),
            *MAKE_TOKEN.split(),
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    return Line(demonstration, told.stdout.strip())


def noise(size: int, *, seed: str) -> bytes:
    """Make a text of which no two stretches are the same."""
    lines = (hashlib.sha256(f"{seed}{each}".encode()).hexdigest() for each in range(size // 65 + 1))
    return ("\n".join(lines).encode())[: size - 1] + b"\n"


def children_of(pid: int) -> Iterator[int]:
    """Return the processes a process started, and theirs."""
    for each in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if int(each.read_text().rpartition(")")[2].split()[1]) == pid:
                yield int(each.parent.name)
                yield from children_of(int(each.parent.name))


def pages_of(demonstration: Demonstration) -> list[int]:
    """Return the processes that answer requests: children of the one that serves this address."""
    bind = urlsplit(demonstration.address).netloc.encode()
    found: list[int] = []
    for each in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            if {b"serve", bind} <= set(each.read_bytes().split(b"\0")):
                found += children_of(int(each.parent.name))
    return found


def kill_pages(demonstration: Demonstration) -> None:
    """Kill what answers requests, without warning."""
    pids = pages_of(demonstration)
    assert pids
    for pid in pids:
        os.kill(pid, signal.SIGKILL)


def memory_of(pids: list[int]) -> int:
    """Return the bytes these processes hold."""
    total = 0
    for pid in pids:
        with suppress(OSError):
            status = Path(f"/proc/{pid}/status").read_text()
            total += int(status.partition("VmRSS:")[2].split()[0]) * 1024
    return total


def documents(line: Line, words: str) -> list[dict[str, object]]:
    """List the documents of which the title holds these words."""
    _answer, told = line.ask("GET", f"/api/v1/workspaces/{REF}/documents?q={words}")
    found: list[dict[str, object]] = json.loads(told)["items"]
    return found


def test_a_line_that_is_cut_loses_nothing_that_arrived(line: Line) -> None:
    content = noise(3_000_000, seed="cut")
    path = line.begin(len(content), "Doorgeknipt.txt")
    for stop_at in (1_000_000, 2_000_000):
        at = line.offset(path)
        line.begin_sending(path, content, at=at, stop_at=stop_at).close()
        assert line.offset_beyond(path, at) == stop_at
    assert documents(line, "Doorgeknipt") == []
    assert line.send(path, content, at=2_000_000).status == 204
    (found,) = documents(line, "Doorgeknipt")
    assert found["sha256"] == hashlib.sha256(content).hexdigest()


def test_a_killed_process_loses_nothing_it_acknowledged(
    line: Line, demonstration: Demonstration
) -> None:
    """What is not sent in one go is kept in pieces: each piece that is there stays there."""
    content, told = noise(60_000_000, seed="killed"), 1_000_000
    path = line.begin(len(content), "Overleeft alles.txt")
    assert line.send(path, content, at=0, stop_at=told).status == 204
    for _ in range(KILLS):
        time.sleep(REST_SECONDS)
        at = line.offset(path)
        assert at >= told, "Acknowledged bytes are gone."
        connection = line.begin_sending(path, content, at=at, stop_at=at + 20_000_000)
        told = line.offset_beyond(path, at)
        kill_pages(demonstration)
        connection.close()
    assert documents(line, "Overleeft") == []
    at = line.offset(path)
    assert at >= told > 2 * 16_000_000
    assert line.send(path, content, at=at).status == 204
    (found,) = documents(line, "Overleeft")
    assert found["sha256"] == hashlib.sha256(content).hexdigest()


def test_killed_while_the_document_is_made_there_is_one_or_none(
    line: Line, demonstration: Demonstration
) -> None:
    content = noise(30_000_000, seed="last")
    for number in range(KILLS):
        time.sleep(REST_SECONDS)
        name = f"Laatste {number}"
        path = line.begin(len(content), f"{name}.txt")
        connection = line.begin_sending(path, content, at=0, stop_at=len(content))
        time.sleep(0.1 + 0.15 * number)
        kill_pages(demonstration)
        connection.close()
        at = line.offset(path)
        assert len(documents(line, name.replace(" ", "%20"))) == (at == len(content))
        if at < len(content):
            assert line.send(path, content, at=at).status == 204
        (found,) = documents(line, name.replace(" ", "%20"))
        assert found["sha256"] == hashlib.sha256(content).hexdigest()


def test_memory_stays_flat(line: Line, demonstration: Demonstration) -> None:
    """One sending without parts, of many times what the process may grow."""
    small, large = noise(1_000_000, seed="a"), noise(190_000_000, seed="b")
    line.send(line.begin(len(small), "Klein.txt"), small, at=0)
    pids = pages_of(demonstration)
    before, highest = memory_of(pids), 0
    path = line.begin(len(large), "Heel groot.txt")
    connection = line.begin_sending(path, large, at=0, stop_at=0)
    for at in range(0, len(large), 5_000_000):
        connection.send(large[at : at + 5_000_000])
        highest = max(highest, memory_of(pids))
    assert connection.getresponse().status == 204
    connection.close()
    highest = max(highest, memory_of(pids))
    assert highest - before < MOST_GROWTH, f"{(highest - before) / 1e6:.0f} MB more"
