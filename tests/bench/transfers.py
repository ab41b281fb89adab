"""What sending and fetching a file costs beside the bare bytes: `python -m tests.bench.transfers`.

The product hashes, looks at, seals and syncs what it takes in, and writes rows and log; the bare
application beside it writes and hashes. Both stand behind the same nginx, which hands on what comes
as it comes, as both do where they are used. They are asked in turn; the best of some rounds counts.
Exit status 1 when a bound of the goals is passed.
"""

from __future__ import annotations

import hashlib
import http.client
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen

from sqlalchemy import create_engine

from app import create_app
from app.adapters.postgres import start_embedded
from app.commanding import make_token
from app.kernel import schema
from app.kernel.db import driver_url
from app.kernel.web.house import house_of
from config.settings import Settings, read_settings
from tests.bench.processes import served, wait, workers_of
from tests.bench.table import say
from tests.support.sending import BODY_TYPE, metadata
from tests.support.world import furnish_world

ROUNDS = 5
BARE_PORT, PRODUCT_PORT = 18_711, 18_712
BARE_FRONT, PRODUCT_FRONT = 18_713, 18_714
"""Where nginx takes what is for them."""
LARGE, SMALL = 200 << 20, 10 << 20
PIECE_BYTES = 1 << 20
BOUNDARY = "between-the-parts-of-a-bench"
MEMORY_BOUND = 8 << 20
SITE = """pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
events {{}}
http {{
access_log off;
client_max_body_size 0;
proxy_http_version 1.1;
proxy_set_header Connection "";
proxy_request_buffering off;
proxy_buffering off;
{servers}
}}
"""
OK = 300


@dataclass(frozen=True, slots=True)
class Goal:
    """One row: a transfer, what it is beside, and how much of its speed it must reach."""

    name: str
    beside: str
    bound: float | None


GOALS = (
    Goal("P3 upload 200 MiB, one form", "write 200 MiB", 0.8),
    Goal("P3 upload 200 MiB, tus", "write 200 MiB", 0.8),
    Goal("P3b upload 10 MiB, one form", "write 10 MiB", 0.5),
    Goal("P3b upload 10 MiB, tus", "write 10 MiB", 0.5),
    Goal("P3d download 200 MiB", "stream 200 MiB", 0.85),
)


class Line:
    """Requests with their bodies, over one connection each."""

    def __init__(self, port: int, token: str = "") -> None:
        self.port = port
        self.headers = {"Tus-Resumable": "1.0.0"}
        if token:
            self.headers["Authorization"] = f"Bearer {token}"

    def send(self, method: str, path: str, *, body: list[bytes], **headers: str) -> str:
        """Send a body in pieces; return the answer's Location or body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        connection.putrequest(method, path)
        length = {"Content-Length": str(sum(len(each) for each in body))}
        given = {name.replace("_", "-"): text for name, text in headers.items()}
        for name, text in (self.headers | length | given).items():
            connection.putheader(name, text)
        connection.endheaders()
        for piece in body:
            connection.send(piece)
        answer = connection.getresponse()
        told = answer.read().decode()
        connection.close()
        assert answer.status < OK, f"{path} answered {answer.status}: {told[:300]}"
        return answer.headers.get("Location") or answer.headers.get("Samenzicht-Document") or told

    def fetch(self, path: str, *, size: int) -> None:
        """Fetch a file and throw it away."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        connection.request("GET", path, headers=self.headers)
        answer = connection.getresponse()
        assert answer.status < OK, f"{path} answered {answer.status}"
        count, held = 0, bytearray(PIECE_BYTES)
        while found := answer.readinto(held):
            count += found
        connection.close()
        assert count == size, f"{path} gave {count} bytes"


class Senders:
    """The same file by each way."""

    def __init__(self, bare: Line, product: Line, ref: str) -> None:
        self.bare, self.product, self.ref = bare, product, ref
        self.files = {size: a_text(size) for size in (LARGE, SMALL)}
        self.newest = ""

    def write(self, size: int, *, synced: bool = False) -> None:
        self.bare.send("POST", f"/upload?synced={'1' if synced else ''}", body=self.files[size])

    def form(self, size: int) -> None:
        head = (
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.txt"'
            "\r\nContent-Type: text/plain\r\n\r\n"
        )
        body = [head.encode(), *self.files[size], f"\r\n--{BOUNDARY}--\r\n".encode()]
        path = f"/api/v1/workspaces/{self.ref}/documents"
        kind = f"multipart/form-data; boundary={BOUNDARY}"
        self.product.send("POST", path, body=body, Content_Type=kind)

    def tus(self, size: int) -> None:
        said = metadata(workspace=self.ref, filename="a.txt")
        path = self.product.send(
            "POST", "/api/v1/uploads", body=[], Upload_Length=str(size), Upload_Metadata=said
        )
        self.newest = self.product.send(
            "PATCH", path, body=self.files[size], Upload_Offset="0", Content_Type=BODY_TYPE
        )

    def stream(self) -> None:
        self.bare.fetch("/download", size=LARGE)

    def download(self) -> None:
        self.product.fetch(f"/api/v1/documents/{self.newest}/content", size=LARGE)


