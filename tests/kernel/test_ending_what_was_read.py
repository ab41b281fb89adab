"""What a request only read is ended, also when its connection broke meanwhile."""

from sqlalchemy import text

from app.kernel import work
from app.kernel.work import keeping_books
from tests.support.acting import acting


def test_a_connection_that_broke_is_no_fault(application, standing_world, owner_engine):
    with acting(application, standing_world.actor("anna")) as session:
        number = session.execute(text("select pg_backend_pid()")).scalar_one()
        with owner_engine.begin() as owner:
            owner.execute(text("select pg_terminate_backend(:number, 5000)"), {"number": number})

        work.end_reading()

        assert session.execute(text("select 1")).scalar_one() == 1


def test_a_work_under_way_is_not_ended(application, standing_world):
    anna = standing_world.actor("anna")
    with acting(application, anna) as session, keeping_books(anna):
        session.execute(text("set local lock_timeout = '7s'"))

        work.end_reading()

        assert session.execute(text("show lock_timeout")).scalar_one() == "7s"
