"""One sealed file of many members: what went in comes out, and nothing that was changed opens.

Damage is done here to the bytes of the file, and to a tar that was sealed with the right key."""

import hashlib
import io
import os
import tarfile
from pathlib import Path

import pytest

from app.adapters.keys import MasterKey
from app.adapters.sealed_archive import MAGIC, Member, NotAnArchive, open_archive, write_archive
from app.adapters.sealing import SEGMENT_BYTES, TAG_BYTES, SegmentSealer

MASTER = MasterKey(bytes(range(32)))
SIZES = (0, 1, 511, 512, 513, 3 * SEGMENT_BYTES + 7)


def content(size: int) -> bytes:
    return hashlib.shake_128(str(size).encode()).digest(size)


def members():
    """Members in pieces of an odd length, so that nothing is where a block or segment ends."""
    for size in SIZES:
        whole = content(size)
        pieces = [whole[at : at + 70_001] for at in range(0, size, 70_001)]
        yield Member(f"map/{size}.bin", size, pieces)


@pytest.fixture
def archive(tmp_path) -> Path:
    write_archive(tmp_path / "backup", members(), master=MASTER)
    return tmp_path / "backup"


def read_all(path: Path, *, master: MasterKey = MASTER) -> dict[str, bytes]:
    with open_archive(path, master=master) as found:
        return {name: file.read() for name, file in found}


def sealed_by_hand(path: Path, plain: bytes) -> Path:
    """Seal any bytes as an archive is sealed."""
    sealer = SegmentSealer("ef" * 16, wrapping=MASTER, hashes=False)
    sealed = b"".join(sealer.segments(io.BytesIO(plain)))
    path.write_bytes(MAGIC + f" {'ef' * 16} {sealer.wrapped_key.hex()}\n".encode() + sealed)
    return path


def test_what_went_in_comes_out(archive):
    assert read_all(archive) == {f"map/{size}.bin": content(size) for size in SIZES}


def test_inside_is_a_tar_that_others_read(tmp_path):
    """Whoever has the key needs nothing of ours: GNU's and Python's tar agree about what it is."""
    with io.BytesIO() as file:
        with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
            about = tarfile.TarInfo("één.txt")
            about.size = 3
            tar.addfile(about, io.BytesIO(b"abc"))
        plain = file.getvalue()

    assert read_all(sealed_by_hand(tmp_path / "theirs", plain)) == {"één.txt": b"abc"}


def test_nothing_in_it_can_be_read_or_counted_without_the_key(archive):
    first, _, sealed = archive.read_bytes().partition(b"\n")

    assert first.startswith(b"sealed archive 1 ")
    assert b"map/" not in sealed
    with pytest.raises(NotAnArchive):
        read_all(archive, master=MasterKey(b"o" * 32))


def line_and_rest(held: bytes) -> tuple[bytes, bytes]:
    line, _, rest = held.partition(b"\n")
    return line + b"\n", rest


def swapped(held: bytes) -> bytes:
    line, rest = line_and_rest(held)
    length = SEGMENT_BYTES + TAG_BYTES
    return line + rest[length : 2 * length] + rest[:length] + rest[2 * length :]


DAMAGE = {
    "nothing": lambda _held: b"",
    "another beginning": lambda held: held.replace(b"archive 1", b"archive 2", 1),
    "no line": lambda held: held.replace(b"\n", b" ", 1),
    "a line without end": lambda _held: MAGIC + b" " + b"a" * 5_000,
    "two words": lambda _held: b"sealed archive\n",
    "no key": lambda held: MAGIC + b" " + b"ef" * 16 + b" zz\n" + line_and_rest(held)[1],
    "no id": lambda held: MAGIC + b" \xff " + held.split(b" ", 4)[4],
    "of another archive": lambda held: held.replace(held.split(b" ")[3], b"ef" * 16, 1),
    "a bit of the first segment": lambda held: held[:200] + bytes([held[200] ^ 1]) + held[201:],
    "a bit of the last": lambda held: held[:-1] + bytes([held[-1] ^ 1]),
    "cut off": lambda held: held[:-1],
    "cut off where a segment ends": lambda held: held[: held.index(b"\n") + 1 + (1 << 20) + 16],
    "only its line": lambda held: line_and_rest(held)[0],
    "a byte behind": lambda held: held + b"x",
    "segments swapped": swapped,
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_a_changed_file_is_no_archive(archive, damage):
    archive.write_bytes(damage(archive.read_bytes()))

    with pytest.raises(NotAnArchive):
        read_all(archive)


def a_tar(*kinds: bytes, end: bytes = bytes(1024)) -> bytes:
    made = []
    for kind in kinds:
        about = tarfile.TarInfo("iets")
        about.type = kind
        made.append(about.tobuf())
    return b"".join(made) + end


@pytest.mark.parametrize("kind", [tarfile.DIRTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE])
def test_a_member_that_is_no_file_is_none_of_ours(tmp_path, kind):
    path = sealed_by_hand(tmp_path / "odd", a_tar(kind))

    with pytest.raises(NotAnArchive, match="iets is no file"):
        read_all(path)


def test_what_is_no_tar_is_no_archive(tmp_path):
    for plain in (b"x" * 600, a_tar(tarfile.REGTYPE)[:300]):
        with pytest.raises(NotAnArchive):
            read_all(sealed_by_hand(tmp_path / "rubbish", plain))


def test_all_of_the_file_is_authentic_once_the_last_member_was_read(tmp_path):
    """Also what stands after the end of the tar, which nobody asks for."""
    path = sealed_by_hand(tmp_path / "long", a_tar(end=bytes(3 * SEGMENT_BYTES)))
    assert read_all(path) == {}
    held = path.read_bytes()
    path.write_bytes(held[:-1] + bytes([held[-1] ^ 1]))

    with pytest.raises(NotAnArchive):
        read_all(path)


@pytest.mark.parametrize("told", [2, 4])
def test_a_member_of_another_length_than_was_said_leaves_no_file(tmp_path, told):
    with pytest.raises(ValueError, match=f"brief has 3 bytes, not {told}"):
        write_archive(tmp_path / "backup", [Member("brief", told, [b"abc"])], master=MASTER)

    assert list(tmp_path.iterdir()) == []


def test_an_archive_is_never_overwritten(archive):
    held = archive.read_bytes()

    with pytest.raises(FileExistsError):
        write_archive(archive, [], master=MASTER)

    assert archive.read_bytes() == held
    assert list(archive.parent.iterdir()) == [archive]


@pytest.mark.parametrize(
    "held", [list(members()), [Member("klein", 1, [b"x"])]], ids=["large", "small"]
)
def test_it_is_whole_on_disk_and_its_owners_alone_first(tmp_path, monkeypatch, held):
    synced, real = [], os.fsync

    def noting(handle):
        path = Path(f"/proc/self/fd/{handle}").resolve()
        synced.append(0 if path.is_dir() else path.stat().st_size)
        real(handle)

    monkeypatch.setattr(os, "fsync", noting)
    write_archive(tmp_path / "backup", held, master=MASTER)

    assert synced == [(tmp_path / "backup").stat().st_size, 0]
    assert (tmp_path / "backup").stat().st_mode & 0o777 == 0o600