def a_text(size: int) -> list[bytes]:
    """Make a text in pieces, no two of which are the same."""
    pieces = []
    for number in range(size // PIECE_BYTES):
        line = hashlib.sha256(str(number).encode()).hexdigest().encode() + b"\n"
        pieces.append((line * (PIECE_BYTES // len(line) + 1))[:PIECE_BYTES])
    return pieces


def main() -> int:
    """Measure, print, and return the exit status."""
    with tempfile.TemporaryDirectory(prefix="samenzicht-bench-") as folder, ExitStack() as stack:
        data = Path(folder)
        stack.enter_context(start_embedded(data / "database"))
        settings = read_settings(
            data=data, public_url=f"http://127.0.0.1:{PRODUCT_PORT}", max_upload=LARGE * 2
        )
        token, ref = _furnish(settings)
        given = {"data": settings.data, "max_upload": int(settings.max_upload)}
        bare = stack.enter_context(served("tests.bench.bare:application", BARE_PORT, **given))
        pages = stack.enter_context(served("app.running:make_application", PRODUCT_PORT, **given))
        stack.enter_context(_proxied(data, {BARE_FRONT: BARE_PORT, PRODUCT_FRONT: PRODUCT_PORT}))
        senders = Senders(Line(BARE_FRONT), Line(PRODUCT_FRONT, token), ref)
        return _measure(senders, bare=bare, pages=pages)


def _furnish(settings: Settings) -> tuple[str, str]:
    with start_embedded(settings.data / "database") as server:
        schema.upgrade(server.url("samenzicht_owner"))
        app = create_app(settings, database_url=server.url("samenzicht_app"), secret_key="x" * 40)
        owner = create_engine(driver_url(server.url("samenzicht_owner")))
        ref = furnish_world(owner, house_of(app)).workspace.ref
        owner.dispose()
        house_of(app).database.dispose()
        return make_token(settings, login="bram", name="bench", scope="write", days=1), ref


def _measure(senders: Senders, *, bare: Popen[bytes], pages: Popen[bytes]) -> int:
    ways: dict[str, tuple[int, Callable[[], None]]] = {
        "write 200 MiB": (LARGE, lambda: senders.write(LARGE)),
        "write 200 MiB, synced": (LARGE, lambda: senders.write(LARGE, synced=True)),
        "P3 upload 200 MiB, one form": (LARGE, lambda: senders.form(LARGE)),
        "write 10 MiB": (SMALL, lambda: senders.write(SMALL)),
        "write 10 MiB, synced": (SMALL, lambda: senders.write(SMALL, synced=True)),
        "P3b upload 10 MiB, one form": (SMALL, lambda: senders.form(SMALL)),
        "P3b upload 10 MiB, tus": (SMALL, lambda: senders.tus(SMALL)),
        "P3 upload 200 MiB, tus": (LARGE, lambda: senders.tus(LARGE)),
        "refill": (LARGE, lambda: senders.write(LARGE)),
        "stream 200 MiB": (LARGE, senders.stream),
        "P3d download 200 MiB": (LARGE, senders.download),
    }
    best: dict[str, float] = {}
    growth: dict[str, int] = {}
    for number in range(ROUNDS + 1):
        for name, (size, run) in ways.items():
            if "write" in name or name == "refill":
                senders.bare.send("GET", "/forget", body=[])
            with watched(pages.pid) as memory:
                begin = time.perf_counter()
                run()
                speed = size / (time.perf_counter() - begin) / 1e6
            # The first round is to warm up: what is loaded once is no cost of a transfer.
            if number:
                best[name] = max(best.get(name, 0.0), speed)
                growth[name] = max(growth.get(name, 0), memory.growth)
    del bare
    return _print(best, growth)


def _print(best: dict[str, float], growth: dict[str, int]) -> int:
    goals, failed = {each.name: each for each in GOALS}, False
    say(f"{'transfer':32}{'MB/s':>8}{'x bare':>8}{'bound':>7}{'+MiB':>7}{'bound':>7}")
    for name, speed in best.items():
        goal = goals.get(name)
        if name == "refill":
            continue
        if goal is None:
            say(f"{name:32}{speed:8.0f}")
            continue
        ratio, more = speed / best[goal.beside], growth[name]
        failed |= (goal.bound is not None and ratio < goal.bound) or more > MEMORY_BOUND
        say(f"{name:32}{speed:8.0f}{ratio:8.2f}{goal.bound:7}{more / (1 << 20):7.1f}{8:7}")
    return int(failed)


class Memory(threading.Thread):
    """The highest memory of a server and its workers while something runs."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pids = [pid, *workers_of(pid)]
        self.before = self.highest = self._now()
        self.is_over = threading.Event()

    def run(self) -> None:
        while not self.is_over.wait(0.005):
            self.highest = max(self.highest, self._now())

    @property
    def growth(self) -> int:
        """By how many bytes it grew at most."""
        return self.highest - self.before

    def _now(self) -> int:
        return sum(_resident(pid) for pid in self.pids)


@contextmanager
def watched(pid: int) -> Iterator[Memory]:
    """Watch the memory of a server."""
    memory = Memory(pid)
    memory.start()
    yield memory
    memory.is_over.set()
    memory.join()


def _resident(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) * 1024


@contextmanager
def _proxied(folder: Path, behind: Mapping[int, int]) -> Iterator[None]:
    """Put nginx before ports while the block lasts, with what the site's file says of files."""
    if not shutil.which("nginx"):
        raise SystemExit("Files are measured behind nginx, which is not installed.")
    servers = "\n".join(
        f"server {{ listen 127.0.0.1:{front};"
        f" location / {{ proxy_pass http://127.0.0.1:{port}; }} }}"
        for front, port in behind.items()
    )
    site = folder / "nginx.conf"
    site.write_text(SITE.format(folder=folder, servers=servers))
    process = Popen(["nginx", "-c", str(site), "-g", "daemon off;"])
    try:
        for front in behind:
            wait(front)
        yield
    finally:
        process.terminate()
        process.wait(10)


if __name__ == "__main__":
    sys.exit(main())
