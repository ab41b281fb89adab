"""A machine that stops anywhere while a report is frozen, signed and sealed (`kill -9`).

Whatever it was killed at: each decision and each seal has its entry in the log, each entry a file
that is whole and valid, and when people and the worker go on, everything stands there once."""

import json
import subprocess
import sys
from collections import Counter

import pytest

from config.settings import as_environment
from tests.support.crashing import OWNER_URL, POINTS

SHARE = 5
"""So many kills in the suite; `make torture` stops at each crossing."""
DECISION, SEAL, FROZEN = "report:seat:sign", "report:seal:place", "report:text:freeze"


class Machine:
    """The process that dies, and is started again."""

    def __init__(self, process):
        self.process = process

    def ask(self, *line):
        self.process.stdin.write(json.dumps(line) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


@pytest.fixture(autouse=True)
def signing_keys():
    """The keys are in a database of its own; no transaction of a test waits meanwhile."""


@pytest.fixture(scope="module")
def machine(new_database, tmp_path_factory):
    folder = tmp_path_factory.mktemp("signing")
    name = "samenzicht_killed"
    url_of = new_database(name)
    owner = url_of("samenzicht_owner")
    given = {
        "data": folder,
        "public_url": "http://127.0.0.1:1",
        "database_url": url_of("samenzicht_app"),
        "log_level": "ERROR",
    }
    with subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "tests.support.crashing"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**as_environment(given), OWNER_URL: owner},
    ) as process:
        yield Machine(process)
        process.kill()


@pytest.fixture(scope="module")
def whole(machine):
    """What is crossed when nothing stops it."""
    report = machine.ask("begin")["answer"]
    done = machine.ask("go on", report, 0)
    assert done["status"] == 0, done
    check_finished(machine.ask("look", report)["answer"])
    return done["crossed"]


def entries(found, action):
    return [facts for name, facts in found["log"] if name == action]


def check(found):
    """What must hold at every moment."""
    decided = Counter(facts["seat"] for facts in entries(found, DECISION))
    sealed = Counter(facts["seat"] for facts in entries(found, SEAL))
    assert decided == Counter(found["decided"])
    assert sealed == Counter(found["sealed"])
    assert set(found["sealed"]) <= set(found["decided"])
    # Who decided and has no seal yet has a job that places it.
    still = {name for key, name in found["seats"].items() if key in found["waiting"]}
    assert set(found["decided"]) - set(found["sealed"]) <= still
    told = [facts["sha256"] for name, facts in found["log"] if name in (FROZEN, SEAL)]
    assert [each["sha256"] for each in found["files"]] == told
    assert len(found["files"]) == found["revision"]
    for number, file in enumerate(found["files"]):
        assert file["is_whole"]
        assert file["seals"] >= number + 1  # of the platform, and one of each seat sealed so far
        assert file["verdict"] in ("geldig", "onvolledig")


def check_finished(found):
    check(found)
    assert found["status"] == "adopted"
    assert len(found["decided"]) == len(found["sealed"]) == 2
    assert [each["verdict"] for each in found["files"]][-1] == "geldig"
    assert Counter(name for name, _facts in found["log"])["report:text:adopt"] == 1


def stop_at(machine, at):
    """Kill it at one crossing, look, let it go on, and look again; return where it was."""
    report = machine.ask("begin")["answer"]
    killed = machine.ask("go on", report, at)
    assert killed["status"] == -9, killed
    check(machine.ask("look", report)["answer"])
    done = machine.ask("go on", report, 0)
    assert done["status"] == 0, (at, done)
    check_finished(machine.ask("look", report)["answer"])
    return killed["crossed"][-1]


def test_every_point_is_crossed(whole):
    wanted = {f"{when}: {name}" for name, *_where in POINTS for when in ("before", "after")}
    assert set(whole) == wanted


def test_wherever_it_is_killed_nothing_is_lost_or_double(machine, whole):
    for turn in range(SHARE):
        at = 1 + (2 * turn + 1) * len(whole) // (2 * SHARE)
        assert stop_at(machine, at) == whole[at - 1]


@pytest.mark.torture
def test_at_every_crossing(machine, whole):
    assert [stop_at(machine, at + 1) for at in range(len(whole))] == whole
