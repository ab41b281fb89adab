"""One process tree for the demonstration: database, providers, worker and pages."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import sys
import time
from http import HTTPStatus
from pathlib import Path
from types import FrameType
from typing import NoReturn
from urllib.request import urlopen

from app.demo.settings import demonstration_settings, environment
from app.kernel import schema
from app.kernel.errors import Refused
from app.running import open_databases, running_app, settle
from config.settings import Settings

START_LIMIT_SECONDS = 90
STOP_LIMIT_SECONDS = 8
MARK = ".samenzicht-demonstration"
"""File that shows a folder is the demonstration's own, so that a reset throws nothing else away."""
BEGUN, FURNISHED = "begun", "furnished"


class Tree:
    """The processes of the demonstration; when one ends, all end."""

    def __init__(self, settings: Settings, *, port: int) -> None:
        self._settings = settings
        self._port = port
        self._children: list[subprocess.Popen[bytes]] = []

    def grow(self) -> None:
        """Start pages and providers, each with its own log in the data folder."""
        self._start("pages", "serve", "--bind", f"127.0.0.1:{self._port}")
        self._start("providers", "demo-providers")

    def put_to_work(self) -> None:
        """Start the worker: last, as nobody waits for it before there is a page."""
        self._start("worker", "worker")

    def _start(self, name: str, *command: str) -> None:
        folder = self._settings.data / "logs"
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / f"{name}.log").open("ab") as log:
            self._children.append(
                subprocess.Popen(
                    [sys.executable, "-m", "app.cli", *command],
                    env=environment(self._settings),
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
            )

    def wait_until_ready(self) -> None:
        """Wait until the pages answer.

        Raises:
            Refused: a process ended, or it took too long.
        """
        limit = time.monotonic() + START_LIMIT_SECONDS
        while time.monotonic() < limit:
            self._stop_if_one_ended()
            if _answers(f"http://127.0.0.1:{self._port}/readyz") and _listens(self._port + 1):
                return
            time.sleep(0.05)
        raise Refused(f"The demonstration did not start within {START_LIMIT_SECONDS} seconds.")

    def watch(self) -> NoReturn:
        """Stay until a process ends."""
        while True:
            self._stop_if_one_ended()
            time.sleep(0.5)

    def _stop_if_one_ended(self) -> None:
        if any(child.poll() is not None for child in self._children):
            raise Refused(
                f"A process of the demonstration ended; see {self._settings.data / 'logs'}."
            )

    def fell(self) -> None:
        """End all processes, kindly first."""
        for child in self._children:
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)
        limit = time.monotonic() + STOP_LIMIT_SECONDS
        for child in self._children:
            try:
                child.wait(max(0.1, limit - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()


def launch(data: Path, *, port: int, reset: bool) -> None:
    """Serve the demonstration until it is told to stop.

    Args:
        data: folder that keeps everything.
        port: of the pages; the next one serves the sign-in providers.
        reset: begin anew.

    Raises:
        Refused: a port is taken, or the folder is not the demonstration's.
    """
    signal.signal(signal.SIGTERM, _end)
    for each in (port, port + 1):
        _refuse_if_taken(each)
    settings = demonstration_settings(data, port=port)
    _prepare(settings.data, reset=reset)
    tree = Tree(settings, port=port)
    try:
        with open_databases(settings) as databases:
            _say("Bringing the database up to date.")
            schema.upgrade(databases.owner)
            try:
                _grow_and_furnish(tree, settings)
                tree.wait_until_ready()
                tree.put_to_work()
                sys.stdout.write(f"ready {settings.origin}\n")
                sys.stdout.flush()
                tree.watch()
            finally:
                tree.fell()
    except KeyboardInterrupt:
        return


def _grow_and_furnish(tree: Tree, settings: Settings) -> None:
    """Start the processes and put the sample in place; the first time the sample comes first.

    Later only the providers are pinned anew, while the processes are already starting.
    """
    mark = settings.data / MARK
    is_furnished = mark.read_text() == FURNISHED
    if is_furnished:
        tree.grow()
    else:
        _say("Telling the sample; this takes half a minute, once.")
    # The whole house, imported while the others start.
    from app.demo.furnishing import furnish

    with running_app(settings) as app:
        settle()
        furnish(app)
    if not is_furnished:
        mark.write_text(FURNISHED)
        tree.grow()


def _say(what: str) -> None:
    """Tell on standard error how far the start has come; standard output is for `ready`."""
    sys.stderr.write(f"{what}\n")


def _end(_number: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def _prepare(data: Path, *, reset: bool) -> None:
    """Make the folder ready; one whose first start was broken off begins anew."""
    mark = data / MARK
    is_ours = mark.exists()
    if reset and data.exists() and not is_ours:
        raise Refused(f"{data} is not a folder of the demonstration, so it is not thrown away.")
    if is_ours and (reset or mark.read_text() != FURNISHED):
        shutil.rmtree(data)
    try:
        data.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise Refused(f"The folder {data} cannot be made: {fault.strerror}.") from fault
    if not mark.exists():
        mark.write_text(BEGUN)


def _refuse_if_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise Refused(f"Port {port} is in use. Choose another: make run PORT=8010") from None


def _answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=2) as answer:  # noqa: S310 - our own address  # nosec B310
            return bool(answer.status == HTTPStatus.OK)
    except OSError:
        return False


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
