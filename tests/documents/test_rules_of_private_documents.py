"""Other organisations learn nothing of the rules that wait for a private document."""

import pytest
from sqlalchemy import text

from tests.support.worlds import make_worlds
from tests.support.worlds.gathering import Gathering

RULEBOOKS = "samenzicht_rulebooks(smallint)"
POLICIES = text("select document_id from access_policy where document_id is not null")


@pytest.fixture
def owner(worlds_apart):
    with worlds_apart.undone(), worlds_apart.as_owner() as session:
        yield session


@pytest.fixture
def worlds(owner):
    made = make_worlds(owner, seed=31, count=25)
    Gathering(owner, made)
    return made


def count_who_know_too_much(owner, worlds):
    wrong = 0
    for world in worlds:
        for person, organisation in world.people:
            private = {
                key
                for key, it in world.oracle.documents.items()
                if it.is_private and it.owner != organisation
            }
            told = {"person": person, "organisation": organisation, "today": world.oracle.today}
            for name, value in told.items():
                asked = text("select set_config(:name, :value, true)")
                owner.execute(asked, {"name": f"samenzicht.{name}", "value": str(value)})
            owner.execute(text("set local role samenzicht_app"))
            known = set(owner.execute(POLICIES).scalars())
            owner.execute(text("set local role samenzicht_owner"))
            wrong += bool(known & private)
    return wrong


def test_rules_that_wait_are_known_to_nobody_else(owner, worlds):
    assert count_who_know_too_much(owner, worlds) == 0


def test_a_function_that_forgets_the_mark_is_found(owner, worlds):
    asked = text("select pg_get_functiondef(cast(:it as regprocedure))")
    written = owner.execute(asked, {"it": RULEBOOKS}).scalar_one()
    assert "d.is_private" in written
    owner.connection().exec_driver_sql(written.replace("d.is_private", "false"))

    assert count_who_know_too_much(owner, worlds) > 0
