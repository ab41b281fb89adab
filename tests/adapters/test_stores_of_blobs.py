"""What every store of blobs does, a folder and a real object store alike.

Written once and never changed, read by ranges, and opened by their vault alone."""

import hashlib
import io
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.adapters.blobs import (
    BlobExists,
    BlobStore,
    NoSuchBlob,
    SealedBlobs,
    StorageDown,
    new_blob_id,
)
from app.adapters.file_store import FileBlobs
from app.adapters.keys import MasterKey, NotAuthentic, new_vault_key, open_vault
from app.adapters.object_store import PART_BYTES, ObjectBlobs
from app.adapters.sealing import SEGMENT_BYTES, TAG_BYTES
from app.kernel import clock

MASTER = MasterKey(b"m" * 32)
SIZES = (0, 1, SEGMENT_BYTES, 4 * SEGMENT_BYTES, 4 * SEGMENT_BYTES + 1, 9 * SEGMENT_BYTES - 5)


def vault(name):
    return open_vault(name, new_vault_key(name, master=MASTER), master=MASTER)


@pytest.fixture(params=["folder", "bucket", "bucket with versions"])
def store(request, tmp_path) -> BlobStore:
    """An empty store of each kind."""
    if request.param == "folder":
        return FileBlobs(tmp_path / "blobs")
    server = request.getfixturevalue("object_server")
    name = "dossiers"
    server.make(name)
    if request.param == "bucket with versions":
        name = "versions"
        server.keep_versions(name)
    return ObjectBlobs(server.bucket(name, prefix=f"a/{new_blob_id()}"), area="blobs", pause=0)


def test_a_blob_is_kept_as_it_was_given(store):
    blob_id = new_blob_id()

    store.put(blob_id, iter([b"one ", b"two"]))

    assert store.size(blob_id) == 7
    assert store.fetch(blob_id, start=0, length=7) == b"one two"
    assert store.fetch(blob_id, start=4, length=100) == b"two"
    assert store.fetch(blob_id, start=7, length=1) == b""
    assert store.fetch(blob_id, start=900, length=1) == b""


def test_a_blob_is_never_overwritten(store):
    blob_id = new_blob_id()
    store.put(blob_id, [b"first"])

    with pytest.raises(BlobExists):
        store.put(blob_id, [b"second"])

    assert store.fetch(blob_id, start=0, length=9) == b"first"
    assert len(list(store.entries())) == 1


def test_of_many_who_write_one_id_exactly_one_succeeds(store):
    blob_id, gate = new_blob_id(), threading.Barrier(4)

    def write(word):
        gate.wait()
        try:
            store.put(blob_id, [word])
        except BlobExists:
            return b""
        return word

    with ThreadPoolExecutor(4) as pool:
        told = [each for each in pool.map(write, [b"aa", b"bb", b"cc", b"dd"]) if each]

    assert len(told) == 1
    assert store.fetch(blob_id, start=0, length=2) == told[0]


def test_a_put_that_breaks_off_leaves_nothing(store):
    def breaking():
        yield b"x" * (PART_BYTES + 5)
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        store.put(new_blob_id(), breaking())

    assert list(store.entries()) == []


@pytest.mark.parametrize(
    "blob_id",
    [
        "",
        "../../etc/passwd",
        "A" * 32,
        "ab" * 15,
        "ab" * 17,
        "ab/" * 10,
        "ab" * 16 + "\n",
        "ab\0" * 11,
    ],
)
def test_only_an_id_leads_to_a_place(store, blob_id):
    for ask in (
        store.size,
        store.delete,
        lambda one: store.fetch(one, start=0, length=1),
        lambda one: store.put(one, [b""]),
    ):
        with pytest.raises(NoSuchBlob):
            ask(blob_id)


