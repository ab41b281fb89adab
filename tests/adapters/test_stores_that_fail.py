"""What a store says when its disk or bucket fails, and what it leaves: nothing, or a draft."""

import errno
import io
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.adapters import blobs, file_store
from app.adapters.blobs import (
    NoSuchBlob,
    SealedBlobs,
    StorageDown,
    StorageFull,
    StoredBlob,
    new_blob_id,
    probe,
)
from app.adapters.file_store import DRAFT, FileBlobs, sync_folder
from app.kernel import clock

BLOB = "ab" * 16


@pytest.fixture
def store(tmp_path) -> FileBlobs:
    return FileBlobs(tmp_path / "blobs")


def failing(number, word="of the disk"):
    def fail(*_given, **_named):
        raise OSError(number, word)

    return fail


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.ENOSPC, StorageFull),
        (errno.EDQUOT, StorageFull),
        (errno.EFBIG, StorageFull),
        (errno.EIO, StorageDown),
        (errno.ENOENT, StorageDown),
    ],
)
@pytest.mark.parametrize("call", ["open", "fsync"])
def test_a_disk_that_fails_is_told_by_its_kind_and_its_word(store, monkeypatch, call, number, kind):
    store.put(new_blob_id(), [b"folders that stand"])
    with monkeypatch.context() as patched:
        patched.setattr(os, call, failing(number))
        with pytest.raises(StorageDown) as told:
            store.put(BLOB, [b"x"])

    assert (type(told.value), str(told.value)) == (kind, "of the disk")
    with pytest.raises(NoSuchBlob):
        store.size(BLOB)


def test_a_fault_without_a_word_is_told_all_the_same(store, monkeypatch):
    def fail(*_given, **_named):
        raise OSError("no number")

    monkeypatch.setattr(os, "pread", fail)
    store.put(BLOB, [b"x"])
    with pytest.raises(StorageDown, match="no number"):
        store.fetch(BLOB, start=0, length=1)


def test_a_piece_is_written_whole_by_a_disk_that_takes_a_little_at_a_time():
    class Slow(io.BytesIO):
        def write(self, piece):
            return super().write(bytes(piece[:3]))

    file = Slow()
    file_store._write(file, b"more than three bytes")

    assert file.getvalue() == b"more than three bytes"


def test_a_draft_that_cannot_be_removed_is_left_to_the_collector(store, monkeypatch):
    """The upload stands or falls by itself: what is over of it is for later."""
    real = Path.unlink
    monkeypatch.setattr(Path, "unlink", failing(errno.EIO))
    store.put(BLOB, [b"whole"])
    monkeypatch.setattr(Path, "unlink", real)

    assert store.fetch(BLOB, start=0, length=9) == b"whole"
    assert [each.id for each in store.entries()] == [BLOB]
    assert store.clear_drafts(before=clock.now() + timedelta(minutes=1)) == 1
    assert store.clear_drafts(before=clock.now() + timedelta(minutes=1)) == 0
    assert store.size(BLOB) == 5


def test_only_drafts_that_nobody_writes_any_more_are_cleared(store, tmp_path):
    store.put(BLOB, [b"whole"])
    folder = tmp_path / "blobs" / BLOB[:2]
    for name, moment in (("old", 1_000), ("on time", 2_000), ("new", 3_000)):
        path = folder / f"{name}{DRAFT}"
        path.touch()
        os.utime(path, (moment, moment))
    os.utime(folder / BLOB, (1_000, 1_000))

    assert store.clear_drafts(before=datetime.fromtimestamp(2_000, UTC)) == 1

    names = {each.name for each in folder.iterdir()}
    assert names == {BLOB, f"on time{DRAFT}", f"new{DRAFT}"}


def test_a_blob_that_goes_while_all_are_listed_is_left_out(store, tmp_path):
    """A collector in another process removes one between the listing and the look at it."""
    other = "cd" * 16
    for each in (BLOB, other):
        store.put(each, [b"x"])
    found = store.entries()

    assert next(found).id == BLOB
    store.delete(other)
    assert list(found) == []


def test_a_store_without_its_folder_is_not_there(store, tmp_path):
    assert not store.is_there()
    store.delete(BLOB)
    assert list(tmp_path.iterdir()) == [], "and deleting makes none"
    store.put(BLOB, [b"x"])
    assert store.is_there()


def test_a_folder_that_went_is_made_and_synced_again(store, tmp_path, monkeypatch):
    store.put(BLOB, [b"x"])
    store.delete(BLOB)
    (tmp_path / "blobs" / "ab").rmdir()
    synced = []
    monkeypatch.setattr(file_store, "sync_folder", synced.append)
    store.put(BLOB, [b"y"])

    assert store.fetch(BLOB, start=0, length=1) == b"y"
    assert synced == [tmp_path / "blobs", tmp_path / "blobs" / "ab"]


def test_every_new_folder_is_its_owners_alone_and_its_name_synced(tmp_path, monkeypatch):
    synced = []
    monkeypatch.setattr(file_store, "sync_folder", synced.append)
    FileBlobs(tmp_path / "far" / "away").put(BLOB, [b"x"])

    ours = tmp_path / "far" / "away" / "ab"
    assert synced == [tmp_path, tmp_path / "far", tmp_path / "far" / "away", ours]
    for folder in (ours, ours.parent, ours.parent.parent):
        assert folder.stat().st_mode & 0o777 == 0o700
    assert (ours / BLOB).stat().st_mode & 0o777 == 0o600


def test_what_is_gone_from_disk_is_synced_too(store, tmp_path, monkeypatch):
    store.put(BLOB, [b"x"])
    synced = []
    monkeypatch.setattr(file_store, "sync_folder", synced.append)
    store.delete(BLOB)

    assert synced == [tmp_path / "blobs" / "ab"]


def test_syncing_leaves_no_file_open(tmp_path, monkeypatch):
    before = len(list(Path("/proc/self/fd").iterdir()))
    sync_folder(tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", failing(errno.EIO))
        with pytest.raises(OSError, match="of the disk"):
            sync_folder(tmp_path)

    assert len(list(Path("/proc/self/fd").iterdir())) == before


class Forgetful:
    """A store that gives back something else, or cannot remove."""

    def __init__(self, *, gives=None, removes=True):
        self.held, self.gives, self.removes = {}, gives, removes

    def put(self, blob_id, pieces):
        self.held[blob_id] = b"".join(pieces)

    def fetch(self, blob_id, *, start, length):
        return (self.gives or self.held[blob_id])[start : start + length]

    def delete(self, blob_id):
        if not self.removes:
            raise StorageDown("it does not answer")
        del self.held[blob_id]


def test_a_store_is_probed_by_what_it_gives_back():
    well, wrong = Forgetful(), Forgetful(gives=b"something else entirely, and longer than that")
    probe(well)
    with pytest.raises(StorageDown, match="something else than it was given"):
        probe(wrong)

    assert (well.held, wrong.held) == ({}, {}), "nothing of a probe is left"


def test_what_nothing_names_is_left_to_the_collector_when_it_cannot_be_removed(monkeypatch):
    told = []
    monkeypatch.setattr(blobs.log, "warning", lambda *said, **facts: told.append((*said, facts)))
    stored = StoredBlob(BLOB, "", 1, b"", "", 17)
    silent, well = Forgetful(removes=False), Forgetful()
    well.put(BLOB, [b"x"])

    SealedBlobs(silent).discard(stored)
    SealedBlobs(well).discard(stored)

    assert told == [("blob left to the collector", {"blob": BLOB})]
    assert well.held == {}
    with pytest.raises(StorageDown):
        SealedBlobs(silent).delete(stored)
