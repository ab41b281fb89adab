"""Every migration can be taken back and done again, with rows in the database."""

from sqlalchemy import create_engine, text

from app.kernel import schema
from app.kernel.db import driver_url
from app.kernel.ids import new_id
from app.kernel.web.house import house_of
from tests.support.world import furnish_world

DATABASE = "samenzicht_steps"
OLDEST_WITH_ALL = "0005"
STAY = ("organisation", "person", "workspace", "participation", "membership", "identity_provider")


def count(engine):
    with engine.connect() as connection:
        return {
            table: connection.execute(text(f"select count(*) from {table}")).scalar_one()
            for table in STAY
        }


WAITING = text(
    """
    insert into task (id, workspace_id, number, ref, title, details, organisation_id,
      asking_organisation_id, predecessor_id, status, changed_at, version)
    select each.id, p.workspace_id, each.number, 'T' || each.number, '', '', p.organisation_id,
      p.organisation_id, each.before, 'open', now(), 1
    from (values (1, cast(:one as uuid), cast(null as uuid)), (2, :two, :one))
      each (number, id, before),
      (select workspace_id, organisation_id from participation limit 1) p
    """
)
WAITS = text("select task_id, predecessor_id from task_predecessor")


def step_before(name):
    """The revision before a step; what its data step writes is looked at."""
    (step,) = schema.MIGRATIONS.glob(f"versions/*_{name}.py")
    return f"{int(step.name[:4]) - 1:04}"


def test_each_goes_down_and_up_again_and_loses_no_row_of_those_that_stay(server, application):
    server.make_database(DATABASE)
    url = server.url("samenzicht_owner", database=DATABASE)
    schema.upgrade(url)
    engine = create_engine(driver_url(url))
    try:
        furnish_world(engine, house_of(application))
        before = count(engine)
        assert min(before.values()) > 0
        one, two = new_id(), new_id()
        with engine.begin() as owner:
            owner.execute(WAITING, {"one": one, "two": two})
        engine.dispose()
        schema.downgrade(url, step_before("several_predecessors"))
        schema.upgrade(url)
        with engine.connect() as connection:
            assert connection.execute(WAITS).all() == [(two, one)]
        engine.dispose()
        schema.downgrade(url, OLDEST_WITH_ALL)
        assert count(engine) == before

        engine.dispose()
        schema.downgrade(url, schema.list_revisions()[-1])

        engine.dispose()
        schema.upgrade(url)
        with engine.connect() as connection:
            assert schema.differences(connection) == []
            assert schema.faults(connection) == []
    finally:
        engine.dispose()
        server.drop_database(DATABASE)
