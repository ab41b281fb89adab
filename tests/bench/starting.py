"""How long a server takes to begin, and what a worker keeps: `python -m tests.bench.starting`.

Product and slice are begun in turn, over the same database server, and asked for their page to sign
in; the best of some rounds counts. Of memory it is the share of the worker (PSS), idle, and again
after ten thousand pages. Exit status 1 when a bound of the goals is passed. A part of `make bench`.
"""

from __future__ import annotations

import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen
from typing import TYPE_CHECKING

from app.adapters.postgres import start_embedded
from app.kernel import schema
from tests.bench import processes
from tests.bench.client import Client
from tests.bench.table import say

if TYPE_CHECKING:
    from collections.abc import Iterator

ROUNDS = 5
PAGES = 10_000
OK = 200


@dataclass(frozen=True, slots=True)
class Server:
    """A server that is begun over and over."""

    target: str
    port: int
    page: str
    settings: dict[str, object]

    @contextmanager
    def begun(self) -> Iterator[tuple[float, Popen[bytes]]]:
        """Begin it; give after how many seconds its page was there, and its process."""
        since = time.perf_counter()
        process = processes.begin(self.target, self.port, **self.settings)
        try:
            processes.wait(self.port, pause=0.002)
            self.ask(Client(f"http://127.0.0.1:{self.port}"))
            yield time.perf_counter() - since, process
        finally:
            processes.end(process)

    def ask(self, client: Client) -> None:
        """Ask for its page."""
        status, _body = client.get(self.page)
        assert status == OK, f"{self.page} answered {status}"


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured of a server."""

    seconds: float
    idle: float
    """MB of one worker that did nothing but its first page."""
    afterwards: float
    """MB after `PAGES` pages."""


def main() -> int:
    """Measure, print, and return the exit status."""
    with (
        tempfile.TemporaryDirectory(prefix="samenzicht-bench-") as folder,
        start_embedded(Path(folder) / "database") as server,
    ):
        schema.upgrade(server.url("samenzicht_owner"))
        common = {"data": folder, "database_url": server.url("samenzicht_app")}
        slice_ = Server("tests.bench.slice:application", 18_721, "/sign-in", common)
        product = Server("app.running:make_application", 18_722, "/login", common)
        times: dict[int, list[float]] = {slice_.port: [], product.port: []}
        for _round in range(ROUNDS):
            for each in (slice_, product):
                with each.begun() as (seconds, _process):
                    times[each.port].append(seconds)
        return _print(
            *(_measured(each, min(times[each.port])) for each in (slice_, product)),
        )


def _measured(server: Server, seconds: float) -> Figures:
    with server.begun() as (_seconds, process):
        (worker,) = processes.workers_of(process.pid)
        idle = _megabytes(worker)
        client = Client(f"http://127.0.0.1:{server.port}")
        for _page in range(PAGES):
            server.ask(client)
        return Figures(seconds, idle, _megabytes(worker))


def _megabytes(pid: int) -> float:
    """Return the share of memory of a process, in which what it shares counts for its part."""
    told = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(told.partition("\nPss:")[2].split()[0]) / 1024


def _print(slice_: Figures, product: Figures) -> int:
    lines = (
        ("P7 begun to its first page, s", slice_.seconds, product.seconds, 1.6),
        ("P7b worker at rest, MB", slice_.idle, product.idle, 1.4),
        (f"P7b after {PAGES:,} pages, beside at rest", product.idle, product.afterwards, 1.1),
    )
    say(f"\n{'what':42}{'beside':>10}{'product':>10}{'x':>8}{'goal':>9}")
    for words, beside, found, bound in lines:
        ratio = found / beside
        missed = "" if ratio <= bound else "   not met"
        say(f"{words:42}{beside:10.2f}{found:10.2f}{ratio:8.2f}  <= {bound}{missed}")
    return int(any(found / beside > bound for _words, beside, found, bound in lines))


if __name__ == "__main__":
    sys.exit(main())
