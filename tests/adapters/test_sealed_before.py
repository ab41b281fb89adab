"""What an earlier release sealed opens in every later one, and a new key is safe before its use.

The bytes here were sealed once, under a master key that counts from 0 to 31."""

import hashlib
import io
import os
import time
from pathlib import Path

import pytest

from app.adapters import sealing
from app.adapters.keys import KeyFileFault, MasterKey, NotAuthentic, Vault, open_vault
from app.adapters.sealing import HashBeside, SealedReader, SegmentSealer

BLOB = "ab" * 16
VAULT_KEY = bytes.fromhex(
    "375b01df0aa58888c0c700574047267b81c1018b6165e00fa76f432e8fb91afa"
    "7c30e19d8ae97fc6b2935b370125d93c88abc2397b75ecd25cca7f1831074d6e"
)
BLOB_KEY = bytes.fromhex(
    "8e0b8da20e56452ba8f14c498159a12c4024ee6e335384a1bedd414feab1447e"
    "88b53fe2c7608bb4a66a7a3e8e3e3851475cf1b62fc2473ea8a12735"
)
SEALED = bytes.fromhex("abd2398aeae145c3aa4df0205ca6163d650946b9d100600b3fc4")


@pytest.fixture
def master() -> MasterKey:
    return MasterKey(bytes(range(32)))


def opened(vault: Vault, size: int) -> bytes:
    key = vault.unwrap(BLOB_KEY, purpose=f"blob:{BLOB}")
    reader = SealedReader(BLOB, key, size, lambda start, length: SEALED[start : start + length])
    return b"".join(reader.read())


def test_what_was_sealed_before_still_opens(master):
    vault = open_vault("room-1", VAULT_KEY, master=master)

    assert opened(vault, 10) == b"een geheim"
    assert master.is_current(VAULT_KEY)


def test_and_only_as_what_it_was(master):
    vault = open_vault("room-1", VAULT_KEY, master=master)
    with pytest.raises(NotAuthentic):
        open_vault("room-2", VAULT_KEY, master=master)
    with pytest.raises(NotAuthentic):
        vault.unwrap(BLOB_KEY, purpose=f"blob:{'cd' * 16}")
    with pytest.raises(NotAuthentic):
        opened(vault, 9)


@pytest.mark.parametrize(
    "keys", [(), (b"short",), (b"m" * 32, b"short"), (b"short", b"m" * 32), (b"m" * 33,)]
)
def test_every_master_key_has_its_length(keys):
    with pytest.raises(KeyFileFault, match="32 bytes"):
        MasterKey(*keys)


@pytest.fixture
def synced(monkeypatch) -> list[tuple[str, int]]:
    """What was synced: a folder, or a file and how much of it was there at that moment."""
    found, real = [], os.fsync

    def noting(handle: int) -> None:
        path = Path(f"/proc/self/fd/{handle}").resolve()
        found.append(("folder", 0) if path.is_dir() else ("file", path.stat().st_size))
        real(handle)

    monkeypatch.setattr(os, "fsync", noting)
    return found


def test_a_new_key_is_on_disk_before_anything_is_sealed_with_it(tmp_path, synced):
    """A key that the power took would take everything with it."""
    before = len(list(Path("/proc/self/fd").iterdir()))

    MasterKey.from_file(tmp_path / "far" / "away" / "master", create=True)

    assert synced == [("file", 65), ("folder", 0)]
    assert len(list(Path("/proc/self/fd").iterdir())) == before, "no file is left open"


def test_a_key_file_that_cannot_be_read_is_told(tmp_path):
    (tmp_path / "master").mkdir()

    with pytest.raises(KeyFileFault, match="cannot read the master key"):
        MasterKey.from_file(tmp_path / "master", create=True)


def test_of_a_small_stream_no_thread_is_started(monkeypatch):
    """Most of what is sealed is one segment: a thread would cost more than its hash."""
    monkeypatch.setattr(sealing, "ThreadPoolExecutor", None)
    sealer = SegmentSealer(BLOB, wrapping=MasterKey(bytes(32)))
    list(sealer.segments(io.BytesIO(b"all of it")))

    assert sealer.facts.sha256 == hashlib.sha256(b"all of it").hexdigest()


def test_one_segment_at_a_time_is_under_way():
    """Else a quick sender would have all of a large file waiting in memory for its hash."""
    done = []

    class Slow:
        def update(self, segment: bytes) -> None:
            time.sleep(0.1)
            done.append(segment)

    with HashBeside() as beside:
        beside._hash = Slow()
        beside.update(b"one", is_last=False)
        beside.update(b"two", is_last=False)
        assert done == [b"one"]
        beside.update(b"three", is_last=True)
        assert done == [b"one", b"two"]
