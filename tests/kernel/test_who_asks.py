"""The database knows who asks in every transaction; whoever is not named sees nothing."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import StatementError

from app.identity.models import Person
from app.kernel import db
from app.kernel.access import ANONYMOUS, system_actor
from app.kernel.db import Database, UtcMoment
from app.kernel.errors import HouseFault
from app.workspaces.models import Workspace
from tests.support.acting import acting

NAMED = text(
    "select current_setting('samenzicht.person', true) as person,"
    " current_setting('samenzicht.organisation', true) as organisation,"
    " current_setting('samenzicht.place', true) as place"
)


def refs(session):
    return sorted(session.execute(select(Workspace.ref)).scalars())


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("anna", ["WRK-2026-1001"]),
        ("bram", ["WRK-2026-1001"]),
        ("carla", ["WRK-2026-1001"]),
        ("dirk", ["ELD-2026-1002"]),
        ("els", []),
    ],
)
def test_everyone_sees_the_own_places_without_any_condition(app, world, who, seen):
    with acting(app, world.actor(who)) as session:
        assert refs(session) == seen


def test_who_is_not_named_sees_nothing(app, world):
    with acting(app, ANONYMOUS) as session:
        assert refs(session) == []
    with acting(app, None) as session:
        assert refs(session) == []


def test_a_job_sees_one_place_of_one_organisation(app, world):
    igj, nvwa = world.organisations["igj"], world.organisations["nvwa"]
    here = world.workspace.id
    for organisation, place, seen in [
        (igj, here, ["WRK-2026-1001"]),
        (igj, None, []),
        (nvwa, here, []),
        (igj, world.elsewhere.id, []),
    ]:
        job = system_actor("job", organisation_id=organisation.id, place_id=place)
        with acting(app, job) as session:
            assert refs(session) == seen


def test_a_person_is_not_widened_by_a_place(app, world, transaction):
    """Only a job, which is nobody, works in a named place; who names one is under emergency sight.

    That gives nothing to who has none, and closes what they see as a member meanwhile.
    """
    with acting(app, world.actor("dirk")) as session:
        session.execute(
            text("select set_config('samenzicht.place', :place, true)"),
            {"place": str(world.workspace.id)},
        )
        assert refs(session) == []


NOTE = text("select current_setting('samenzicht.places', true)")


def test_where_one_takes_part_is_noted_once(app, world):
    with acting(app, world.actor("anna")) as session:
        asker, places, shared = session.execute(NOTE).scalar_one().split("/")
        assert str(world.person("anna").id) in asker
        assert places == shared == f"{{{world.workspace.id}}}"


def test_the_note_of_somebody_else_does_not_count(app, world):
    with acting(app, world.actor("anna")) as session:
        session.execute(
            text("select set_config('samenzicht.person', :person, true)"),
            {"person": str(world.person("els").id)},
        )
        assert refs(session) == []


@pytest.mark.parametrize(
    "change",
    [
        "update membership set ended_at = now() where person_id = :person",
        "delete from membership where person_id = :person",
        "update participation set ended_at = now() where organisation_id = :organisation",
    ],
)
def test_a_change_of_who_takes_part_counts_in_the_same_transaction(app, world, transaction, change):
    anna = world.actor("anna")
    with acting(app, anna) as session:
        assert refs(session) == ["WRK-2026-1001"]
        with transaction.undone():
            with transaction.as_owner() as owner:
                told = {"person": anna.person_id, "organisation": anna.organisation_id}
                owner.execute(text(change), told)
            session.execute(text("set local role samenzicht_app"))
            assert refs(session) == []
        assert refs(session) == ["WRK-2026-1001"]


def test_no_policy_looks_it_up_by_itself(transaction):
    asked = text(
        "select tablename, policyname from pg_policies"
        " where concat(qual, with_check) ~ 'SELECT samenzicht_(shared_)?workspaces'"
    )
    with transaction.as_owner() as owner:
        assert owner.execute(asked).all() == []


def test_act_as_tells_the_running_transaction(app, world):
    anna, dirk = world.actor("anna"), world.actor("dirk")
    with acting(app, None) as session:
        assert refs(session) == []
        db.act_as(anna)
        assert (db.acting(), refs(session)) == (anna, ["WRK-2026-1001"])
        db.act_as(dirk)
        assert refs(session) == ["ELD-2026-1002"]
        session.rollback()
        assert refs(session) == ["ELD-2026-1002"]


def test_a_connection_forgets_who_asked(server, database_name, world):
    """The next one to get it from the pool begins as nobody."""
    database = Database(server.url("samenzicht_app", database=database_name), pool_size=1)
    with database.session_for(world.actor("anna")) as session:
        named = session.execute(NAMED).one()
        first = session.connection().connection.driver_connection
    with database.session_for(None) as session:
        forgotten = session.execute(NAMED).one()
        second = session.connection().connection.driver_connection
    database.dispose()

    assert named.person == str(world.person("anna").id)
    assert (second is first, forgotten.person, forgotten.organisation) == (True, "", "")


def test_without_a_session_there_is_no_database(app):
    with app.app_context(), pytest.raises(HouseFault, match="No session here"):
        db.session()


def test_a_naive_moment_is_refused(app, world):
    naive = datetime(2026, 11, 23, 9)
    with (
        acting(app, world.actor("anna")) as session,
        pytest.raises(StatementError, match="without a time zone"),
    ):
        session.execute(select(Person).where(Person.blocked_at < naive))


def test_moments_come_back_in_utc():
    amsterdam = datetime(2026, 11, 23, 10, tzinfo=timezone(timedelta(hours=1)))
    column = UtcMoment()

    assert column.process_bind_param(amsterdam, None) is amsterdam
    assert column.process_result_value(amsterdam, None) == datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert column.process_result_value(amsterdam, None).tzinfo is UTC
    assert column.process_bind_param(None, None) is None
    assert column.process_result_value(None, None) is None
