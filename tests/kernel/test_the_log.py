"""The log: exact bytes, hashes anyone can compute again, indexes without gaps, edited by nobody."""

import hashlib
import json
import threading
from contextlib import suppress
from datetime import UTC, date, datetime
from enum import Enum
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, ProgrammingError

from app.identity.actions import IdentityAction
from app.kernel.access import system_actor
from app.kernel.audit.entries import canonical, plain
from app.kernel.audit.models import PLATFORM_TREE
from app.kernel.db import Database
from app.kernel.errors import HouseFault
from app.kernel.ids import new_id
from app.kernel.work import begin_work, keeping_books
from tests.support.acting import acting

SIGNED_OUT = IdentityAction.SIGNED_OUT
FACTS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
    max_leaves=12,
)


class Thing:
    __tablename__ = "thing"

    def __init__(self, tree: UUID = PLATFORM_TREE) -> None:
        self.id = new_id()
        self.log_tree_id = tree


@pytest.fixture
def els(world):
    return world.actor("els")


def rows_about(transaction, thing):
    with transaction.as_owner() as owner:
        found = owner.execute(
            text('select * from log_entry where object_id = :id order by "index"'),
            {"id": thing.id},
        )
        return found.mappings().all()


def head(transaction, tree=PLATFORM_TREE):
    with transaction.as_owner() as owner:
        return owner.execute(
            text("select size from log_tree where id = :id"), {"id": tree}
        ).scalar_one()


def test_an_entry_says_who_what_when_and_on_which_ground(app, els, transaction):
    thing = Thing()
    with acting(app, els, request_id="abc"), keeping_books(els) as work:
        work.record(SIGNED_OUT, thing, everywhere=True, until=date(2026, 11, 23))

    (row,) = rows_about(transaction, thing)
    told = json.loads(row["entry"])
    assert told["actor"] == str(els.person_id)
    assert told["organisation"] == str(els.organisation_id)
    assert told["action"] == "person:session:end"
    assert told["object"] == ["thing", str(thing.id)]
    assert told["facts"] == {"everywhere": True, "until": "2026-11-23"}
    assert (told["v"], told["tree"], told["index"]) == (1, str(PLATFORM_TREE), row["index"])
    assert (told["permissions"], told["request"]) == ([], "abc")
    assert canonical(told) == row["entry"]
    assert datetime.fromisoformat(told["at"]).utcoffset().total_seconds() == 0


def test_the_leaf_hash_can_be_computed_again_from_the_bytes_and_the_salt(app, els, transaction):
    thing = Thing()
    with acting(app, els), keeping_books(els) as work:
        work.record(SIGNED_OUT, thing)
        work.record(SIGNED_OUT, thing)

    rows = rows_about(transaction, thing)
    for row in rows:
        computed = hashlib.sha256(b"\x00" + row["salt"] + row["entry"]).digest()
        assert (row["leaf_hash"], len(row["salt"])) == (computed, 16)
    assert rows[0]["salt"] != rows[1]["salt"]
    assert [row["index"] for row in rows] == [rows[0]["index"], rows[0]["index"] + 1]
    assert head(transaction) == rows[1]["index"] + 1


@given(st.dictionaries(st.text(st.characters(codec="utf-8")), FACTS))
def test_the_bytes_of_an_entry_are_canonical(facts):
    """The same content gives the same bytes whatever the order, and the bytes give it back."""
    written = canonical(facts)

    assert json.loads(written) == facts
    assert canonical(dict(reversed(facts.items()))) == written
    assert canonical(json.loads(written)) == written


def test_canonical_bytes_have_no_room_for_doubt():
    assert canonical({"b": "é", "a": [1, True, None]}) == '{"a":[1,true,null],"b":"é"}'.encode()
    with pytest.raises(ValueError, match="JSON compliant"):
        canonical({"a": float("nan")})


