"""Asking slice and product in turn, round by round; the best round of each counts."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import md5
from typing import Any
from urllib.parse import quote
from uuid import UUID

from sqlalchemy import Engine, Row, text

from app.kernel import clock
from tests.bench import goals
from tests.bench.client import Client, rate_of, rate_of_asking, time_asking, time_path
from tests.bench.goals import Figure

ROUNDS = 5
REQUESTS = 40
AT_ONCE = 20
"""Pages that each of eight clients fetches at once."""
WRITES = 20
OTHER_PAGES = (
    ("sign-in page", "/login"),
    ("Mijn werk", "/"),
    ("list of workspaces", "/workspaces"),
    ("open a workspace", "/workspaces/{ref}"),
    (goals.YEAR, "/coordination?at=2027-01-01"),
    (goals.OVERLAPS, "/coordination/overlaps?at=2027-01-01"),
)
DEEP = text("""
select d.changed_at, d.id from document d join organisation o on o.id = d.organisation_id
  where o.code = :code order by d.changed_at desc, d.id desc offset :skipped limit 1
""")
PAGES_BEFORE = 499
DOCUMENT = UUID(md5(b"document 2", usedforsecurity=False).hexdigest())
"""One that `filling` made."""


@dataclass(slots=True)
class Changes:
    """What Bram changes through the API; the rules of his organisation, granted and revoked."""

    token: str
    levels: tuple[str, str] = ("download", "none")

    def ask_task(self, client: Client, ref: str) -> bytes:
        """Ask a task of the lead."""
        said = {
            "title": "Beschrijf de stand van zaken",
            "organisation": "ijenv",
            "due_on": (clock.today() + timedelta(days=30)).isoformat(),
        }
        return self._send(client, "POST", f"/api/v1/workspaces/{ref}/tasks", said)

    def comment(self, client: Client) -> bytes:
        """Say something beside the newest document."""
        address = f"/api/v1/documents/{DOCUMENT}/comments"
        return self._send(client, "POST", address, {"body": "Is dit volledig?"})

    def change(self, client: Client, ref: str) -> bytes:
        """Lay down the other level for the lead, for all documents of the organisation."""
        self.levels = (self.levels[1], self.levels[0])
        rule = {
            "organisation": "ijenv",
            "level": self.levels[0],
            "legal_basis": "JEUGD-TOEZICHT",
            "purpose": "Meten",
            "until": (clock.today() + timedelta(days=30)).isoformat(),
        }
        return self._send(client, "PUT", f"/api/v1/workspaces/{ref}/access", {"rules": [rule]})

    def _send(self, client: Client, method: str, path: str, said: dict[str, Any]) -> bytes:
        status, body = client.ask(
            method,
            path,
            body=json.dumps(said).encode(),
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"},
        )
        assert status in (200, 201), body
        return body


@dataclass(slots=True)
class Stage:
    """Who is asked, about what, and what was measured so far."""

    slices: list[Client]
    products: list[Client]
    ref: str
    asked_in: tuple[str, ...]
    """Where tasks are asked: a workspace for each client, so that the list of 200 stays one."""
    changes: Changes
    figures: dict[Figure, float] = field(default_factory=dict)

    def keep_best(self, name: str, documents: int, value: float, *, is_rate: bool = False) -> None:
        """Keep the best round of a workload."""
        figure, choose = Figure(name, documents), max if is_rate else min
        self.figures[figure] = choose(self.figures.get(figure, value), value)


def measure(stage: Stage, documents: int, owner: Engine) -> None:
    """Measure every workload that belongs to a workspace of this size."""
    slice_client, product = stage.slices[0], stage.products[0]
    paths = _paths(stage.ref, documents, owner)
    for _round in range(ROUNDS):
        for name, path in _slice_paths(documents).items():
            timing = time_path(slice_client, path, requests=REQUESTS)
            stage.keep_best(name, documents, timing.median)
        for name, path in paths.items():
            timing = time_path(product, path, requests=REQUESTS)
            stage.keep_best(name, documents, timing.median)
        for name, ask in _writes(stage, documents).items():
            timing = time_asking(ask, requests=WRITES)
            stage.keep_best(name, documents, timing.median)
        _measure_rates(stage, documents)


def _measure_rates(stage: Stage, documents: int) -> None:
    address = f"/workspaces/{stage.ref}/documents"
    rates = {
        goals.SLICE_RATE: rate_of(stage.slices, "/", requests=AT_ONCE),
        goals.LIST_RATE: rate_of(stage.products, address, requests=AT_ONCE),
    }
    if documents <= goals.FEW:
        rates |= _rates_of_asking(stage)
    for name, rate in rates.items():
        stage.keep_best(name, documents, rate, is_rate=True)


def _rates_of_asking(stage: Stage) -> dict[str, float]:
    places = dict(zip(map(id, stage.products), stage.asked_in, strict=True))

    def ask_apart(client: Client) -> bytes:
        return stage.changes.ask_task(client, places[id(client)])

    def ask_at_one(client: Client) -> bytes:
        return stage.changes.ask_task(client, stage.asked_in[0])

    return {
        goals.SLICE_WRITE_RATE: rate_of_asking(stage.slices, _ask_slice, requests=AT_ONCE),
        goals.ASK_RATE: rate_of_asking(stage.products, ask_apart, requests=AT_ONCE),
        goals.ASK_RATE_AT_ONE: rate_of_asking(stage.products, ask_at_one, requests=AT_ONCE),
    }


def _ask_slice(client: Client) -> bytes:
    status, body = client.ask("POST", "/tasks")
    assert status == 200, status
    return body


def _writes(stage: Stage, documents: int) -> dict[str, Callable[[], bytes]]:
    product, changes = stage.products[0], stage.changes
    always = {
        goals.SLICE_WRITE: lambda: _ask_slice(stage.slices[0]),
        goals.RULES: lambda: changes.change(product, stage.ref),
    }
    if documents > goals.FEW:
        return always
    return always | {
        goals.ASK: lambda: changes.ask_task(product, stage.asked_in[0]),
        goals.COMMENT: lambda: changes.comment(product),
    }


def _slice_paths(documents: int) -> dict[str, str]:
    always = {goals.SLICE: "/", goals.SLICE_SEARCH: "/search"}
    if documents > goals.FEW:
        return always
    return always | {goals.SLICE_TASKS: "/some", goals.SLICE_LONG: "/long"}


def _paths(ref: str, documents: int, owner: Engine) -> dict[str, str]:
    listed = f"/workspaces/{ref}/documents"
    paths = {goals.LIST: listed, goals.SEARCH: "/search?q=zeldzaam7"}
    paths |= {goals.NARROWED: f"{listed}?q=zeldzaam7", goals.UNTITLED: f"{listed}?q=ongehoord"}
    paths[goals.COMMON] = "/search?q=leefgroep"
    paths[goals.TASKS] = f"/workspaces/{ref}/tasks"
    if documents <= goals.FEW:
        paths[goals.LONG] = f"{listed}?rows=500"
        paths[goals.ALL_TASKS] = f"/workspaces/{ref}/tasks?rows=500"
        return paths | {name: path.format(ref=ref) for name, path in OTHER_PAGES}
    skipped = PAGES_BEFORE * 50 - 1
    with owner.connect() as connection:
        for name, code, is_own in (
            (goals.PAGE_500, "igj", 1),
            (goals.PAGE_OF_OTHERS, "ijenv", 0),
        ):
            row = connection.execute(DEEP, {"code": code, "skipped": skipped}).one_or_none()
            if row is not None:
                paths[name] = f"{listed}?after={_cursor(row, is_own=is_own)}"
    return paths


def _cursor(row: Row[object, object], *, is_own: int) -> str:
    changed_at, document_id = row
    return quote(f"{is_own}~{changed_at.isoformat()}~{document_id.hex}")  # type: ignore[attr-defined]  # a moment and an id
