"""Many change the same tasks at once, over the API and really committed: one order explains it all.

Four clients of the coordinator change three tasks by what they saw, look at one, at the whole list
and at the log; one answer in ten to a change gets lost.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine

from app import create_app
from app.kernel import schema
from app.kernel.db import driver_url
from app.kernel.web.house import house_of
from config.settings import Settings
from tests.support.api import Api
from tests.support.crashing import Committed
from tests.support.histories import Act, Ending, faults_of
from tests.support.world import furnish_world

CLIENTS, ACTS, TASKS = 4, 6, 3
LOST = 0.1
SHARE, WHOLE, SPANS = 20, 5_000, 10
CHANGED = "task:request:change"
REFUSED = (409, 412)
"""Somebody was first: seen at once, or under the lock."""


@pytest.fixture(scope="module")
def place(server: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A workspace with three tasks, in a database of its own."""
    name = "samenzicht_histories"
    server.make_database(name)
    owner_url = server.url("samenzicht_owner", database=name)
    schema.upgrade(owner_url)
    owner = create_engine(driver_url(owner_url))
    data: Path = tmp_path_factory.mktemp("histories")
    settings = Settings(
        data=data, public_url="http://localhost", log_level="ERROR", rate_limits=False
    )
    url = server.url("samenzicht_app", database=name)
    app = create_app(settings, database_url=url, secret_key="x" * 40)
    world, committed = furnish_world(owner, house_of(app)), Committed(owner)
    transaction: Any = committed
    clients = [Api(app, world.person("anna"), transaction) for _each in range(CLIENTS)]
    tasks = [
        clients[0].post(
            f"/workspaces/{world.workspace.ref}/tasks",
            json={"title": f"Taak {number}", "organisation": "igj", "due_on": "2099-01-01"},
        )
        for number in range(TASKS)
    ]
    assert {each.status_code for each in tasks} == {201}, tasks[0].json
    yield Place(clients, world.workspace.ref, [each.json["id"] for each in tasks])
    house_of(app).database.dispose()
    owner.dispose()
    server.drop_database(name)


@dataclass(slots=True)
class Place:
    """Where it happens, and who asks."""

    clients: list[Api]
    ref: str
    tasks: list[str]
    acts: list[Act] = field(default_factory=list)
    begin: dict[str, int] = field(default_factory=dict)
    """Version of each task before the history."""
    first: int = 0
    """Index in the log from which on its lines are."""

    def tell(self, seed: int) -> list[str]:
        """Let a history happen, and say what no order explains."""
        chance = random.Random(seed)
        self.acts = []
        for task in self.tasks:
            assert self.clients[0].ask("PATCH", f"/tasks/{task}", json={"details": ""}).status == (
                "200 OK"
            )
        self.begin = {each["id"]: each["version"] for each in self._list(self.clients[0])}
        self.first = self._lines(self.clients[0])[0]["index"] + 1
        start = threading.Barrier(CLIENTS)
        seeds = [chance.random() for _each in range(CLIENTS)]

        def go(number: int) -> None:
            own = random.Random(seeds[number])
            start.wait()
            for count in range(ACTS):
                self._act(number, own, name=f"{number}.{count}")

        with ThreadPoolExecutor(CLIENTS) as people:
            list(people.map(go, range(CLIENTS)))
        rows = self._list(self.clients[0])
        tokens = {each["id"]: each["details"].split() for each in rows}
        return faults_of(self.acts, Ending(self.begin, tokens, self._log(self.clients[0])))

    def _act(self, number: int, chance: random.Random, *, name: str) -> None:
        client, task = self.clients[number], chance.choice(self.tasks)
        time.sleep(chance.random() * 0.003)
        what = chance.choice(("change", "change", "change", "look", "list", "log"))
        act = Act(number, time.monotonic())
        if what == "list":
            act.saw = {each["id"]: each["version"] for each in self._list(client)}
        elif what == "log":
            log = self._log(client)
            act.saw = {each: version + log.count(each) for each, version in self.begin.items()}
        else:
            found = client.get(f"/tasks/{task}").json
            act.saw = {task: found["version"]}
            if what == "change":
                act.began, act.thing, act.token = time.monotonic(), task, name
                answer = client.ask(
                    "PATCH",
                    f"/tasks/{task}",
                    headers={"If-Match": f'"{found["version"]}"'},
                    json={"details": f"{found['details']} {name}".strip()},
                )
                if answer.status_code in REFUSED:
                    return
                assert answer.status_code == 200, answer.json
                act.made = answer.json["version"]
                if chance.random() < LOST:
                    self.acts.append(act)
                    return
        act.ended = time.monotonic()
        self.acts.append(act)

    def _list(self, client: Api) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = client.get(f"/workspaces/{self.ref}/tasks").json["items"]
        return [each for each in rows if each["id"] in self.tasks]

    def _lines(self, client: Api) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = client.get(f"/workspaces/{self.ref}/log?limit=100").json[
            "items"
        ]
        return items

    def _log(self, client: Api) -> list[str]:
        """Return of which task each line of this history is that tells of a change, in order."""
        return [
            each["object"]["id"]
            for each in reversed(self._lines(client))
            if each["index"] >= self.first
            and each.get("action") == CHANGED
            and each["object"]["id"] in self.tasks
        ]


