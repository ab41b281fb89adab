"""Every step of the schema goes down, up and down again with much in the database.

Once with the demonstration's whole sample, and once with the scene, which has something of its own
in nearly every table. After each step everything that had room stays as it was, and the schema, its
rights and its policies are those of an installation that never was any further.
"""

from __future__ import annotations

from itertools import pairwise

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from app.kernel import schema
from app.kernel.db import driver_url
from app.kernel.web.house import house_of
from tests.house.sources import say
from tests.support.standing_rows import built_of, lost_between, rows_of
from tests.support.written_down import TAKE_AWAY

pytestmark = pytest.mark.torture

FILLED, FRESH = "samenzicht_steps_filled", "samenzicht_steps_fresh"
GONE_BELOW = {
    "0004": {"log_entry", "log_tree"},
    "0008": {"procrastinate_jobs", "procrastinate_events"},
    "0036": {"norm"},
    "0044": {"signing_key"},
    "0050": {"comment", "comment_thread"},
    "0069": {"incident_decision"},
    "0126": {"notice"},
    "0155": {"comment", "comment_thread"},
    "0165": {"notice"},
}
"""Of what a step back keeps the table but not every row or value; each says so at its head."""
FILLED_BY = {
    "0004": {"log_tree"},
    "0008": {"procrastinate_jobs", "procrastinate_events"},
    "0118": {"identity_provider", "person"},
}
"""Into what a step forward puts rows or values of its own."""
IN_OTHER_WORDS = {
    "comment": ("0071", "0154"),
    "comment_thread": ("0071", "0154"),
    "samenzicht_due_places(date,date)": ("0051", "0053"),
    "samenzicht_keep_names()": ("0017", "0026"),
    **dict.fromkeys(
        ("document_version", "evidence", "recommendation", "report_finding", "seat"),
        ("0004", "0006"),
    ),
}
"""What a step back writes in other words that mean the same, and from which to which step."""


@pytest.fixture(scope="module", autouse=True)
def steps_read_once():
    """The files of all steps, which every command would read anew: four times as quick."""
    read = ScriptDirectory(str(schema.MIGRATIONS))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ScriptDirectory, "from_config", lambda _config: read)
        yield


@pytest.fixture(params=["sample", "scene"])
def filled(request, server):
    """A database with much in it, at the newest step: its owner's address."""
    if request.param == "sample":
        house = house_of(request.getfixturevalue("loaded_sample").app)
        house.queue.waker.close()
        house.database.dispose()
    else:
        request.getfixturevalue("made_scene")
    server.make_database(FILLED, template=f"samenzicht_{request.param}")
    if request.param == "scene":
        owner = create_engine(driver_url(server.url("samenzicht_owner", database=FILLED)))
        with owner.begin() as connection:
            connection.exec_driver_sql(TAKE_AWAY)
        owner.dispose()
    yield server.url("samenzicht_owner", database=FILLED)
    server.drop_database(FILLED)


@pytest.fixture(scope="module")
def fresh(server):
    """How an installation is built that came to a step and never went further, by step."""
    server.make_database(FRESH)
    url, found = server.url("samenzicht_owner", database=FRESH), {}
    for revision in reversed(schema.list_revisions()):
        schema.upgrade(url, revision)
        found[revision] = seen(url)[1]
    server.drop_database(FRESH)
    return found


def seen(url):
    """Return the rows of a database and how it is built."""
    engine = create_engine(driver_url(url))
    try:
        with engine.connect() as connection:
            return rows_of(connection), built_of(connection)
    finally:
        engine.dispose()


def otherwise(found, fresh, step):
    """Return what is not built as in an installation that was never further than a step."""
    known = {name for name, (first, last) in IN_OTHER_WORDS.items() if first <= step <= last}
    return [
        f"{name} at {step}: {sorted(set(found.get(name, [])) ^ set(fresh.get(name, [])))}"
        for name in sorted(found.keys() | fresh.keys())
        if found.get(name) != fresh.get(name) and name not in known
    ]


def back_and_forth(url, step, *, below, before, fresh):
    """Take one step back, do it again and take it back; return what is there, and what is wrong."""
    schema.downgrade(url, below)
    down, built = seen(url)
    schema.upgrade(url, step)
    up, again = seen(url)
    schema.downgrade(url, below)
    end, last = seen(url)
    told = [
        f"{table} {way} {step}: {what}"
        for way, lost, known in (
            ("down from", lost_between(before, down), GONE_BELOW),
            ("up again to", lost_between(down, up), FILLED_BY),
            ("down once more from", lost_between(down, end), FILLED_BY),
        )
        for table, what in lost.items()
        if table not in known.get(step, ())
    ]
    told += otherwise(built, fresh[below], below) + otherwise(last, fresh[below], below)
    return end, told + otherwise(again, fresh[step], step)


def test_each_step_keeps_rows_and_walls_whichever_way_it_is_taken(filled, fresh):
    steps = schema.list_revisions()
    rows, faults = seen(filled)[0], []
    assert sum(each.count > 0 for each in rows.values()) > 70

    for step, below in pairwise(steps):
        rows, told = back_and_forth(filled, step, below=below, before=rows, fresh=fresh)
        faults += told
    schema.upgrade(filled)

    assert not faults, say("Not as it was:", faults)
    assert otherwise(seen(filled)[1], fresh[steps[0]], steps[0]) == []
    engine = create_engine(driver_url(filled))
    with engine.connect() as connection:
        assert schema.differences(connection) == schema.faults(connection) == []
    engine.dispose()
