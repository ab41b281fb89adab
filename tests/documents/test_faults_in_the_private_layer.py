"""A fault planted in any place that restates the private layer is found by the oracle.

Each wall is asked alone in random worlds; with one of them forgetting the mark, they disagree."""

import pytest
from sqlalchemy import func, select, text

from app.documents.models import Document, DocumentStatus, Level
from app.documents.policy import audience, sight, visible_to
from app.kernel import db
from app.kernel.access import Actor
from tests.support.random_worlds import make_worlds

COUNT, SEED = 25, 31
SIGHT = "select qual from pg_policies where tablename = 'document' and policyname = 'sees'"


@pytest.fixture
def worlds(transaction):
    with transaction.as_owner() as owner:
        return make_worlds(owner, seed=SEED, count=COUNT)


def people_of(worlds):
    for world in worlds:
        for person, organisation in world.people:
            yield world, Actor(name="x", person_id=person, organisation_id=organisation)


def condition_alone(house, transaction, worlds):
    """Count whom the application's condition, without row security, shows something else."""
    wrong = 0
    with transaction.without_row_security():
        for world, actor in people_of(worlds):
            with house.database.session_for(actor) as session:
                found = set(session.execute(select(Document.id).where(visible_to(actor))).scalars())
            wrong += found != world.oracle.sees(actor.person_id)
    return wrong


def audience_alone(house, transaction, worlds):
    """Count the members of whom `level_for` says another level than the oracle."""
    with transaction.as_owner() as owner:
        levels = {(row[0], row[2].id): row[1] for row in owner.execute(audience())}
    return sum(
        levels.get((document, person), Level.NONE) != world.oracle.level(person, document)
        for world in worlds
        for person, _organisation in world.people
        for document in world.oracle.documents
    )


def wall_alone(house, transaction, worlds):
    wrong = 0
    for world, actor in people_of(worlds):
        with house.database.session_for(actor) as session:
            found = set(session.execute(text("select id from document")).scalars())
        wrong += found != world.oracle.sees(actor.person_id)
    return wrong


def citing_alone(house, transaction, worlds):
    wrong = 0
    for world, actor in people_of(worlds):
        with house.database.session_for(actor) as session:
            for document in world.oracle.documents:
                may = session.execute(select(func.samenzicht_may_cite(document))).scalar_one()
                wrong += may != (world.oracle.level(actor.person_id, document) >= Level.FINDING)
    return wrong


def rules_alone(house, transaction, worlds):
    """Count who reads a policy of a document that does not exist for them."""
    wrong = 0
    statement = text("select document_id from access_policy where document_id is not null")
    for world, actor in people_of(worlds):
        with house.database.session_for(actor) as session:
            found = set(session.execute(statement).scalars())
        private = {key for key, it in world.oracle.documents.items() if it.is_private}
        wrong += bool((found & private) - world.oracle.sees(actor.person_id))
    return wrong


def search_alone(house, transaction, worlds):
    """Count for whom the database's own search returns something else than they see."""
    found_by = text(
        "select id from samenzicht_found(websearch_to_tsquery('dutch', 'rooster'),"
        " array['document'], null, null, null, null, null, 1000)"
    )
    with transaction.as_owner() as owner:
        owner.execute(text("update document set title = 'rooster'"))
    wrong = 0
    for world, actor in people_of(worlds):
        with house.database.session_for(actor) as session:
            found = set(session.execute(found_by).scalars())
        wrong += found != world.oracle.sees(actor.person_id)
    return wrong


PROBES = [condition_alone, audience_alone, wall_alone, citing_alone, rules_alone, search_alone]


@pytest.mark.parametrize("probe", PROBES)
def test_each_wall_alone_agrees_with_the_oracle(house, transaction, worlds, probe):
    assert probe(house, transaction, worlds) == 0


def careless():
    return Document.withdrawn_at.is_(None) & (Document.status == DocumentStatus.RELEASED)


@pytest.mark.parametrize("probe", [condition_alone, audience_alone])
def test_a_condition_that_forgets_the_mark_is_found(house, transaction, worlds, monkeypatch, probe):
    monkeypatch.setattr(sight, "_is_open_to_others", careless)
    audience.cache_clear()
    db.forget_kept()
    try:
        assert probe(house, transaction, worlds) > 0
    finally:
        monkeypatch.undo()
        audience.cache_clear()
        db.forget_kept()


def wall_of(owner):
    written = owner.execute(text(SIGHT)).scalar_one()
    return "alter policy sees on document using (" + written + ")"


def function_of(owner, name):
    asked = text("select pg_get_functiondef(cast(:it as regprocedure))")
    return owner.execute(asked, {"it": name}).scalar_one()


FOUND = "samenzicht_found(tsquery, text[], uuid, uuid, smallint, timestamptz, timestamptz, integer)"
FAULTS = [
    (wall_alone, "", "(NOT is_private)", "true"),
    (citing_alone, "samenzicht_may_cite(uuid)", "not d.is_private", "true"),
    (rules_alone, "samenzicht_rulebooks(smallint)", "d.is_private", "false"),
    (search_alone, FOUND, "not x.is_private", "true"),
]


@pytest.mark.parametrize(
    ("probe", "function", "before", "after"), FAULTS, ids=["wall", "citing", "rules", "search"]
)
def test_a_wall_that_forgets_the_mark_is_found(
    house, transaction, worlds, probe, function, before, after
):
    with transaction.as_owner() as owner:
        written = function_of(owner, function) if function else wall_of(owner)
        assert before in written
        owner.connection().exec_driver_sql(written.replace(before, after))
    assert probe(house, transaction, worlds) > 0
