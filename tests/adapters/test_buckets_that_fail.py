"""What is done when a bucket fails in ways that a real one seldom does, told by one of our own."""

import obstore
import pytest
from obstore.exceptions import AlreadyExistsError, GenericError

from app.adapters import object_store
from app.adapters.blobs import BlobExists, StorageDown, StorageFull
from app.adapters.object_store import ATTEMPTS, Bucket, ObjectBlobs

BLOB = "ab" * 16
FIRST = f"blobs/{BLOB}/000000"


class Shelf:
    """Takes the place of the calls to a bucket; a script says what each writing call does."""

    def __init__(self, monkeypatch, *script):
        self.held, self.script, self.pauses, self.calls = {}, list(script), [], 0
        for name in ("put", "delete", "get_range", "head"):
            monkeypatch.setattr(obstore, name, getattr(self, name))
        monkeypatch.setattr(object_store.time, "sleep", self.pauses.append)

    def put(self, _store, name, part, **_how):
        self.calls += 1
        step = self.script.pop(0) if self.script else "well"
        if step in {"well", "lost"}:
            if name in self.held:
                raise AlreadyExistsError("it is there")
            self.held[name] = bytes(part)
        if step != "well":
            raise GenericError("507 Insufficient Storage" if step == "full" else "line\nand more")

    def delete(self, _store, name):
        self.script_of_removing(name)

    def script_of_removing(self, name):
        if name not in self.held:
            raise FileNotFoundError(name)
        del self.held[name]

    def get_range(self, _store, name, *, start, length):
        if name not in self.held:
            raise FileNotFoundError(name)
        return self.held[name][start : start + length]

    def head(self, _store, name):
        if name not in self.held:
            raise FileNotFoundError(name)


@pytest.fixture
def blobs():
    return ObjectBlobs(Bucket("dossiers"), area="blobs", pause=7)


def test_an_answer_that_got_lost_is_no_fault(blobs, monkeypatch):
    shelf = Shelf(monkeypatch, "lost")
    blobs.put(BLOB, [b"whole"])

    assert shelf.held == {FIRST: b"whole"}
    assert shelf.pauses == [7]


def test_what_another_wrote_meanwhile_is_not_taken_for_ours(blobs, monkeypatch):
    shelf = Shelf(monkeypatch, "down")
    shelf.held[FIRST] = b"whole, and of another"

    with pytest.raises(BlobExists):
        blobs.put(BLOB, [b"whole"])
    assert shelf.held[FIRST] == b"whole, and of another"


def test_that_it_is_there_already_is_believed_at_once(blobs, monkeypatch):
    shelf = Shelf(monkeypatch)
    shelf.held[FIRST] = b"whole"

    with pytest.raises(BlobExists):
        blobs.put(BLOB, [b"whole"])
    assert shelf.calls == 1, "also when it is the same: who wrote it is not who asks"


def test_it_is_tried_some_times_and_longer_apart(blobs, monkeypatch):
    shelf = Shelf(monkeypatch, *["down"] * 9)

    with pytest.raises(StorageDown) as told:
        blobs.put(BLOB, [b"whole"])
    assert str(told.value) == "line", "a fault is one line"
    assert (shelf.calls, shelf.pauses) == (ATTEMPTS, [7, 14])


def test_a_full_bucket_is_not_asked_again(blobs, monkeypatch):
    shelf = Shelf(monkeypatch, "full")

    with pytest.raises(StorageFull):
        blobs.put(BLOB, [b"whole"])
    assert (shelf.calls, shelf.pauses) == (1, [])


def test_what_is_gone_already_is_removed(blobs, monkeypatch):
    shelf = Shelf(monkeypatch)
    blobs._remove(FIRST)

    assert shelf.pauses == [], "no fault, so nothing to ask again"


def test_what_cannot_be_taken_back_is_left_to_the_collector(blobs, monkeypatch):
    """Who sent it hears why it broke off, not what came after."""
    shelf, told = Shelf(monkeypatch), []
    monkeypatch.setattr(
        object_store.log, "warning", lambda *said, **facts: told.append((*said, facts))
    )

    def breaking():
        yield bytes(object_store.PART_BYTES)
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        blobs.put(BLOB, breaking())
    assert (shelf.held, told) == ({}, [])

    def down(_name):
        raise GenericError("down")

    shelf.script_of_removing = down
    with pytest.raises(ConnectionResetError):
        blobs.put(BLOB, breaking())
    assert told == [("blob left to the collector", {"blob": BLOB})]


def test_a_bucket_that_answers_is_there_whatever_it_holds(blobs, monkeypatch):
    shelf = Shelf(monkeypatch)
    assert blobs.is_there()
    shelf.held["blobs/none"] = b""
    assert blobs.is_there()

    def down(_store, _name):
        raise GenericError("down")

    monkeypatch.setattr(obstore, "head", down)
    assert not blobs.is_there()


def test_what_is_no_blob_is_not_listed(blobs, monkeypatch):
    other = {"path": "blobs/of-somebody-else/x", "size": 1, "last_modified": 1}
    ours = [
        {"path": f"blobs/{BLOB}/{number:06d}", "size": 5, "last_modified": 9 - number}
        for number in range(2)
    ]
    monkeypatch.setattr(obstore, "list", lambda *_given, **_named: [[*ours, other]])
    (found,) = blobs.entries()

    assert (found.id, found.size, found.changed_at) == (BLOB, 10, 9)


def test_only_what_is_set_is_told_to_the_bucket(monkeypatch):
    """Keys that are not set come from the surroundings, and http is for who asks for it."""
    bare = object_store._connect(Bucket("dossiers"))
    full = object_store._connect(
        Bucket("dossiers", endpoint="http://127.0.0.1:9", access_key="a", secret_key="b")
    )
    safe = object_store._connect(Bucket("dossiers", endpoint="https://s3.example", access_key="a"))

    keys = {"access_key_id", "secret_access_key", "endpoint"}
    assert [keys & set(each.config) for each in (bare, full, safe)] == [set(), keys, {"endpoint"}]
    allowed = [each.client_options["allow_http"] for each in (bare, full, safe)]
    assert allowed == ["false", "true", "false"]
    assert full.config["checksum_algorithm"] == "sha256"
    assert full.retry_config["max_retries"] == 0
