"""Who sees a row: the rule written out by hand, our conditions alone, and row security alone."""

from itertools import product

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from app.coordination.models import Rest
from app.workspaces.models import Participation

NAMED = ((), ("ijenv",), ("ivho",), ("ijenv", "ivho"))
HOMES = {"bram": "igj", "cora": "igj", "anna": "ijenv", "carla": "ivho", "dirk": "nvwa", "els": "-"}
CASES = list(product(Rest, NAMED))


@pytest.fixture
def planned(doing):
    """One activity of IGJ for every way to open it, each at an entity of its own."""
    made = {}
    for number, (rest, named) in enumerate(CASES):
        entity = doing.enter("bram", f"Kliniek {number}")
        made[rest, named] = doing.plan("bram", entity, f"Audit {number}", named=named, rest=rest)
    return made


def expected(planned, home, *, wholly, shares=True):
    """The rule, by hand."""
    enough = (Rest.EVERYTHING,) if wholly else (Rest.PLANNED, Rest.EVERYTHING)
    inside = home in ("igj", "ijenv", "ivho")
    return {
        activity.id
        for (rest, named), activity in planned.items()
        if inside and (home == "igj" or home in named or (rest in enough and shares))
    }


def by_row_security(doing, who):
    """What the tables give without any condition of ours."""
    with doing.acting(who), doing.database.session_for(doing.world.actor(who)) as session:
        wholly = set(session.execute(text("select id from activity")).scalars())
        notices = set(session.execute(text("select activity_id from activity_notice")).scalars())
    return wholly, notices


def by_our_conditions(doing, who):
    """What our lists give while row security is passed by."""
    with doing.transaction.without_row_security():
        rows = doing.rows(who)
    return {e.activity.id for e in rows if e.activity}, {e.notice.activity_id for e in rows}


@pytest.mark.parametrize("who", ["bram", "cora", "anna", "carla", "dirk"])
def test_each_wall_alone_says_what_the_rule_says(doing, planned, who):
    home = HOMES[who]
    rule = expected(planned, home, wholly=True), expected(planned, home, wholly=False)

    assert by_our_conditions(doing, who) == rule
    assert by_row_security(doing, who) == rule
    assert len(rule[1]) == {"igj": 12, "nvwa": 0}.get(home, 10)


def test_an_observer_sees_only_what_names_it(doing, planned, world, transaction):
    with transaction.as_owner() as owner:
        ivho = world.organisations["ivho"].id
        owner.query(Participation).filter_by(organisation_id=ivho).update({"role": "observer"})
    rule = tuple(expected(planned, "ivho", wholly=each, shares=False) for each in (True, False))

    assert by_our_conditions(doing, "carla") == rule
    assert by_row_security(doing, "carla") == rule
    assert len(rule[0]) == len(rule[1]) == 6


def test_an_entry_opened_to_one_is_hidden_from_others_by_each_wall(doing):
    doing.enter("bram", "Eigen")
    for_anna = doing.enter("bram", "Voor IJenV", named=("ijenv",))
    seen = {}
    for who in ("bram", "anna", "carla", "dirk"):
        with doing.acting(who), doing.database.session_for(doing.world.actor(who)) as session:
            seen[who] = set(session.execute(text("select id from supervised_entity")).scalars())

    assert {who: len(found) for who, found in seen.items()} == {
        "bram": 2,
        "anna": 1,
        "carla": 0,
        "dirk": 0,
    }
    assert seen["anna"] == {for_anna.id}


def changed_by(doing, who, statement):
    """How many rows a statement changes for somebody, without any condition of ours."""
    with doing.acting(who), doing.database.session_for(doing.world.actor(who)) as session:
        try:
            return session.connection().execute(text(statement)).rowcount
        except ProgrammingError as refused:
            session.rollback()
            return str(refused.orig).partition(" for")[0]


DENIED = "permission denied"


@pytest.mark.parametrize(
    ("statement", "anna", "bram"),
    [
        ("update activity set title = 'x'", 0, len(CASES)),
        ("update supervised_entity set name = 'x'", 0, len(CASES)),
        ("update activity set workspace_id = entity_id", DENIED, DENIED),
        ("update activity_notice set starts_on = '2027-01-01'", DENIED, DENIED),
        ("delete from activity", DENIED, DENIED),
    ],
)
def test_the_database_lets_nobody_change_anothers_row(doing, planned, statement, anna, bram):
    by_others = changed_by(doing, "anna", statement)

    assert (by_others, changed_by(doing, "bram", statement)) == (anna, bram)


def test_the_notice_tells_neither_what_nor_by_when(doing, planned):
    with doing.transaction.as_owner() as owner:
        names = owner.execute(
            text(
                "select column_name from information_schema.columns"
                " where table_name = 'activity_notice' order by 1"
            )
        ).scalars()

        assert set(names) == {
            "activity_id",
            "workspace_id",
            "organisation_id",
            "entity_name",
            "match_key",
            "sector",
            "starts_on",
            "ends_on",
            "named",
            "rest",
        }
