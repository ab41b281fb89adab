"""Keys under keys, and streams in sealed segments: what was changed, cut off or swapped does not
open."""

import hashlib
import io
import os
import stat
import threading
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.adapters.keys import (
    KEY_BYTES,
    KeyFileFault,
    MasterKey,
    NotAuthentic,
    new_vault_key,
    open_vault,
)
from app.adapters.sealing import (
    SEGMENT_BYTES,
    TAG_BYTES,
    SealedFacts,
    SealedReader,
    SegmentSealer,
    TooLarge,
)

MASTER = MasterKey(bytes(range(32)))
VAULT = open_vault("room-1", new_vault_key("room-1", master=MASTER), master=MASTER)
BLOB = "ab" * 16
SEALED_SEGMENT = SEGMENT_BYTES + TAG_BYTES


def seal(content: bytes, *, blob_id: str = BLOB) -> tuple[bytes, SealedFacts]:
    sealer = SegmentSealer(blob_id, wrapping=VAULT)
    sealed = b"".join(sealer.segments(io.BytesIO(content)))
    return sealed, sealer.facts


def opened(sealed: bytes, facts: SealedFacts, *, blob_id: str = BLOB, **range_: int) -> bytes:
    key = VAULT.unwrap(facts.wrapped_key, purpose=f"blob:{BLOB}")

    def fetch(start: int, length: int) -> bytes:
        return sealed[start : start + length]

    return b"".join(SealedReader(blob_id, key, facts.size, fetch).read(**range_))


