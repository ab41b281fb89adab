"""The collector: marks what no row names, removes it a day later, and never what is named.

In a folder and in a bucket alike."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError

from app import wiring
from app.adapters.blobs import new_blob_id
from app.kernel import clock
from app.kernel.db import Base, driver_url
from app.storage.service import OLD_ENOUGH, SECOND_LOOK
from tests.support.documents import TEXT
from tests.support.sending import Sender

OLD = OLD_ENOUGH + timedelta(minutes=1)


def ids(store):
    return {each.id for each in store.entries()}


def later():
    return clock.now() + SECOND_LOOK + timedelta(minutes=1)


def test_an_orphan_goes_at_the_second_look(collect, stores):
    orphans = {name: new_blob_id() for name in stores}
    for name, store in stores.items():
        store.put(orphans[name], [b"left behind"])

    assert collect(age=OLD_ENOUGH - timedelta(minutes=1)).marked == 0
    first = collect(age=OLD)
    assert (first.marked, first.removed) == (2, 0)
    assert collect(age=OLD).removed == 0
    assert [ids(each) for each in stores.values()] == [{each} for each in orphans.values()]
    second = collect(age=OLD, at=later())

    assert second.removed == 2
    assert [ids(each) for each in stores.values()] == [set(), set()]
    third = collect(age=OLD, at=later())
    assert (third.marked, third.removed) == (0, 0)


def test_what_a_row_names_stays(collect, stores, library, api_of, world):
    library.bring("bram", content=TEXT)
    sender = Sender(api_of("bram"), world.workspace.ref)
    address = sender.begun(len(TEXT))
    sender.send(address, TEXT[:10])
    before = [ids(each) for each in stores.values()]
    assert [len(each) for each in before] == [1, 1]

    collect(age=OLD)
    collect(age=OLD, at=later())

    assert [ids(each) for each in stores.values()] == before
    assert sender.send(address, TEXT[10:], at=10).status_code == 204


def test_what_a_late_upload_would_name_is_refused_and_nothing_is_half_there(
    collect, stores, api_of, world, transaction, monkeypatch
):
    """The worst case: an upload so slow that the collector marked its file before its row came."""
    sender = Sender(api_of("bram"), world.workspace.ref)
    address = sender.begun(len(TEXT))
    real = stores["kept"].put

    def slow(blob_id, pieces):
        real(blob_id, pieces)
        assert collect(age=OLD).marked >= 1

    monkeypatch.setattr(stores["kept"]._store, "put", slow, raising=False)
    assert sender.send(address, TEXT).status_code >= 500
    monkeypatch.undo()

    assert sender.offset(address) == 0
    assert sender.send(address, TEXT).status_code == 204
    with transaction.as_owner() as owner:
        assert owner.execute(text("select count(*) from document_version")).scalar_one() == 1
    collect(age=OLD, at=later())
    assert len(ids(stores["kept"])) == 1


@pytest.mark.parametrize("stores", ["folder"], indirect=True)
def test_drafts_are_cleared_by_their_age(collect, stores, tmp_path):
    draft = tmp_path / "kept" / "ab" / "0123.draft"
    draft.parent.mkdir(parents=True)
    draft.write_bytes(b"half")

    assert collect().drafts == 0
    assert collect(age=OLD).drafts == 1
    assert not draft.exists()


def test_every_table_that_names_blobs_refuses_a_marked_one(owner_engine):
    wiring.import_models()
    naming = {
        table.name
        for table in Base.metadata.tables.values()
        if "blob_id" in table.columns and table.name != "orphaned_blob"
    }
    with owner_engine.connect() as owner:
        rows = owner.execute(
            text("select tgrelid::regclass::text from pg_trigger where tgname = 'names_blob'")
        )
        refusing = set(rows.scalars())

    assert naming == refusing, "A migration must put the trigger names_blob on these tables too."


@pytest.fixture
def lines(server, new_database):
    """Two connections to a database of their own, with one naming table."""
    engine = create_engine(driver_url(new_database("collecting")("samenzicht_owner")))
    with engine.begin() as owner:
        owner.execute(text("create table naming (blob_id varchar(32))"))
        owner.execute(
            text(
                "create trigger names_blob before insert on naming"
                " for each row execute function samenzicht_name_blob()"
            )
        )
    yield engine
    engine.dispose()
    server.drop_database("collecting")


MARK = text("select samenzicht_mark_blobs('kept', array[:id], now())")
NAME = text("insert into naming values (:id)")


def test_marking_and_naming_at_once_has_one_winner(lines):
    """Whoever is second waits, and then sees what the first did."""
    for number in range(20):
        blob, gate, told = {"id": f"{number:032x}"}, threading.Barrier(2), {}

        def run(word, statement, *, blob=blob, gate=gate, told=told):
            with lines.connect() as line:
                gate.wait()
                try:
                    told[word] = line.execute(statement, blob)
                    told[word] = told[word].scalar() if word == "mark" else 1
                    line.commit()
                except IntegrityError:
                    told[word] = 0

        both = [
            threading.Thread(target=run, args=each) for each in (("mark", MARK), ("name", NAME))
        ]
        for each in both:
            each.start()
        for each in both:
            each.join()
        assert told["mark"] + told["name"] == 1, f"both or neither for {blob}"
