"""Statements are built once for equal values; how many are kept does not grow with who comes by."""

from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy import String, column, literal, select
from sqlalchemy.exc import StatementError

from app.kernel import db, sql
from app.kernel.access import Actor, system_actor
from app.kernel.errors import HouseFault


@pytest.fixture
def built(monkeypatch):
    """Count what is built, of which four are kept."""
    monkeypatch.setattr(sql, "KEPT_BUILT", 4)
    sql.forget_kept()
    yield []
    sql.forget_kept()


@pytest.fixture
def build(built):
    @sql.kept
    def statement(*values, **named):
        built.append((values, named))
        return object()

    return statement


def test_equal_values_are_built_once(build, built):
    assert build(1, last=True) is build(1, last=True)
    assert build(1, last=False) is not build(1, last=True)
    assert len(built) == 2


def test_two_functions_keep_apart(build, built):
    other = sql.kept(lambda *values: values)

    assert other(1) == (1,)
    assert build(1) != (1,)


def test_the_one_asked_longest_ago_is_dropped(build, built):
    for each in (1, 2, 3, 4, 1, 5):
        build(each)
    assert len(built) == 5

    build(1)
    assert len(built) == 5
    build(2)
    assert len(built) == 6
    assert len(sql._built) == 4


def test_all_functions_share_the_room(build, built):
    other = sql.kept(lambda *values: values)
    for each in range(100):
        build(each)
        other(each)

    assert len(sql._built) == 4


def test_each_session_of_one_person_has_the_same_statements(build, built):
    bram = Actor("bram", person_id=uuid4(), organisation_id=uuid4(), session_id=uuid4())

    assert build(bram) is build(replace(bram, session_id=uuid4()))
    assert build(bram) is not build(replace(bram, person_id=uuid4()))
    assert build(bram) is not build(replace(bram, duties=frozenset({"administrator"})))


@pytest.fixture
def who_asks(built):
    """A statement that answers with whom it was built for."""

    @sql.kept
    def statement(actor):
        built.append(actor)
        return select(
            sql.parameter(actor.person_id).label("person"),
            sql.parameter(actor.organisation_id).label("organisation"),
            literal("so many ") + str(len(actor.duties)),
        )

    return statement


def someone(name="bram", **more):
    return Actor(name, **({"person_id": uuid4(), "organisation_id": uuid4()} | more))


def test_all_who_act_have_the_same_statement_and_each_their_own_answer(house, who_asks, built):
    for each in (someone(), someone(name="cora"), someone()):
        with house.database.session_for(each) as session:
            answer = session.execute(who_asks(each)).one()
        assert answer[:2] == (each.person_id, each.organisation_id)

    assert len(built) == 1


def test_what_they_may_is_part_of_it(house, who_asks, built):
    for duties in ((), ("administrator",), ("administrator", "privacy_officer")):
        asker = someone(duties=frozenset(duties))
        with house.database.session_for(asker) as session:
            assert session.execute(who_asks(asker)).one()[2] == f"so many {len(duties)}"

    assert len(built) == 3


def test_a_job_and_who_looks_under_a_sight_are_other_kinds_of_askers(house, who_asks, built):
    place = uuid4()
    kinds = [
        someone(),
        someone(place_id=place),
        system_actor("clock", organisation_id=uuid4(), place_id=place),
        system_actor("mail", organisation_id=uuid4(), place_id=place),
        Actor("nobody"),
    ]
    for each in kinds:
        with house.database.session_for(each) as session:
            answer = session.execute(who_asks(each)).one()
        assert answer[:2] == (each.person_id, each.organisation_id)

    assert len(built) == len(kinds)


def test_what_is_asked_for_another_than_who_acts_is_built_for_that_one(house, who_asks, built):
    acting, other = someone(), someone()
    with house.database.session_for(acting) as session:
        for each in (other, acting, other):
            assert session.execute(who_asks(each)).one()[0] == each.person_id
        eyes = replace(acting, place_id=uuid4())
        assert session.execute(who_asks(eyes)).one()[0] == acting.person_id
        assert built[-1] == eyes

    assert len(built) == 3


def test_who_acts_from_now_on_is_asked_for(house, who_asks):
    first, second = someone(), someone()
    with house.database.session_for(first) as session:
        assert session.execute(who_asks(first)).one()[0] == first.person_id
        db.act_as(second)
        assert session.execute(who_asks(second)).one()[0] == second.person_id
        assert session.execute(who_asks(first)).one()[0] == first.person_id


def test_nothing_is_decided_with_an_id_that_is_not_known_yet(house, built):
    here = uuid4()
    decisions = [
        lambda actor: actor.organisation_id == here,
        lambda actor: here == actor.organisation_id,
        lambda actor: actor.person_id in {here: 1}.values(),
        lambda actor: actor.person_id in [here, None],
        lambda actor: f"{actor.person_id}",
        lambda actor: str(actor.organisation_code),
        lambda actor: actor == replace(actor, person_id=here),
    ]
    acting = someone(organisation_code="igj")
    with house.database.session_for(acting) as session:
        for each in decisions:
            with pytest.raises(HouseFault, match="used as a value"):
                sql.kept(each)(acting)
        code = sql.kept(lambda actor: select(column("x", String) == actor.organisation_code))
        chosen = code(acting).select_from(select(literal("igj").label("x")).subquery())
        assert session.execute(chosen).scalar_one() is True


def test_a_statement_of_who_acts_is_not_sent_while_nobody_does(house, who_asks):
    acting = someone()
    with house.database.session_for(acting):
        statement = who_asks(acting)

    with (
        house.database.session_for(None) as session,
        pytest.raises(StatementError, match="while nobody does"),
    ):
        session.execute(statement)
