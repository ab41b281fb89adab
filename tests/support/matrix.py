"""Walking the matrix: what there is to ask, asking it as somebody, and reading what comes back."""

from __future__ import annotations

import io
import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any

from flask import Flask
from pypdf import PdfReader
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app.kernel.access import PUBLIC
from app.kernel.web.house import house_of
from tests.support.browser import Browser
from tests.support.expectations import BODIES, NOT_THERE, PASSES, QUERIES
from tests.support.expectations_administration import OF_DIRECTORIES
from tests.support.expected_lines import FORM_FIRST, FORMS_THAT_SHOW, SERVED, TURNED_AWAY
from tests.support.markers import KINDS, MARKER, OTHER_VALUES, SIGHT, THERE
from tests.support.scene import Scene
from tests.support.written_down import Counted, Unit

FILES = "static"
PASSED, REFUSED, HIDDEN, TO_SIGN_IN, OUR_FAULT = (
    "passed",
    "refused",
    "hidden",
    "to sign-in",
    "our fault",
)
NOTHING = "nothing"
"""A thing that does not exist."""
AN_HOUR = timedelta(hours=1)
"""So far ahead somebody was seen last who asks thousands of questions: a minute later each would
note it anew. Each note is undone, and what is undone lies in the way of all that follow."""


@dataclass(frozen=True, slots=True)
class Question:
    """One method of one route about one thing."""

    rule: Rule
    method: str
    thing: str | None
    place: str
    """Name of the workspace in the address; a thing of another one is not there."""

    @property
    def is_crossed(self) -> bool:
        """True when the thing stands in another workspace than the address says."""
        if self.thing is None or "ref" not in self.rule.arguments:
            return False
        return self.thing == NOTHING or (self.thing in THERE) != (self.place in THERE)

    def __str__(self) -> str:
        return f"{self.method} {self.rule.rule} ({self.thing or 'no thing'} in {self.place})"


def questions(app: Flask) -> Iterator[Question]:
    """Return everything there is to ask, from the URL map."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda each: each.rule):
        if rule.endpoint == FILES:
            continue
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            for thing, place in _things(rule):
                if method == "GET" or thing != NOTHING:
                    yield Question(rule, method, thing, place)


def _things(rule: Rule) -> Iterator[tuple[str | None, str]]:
    """Return each thing where it is, one of each workspace where it is not, and nothing."""
    kind = kind_of(rule)
    if kind is None:
        yield None, "here"
        return
    for thing in KINDS[kind]:
        yield thing, "there" if thing in THERE else "here"
    if kind != "ref" and "ref" in rule.arguments:
        yield KINDS[kind][0], "there"
        yield KINDS[kind][-1], "here"
    yield NOTHING, "here"


def kind_of(rule: Rule) -> str | None:
    """Return the parameter that names the thing: the most precise one there is."""
    named = sorted((each for each in rule.arguments if each in KINDS), key=lambda x: x == "ref")
    return named[0] if named else None


def unknown_parameters(app: Flask) -> list[str]:
    """Return the parameters for which the scene holds nothing."""
    known = set(KINDS) | set(OTHER_VALUES)
    return sorted(
        f"<{each}> of {rule.rule}"
        for rule in app.url_map.iter_rules()
        if rule.endpoint != FILES
        for each in rule.arguments - known
    )


def expected(app: Flask, question: Question, who: str) -> str:
    """Return what should become of somebody's question, from the tables written by hand."""
    endpoint = question.rule.endpoint
    passing = PASSES[endpoint]
    is_for_people = endpoint not in OF_DIRECTORIES
    if not is_for_people or (who == "anonymous" and house_of(app).needs[endpoint] is not PUBLIC):
        return TO_SIGN_IN
    if question.thing is None:
        is_there = (endpoint, None) not in NOT_THERE
        return (PASSED if who in passing else REFUSED) if is_there else HIDDEN
    is_seen = question.thing != NOTHING and who in SIGHT[question.thing]
    if not is_seen or question.is_crossed or (endpoint, question.thing) in NOT_THERE:
        return HIDDEN
    named = passing if isinstance(passing, frozenset) else passing.get(question.thing, frozenset())
    return PASSED if who in named else REFUSED


