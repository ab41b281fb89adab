"""A sealed archive that opens by the right key is not yet a backup, nor a name a moment."""

import hashlib
import json
from datetime import UTC, datetime

import pytest

from app.adapters.keys import MasterKey
from app.adapters.sealed_archive import Member, write_archive
from app.kernel.errors import Refused
from app.storage.service import restoring
from app.storage.service.erased import MARK, ErasedLine
from app.storage.service.naming import find_newest, name_for
from app.storage.service.restoring import verify_backup

MASTER = MasterKey(bytes(range(32)))
FACTS = json.dumps({"made_at": "2026-11-30", "revision": "0001", "columns": {"t": ["a"]}}).encode()
ROWS, FILE = b"1\n2\n3\n", b"sealed"


def hashes(**members):
    return {name: hashlib.sha256(held).hexdigest() for name, held in members.items()}


WHOLE = hashes(**{"facts.json": FACTS, "rows/t": ROWS, f"files/{'ab' * 16}": FILE})


def archive_of(folder, *members):
    path = folder / "one.backup"
    made = (Member(name, len(held), [held]) for name, held in members)
    write_archive(path, made, master=MASTER)
    return path


def a_backup(folder, *, manifest=None, first=("facts.json", FACTS)):
    told = {"hashes": WHOLE, "missing": ["cd" * 16]} if manifest is None else manifest
    rest = (("rows/t", ROWS), (f"files/{'ab' * 16}", FILE), ("manifest.json", _bytes(told)))
    return archive_of(folder, first, *rest)


def _bytes(told):
    return json.dumps(told).encode()


def test_what_its_manifest_says_is_in_it(tmp_path):
    found = verify_backup(a_backup(tmp_path), master=MASTER)

    assert (found.rows, found.files, found.missing) == (3, 1, ["cd" * 16])
    assert (found.facts.revision, found.hashes) == ("0001", WHOLE)


@pytest.mark.parametrize(
    "manifest",
    [
        {},
        {"hashes": {}, "missing": []},
        {"hashes": {**WHOLE, "rows/t": "00" * 32}, "missing": []},
        {"hashes": {**WHOLE, "rows/other": "00" * 32}, "missing": []},
        {"hashes": {k: v for k, v in WHOLE.items() if k != "rows/t"}, "missing": []},
    ],
    ids=["none", "empty", "another hash", "one more", "one less"],
)
def test_what_is_not_what_its_manifest_says_is_refused(tmp_path, manifest):
    with pytest.raises(Refused, match="not what its manifest says"):
        verify_backup(a_backup(tmp_path, manifest=manifest), master=MASTER)


def test_an_archive_of_something_else_is_refused(tmp_path):
    for number, members in enumerate(([], [("rows/t", ROWS)], [("facts.jso", FACTS)])):
        folder = tmp_path / str(number)
        folder.mkdir()
        with pytest.raises(Refused, match="something else than a backup"):
            verify_backup(archive_of(folder, *members), master=MASTER)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(Refused, match="Nothing of it was used"):
        verify_backup(tmp_path / "none.backup", master=MASTER)


def test_where_the_database_does_not_answer_it_is_not_surely_empty():
    """Then no file that was brought may go: its row may have come in."""
    nowhere = "postgresql://nobody@127.0.0.1:9/none?connect_timeout=1"

    assert restoring._is_surely_empty(nowhere) is False


def test_the_newest_by_its_name_and_nothing_else(tmp_path):
    assert find_newest(tmp_path / "none") is None
    older, newer = (datetime(2026, 11, day, 2, 15, tzinfo=UTC) for day in (29, 30))
    for moment in (newer, older):
        (tmp_path / name_for(moment)).write_bytes(b"x")
    (tmp_path / name_for(datetime(2027, 1, 1, tzinfo=UTC))).touch()
    (tmp_path / "samenzicht-the-best-of-all.backup").write_bytes(b"x")
    found = find_newest(tmp_path)

    assert found is not None
    assert (found.made_at, found.path) == (newer, tmp_path / "samenzicht-20261130T021500Z.backup")


LINE = (
    f"{MARK} 0190a000-0000-7000-8000-000000000001 7 {'ab' * 32} 2026-11-30T02:15:00+00:00 duty"
    " 0190a000-0000-7000-8000-000000000002 0190a000-0000-7000-8000-000000000003"
)


def test_an_erased_line_is_read_as_it_was_written():
    assert ErasedLine.read(LINE).written == LINE


@pytest.mark.parametrize(
    "written", ["", MARK, LINE.replace(MARK, "tree", 1), f"{LINE} x", LINE.replace("7 ab", "x ab")]
)
def test_what_is_no_erased_line_is_not_read(written):
    with pytest.raises(ValueError):
        ErasedLine.read(written)
