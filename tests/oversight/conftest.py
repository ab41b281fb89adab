"""Fixtures of the tests of archive packages."""

import io

import pytest
from sqlalchemy import text

from app.documents import service as documents
from app.oversight import jobs
from app.running import standing_in
from tests.support.acting import acting


@pytest.fixture
def twice(app, library, world):
    """Somebody brought a document, and a second version of it."""

    def done(who):
        document, actor = library.bring(who, title="Twee versies"), world.actor(who)
        with acting(app, actor):
            documents.add_version(
                actor,
                document.id,
                incoming=documents.Incoming(io.BytesIO(b"beter\n"), "plan.txt"),
                note="",
                seen_version=1,
                depot=library.depot,
            )
        return document

    return done


@pytest.fixture
def make(app, transaction):
    """Let the worker make what was asked for."""

    def run():
        with transaction.as_owner() as owner:
            rows = owner.execute(
                text("delete from procrastinate_jobs where task_name = :name returning args"),
                {"name": jobs.ASKED},
            ).all()
        with standing_in(app):
            for row in rows:
                jobs.make_package.run(**row.args)
        return [row.args for row in rows]

    return run
