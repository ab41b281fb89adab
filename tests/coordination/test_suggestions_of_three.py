"""Of a suggestion each of the three writes only what is its own: asked of the database itself.

Anna (IJenV) leads and suggests; Bram (IGJ) and Carla (IvhO) are the two."""

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import ProgrammingError

from app.coordination import queries, service
from app.coordination.models import OverlapSuggestion, Rest, SuggestionKind
from app.coordination.policy import CoordinationPermission
from app.coordination.service import Advice
from app.workspaces.models import MemberRole, Membership
from tests.coordination.conftest import MAY


@pytest.fixture
def suggestion(doing, world, transaction):
    """What Anna suggests to the two; Bram's may be the first or the second of them."""
    with transaction.as_owner() as owner:
        theirs = Membership.person_id == world.person("carla").id
        owner.execute(update(Membership).where(theirs).values(role=MemberRole.CONTRIBUTOR))
    made = []
    for who, title in (("bram", "Zorgplichtaudit"), ("carla", "Schoolbezoek")):
        entity = doing.enter(who, "Kliniek De Wissel")
        made.append(doing.plan(who, entity, title, rest=Rest.EVERYTHING))
    with doing.acting("anna") as actor:
        coordination = queries.get_coordination(actor, CoordinationPermission.VIEW)
        pair = queries.find_pair(actor, coordination, one=made[0].id, other=made[1].id)
        days = {"starts_on": MAY.starts_on, "ends_on": MAY.ends_on}
        advice = Advice(kind=SuggestionKind.COMBINE, reason="Eén bezoek.", **days)
        return service.suggest(actor, coordination.places[0], pair=pair, advice=advice)


@pytest.fixture
def columns_of(world, suggestion):
    """In which column each of the two declines."""
    is_first = suggestion.first_id == world.organisations["igj"].id
    columns = ("first_declined", "second_declined")[:: 1 if is_first else -1]
    return dict(zip(("bram", "carla"), columns, strict=True))


@pytest.fixture
def write(doing, world, suggestion, columns_of):
    """Change the row as somebody, in SQL; tells whether the database let it.

    ``{bram}`` and ``{carla}`` stand for the column that is theirs, ``:igj`` for an organisation.
    """

    def written(who, values, *, version="version + 1"):
        told = {code: each.id for code, each in world.organisations.items() if f":{code}" in values}
        statement = text(
            f"update overlap_suggestion set {values.format(**columns_of)}, version = {version}"
            " where id = :id returning id"
        )
        with doing.acting(who), doing.database.session_for(world.actor(who)) as session:
            connection = session.connection()
            point = connection.begin_nested()
            try:
                found = connection.execute(statement, {"id": suggestion.id, **told}).all()
            except ProgrammingError:
                point.rollback()
                return False
            point.commit()
            return bool(found)

    return written


@pytest.mark.parametrize(
    ("values", "allowed"),
    [
        ("{bram} = 'Nee.'", {"bram"}),
        ("{carla} = 'Nee.'", {"carla"}),
        ("{bram} = 'Nee.', {carla} = 'Nee.', status = 'declined'", set()),
        ("status = 'declined'", set()),
        ("status = 'withdrawn'", {"anna"}),
        ("status = 'taken', taken_by_id = :igj", {"bram"}),
        ("status = 'taken', taken_by_id = :ivho", {"carla"}),
        ("status = 'taken', taken_by_id = :ijenv", set()),
        ("changed_at = now()", {"anna", "bram", "carla"}),
    ],
)
def test_each_writes_what_is_its_own(write, values, allowed):
    assert {who for who in ("anna", "bram", "carla") if write(who, values)} == allowed


@pytest.mark.parametrize(
    ("before", "who", "values", "allowed"),
    [
        ("{bram} = 'Nee.'", "bram", "{bram} = 'Toch wel.'", False),
        ("{bram} = 'Nee.'", "bram", "{bram} = ''", False),
        ("{bram} = 'Nee.'", "carla", "status = 'declined'", False),
        ("{bram} = 'Nee.'", "carla", "{carla} = 'Nee.', status = 'declined'", True),
        ("{bram} = 'Nee.'", "bram", "{carla} = 'Nee.', status = 'declined'", False),
        ("status = 'withdrawn'", "anna", "status = 'open'", False),
        ("status = 'withdrawn'", "bram", "status = 'taken', taken_by_id = :igj", False),
        ("status = 'declined'", "anna", "status = 'withdrawn'", False),
    ],
)
def test_what_was_said_stays_said(write, columns_of, transaction, before, who, values, allowed):
    with transaction.as_owner() as owner:
        owner.execute(text(f"update overlap_suggestion set {before.format(**columns_of)}"))
    assert write(who, values) is allowed


def test_nobody_turns_the_version_back(write):
    assert not write("anna", "changed_at = now()", version="version")
    assert not write("anna", "changed_at = now()", version="version - 1")


def test_the_lead_suggests_without_an_answer_in_it(doing, world, suggestion, transaction):
    with transaction.as_owner() as owner:
        columns = [each.name for each in OverlapSuggestion.__table__.columns]
        row = dict(owner.execute(select(OverlapSuggestion.__table__)).mappings().one())
        owner.execute(text("delete from overlap_suggestion"))
    insert = text(
        f"insert into overlap_suggestion ({', '.join(columns)})"
        f" values ({', '.join(f':{each}' for each in columns)})"
    )
    row |= {name: str(row[name]) for name in ("kind", "status")}
    with doing.acting("anna"), doing.database.session_for(world.actor("anna")) as session:
        for words in ({"first_declined": "Nee."}, {"second_declined": "Nee."}):
            with pytest.raises(ProgrammingError, match="its own"), session.begin_nested():
                session.connection().execute(insert, row | words)
        session.connection().execute(insert, row)
