"""The demonstration, started as people start it, and a real Chromium in front of it."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, Playwright, expect, sync_playwright

from config.settings import as_environment
from tests.browser.people import PersonAtBrowser, page_faults, shoot_both

SHOTS = Path(__file__).parents[2] / "test-results" / "screens"
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
START_LIMIT_SECONDS = 150
PATIENCE_MS = 15_000


@dataclass(frozen=True, slots=True)
class Demonstration:
    """A running demonstration."""

    address: str
    data: Path


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a demonstration that was started once from an empty one, and stopped.

    To tell the sample takes half a minute, so it is done once for all processes of a run.
    """
    base = tmp_path_factory.getbasetemp()
    ours = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    with (ours / "told.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not (ours / "told").exists():
            with demonstrating(ours / "being-told"):
                pass
            (ours / "being-told").rename(ours / "told")
    return ours / "told"


@pytest.fixture(scope="session")
def new_folder(told: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A folder of the demonstration, as it is after its first start."""

    def copied(name: str) -> Path:
        folder = tmp_path_factory.mktemp(name) / "data"
        # With whose each file is: the database's belong to an account of its own.
        subprocess.run(["cp", "--archive", told, folder], check=True)
        return folder

    return copied


@pytest.fixture(scope="session")
def demonstration(new_folder: Callable[[str], Path]) -> Iterator[Demonstration]:
    """Start `samenzicht demo` and wait for its word."""
    with demonstrating(new_folder("demo")) as running:
        yield running


@contextmanager
def demonstrating(data: Path, **settings: object) -> Iterator[Demonstration]:
    """Serve a demonstration from a folder.

    Args:
        settings: others than it has by itself.
    """
    port = free_pair()
    process = subprocess.Popen(
        [
            sys.executable,
            "-W",
            "ignore",
            "-m",
            "app.cli",
            "demo",
            "--port",
            str(port),
            "--data",
            str(data),
        ],
        stdout=subprocess.PIPE,
        text=True,
        env=as_environment({"log_level": "WARNING", **settings}),
    )
    timer = threading.Timer(START_LIMIT_SECONDS, process.kill)
    timer.start()
    assert process.stdout is not None
    line = process.stdout.readline().strip()
    timer.cancel()
    assert line == f"ready http://127.0.0.1:{port}", (
        _logs(data) or f"the demonstration said {line!r}"
    )
    yield Demonstration(f"http://127.0.0.1:{port}", data)
    process.terminate()
    process.wait(20)
    process.stdout.close()


def _logs(data: Path) -> str:
    folder = data / "logs"
    return (
        "\n".join(each.read_text()[-4000:] for each in folder.glob("*.log"))
        if folder.exists()
        else ""
    )


def free_pair() -> int:
    """Find two free ports in a row; each process begins to look elsewhere."""
    for port in range(18_200 + os.getpid() % 100 * 4, 18_800, 2):
        with socket.socket() as one, socket.socket() as two:
            try:
                one.bind(("127.0.0.1", port))
                two.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port
    raise AssertionError("No free ports.")


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """The driver; ended with its module, as its event loop would be in the way of other tests.

    What is expected gets as long as a click: how quick pages are is measured by `make bench`.
    """
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="module")
def chromium(playwright: Playwright) -> Iterator[Chromium]:
    """Debian's Chromium when it is there, else Playwright's own."""
    browser = playwright.chromium.launch(
        executable_path=shutil.which("chromium"), args=list(CHROMIUM_FLAGS)
    )
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def new_window(
    chromium: Chromium, demonstration: Demonstration
) -> Iterator[Callable[..., BrowserContext]]:
    """A window of a person of its own: own cookies, Dutch, chosen size."""
    opened: list[BrowserContext] = []

    def make(*, width: int = 1280, height: int = 900, scripts: bool = True) -> BrowserContext:
        context = chromium.new_context(
            base_url=demonstration.address,
            viewport={"width": width, "height": height},
            color_scheme="light",
            locale="nl-NL",
            timezone_id="Europe/Amsterdam",
            java_script_enabled=scripts,
            accept_downloads=True,
        )
        context.set_default_timeout(PATIENCE_MS)
        opened.append(context)
        return context

    yield make
    for each in opened:
        each.close()


@pytest.fixture(scope="module")
def signed_in(
    new_window: Callable[..., BrowserContext],
) -> Iterator[Callable[[str, str], PersonAtBrowser]]:
    """Somebody of the sample, signed in: ``signed_in("r.hoogveld", "ijenv")``.

    No browser complained in the end.
    """
    people: list[PersonAtBrowser] = []

    def make(login: str, organisation: str) -> PersonAtBrowser:
        person = PersonAtBrowser(new_window(), login, organisation)
        person.sign_in()
        people.append(person)
        return person

    yield make
    assert [each.faults for each in people] == [[] for _each in people]


@pytest.fixture
def faults_at(
    new_window: Callable[..., BrowserContext], shots: Path
) -> Callable[..., dict[str, list[str]]]:
    """Look at pages as somebody, so wide, in light and dark; tell what is wrong with which.

    ``faults_at(person, {"cijfers": "/figures"}, width=320)`` keeps two screenshots of each.
    """

    def look(
        person: PersonAtBrowser, pages: Mapping[str, str], *, width: int
    ) -> dict[str, list[str]]:
        window = new_window(width=width)
        window.add_cookies(person.context.cookies())
        page, found = window.new_page(), {}
        for name, path in pages.items():
            answer = page.goto(path)
            assert answer is not None
            assert answer.ok, path
            shoot_both(page, shots, f"{name}-{width}")
            if faults := page_faults(page):
                found[path] = faults
        window.close()
        return found

    return look


@pytest.fixture(scope="session")
def shots() -> Path:
    """Folder of the screenshots this run makes."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    return SHOTS


def slug(words: str) -> str:
    """Make a file name of words."""
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")