def test_facts_are_data():
    colour = Enum("Colour", {"RED": "red"})
    identity = new_id()
    moment = datetime(2026, 11, 23, 9, tzinfo=UTC)

    assert plain({"a": colour.RED, 1: (identity, moment)}) == {
        "a": "red",
        "1": [str(identity), "2026-11-23T09:00:00+00:00"],
    }


@pytest.mark.parametrize("fact", [1.5, b"bytes", object(), Thing()])
def test_content_is_no_fact(fact):
    with pytest.raises(HouseFault, match="A log fact may not be"):
        plain({"value": [fact]})


def test_an_undone_work_leaves_no_entry_and_no_gap(app, els, transaction):
    before = head(transaction)
    with acting(app, els):
        with pytest.raises(ValueError, match="stop"), begin_work(els) as work:
            work.record(SIGNED_OUT, Thing())
            raise ValueError("stop")
        with begin_work(els) as work:
            work.record(SIGNED_OUT, Thing())

    assert head(transaction) == before + 1


def test_an_entry_needs_a_tree(app, els):
    with acting(app, els), pytest.raises(DBAPIError, match="log_entry"), begin_work(els) as work:
        work.record(SIGNED_OUT, Thing(tree=new_id()))


def test_every_place_has_its_own_count(app, world, transaction):
    anna, place = world.actor("anna"), world.workspace.id
    before = head(transaction), head(transaction, place)
    with acting(app, anna), begin_work(anna) as work:
        work.record(SIGNED_OUT, Thing(tree=place))
        work.record(SIGNED_OUT, Thing())
        work.record(SIGNED_OUT, Thing(tree=place))

    assert (head(transaction), head(transaction, place)) == (before[0] + 1, before[1] + 2)


@pytest.mark.parametrize(
    "statement",
    [
        "update log_entry set entry = ''",
        "delete from log_entry",
        "truncate log_entry",
        "delete from log_tree",
        "truncate log_tree cascade",
    ],
)
def test_the_application_cannot_edit_the_log(app, els, statement):
    with acting(app, els) as session, pytest.raises(ProgrammingError, match="permission denied"):
        session.connection().exec_driver_sql(statement)


@pytest.fixture
def real_database(server, database_name, standing_world, owner_engine):
    """Connections of the application's own, whose commits are real and are taken out again."""
    database = Database(server.url("samenzicht_app", database=database_name), pool_size=8)
    before = size_of(owner_engine)
    yield database
    database.dispose()
    with owner_engine.begin() as owner:
        tree = {"id": PLATFORM_TREE, "size": before}
        owner.execute(text('delete from log_entry where tree_id = :id and "index" >= :size'), tree)
        owner.execute(text("update log_tree set size = :size where id = :id"), tree)


def test_eight_people_at_once_leave_no_gap(real_database, owner_engine):
    start = threading.Barrier(8)

    def write(number: int) -> None:
        actor = system_actor(f"writer-{number}")
        start.wait()
        for turn in range(12):
            with (
                real_database.session_for(actor),
                suppress(HouseFault),
                begin_work(actor) as work,
            ):
                for _ in range(1 + turn % 3):
                    work.record(SIGNED_OUT, Thing())
                if turn % 4 == 3:
                    plain(object())

    before = size_of(owner_engine)
    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    kept = 8 * sum(1 + turn % 3 for turn in range(12) if turn % 4 != 3)
    assert size_of(owner_engine) == before + kept
    assert indexes(owner_engine, since=before) == list(range(before, before + kept))


def size_of(engine) -> int:
    with engine.connect() as owner:
        return owner.execute(
            text("select size from log_tree where id = :id"), {"id": PLATFORM_TREE}
        ).scalar_one()


def indexes(engine, *, since: int) -> list[int]:
    with engine.connect() as owner:
        found = owner.execute(
            text(
                'select "index" from log_entry where tree_id = :id and "index" >= :since'
                ' order by "index"'
            ),
            {"id": PLATFORM_TREE, "since": since},
        )
        return list(found.scalars())
