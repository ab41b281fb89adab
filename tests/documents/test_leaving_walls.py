"""The second wall alone: nobody but its own coordinator writes what stays of an organisation.

Bram coordinates for IGJ here; Anna leads for IJenV."""

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import DBAPIError, ProgrammingError

from app.workspaces.models import MemberRole, Membership
from tests.support.acting import acting


@pytest.fixture(autouse=True)
def _bram_coordinates(transaction, world):
    with transaction.as_owner() as owner:
        mine = Membership.person_id == world.person("bram").id
        owner.execute(update(Membership).where(mine).values(role=MemberRole.COORDINATOR))


CHOOSE = "select samenzicht_choose_after_leaving(:part, 'rules')"


@pytest.mark.parametrize("who", ["anna", "carla", "cora", "dirk"])
def test_the_database_lets_nobody_else_choose(app, world, part, who):
    known = {"part": part().id}
    with acting(app, world.actor(who)) as session:
        done = session.connection().execute(text(CHOOSE), known).scalar_one()
    assert (done, part().after_leaving) == (False, None)


@pytest.mark.parametrize("who", ["anna", "bram"])
def test_no_other_statement_writes_the_choice(app, world, part, who):
    statement = text("update participation set after_leaving = 'rules' where id = :part")
    known = {"part": part().id}
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        acting(app, world.actor(who)) as session,
    ):
        session.connection().execute(statement, known)


def test_the_lead_does_not_choose_by_letting_somebody_in(app, world):
    statement = text(
        "insert into participation (id, workspace_id, organisation_id, role, position, joined_at,"
        " after_leaving) values (gen_random_uuid(), :place, :nvwa, 'partner', 9, now(), 'rules')"
    )
    known = {"place": world.workspace.id, "nvwa": world.organisations["nvwa"].id}
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        acting(app, world.actor("anna")) as session,
    ):
        session.connection().execute(statement, known)


def test_the_database_knows_the_choices(transaction, part):
    statement = text("update participation set after_leaving = 'all' where id = :part")
    with pytest.raises(DBAPIError, match="after_leaving"), transaction.as_owner() as owner:
        owner.execute(statement, {"part": part().id})


def test_who_left_writes_nothing_else_in_the_log_and_reads_none(app, world, leave, part):
    leave()
    actor = world.actor("bram")
    count = text("select count(*) from log_entry where tree_id = :place")
    add = text(
        'insert into log_entry (tree_id, "index", at, action, actor_id, organisation_id,'
        " object_kind, object_id, entry, salt, leaf_hash) values (:place, 999, now(),"
        " 'document:access:grant', :me, :mine, 'participation', :part, 'x', 'x', 'x')"
    )
    known = {
        "place": world.workspace.id,
        "me": actor.person_id,
        "mine": actor.organisation_id,
        "part": part().id,
    }
    with acting(app, actor) as session:
        assert session.connection().execute(count, known).scalar_one() == 0
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        acting(app, actor) as session,
    ):
        session.connection().execute(add, known)
