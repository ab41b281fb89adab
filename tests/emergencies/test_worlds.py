"""Who sees what under emergency sight, over random worlds: both walls and an oracle agree.

Each sight is drawn in one of the states it can be in; the oracle hears of those that run. Asked are
the list, one document by its id, row security alone, and the same person in an ordinary request,
for whom nothing may have changed.
"""

import random
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from app.documents.models import Document
from app.documents.policy import sighted_by, visible_to, whose_words
from app.documents.queries.emergency import list_under
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.web.house import house_of
from tests.support.oracle import OracleViewer
from tests.support.worlds import make_worlds

WORLDS, SEED = 120, 2031
STATES = ("runs", "runs", "runs", "agreed", "agreed", "over", "ended", "left")
ADDING = text(
    "insert into emergency_sight (id, workspace_id, organisation_id, person_id, ground, reason,"
    " wants_special, opened_by_id, opened_at, ends_at, confirmed_by_id, confirmed_at, ended_at,"
    " ended_how, review_text, version) values (gen_random_uuid(), :place, :organisation, :person,"
    " 'breach', 'x', :agreed, :opener, :opened, :ends, :second, :confirmed, :ended, :how, '', 1)"
)


def draw_sights(owner, world, draw):
    """Give people sights in the places of their organisation; return who may be asked about."""
    asked = []
    for person, organisation in world.people:
        others = [each for each, _home in world.people if each != person]
        for place in world.workspaces:
            if (place, organisation) not in world.oracle.participations or draw.random() < 0.3:
                continue
            state, now = draw.choice(STATES), clock.now()
            opened = now - timedelta(hours=30 if state == "over" else 2)
            ends = opened + timedelta(hours=24)
            is_agreed, has_ended = state == "agreed", state in ("ended", "left")
            owner.execute(
                ADDING,
                {
                    "place": place,
                    "organisation": organisation,
                    "person": person,
                    "agreed": is_agreed,
                    "opener": others[0],
                    "second": others[1] if is_agreed else None,
                    "confirmed": opened if is_agreed else None,
                    "opened": opened,
                    "ends": ends,
                    "ended": now if has_ended else None,
                    "how": {"ended": "clock", "left": "left"}.get(state),
                },
            )
            if state in ("runs", "agreed"):
                world.oracle.emergencies[place, person] = is_agreed
            asked.append((person, organisation, place))
    return asked


@pytest.fixture
def asked(worlds_apart):
    draw = random.Random(SEED)
    with worlds_apart.undone():
        with worlds_apart.as_owner() as owner:
            worlds = make_worlds(owner, seed=SEED, count=WORLDS)
            found = [(world, each) for world in worlds for each in draw_sights(owner, world, draw)]
        yield found


def actor_of(person, organisation, place=None):
    return Actor(name="x", person_id=person, organisation_id=organisation, place_id=place)


def seen_by(application, actor, statement):
    with house_of(application).database.session_for(actor) as session:
        return {row[0] for row in session.execute(statement)}


def test_both_walls_and_the_oracle_agree(application, worlds_apart, asked):
    shown = special = 0
    for world, (person, organisation, place) in asked:
        viewer, eyes = (
            OracleViewer(person, organisation, place),
            actor_of(person, organisation, place),
        )
        wanted = set(world.oracle.levels(viewer))
        assert seen_by(application, eyes, select(Document.id).where(visible_to(eyes))) == wanted
        assert seen_by(application, eyes, select(Document.id)) == wanted, "row security alone"
        with worlds_apart.without_row_security():
            assert seen_by(application, eyes, sighted_by(eyes, Document.id)) == wanted, "without it"
        assert seen_by(application, eyes, whose_words(eyes)) == set(), "words to copy"
        shown += len(wanted)
        special += sum(world.oracle.documents[each].is_sensitive for each in wanted)
    assert shown > 100
    assert special > 5
    assert len(asked) > 300


def test_an_ordinary_request_is_what_it_was(application, worlds_apart, asked):
    for world, (person, organisation, _place) in asked[:150]:
        plain, viewer = actor_of(person, organisation), OracleViewer(person, organisation)
        wanted = set(world.oracle.levels(viewer))
        assert seen_by(application, plain, select(Document.id).where(visible_to(plain))) == wanted
        assert seen_by(application, plain, select(Document.id)) == wanted


def test_nobody_comes_under_the_sight_of_another(application, worlds_apart, asked):
    """Another person, another organisation, or another place: nothing, by either wall."""
    for world, (person, organisation, place) in asked[:100]:
        if (place, person) not in world.oracle.emergencies:
            continue
        for other, home in world.people:
            if home == organisation:
                continue
            for eyes in (actor_of(other, organisation, place), actor_of(person, home, place)):
                assert seen_by(application, eyes, select(Document.id)) == set()
                assert (
                    seen_by(application, eyes, select(Document.id).where(visible_to(eyes))) == set()
                )


ADDED = (
    "insert into membership (id, workspace_id, person_id, organisation_id, role, added_at) values"
    " (gen_random_uuid(), :place, :person, :organisation, 'coordinator', now())"
)
WRITES = (
    "update document set title = 'x'",
    "update document set withdrawn_at = now()",
    "delete from document",
    "update workspace set title = 'x'",
    "update participation set ended_at = now()",
    "update membership set role = 'coordinator'",
    ADDED,
)


def test_the_database_lets_nothing_be_written_under_it(application, worlds_apart, asked):
    from sqlalchemy.exc import DBAPIError

    world, (person, organisation, place) = next(
        (world, each)
        for world, each in asked
        if (each[2], each[0]) in world.oracle.emergencies
        and world.oracle.levels(OracleViewer(each[0], each[1], each[2]))
    )
    values = {"place": place, "person": person, "organisation": organisation}
    for statement in WRITES:
        eyes = actor_of(person, organisation, place)
        with house_of(application).database.session_for(eyes) as session:
            try:
                done = session.connection().execute(text(statement), values).rowcount
            except DBAPIError:
                done = 0
            session.rollback()
        assert done == 0, statement
    assert world.oracle.emergencies


def test_the_condition_and_the_list_are_one(application, worlds_apart, asked):
    for world, (person, organisation, place) in asked[:40]:
        eyes = actor_of(person, organisation, place)
        with house_of(application).database.session_for(eyes):
            listed = {each.sighted.id for each in list_under(eyes)}
        assert listed == set(world.oracle.levels(OracleViewer(person, organisation, place)))
