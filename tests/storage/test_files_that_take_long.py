"""Files that take long: no transaction breaks off on them, and none of them is lost for that."""

import random
import time
from contextlib import contextmanager

import psycopg
import pytest

from app.adapters.blobs import new_blob_id
from app.adapters.file_store import FileBlobs
from app.kernel import tables
from app.storage import service


def count_of(store):
    return len(list(store.entries()))


class Slow:
    """A store whose files take longer than the database waits for its next statement."""

    def __init__(self, store):
        self.store, self.is_slow = store, True

    def __getattr__(self, name):
        return getattr(self.store, name)

    def size(self, blob_id):
        return self._later(self.store.size(blob_id))

    def put(self, blob_id, pieces):
        return self._later(self.store.put(blob_id, pieces))

    def _later(self, answer):
        if self.is_slow:
            time.sleep(1.5)
            self.is_slow = False
        return answer


def impatient(url):
    """An address of the database where who says nothing for a second is cut off."""
    return f"{url}&options=-c%20idle_in_transaction_session_timeout%3D1s"


def test_files_may_take_longer_than_the_database_waits(made, empty, place, kept, master, tmp_path):
    owner_url, store = empty
    path = tmp_path / "slow.backup"

    contents = service.create_backup(
        path, keeper_url=impatient(place("keeper")), store=Slow(kept), master=master
    )
    restored = service.restore_backup(
        path, owner_url=impatient(owner_url), store=Slow(store), master=master
    )

    assert contents.files > 1
    assert restored == contents
    assert count_of(store) == contents.files


def test_a_large_file_is_asked_for_in_few_pieces(tmp_path, monkeypatch, place, master):
    """In a bucket each piece is a request of its own."""
    asked = []

    class Counted(FileBlobs):
        """A store that writes down what it is asked."""

        def fetch(self, blob_id, *, start, length):
            asked.append(start)
            return super().fetch(blob_id, start=start, length=length)

    store, blob_id = Counted(tmp_path / "blobs"), new_blob_id()
    store.put(blob_id, [random.Random(7).randbytes(1 << 20)] * 33)
    monkeypatch.setattr(tables, "list_values", lambda *_args, **_named: [blob_id])

    contents = service.create_backup(
        tmp_path / "large.backup", keeper_url=place("keeper"), store=store, master=master
    )

    assert (len(asked), contents.files) == (3, 1)
    assert service.verify_backup(tmp_path / "large.backup", master=master) == contents


def test_files_stay_when_the_way_broke_after_the_rows_had_come(made, empty, master, monkeypatch):
    """The commit went well and its answer was lost: files without rows can go, rows cannot."""
    owner_url, store = empty
    filling = tables.filling

    @contextmanager
    def breaking(url):
        with filling(url) as connection:
            yield connection
        raise psycopg.OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(tables, "filling", breaking)

    with pytest.raises(psycopg.OperationalError):
        service.restore_backup(made[0], owner_url=owner_url, store=store, master=master)

    assert tables.has_history(owner_url)
    assert count_of(store) == made[1].files