@pytest.mark.parametrize("seed", range(SHARE))
def test_one_order_explains_what_everybody_saw_and_did(place, seed):
    faults = place.tell(seed)

    assert faults == []
    assert sum(bool(act.token) for act in place.acts) > 1, "somebody changed something"


@pytest.mark.torture
@pytest.mark.parametrize("span", range(SPANS))
def test_one_order_explains_each_of_five_thousand_histories(place, span):
    for seed in range(span * WHOLE // SPANS, (span + 1) * WHOLE // SPANS):
        assert place.tell(seed) == [], seed


def changed(client, began, ended, thing, token, made):
    """A change of a thing that was at the version before."""
    return Act(client, began, ended, {thing: made - 1}, thing, token, made)


ONE = changed(1, 0, 1, "a", "x", 1)
OTHER = changed(2, 0, 1, "b", "y", 1)


@pytest.mark.parametrize(
    ("acts", "tokens", "log"),
    [
        pytest.param([ONE, changed(2, 0, 1, "a", "z", 1)], {"a": ["z"]}, "a", id="lost update"),
        pytest.param([ONE], {"a": ["x"]}, "", id="changed without a line"),
        pytest.param([ONE], {"a": ["x"]}, "aa", id="a line without a change"),
        pytest.param([ONE], {"a": ["x", "q"]}, "aa", id="changed by nobody"),
        pytest.param([ONE, Act(2, 2, 3, {"a": 0})], {"a": ["x"]}, "a", id="something old"),
        pytest.param(
            [ONE, OTHER, Act(3, 0, 2, {"a": 1, "b": 0}), Act(4, 0, 2, {"a": 0, "b": 1})],
            {"a": ["x"], "b": ["y"]},
            "ab",
            id="two who saw it the other way round",
        ),
        pytest.param(
            [ONE, changed(2, 2, 3, "b", "y", 1)],
            {"a": ["x"], "b": ["y"]},
            "ba",
            id="log the wrong way round",
        ),
        pytest.param([changed(1, 0, 1, "a", "x", 2)], {"a": ["x"]}, "a", id="another version told"),
    ],
)
def test_what_no_order_explains_is_found(acts, tokens, log):
    tokens = {"a": [], "b": []} | tokens

    assert faults_of(acts, Ending({"a": 0, "b": 0}, tokens, list(log)))


def test_what_an_order_explains_is_not():
    lost = Act(3, 0, saw={"a": 1}, thing="a", token="w")
    acts = [ONE, OTHER, lost, Act(4, 0.5, 2, {"a": 1, "b": 0}), Act(5, 3, 4, {"a": 2, "b": 1})]

    assert (
        faults_of(acts, Ending({"a": 0, "b": 0}, {"a": ["x", "w"], "b": ["y"]}, list("aab"))) == []
    )
