"""The demonstration spread out: four web processes, two workers, one database, one bucket, a proxy.

Two sets of pages stand for two machines; a socket of each is held open, as systemd does. Processes
can be killed at any time, and are started again as systemd would.
"""

from __future__ import annotations

import http.client
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

from app.adapters.postgres import start_embedded
from app.kernel import schema
from config.settings import as_environment
from tests.support.nginx import nginx, site_in
from tests.support.object_server import KEY, SECRET, ObjectServer
from tests.support.ports import free_port, wait_for_port

MACHINES, PER_MACHINE, WORKERS = 2, 2, 2
PATIENCE, OK = 120, 200
FURNISH = (
    "from app.demo.furnishing import furnish; from app.running import running_app;"
    " from config.settings import read_settings\n"
    "with running_app(read_settings()) as app: furnish(app)"
)


class Spread:
    """All processes of one installation."""

    def __init__(self, folder: Path, store: ObjectServer, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self.data = folder / "data"
        self.killed: Counter[str] = Counter()
        self._folder = folder
        self._database = start_embedded(self.data / "database")
        schema.upgrade(self._database.url("samenzicht_owner"))
        self.environment = as_environment(
            {
                "data": self.data,
                "public_url": self.address,
                "demonstration": "1",
                "proxies": 1,
                "highest_classification": "dep_vertrouwelijk",
                "blob_url": f"s3://spread?endpoint={store.endpoint}",
                "blob_access_key": KEY,
                "blob_secret_key": SECRET,
                "log_level": "WARNING",
            }
        )
        subprocess.run([sys.executable, "-c", FURNISH], env=self.environment, check=True)
        self._doors = [
            socket.create_server(("127.0.0.1", 0), backlog=256) for _one in range(MACHINES)
        ]
        self._others = [self._start("providers", "demo-providers"), self._start_proxy(port)]
        self._pages = [self._start_pages(number) for number in range(MACHINES)]
        self._workers = [self._start("worker", "worker") for _one in range(WORKERS)]
        wait_for_port(port)
        wait_for_port(port + 1)
        self._wait_until_ready(port)

    def _start(
        self, name: str, *command: str, handing: int | None = None
    ) -> subprocess.Popen[bytes]:
        with (self._folder / f"{name}.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-W", "ignore", "-m", "app.cli", *command],
                env=self.environment,
                stdout=log,
                stderr=log,
                pass_fds=() if handing is None else (handing,),
                start_new_session=True,
            )

    def _wait_until_ready(self, port: int) -> None:
        limit = time.monotonic() + PATIENCE
        status = 0
        while status != OK:
            assert time.monotonic() < limit, f"The pages answer {status}."
            asking = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
            with suppress(OSError, http.client.HTTPException):
                asking.request("GET", "/readyz")
                status = asking.getresponse().status
            asking.close()
            time.sleep(0.1)

    def mend(self) -> None:
        """Start anew what ended, as systemd would."""
        for number, pages in enumerate(self._pages):
            if pages.poll() is not None:
                self._pages[number] = self._start_pages(number)
        for number, worker in enumerate(self._workers):
            if worker.poll() is not None:
                self._workers[number] = self._start("worker", "worker")

    def _start_pages(self, number: int) -> subprocess.Popen[bytes]:
        door = self._doors[number].fileno()
        return self._start(
            "pages", "serve", "--bind", f"fd:{door}", "--workers", str(PER_MACHINE), handing=door
        )

    def _start_proxy(self, port: int) -> subprocess.Popen[bytes]:
        first, second = (each.getsockname()[1] for each in self._doors)
        site = site_in(self._folder, port_80=free_port(), port_8000=first)
        # The demonstration's people come by http, and only from this machine.
        told = site.read_text().replace("listen 443 ssl http2", f"listen 127.0.0.1:{port}")
        before, _door, after = told.rpartition(f"127.0.0.1:{first} ")
        site.write_text(f"{before}127.0.0.1:{second} {after}")
        return subprocess.Popen(nginx(site))

    def kill_one(self, chance: random.Random) -> None:
        """Kill a web process, all of a machine, or a worker; what ended starts anew."""
        what = chance.choice(["web process", "web process", "machine", "worker"])
        number = chance.randrange(MACHINES)
        if what == "web process":
            children = _children(self._pages[number].pid)
            if children:
                os.kill(chance.choice(children), signal.SIGKILL)
        elif what == "machine":
            self._end(self._pages[number])
        else:
            self._end(self._workers[number])
        self.mend()
        self.killed[what] += 1

    def restart_rolling(self) -> None:
        """Start the pages of one machine anew, then of the other, as for a newer version."""
        for number, pages in enumerate(self._pages):
            pages.terminate()
            pages.wait(60)
            self._pages[number] = self._start_pages(number)
            self._wait_until_ready(self._doors[number].getsockname()[1])
        self.killed["rolling restart"] += 1

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Carry out a command of the operator."""
        return subprocess.run(
            [sys.executable, "-W", "ignore", "-m", "app.cli", *command],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def stop(self) -> None:
        """End everything."""
        for each in (*self._pages, *self._workers, *self._others):
            self._end(each)
        for door in self._doors:
            door.close()
        self._database.stop()

    @staticmethod
    def _end(process: subprocess.Popen[bytes]) -> None:
        for pid in (*_children(process.pid), process.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.wait()


class Killer(threading.Thread):
    """Kills something every so many seconds, until told to stop."""

    def __init__(self, spread: Spread, *, pause: float, seed: int) -> None:
        super().__init__(daemon=True)
        self._spread, self._pause = spread, pause
        self._chance, self._is_over = random.Random(seed), threading.Event()

    def run(self) -> None:
        """Kill and pause."""
        while not self._is_over.wait(self._chance.uniform(0.5, 1.5) * self._pause):
            self._spread.mend()
            self._spread.kill_one(self._chance)

    def end(self) -> None:
        """Stop, and wait until what was begun is done."""
        self._is_over.set()
        self.join()
        self._spread.mend()


def _children(pid: int) -> list[int]:
    try:
        return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []
