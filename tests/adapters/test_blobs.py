"""Blobs in a folder: safe on disk before `put` returns, and nothing half written is seen."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.adapters import file_store
from app.adapters.blobs import SealedBlobs, new_blob_id
from app.adapters.file_store import FileBlobs
from app.adapters.keys import MasterKey, NotAuthentic, Vault, new_vault_key, open_vault
from app.adapters.sealing import SEGMENT_BYTES, TooLarge

MASTER = MasterKey(b"m" * 32)


def vault(name: str) -> Vault:
    return open_vault(name, new_vault_key(name, master=MASTER), master=MASTER)


@pytest.fixture
def store(tmp_path) -> FileBlobs:
    return FileBlobs(tmp_path / "blobs")


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_an_upload_that_breaks_off_leaves_nothing(store, tmp_path):
    def breaking():
        yield b"half"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        store.put(new_blob_id(), breaking())

    assert files(tmp_path) == []


def test_a_folder_that_another_process_just_made_is_safe_too(store, tmp_path, monkeypatch):
    """Its maker may not have synced the name of it yet, and the power may go."""
    blob_id, synced = new_blob_id(), []
    ours = tmp_path / "blobs" / blob_id[:2]
    ours.mkdir(parents=True)
    monkeypatch.setattr(file_store, "sync_folder", synced.append)

    store.put(blob_id, [b"whole"])
    store.put(blob_id[:2] + new_blob_id()[2:], [b"whole"])

    assert synced == [ours.parent, ours, ours], "once is enough for what this process did itself"


def test_the_listing_tells_id_size_and_time(store, tmp_path):
    assert list(store.entries()) == []
    blob_id = new_blob_id()
    store.put(blob_id, [b"12345"])
    [path] = files(tmp_path)
    os.utime(path, (1_700_000_000, 1_700_000_000))
    (path.parent / "leftover.draft").touch()

    [entry] = store.entries()

    assert (entry.id, entry.size) == (blob_id, 5)
    assert entry.changed_at.isoformat() == "2023-11-14T22:13:20+00:00"


def test_file_and_folder_are_synced_before_put_returns(store, monkeypatch):
    synced = []
    real = os.fsync

    def noting(handle):
        synced.append(Path(f"/proc/self/fd/{handle}").resolve().is_dir())
        real(handle)

    store.put("ab" * 16, [b"the folder exists now"])
    monkeypatch.setattr(os, "fsync", noting)
    store.put("ab" * 15 + "cd", [b"x"])

    assert synced == [False, True]


def test_a_process_killed_while_writing_leaves_no_blob(tmp_path):
    program = (
        "import os, sys, pathlib\n"
        "from app.adapters.blobs import new_blob_id\n"
        "from app.adapters.file_store import FileBlobs\n"
        "def pieces():\n"
        "    yield b'x' * 100000\n"
        "    os.kill(os.getpid(), 9)\n"
        "FileBlobs(pathlib.Path(sys.argv[1])).put(new_blob_id(), pieces())\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)],
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )

    assert ended.returncode == -9
    assert list(FileBlobs(tmp_path).entries()) == []


def test_content_is_sealed_on_disk_and_opens_in_its_vault(store, tmp_path):
    sealed, room = SealedBlobs(store), vault("room")
    content = b"een geheim " * 200_000

    stored = sealed.put(io.BytesIO(content), vault=room)

    assert b"".join(sealed.read(stored, vault=room)) == content
    ranged = sealed.read_range(stored, vault=room, start=SEGMENT_BYTES - 3, length=6)
    assert b"".join(ranged) == content[SEGMENT_BYTES - 3 : SEGMENT_BYTES + 3]
    [path] = files(tmp_path)
    assert b"geheim" not in path.read_bytes()
    assert path.stat().st_size == stored.sealed_size


def test_blobs_swapped_on_disk_do_not_open(store, tmp_path):
    sealed, room = SealedBlobs(store), vault("room")
    one = sealed.put(io.BytesIO(b"one"), vault=room)
    sealed.put(io.BytesIO(b"two"), vault=room)
    first, second = files(tmp_path)
    first.rename(tmp_path / "aside")
    second.rename(first)
    (tmp_path / "aside").rename(second)

    with pytest.raises(NotAuthentic):
        list(sealed.read(one, vault=room))


def test_an_upload_over_the_limit_leaves_nothing(store, tmp_path):
    with pytest.raises(TooLarge):
        SealedBlobs(store).put(io.BytesIO(b"12345"), vault=vault("room"), max_bytes=4)

    assert files(tmp_path) == []
