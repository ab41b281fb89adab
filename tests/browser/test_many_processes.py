"""The main job behind the operator's proxy, while processes of the installation are killed."""

from __future__ import annotations

import http.client
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.conftest import Demonstration, free_pair
from tests.browser.walk import CAST, walk
from tests.support.nginx import NEEDS_NGINX
from tests.support.object_server import ObjectServer
from tests.support.spread import Killer, Spread

pytestmark = [pytest.mark.torture, NEEDS_NGINX]
PAUSE = 4.0
"""Seconds between two kills, on average; a web process needs three to start on a busy machine."""
ROLLING = 3


@pytest.fixture(scope="module")
def spread(
    tmp_path_factory: pytest.TempPathFactory, object_server: ObjectServer
) -> Iterator[Spread]:
    """The demonstration on two machines, in front of it the proxy."""
    object_server.make("spread")
    running = Spread(tmp_path_factory.mktemp("spread"), object_server, free_pair())
    yield running
    running.stop()


@pytest.fixture(scope="module")
def demonstration(spread: Spread) -> Demonstration:
    """Where the people of the sample go."""
    return Demonstration(spread.address, spread.data)


def test_the_main_job_is_done_while_processes_are_killed(
    spread: Spread, new_window: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    killer = Killer(spread, pause=PAUSE, seed=20261129)
    killer.start()
    try:
        story = walk(new_window, tmp_path)
    finally:
        killer.end()
    print(f"killed during the walk: {dict(spread.killed)}")  # noqa: T201 - for the table of runs

    assert set(story.visited) == set(CAST)
    assert story.pdf.stat().st_size > 20_000
    assert sum(spread.killed.values()) >= 5
    verdict = spread.run("report", "verify", str(story.pdf))
    assert (verdict.stdout.split("\n")[0].strip(), verdict.returncode) == ("geldig", 0)
    for command in (("fsck", "--deep"), ("audit", "verify")):
        found = spread.run(*command)
        assert found.returncode == 0, found.stdout + found.stderr


def test_a_rolling_restart_turns_nobody_away(spread: Spread) -> None:
    answers: Counter[str] = Counter()
    is_over = threading.Event()
    people = [
        threading.Thread(target=_ask, args=(spread.address, path, answers, is_over))
        for path in ("/readyz", "/login", "/healthz", "/toegankelijkheid")
    ]
    for each in people:
        each.start()
    for _time in range(ROLLING):
        spread.restart_rolling()
    is_over.set()
    for each in people:
        each.join()
    print(f"answers during {ROLLING} rolling restarts: {dict(answers)}")  # noqa: T201 - as above

    assert set(answers) == {"200"}
    assert answers["200"] > 100


def _ask(address: str, path: str, answers: Counter[str], is_over: threading.Event) -> None:
    while not is_over.is_set():
        one = http.client.HTTPConnection(address.removeprefix("http://"), timeout=90)
        try:
            one.request("GET", path)
            answer = one.getresponse()
            answer.read()
            answers[str(answer.status)] += 1
        except (OSError, http.client.HTTPException) as fault:
            answers[type(fault).__name__] += 1
        finally:
            one.close()
