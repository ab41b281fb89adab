"""Sight is taken away while an answer is being made: there is less in it, or nothing, and no fault.

A page reads in a few statements, and each sees what is committed by then. Here something ends just
before one of them; the suite chooses which by chance, the long run takes each in turn.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import Connection, event

from tests.house.sources import say
from tests.support.expectations import PASSES
from tests.support.matrix import OUR_FAULT, PASSED, Asker, Question, outcome, questions
from tests.support.scene import Scene

ENDS = {
    "membership": "update membership set ended_at = now() where person_id = '{person}'",
    "participation": "update participation set ended_at = now()"
    " where organisation_id = '{organisation}'",
    "rules": "delete from access_rule",
}
"""What somebody else does and commits at that moment."""
FIRST = 2
"""Statement before which it happens at the earliest: the first says who asks."""


@dataclass
class Meanwhile:
    """Does something before the N-th statement of a request; 0 is never."""

    connection: Connection
    statement: str
    at: int = 0
    count: int = 0

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Count the statements."""
        self.count = 0
        event.listen(self.connection, "before_cursor_execute", self._before)
        try:
            yield
        finally:
            event.remove(self.connection, "before_cursor_execute", self._before)

    def _before(self, _connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith(("set local role", "SAVEPOINT", "RELEASE", "ROLLBACK")):
            return
        self.count += 1
        if self.count == self.at:
            raw = self.connection.connection.cursor()
            raw.execute("set local role samenzicht_owner")
            raw.execute(self.statement)
            raw.execute("set local role samenzicht_app")
            raw.close()


def asked(app: Flask, who: str) -> Iterator[Question]:
    """Return what somebody can ask and get an answer to."""
    for each in questions(app):
        passing = PASSES[each.rule.endpoint]
        named = passing if isinstance(passing, frozenset) else passing.get(each.thing, frozenset())
        if who in named and not each.is_crossed:
            yield each


def faults_of(scene: Scene, who: str, what: str, *, each_in_turn: bool) -> tuple[list[str], int]:
    """Ask everything; say where there was a fault, and how often there was nothing any more."""
    person = scene.world.person(who)
    told = ENDS[what].format(person=person.id, organisation=person.organisation_id)
    asker, chance = Asker(scene, who), random.Random(7)
    meanwhile = Meanwhile(scene.transaction.connection, told)
    faults, lost = [], 0
    for question in asked(scene.app, who):
        meanwhile.at = 0
        with meanwhile.watching():
            if outcome(asker.ask(question)) != PASSED:
                continue
        moments = list(range(FIRST, meanwhile.count + 1))
        for at in moments if each_in_turn else chance.sample(moments, min(1, len(moments))):
            meanwhile.at = at
            with meanwhile.watching():
                answer = asker.ask(question)
            lost += outcome(answer) != PASSED
            if outcome(answer) == OUR_FAULT:
                faults.append(
                    f"{question}: {answer.status_code} when it ends before statement {at}"
                )
    return faults, lost


@pytest.mark.parametrize("what", ENDS)
def test_nothing_breaks_when_it_ends_at_some_moment(scene, what):
    faults, lost = faults_of(scene, "carla", what, each_in_turn=False)

    assert not faults, say("For Carla:", faults)
    assert lost, "something was taken away"


@pytest.mark.torture
@pytest.mark.parametrize("what", ENDS)
@pytest.mark.parametrize("who", ["anna", "bram", "carla", "cora"])
def test_nothing_breaks_when_it_ends_at_any_moment(scene, who, what):
    faults, _lost = faults_of(scene, who, what, each_in_turn=True)

    assert not faults, say(f"For {who}:", faults)
