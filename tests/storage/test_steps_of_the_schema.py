"""Every migration can be taken back and done again, with rows in the database."""

from sqlalchemy import create_engine, text

from app.kernel import schema
from app.kernel.db import driver_url
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


def test_each_goes_down_and_up_again_and_loses_no_row_of_those_that_stay(server, application):
    server.make_database(DATABASE)
    url = server.url("samenzicht_owner", database=DATABASE)
    schema.upgrade(url)
    engine = create_engine(driver_url(url))
    try:
        furnish_world(engine, house_of(application))
        before = count(engine)
        assert min(before.values()) > 0
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
