"""Who sees what, five times over: list, single load, count, row security alone, and an oracle.

The oracle restates the promise of `app.documents` without importing the application. Worlds are
drawn from a seed; a failing one can be made again by its number. `make torture` draws far more of
them.
"""

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import array

from app.documents import queries
from app.documents.policy import DocumentPermission, may_cite
from app.kernel.access import Actor
from app.kernel.errors import NotFound
from app.workspaces import queries as workspaces
from app.workspaces.policy import WorkspacePermission
from tests.support.random_worlds import make_worlds

WORLDS_EACH = 60


def actor_of(person, organisation):
    return Actor(name="somebody", person_id=person, organisation_id=organisation)


def listed_and_counted(session, actor, world):
    """What lists show, with the level, and what counts say, over the workspaces the actor is in."""
    shown, counted = {}, 0
    for place in world.workspaces:
        try:
            workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, place)
        except NotFound:
            continue
        shown |= {row.id: int(row.level) for row in queries.list_visible(actor, workspace)}
        counted += session.execute(select(queries.count_visible(actor, workspace))).scalar_one()
    return shown, counted


def loaded(actor, document):
    """The level of a single load; 0 when the document does not exist for the actor."""
    try:
        return int(queries.get_for(actor, DocumentPermission.VIEW, document).level)
    except NotFound:
        return 0


def citable(session, actor, documents):
    known = func.unnest(array(documents)).column_valued("id")
    return set(session.execute(select(known).where(may_cite(actor, known))).scalars())


def check_person(session, world, *, person, organisation):
    actor, oracle = actor_of(person, organisation), world.oracle
    expected = {each: oracle.level(person, each) for each in oracle.sees(person)}
    shown, counted = listed_and_counted(session, actor, world)
    walled = set(session.execute(text("select id from document")).scalars())
    assert (shown, counted, walled) == (expected, len(expected), set(expected))
    hidden = set(oracle.documents) - set(expected)
    for document in sorted(expected)[:1] + sorted(hidden)[:1]:
        assert loaded(actor, document) == expected.get(document, 0)
    if oracle.documents:
        assert citable(session, actor, list(oracle.documents)) == oracle.may_cite(person)


@pytest.mark.parametrize("seed", range(5))
def test_list_load_count_row_security_and_oracle_agree(house, transaction, seed):
    with transaction.as_owner() as owner:
        worlds = make_worlds(owner, seed=seed, count=WORLDS_EACH)
    for number, world in enumerate(worlds):
        for person, organisation in world.people[number % 2 :: 2]:
            with house.database.session_for(actor_of(person, organisation)) as session:
                try:
                    check_person(session, world, person=person, organisation=organisation)
                except AssertionError as fault:
                    fault.add_note(f"seed {seed}, world {number}, person {person}")
                    raise


def test_an_explanation_gives_the_level_that_is_enforced(house, transaction):
    with transaction.as_owner() as owner:
        worlds = make_worlds(owner, seed=99, count=WORLDS_EACH // 3)
    for world in worlds:
        for person, organisation in world.people[::2]:
            with house.database.session_for(actor_of(person, organisation)):
                for document in world.oracle.sees(person):
                    seers = queries.list_audience_of(document)
                    told = {each.person.id: int(each.level) for each in seers}
                    assert told == {each: world.oracle.level(each, document) for each in told}


def test_the_worlds_are_worth_asking_about(house, transaction):
    """Every level occurs for others, so that agreement means something."""
    with transaction.as_owner() as owner:
        worlds = make_worlds(owner, seed=7, count=WORLDS_EACH)
    levels = {
        world.oracle.level(person, document)
        for world in worlds
        for person, organisation in world.people
        for document, it in world.oracle.documents.items()
        if it.owner != organisation
    }
    assert levels == {0, 1, 2, 3, 4, 5}


@pytest.mark.torture
@pytest.mark.parametrize("seed", range(1000, 1170))
def test_many_more_worlds(house, transaction, seed):
    test_list_load_count_row_security_and_oracle_agree(house, transaction, seed)