class Asker:
    """One of the cast with a browser, or nobody."""

    def __init__(self, scene: Scene, who: str, *, counted: Counted | None = None) -> None:
        self.scene, self.who, self.counted = scene, who, counted
        self.units: list[Unit] = []
        """What the last question changed and wrote in the log, where that is counted."""
        if who == "anonymous":
            self.browser = Browser(scene.app)
        else:
            person = scene.world.person(who)
            self.browser = Browser.signed_in(scene.app, person, scene.transaction, ahead=AN_HOUR)
        cookie = self.browser.client.get_cookie("samenzicht")
        self.secret = cookie.value if cookie else None
        page = self.browser.visit("/login")
        self.token = page.tree.cssselect("[name=csrf_token]")[0].get("value")

    def ask(self, question: Question) -> TestResponse:
        """Ask, and undo whatever it did, signing out included."""
        if self.secret:
            self.browser.client.set_cookie("samenzicht", self.secret)
        with self.scene.transaction.undone(), self._counting():
            answer = self.browser.client.open(
                self._address(question),
                method=question.method,
                headers={**self.browser.headers, "X-CSRF-Token": self.token},
                **self._body(question),
            )
            answer.get_data()  # all of it, while what it reads from is still there
            answer.close()
        return answer

    @contextmanager
    def _counting(self) -> Iterator[None]:
        if self.counted:
            self.counted.clear()
        yield
        self.units = self.counted.units() if self.counted else []

    def _address(self, question: Question) -> str:
        ids = {NOTHING: uuid.UUID(int=7), **self.scene.ids}
        values: dict[str, Any] = {
            name: OTHER_VALUES.get(name) for name in question.rule.arguments
        } | {"ref": self.scene.refs.get(question.place)}
        kind = kind_of(question.rule)
        if kind == "ref":
            values["ref"] = self.scene.refs.get(question.thing or "", "NIX-2026-9999")
        elif kind is not None:
            values[kind] = ids[question.thing or NOTHING]
        used = {name: values[name] for name in question.rule.arguments}
        built = question.rule.build(used)
        assert built is not None, question
        return built[1] + QUERIES.get(question.rule.endpoint, "")

    def _body(self, question: Question) -> dict[str, Any]:
        if question.method == "GET":
            return {}
        if question.rule.rule.startswith("/api/"):
            return {"json": BODIES.get(question.rule.endpoint, {})}
        return {"data": {}}


def outcome(answer: TestResponse) -> str:
    """Put an answer in one of five words."""
    if answer.status_code >= 500:
        return OUR_FAULT
    to_sign_in = answer.headers.get("Location", "").startswith("/login?next=")
    if answer.status_code == 401 or to_sign_in:
        return TO_SIGN_IN
    return {404: HIDDEN, 403: REFUSED}.get(answer.status_code, PASSED)


def untyped(answer: TestResponse) -> str:
    """Say what is missing when an answer does not tell the type and alphabet of what it holds.

    Source: OWASP ASVS 5.0.0, 4.1.1.
    """
    kind = answer.content_type or ""
    if not answer.get_data():
        return ""
    is_text = answer.mimetype.startswith("text/") or answer.mimetype.endswith(("xml", "javascript"))
    if "/" not in answer.mimetype:
        return f"{kind!r} is no type"
    return f"{kind} names no alphabet" if is_text and "charset=utf-8" not in kind.lower() else ""


def wrongly_written(question: Question, answer: TestResponse, units: list[Unit]) -> list[str]:
    """Say where the log does not tell what an answer did: a change, or a sensitive read served.

    Source: OWASP ASVS 5.0.0, 16.3.2; BIO2, 8.15.01.
    """
    faults = [unit.fault for unit in units if unit.fault]
    lines = [line for unit in units for line in unit.lines]
    endpoint, is_read = question.rule.endpoint, question.method == "GET"
    if not is_read and answer.status_code < 400:
        return faults
    is_served = answer.status_code == 200 and is_read
    wanted = [SERVED.get(endpoint) if is_served else TURNED_AWAY.get(endpoint)]
    may_be_read = FORM_FIRST if is_read else FORMS_THAT_SHOW
    if endpoint in may_be_read:
        wanted = [each for each in lines[:1] if each == SERVED[endpoint]]
    told = [each for each in wanted if each]
    return faults if lines == told else [*faults, f"wrote {lines}, not {told}"]


def markers_in(answer: TestResponse) -> set[str]:
    """Return the things whose markers stand anywhere in an answer, in its headers too."""
    found = set(MARKER.findall(answer.get_data().decode("utf-8", "replace")))
    found |= set(MARKER.findall(_with_underscores(str(answer.headers))))
    if answer.mimetype == "application/pdf":
        found |= _markers_in_pdf(answer.get_data())
    return found


@lru_cache(maxsize=256)
def _markers_in_pdf(content: bytes) -> frozenset[str]:
    """Read a printed file once, for all who get the very same one."""
    reader = PdfReader(io.BytesIO(content))
    words = "".join(page.extract_text() for page in reader.pages)
    return frozenset(MARKER.findall(words) + MARKER.findall(str(reader.metadata)))


def _with_underscores(headers: str) -> str:
    """Give markers back what the name of a list's file takes away."""
    return re.sub(r"cnry-([a-z]+)-([a-z]+)-x", r"cnry-\1_\2-x", headers)


def leaked(answer: TestResponse, who: str) -> set[str]:
    """Return the things shown to somebody for whom they are not."""
    return {name for name in markers_in(answer) if who not in SIGHT[name]}


_CHANGING = re.compile(
    r'nonce-[\w-]+|nonce="[^"]*"|value="[\w=-]{36,}"|"[\w=-]{88}"|urn:request:\w+|next=[^"&]*'
    r"|[0-9a-f]{8}-[0-9a-f-]{27}|[A-Z]{3}-\d{4}-\d{4}"
)


def unmasked(answer: TestResponse) -> tuple[int, list[tuple[str, str]], str]:
    """Return an answer without what is new in every answer and without the address asked for."""
    headers = [(name, _CHANGING.sub("", value)) for name, value in answer.headers.items()]
    kept = sorted(pair for pair in headers if pair[0] not in ("Set-Cookie", "Content-Length"))
    return answer.status_code, kept, _CHANGING.sub("", answer.get_data(as_text=True))
