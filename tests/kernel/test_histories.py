"""Many change and look at once, over the API and really committed: one order explains it all.

In four places at once Anna changes three tasks by what she saw, looks at one, at the list and at
the log; Bram gives Carla sight of a document and takes it back, and Carla looks whether she sees
it. One answer in ten to a change gets lost.
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
from werkzeug.test import TestResponse

from app import create_app
from app.kernel.db import driver_url
from app.kernel.web.house import house_of
from config.settings import Settings
from tests.support.api import Api
from tests.support.crashing import Committed
from tests.support.documents import BASIS, next_month
from tests.support.histories import Act, Ending, faults_of
from tests.support.judgement import Desk
from tests.support.world import furnish_world

CLIENTS, ACTS, TASKS = 4, 6, 3
WHO = ("anna", "bram", "carla")
LOST = 0.1
SHARE, WHOLE, SPANS = 20, 5_000, 10
CHANGED = "task:request:change"
REFUSED = (409, 412)
"""Somebody was first: seen at once, or under the lock."""
DEEDS = ("change", "change", "change", "rule", "rule", "look", "look", "list", "log", "sight")


@pytest.fixture(scope="module")
def place(
    server: Any, new_database: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Place]:
    """A workspace with three tasks and a document of IGJ, in a database of its own."""
    name = "samenzicht_histories"
    url_of = new_database(name)
    owner = create_engine(driver_url(url_of("samenzicht_owner")))
    data: Path = tmp_path_factory.mktemp("histories")
    settings = Settings(
        data=data, public_url="http://localhost", log_level="ERROR", rate_limits=False
    )
    url = url_of("samenzicht_app")
    app = create_app(settings, database_url=url, secret_key="x" * 40)
    world = furnish_world(owner, house_of(app))
    transaction: Any = Committed(owner)
    clients = [
        {who: Api(app, world.person(who), transaction) for who in WHO} for _each in range(CLIENTS)
    ]
    tasks = [
        clients[0]["anna"].post(
            f"/workspaces/{world.workspace.ref}/tasks",
            json={"title": f"Taak {number}", "organisation": "igj", "due_on": "2099-01-01"},
        )
        for number in range(TASKS)
    ]
    assert {each.status_code for each in tasks} == {201}, tasks[0].json
    document = str(Desk(app, world, transaction).document("igj"))
    yield Place(clients, world.workspace.ref, [each.json["id"] for each in tasks], document)
    house_of(app).database.dispose()
    owner.dispose()
    server.drop_database(name)


@dataclass(slots=True)
class Place:
    """Where it happens, and who asks."""

    clients: list[dict[str, Api]]
    ref: str
    tasks: list[str]
    document: str
    acts: list[Act] = field(default_factory=list)
    begin: dict[str, int] = field(default_factory=dict)
    """Version of each task, and how often the rules changed, before the history."""
    first: int = 0
    """Index in the log from which on its lines are."""

    def tell(self, seed: int) -> list[str]:
        """Let a history happen, and say what no order explains."""
        self._begin()
        chance, start = random.Random(seed), threading.Barrier(CLIENTS)
        seeds = [chance.random() for _each in range(CLIENTS)]

        def go(number: int) -> None:
            own = random.Random(seeds[number])
            start.wait()
            for count in range(ACTS):
                self._act(number, own, name=f"{number}.{count}")

        with ThreadPoolExecutor(CLIENTS) as people:
            list(people.map(go, range(CLIENTS)))
        ours = self.clients[0]
        tokens = {each["id"]: each["details"].split() for each in self._list(ours)}
        tokens[self.document] = self._rules(ours)[0]
        ending = Ending(self.begin, tokens, self._log(ours), frozenset(self.tasks))
        return faults_of(self.acts, ending)

    def _begin(self) -> None:
        """Let every list be empty, and nobody of IvhO see the document."""
        self.acts, ours = [], self.clients[0]
        for task in self.tasks:
            _succeed(ours["anna"].ask("PATCH", f"/tasks/{task}", json={"details": ""}))
        _succeed(self._lay_down(ours, [], etag=None))
        self.begin = {each["id"]: each["version"] for each in self._list(ours)}
        self.begin[self.document] = 0
        self.first = self._lines(ours)[0]["index"] + 1

    def _act(self, number: int, chance: random.Random, *, name: str) -> None:
        """Do something, by chance; a change that came too late leaves nothing to tell."""
        clients = self.clients[number]
        time.sleep(chance.random() * 0.003)
        act = Act(number, time.monotonic())
        deed, task = chance.choice(DEEDS), chance.choice(self.tasks)
        if deed == "list":
            act.saw = {each["id"]: each["version"] for each in self._list(clients)}
        elif deed == "log":
            log = self._log(clients)
            act.saw = {each: self.begin[each] + log.count(each) for each in self.tasks}
        elif deed == "look":
            act.saw = {task: clients["anna"].get(f"/tasks/{task}").json["version"]}
        elif deed == "sight":
            found = clients["carla"].get(f"/documents/{self.document}").status_code
            act.sight = (self.document, {200: True, 404: False}[found])
        else:
            change = self._rule if deed == "rule" else self._change
            if not change(clients, act, task, name):
                return
        if not act.token or chance.random() >= LOST:
            act.ended = time.monotonic()
        self.acts.append(act)

    def _change(self, clients: dict[str, Api], act: Act, task: str, name: str) -> bool:
        """Add to the text of a task; tell whether nobody was first."""
        found = clients["anna"].get(f"/tasks/{task}").json
        act.saw = {task: found["version"]}
        act.began, act.thing, act.token = time.monotonic(), task, name
        answer = clients["anna"].ask(
            "PATCH",
            f"/tasks/{task}",
            headers={"If-Match": f'"{found["version"]}"'},
            json={"details": f"{found['details']} {name}".strip()},
        )
        if answer.status_code in REFUSED:
            return False
        told = _succeed(answer).json
        assert name in told["details"].split(), "an answer tells of the change it answers"
        act.made = told["version"]
        return True

    def _rule(self, clients: dict[str, Api], act: Act, _task: str, name: str) -> bool:
        """Give IvhO sight of the document, or take it back; tell whether nobody was first."""
        tokens, etag = self._rules(clients)
        act.saw = {self.document: len(tokens)}
        act.began, act.thing, act.token = time.monotonic(), self.document, name
        answer = self._lay_down(clients, [*tokens, name], etag=etag)
        if answer.status_code in REFUSED:
            return False
        _succeed(answer)
        act.made = len(tokens) + 1
        return True

    def _lay_down(
        self, clients: dict[str, Api], tokens: list[str], *, etag: str | None
    ) -> TestResponse:
        """Lay down rules: IvhO sees it after every odd change, and what for tells the changes."""
        level = "view" if len(tokens) % 2 else "none"
        rule = {
            "until": str(next_month()),
            "legal_basis": BASIS,
            "purpose": " ".join((":", *tokens)),
        }
        rules = [
            {**rule, "organisation": "ijenv", "level": "view"},
            {**rule, "organisation": "ivho", "level": level},
        ]
        headers = {} if etag is None else {"If-Match": etag}
        address = f"/documents/{self.document}/access"
        return clients["bram"].ask("PUT", address, headers=headers, json={"rules": rules})

    def _rules(self, clients: dict[str, Api]) -> tuple[list[str], str]:
        """Return the changes that the rules tell, and their version."""
        answer = clients["bram"].get(f"/documents/{self.document}/access")
        [told] = [each for each in answer.json["rules"] if each["organisation"] == "ijenv"]
        return told["purpose"].split()[1:], answer.headers["ETag"]

    def _list(self, clients: dict[str, Api]) -> list[dict[str, Any]]:
        answer = clients["anna"].get(f"/workspaces/{self.ref}/tasks")
        return [each for each in answer.json["items"] if each["id"] in self.tasks]

    def _lines(self, clients: dict[str, Api]) -> list[dict[str, Any]]:
        answer = clients["anna"].get(f"/workspaces/{self.ref}/log?limit=100")
        items: list[dict[str, Any]] = answer.json["items"]
        return items

    def _log(self, clients: dict[str, Api]) -> list[str]:
        """Return of which task each line of this history is that tells of a change, in order."""
        return [
            each["object"]["id"]
            for each in reversed(self._lines(clients))
            if each["index"] >= self.first
            and each.get("action") == CHANGED
            and each["object"]["id"] in self.tasks
        ]


def _succeed(answer: TestResponse) -> TestResponse:
    assert answer.status_code == 200, answer.json
    return answer


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
        pytest.param(
            [ONE, changed(2, 2, 3, "a", "z", 1)], {"a": ["x", "z"]}, "aa", id="an older one told"
        ),
        pytest.param(
            [Act(1, 0, 1, {"a": 0}, "a", "x", 2), changed(2, 2, 3, "a", "z", 2)],
            {"a": ["x", "z"]},
            "aa",
            id="told of what nobody had begun",
        ),
        pytest.param([Act(1, 0, 1, sight=("a", True))], {}, "", id="saw what was closed"),
        pytest.param(
            [ONE, Act(2, 2, 3, sight=("a", False))],
            {"a": ["x"]},
            "a",
            id="did not see what was open",
        ),
    ],
)
def test_what_no_order_explains_is_found(acts, tokens, log):
    tokens = {"a": [], "b": []} | tokens

    assert faults_of(acts, Ending({"a": 0, "b": 0}, tokens, list(log), "ab"))


def test_what_an_order_explains_is_not():
    lost = Act(3, 0, saw={"a": 1}, thing="a", token="w")
    acts = [
        ONE,
        OTHER,
        lost,
        Act(4, 0.5, 2, {"a": 1, "b": 0}, sight=("a", False)),
        Act(5, 3, 4, {"a": 2, "b": 1}),
        Act(6, 4, 6, {"a": 2}, "a", "v", 4),
        changed(7, 5, 6, "a", "u", 4),
    ]
    tokens = {"a": ["x", "w", "v", "u"], "b": ["y"]}

    assert faults_of(acts, Ending({"a": 0, "b": 0}, tokens, list("aabaa"), "ab")) == []