@pytest.mark.parametrize(
    "size",
    [0, 1, SEGMENT_BYTES - 1, SEGMENT_BYTES, SEGMENT_BYTES + 1, 2 * SEGMENT_BYTES, 3_000_000],
)
def test_what_goes_in_comes_out(size):
    content = os.urandom(size)

    sealed, facts = seal(content)

    assert opened(sealed, facts) == content
    assert facts.sha256 == hashlib.sha256(content).hexdigest()
    assert (facts.size, facts.sealed_size) == (size, len(sealed))
    assert len(sealed) == size + max(1, -(-size // SEGMENT_BYTES)) * TAG_BYTES


@pytest.mark.parametrize("size", [0, 5, SEGMENT_BYTES, 2 * SEGMENT_BYTES + 9])
def test_who_looks_sees_all_of_it_once_and_before_it_is_sealed(size):
    content, seen = os.urandom(size), []
    sealer = SegmentSealer(BLOB, wrapping=VAULT)

    count = sum(1 for _each in sealer.segments(io.BytesIO(content), looks=seen.append))

    assert b"".join(seen) == content
    assert len(seen) == count


def test_a_stream_that_breaks_off_leaves_no_thread_behind():
    def broken(_segment: bytes) -> None:
        if threading.active_count() > before:
            raise ConnectionError("in the middle")

    before = threading.active_count()
    sealer = SegmentSealer(BLOB, wrapping=VAULT)
    with pytest.raises(ConnectionError):
        list(sealer.segments(io.BytesIO(bytes(3 * SEGMENT_BYTES)), looks=broken))

    assert threading.active_count() == before


CONTENT = os.urandom(3 * SEGMENT_BYTES + 777)
SEALED, FACTS = seal(CONTENT)


@settings(max_examples=60, deadline=None)
@given(
    start=st.integers(0, len(CONTENT) + 10),
    length=st.one_of(st.integers(0, 70), st.integers(0, len(CONTENT) + 10)),
)
def test_any_range_is_that_part_of_the_content(start, length):
    assert opened(SEALED, FACTS, start=start, length=length) == CONTENT[start : start + length]


def test_a_range_fetches_only_its_segments():
    asked: list[tuple[int, int]] = []

    def fetch(start: int, length: int) -> bytes:
        asked.append((start, length))
        return SEALED[start : start + length]

    key = VAULT.unwrap(FACTS.wrapped_key, purpose=f"blob:{BLOB}")
    reader = SealedReader(BLOB, key, FACTS.size, fetch)
    pieces = b"".join(reader.read(SEGMENT_BYTES + 5, 10))

    assert pieces == CONTENT[SEGMENT_BYTES + 5 : SEGMENT_BYTES + 15]
    assert asked == [(SEALED_SEGMENT, SEALED_SEGMENT)]


@pytest.mark.parametrize(
    ("size", "start", "length"),
    [(9, 9, 1), (9, 10, 1), (9, -1, 5), (9, 4, 0), (9, 4, -2), (0, 1, 1), (0, -1, 1)],
)
def test_where_nothing_is_nothing_is_fetched(size, start, length):
    def fetch(_start: int, _length: int) -> bytes:
        raise AssertionError("nothing is asked for")

    assert list(SealedReader(BLOB, bytes(KEY_BYTES), size, fetch).read(start, length)) == []


def test_of_an_empty_blob_too_it_is_seen_that_it_was_changed():
    sealed, facts = seal(b"")

    assert opened(sealed, facts) == b""
    for wrong in (b"", bytes(TAG_BYTES), sealed + b"x"):
        with pytest.raises(NotAuthentic):
            opened(wrong, facts)


def swap_segments(sealed: bytes) -> bytes:
    first, second = sealed[:SEALED_SEGMENT], sealed[SEALED_SEGMENT : 2 * SEALED_SEGMENT]
    return second + first + sealed[2 * SEALED_SEGMENT :]


TAMPERED: dict[str, Callable[[bytes], bytes]] = {
    "first bit": lambda sealed: bytes([sealed[0] ^ 1]) + sealed[1:],
    "bit in a tag": lambda sealed: (
        sealed[:SEGMENT_BYTES] + bytes([sealed[SEGMENT_BYTES] ^ 0x80]) + sealed[SEGMENT_BYTES + 1 :]
    ),
    "last bit": lambda sealed: sealed[:-1] + bytes([sealed[-1] ^ 1]),
    "last byte off": lambda sealed: sealed[:-1],
    "last segment off": lambda sealed: sealed[: 3 * SEALED_SEGMENT],
    "middle segment out": lambda sealed: sealed[:SEALED_SEGMENT] + sealed[2 * SEALED_SEGMENT :],
    "segments swapped": swap_segments,
    "a byte behind": lambda sealed: sealed + b"x",
    "nothing left": lambda _sealed: b"",
}


@pytest.mark.parametrize("change", TAMPERED.values(), ids=TAMPERED.keys())
def test_a_changed_blob_does_not_open(change):
    with pytest.raises(NotAuthentic):
        opened(change(SEALED), FACTS)


def test_a_smaller_size_in_the_row_does_not_hide_the_end():
    facts = SealedFacts(FACTS.sha256, 2 * SEGMENT_BYTES, FACTS.wrapped_key, 0)

    with pytest.raises(NotAuthentic):
        opened(SEALED[: 2 * SEALED_SEGMENT], facts)


def test_a_blob_does_not_open_as_another_blob():
    with pytest.raises(NotAuthentic):
        opened(SEALED, FACTS, blob_id="cd" * 16)


def test_equal_contents_have_nothing_in_common_when_sealed():
    one, first = seal(b"same" * 1000)
    other, second = seal(b"same" * 1000)

    assert one != other
    assert first.wrapped_key != second.wrapped_key


def test_a_stream_that_is_too_long_stops_the_sealing():
    sealer = SegmentSealer(BLOB, wrapping=VAULT)

    with pytest.raises(TooLarge):
        list(sealer.segments(io.BytesIO(bytes(100)), max_bytes=99))
    with pytest.raises(RuntimeError, match="not been sealed to its end"):
        _ = sealer.facts
    just = SegmentSealer(BLOB, wrapping=VAULT)
    assert len(list(just.segments(io.BytesIO(bytes(100)), max_bytes=100))) == 1


def test_a_sealer_is_used_once():
    sealer = SegmentSealer(BLOB, wrapping=VAULT)
    list(sealer.segments(io.BytesIO(b"one")))

    with pytest.raises(RuntimeError, match="one stream"):
        list(sealer.segments(io.BytesIO(b"two")))


def test_a_stream_may_come_in_drops():
    class Dripping(io.RawIOBase):
        left = 2_500_000

        def readable(self):
            return True

        def read(self, size=-1):
            drop = min(self.left, size, 333_333)
            self.left -= drop
            return b"z" * drop

    sealer = SegmentSealer(BLOB, wrapping=VAULT)
    sealed = b"".join(sealer.segments(Dripping()))

    assert opened(sealed, sealer.facts) == b"z" * 2_500_000


def test_a_key_opens_in_its_vault_only():
    wrapped = VAULT.wrap(bytes(KEY_BYTES), purpose="blob:x")
    twin = open_vault("room-2", new_vault_key("room-2", master=MASTER), master=MASTER)

    assert VAULT.unwrap(wrapped, purpose="blob:x") == bytes(KEY_BYTES)
    for vault, purpose in ((twin, "blob:x"), (VAULT, "blob:y")):
        with pytest.raises(NotAuthentic):
            vault.unwrap(wrapped, purpose=purpose)


def test_the_key_of_one_vault_is_not_that_of_another():
    with pytest.raises(NotAuthentic):
        open_vault("room-2", new_vault_key("room-1", master=MASTER), master=MASTER)


@pytest.mark.parametrize("length", [0, 3, 4, 10, 20])
def test_rubbish_is_not_a_wrapped_key(length):
    with pytest.raises(NotAuthentic):
        MASTER.unwrap(MASTER.wrap(b"k", purpose="p")[:length], purpose="p")


def test_the_master_key_can_be_changed_in_steps():
    old, new = MasterKey(b"o" * 32), MasterKey(b"n" * 32, b"o" * 32)
    wrapped = old.wrap(b"secret", purpose="p")

    assert new.unwrap(wrapped, purpose="p") == b"secret"
    assert not new.is_current(wrapped)
    rewrapped = new.wrap(new.unwrap(wrapped, purpose="p"), purpose="p")
    assert new.is_current(rewrapped)
    assert MasterKey(b"n" * 32).unwrap(rewrapped, purpose="p") == b"secret"
    with pytest.raises(NotAuthentic, match="not held"):
        old.unwrap(rewrapped, purpose="p")


def test_the_key_file_is_made_once_and_for_its_owner_alone(tmp_path):
    path = tmp_path / "keys" / "master"

    first = MasterKey.from_file(path, create=True)
    again = MasterKey.from_file(path, create=True)

    assert stat.S_IMODE(path.stat().st_mode) == 0o400
    assert again.unwrap(first.wrap(b"s", purpose="p"), purpose="p") == b"s"
    assert [entry.name for entry in path.parent.iterdir()] == ["master"]


def test_processes_that_start_together_end_with_one_key(tmp_path):
    path = tmp_path / "master"
    made: list[MasterKey] = []
    ready = threading.Barrier(8)

    def start() -> None:
        ready.wait()
        made.append(MasterKey.from_file(path, create=True))

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    wrapped = made[0].wrap(b"s", purpose="p")
    assert [key.unwrap(wrapped, purpose="p") for key in made] == [b"s"] * 8


@pytest.mark.parametrize(
    ("content", "mode"),
    [
        ("00" * 32, 0o440),
        ("00" * 32, 0o404),
        ("00" * 31, 0o400),
        ("zz" * 32, 0o400),
        ("", 0o400),
        ("é" * 64, 0o400),
    ],
)
def test_a_key_file_that_is_open_or_wrong_is_refused(tmp_path, content, mode):
    path = tmp_path / "master"
    path.write_text(content)
    path.chmod(mode)

    with pytest.raises(KeyFileFault):
        MasterKey.from_file(path)


def test_a_missing_key_file_is_not_made_unasked(tmp_path):
    with pytest.raises(KeyFileFault):
        MasterKey.from_file(tmp_path / "master")
    assert list(tmp_path.iterdir()) == []