def test_deleting_is_for_good_and_may_be_repeated(store):
    blob_id = new_blob_id()
    store.put(blob_id, [b"x" * (2 * PART_BYTES)])

    store.delete(blob_id)
    store.delete(blob_id)

    assert list(store.entries()) == []
    for ask in (store.size, lambda one: store.fetch(one, start=0, length=1)):
        with pytest.raises(NoSuchBlob):
            ask(blob_id)
    store.put(blob_id, [b"y"])
    assert store.fetch(blob_id, start=0, length=9) == b"y"


def test_the_listing_tells_id_size_and_time(store):
    assert list(store.entries()) == []
    small, large = new_blob_id(), new_blob_id()
    store.put(small, [b"12345"])
    store.put(large, [b"x" * PART_BYTES, b"yz"])

    found = {each.id: each for each in store.entries()}

    assert {key: each.size for key, each in found.items()} == {small: 5, large: PART_BYTES + 2}
    assert all(abs((clock.now() - each.changed_at).total_seconds()) < 60 for each in found.values())


@pytest.mark.parametrize("size", SIZES)
def test_content_comes_back_whole_and_in_ranges(store, size):
    sealed, room = SealedBlobs(store), vault("room")
    content = hashlib.shake_128(str(size).encode()).digest(size)

    stored = sealed.put(io.BytesIO(content), vault=room)

    assert b"".join(sealed.read(stored, vault=room)) == content
    for start in {0, size // 2, max(0, size - 3), max(0, SEGMENT_BYTES - 2)}:
        ranged = sealed.read_range(stored, vault=room, start=start, length=5)
        assert b"".join(ranged) == content[start : start + 5]
    assert store.size(stored.id) == stored.sealed_size
    assert stored.sealed_size == size + TAG_BYTES * max(1, -(-size // SEGMENT_BYTES))
    assert sealed.fault_of(stored) == ""


def test_what_was_cut_off_or_added_is_noticed(store):
    sealed, room = SealedBlobs(store), vault("room")
    content = b"een geheim " * 200_000
    stored = sealed.put(io.BytesIO(content), vault=room)
    held = store.fetch(stored.id, start=0, length=stored.sealed_size)
    assert b"geheim" not in held

    for wrong in (held[:-1], held + b"x", held[: SEGMENT_BYTES + TAG_BYTES]):
        store.delete(stored.id)
        store.put(stored.id, [wrong])
        assert sealed.fault_of(stored).startswith(f"it has {len(wrong)} bytes")
        with pytest.raises(NotAuthentic):
            list(sealed.read(stored, vault=room))


def test_another_vault_does_not_open_it(store):
    sealed = SealedBlobs(store)
    stored = sealed.put(io.BytesIO(b"x"), vault=vault("room"))

    with pytest.raises(NotAuthentic):
        next(sealed.read(stored, vault=vault("room")))


def test_a_lost_blob_is_told_apart_from_a_changed_one(store):
    sealed, room = SealedBlobs(store), vault("room")
    stored = sealed.put(io.BytesIO(b"x"), vault=room)
    sealed.delete(stored)

    assert sealed.fault_of(stored) == "it is not there"
    with pytest.raises(NoSuchBlob):
        next(sealed.read(stored, vault=room))


def test_a_store_can_be_asked_whether_it_works(store):
    store.check()

    assert list(store.entries()) == []


@pytest.mark.parametrize(
    "changed", [{"secret_key": "another-secret"}, {"endpoint": "http://127.0.0.1:9"}]
)
def test_a_bucket_out_of_reach_is_told_without_the_secret(object_server, changed):
    bucket = object_server.bucket("dossiers", **changed)
    store = ObjectBlobs(bucket, area="blobs", pause=0)
    secret = bucket.secret_key

    for ask in (
        store.check,
        lambda: store.size(new_blob_id()),
        lambda: list(store.entries()),
        lambda: store.delete(new_blob_id()),
    ):
        with pytest.raises(StorageDown) as told:
            ask()
        assert secret not in f"{told.value}{told.value.__cause__}{bucket}{store._store}"
