"""The program that partners run: whatever is done to a log after it was signed, it says so.

It stands alone: at most 300 lines, the standard library and `cryptography`."""

import ast
import copy
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from app.oversight import verifier
from app.oversight.verifier import Fault, check_log, compare_checkpoints, read_checkpoint
from tests.support.logbook import Logbook, a_logbook

SOURCE = Path(verifier.__file__).read_text("utf-8")
SIZES = st.integers(1, 40)
LONGEST = 300


def test_it_stands_alone():
    found = {
        name.partition(".")[0]
        for node in ast.walk(ast.parse(SOURCE))
        for name in (
            [each.name for each in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert found <= {*sys.stdlib_module_names, "cryptography"}
    assert len(SOURCE.splitlines()) <= LONGEST


@given(size=SIZES, hidden=st.frozensets(st.integers(0, 39)), data=st.data())
def test_a_log_as_it_was_signed_is_right(size, hidden, data):
    """Also for who may see no line at all, and with any checkpoint of before."""
    logbook = a_logbook(size, hidden)
    held = data.draw(st.lists(st.integers(0, size), max_size=3))
    notes = [logbook.checkpoint(each) for each in held]
    found = check_log(logbook.file(), held=notes, key=logbook.verifier_key)
    assert found.size == size


def changed(lines, at, _other):
    lines[at]["entry"] = lines[at]["entry"].replace('"facts"', '"facts" ')


def salted(lines, at, _other):
    lines[at]["salt"] = "ff" * 16


def hidden_over(lines, at, _other):
    lines[at] = {"index": lines[at]["index"], "leaf_hash": "00" * 32}


def dropped(lines, at, _other):
    del lines[at]


def dropped_and_numbered(lines, at, _other):
    del lines[at]
    for index, line in enumerate(lines):
        line["index"] = index


def truncated(lines, at, _other):
    del lines[at:]


def swapped(lines, at, other):
    lines[at], lines[other] = lines[other], lines[at]


def swapped_and_numbered(lines, at, other):
    swapped(lines, at, other)
    lines[at]["index"], lines[other]["index"] = at, other


def inserted(lines, at, _other):
    lines.insert(at, copy.deepcopy(lines[at]))


def appended(lines, _at, _other):
    lines.append({"index": len(lines), "leaf_hash": "11" * 32})


EDITS = [
    changed,
    salted,
    hidden_over,
    dropped,
    dropped_and_numbered,
    truncated,
    swapped,
    swapped_and_numbered,
    inserted,
    appended,
]


@pytest.mark.parametrize("edit", EDITS, ids=lambda each: each.__name__)
@given(size=st.integers(2, 40), data=st.data())
def test_no_line_can_be_touched(edit, size, data):
    at = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(0, size - 1).filter(lambda each: each != at))
    logbook = a_logbook(size)
    signed = logbook.checkpoint()
    edit(logbook.lines, at, other)
    with pytest.raises(Fault):
        check_log(logbook.file(checkpoint=signed))


@pytest.mark.parametrize("edit", EDITS[:-1], ids=lambda each: each.__name__)
@given(size=st.integers(2, 40), data=st.data())
def test_who_signs_anew_is_caught_by_a_checkpoint_that_was_kept(edit, size, data):
    """The host rewrites the log, computes all anew and signs it with the right key."""
    at = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(0, size - 1).filter(lambda each: each != at))
    logbook = a_logbook(size)
    kept = logbook.checkpoint()
    edit(logbook.lines, at, other)
    for index, line in enumerate(logbook.lines):
        line["index"] = index
    with pytest.raises(Fault):
        check_log(logbook.file(), held=[kept])


@given(size=SIZES, data=st.data())
def test_a_split_view_is_seen(size, data):
    """Two partners are shown different logs: their checkpoints, or one's with the other's log."""
    common = data.draw(st.integers(0, size - 1))
    one = a_logbook(size)
    other = Logbook(copy.deepcopy(one.lines), one.key)
    for line in other.lines[common:]:
        line["entry"] = line["entry"].replace('"facts"', '"facts" ')
    mine, theirs = one.checkpoint(), other.checkpoint()

    read = [read_checkpoint(each, one.verifier_key) for each in (mine, theirs)]
    with pytest.raises(Fault, match="Gespleten logboek"):
        compare_checkpoints(*read)
    with pytest.raises(Fault):
        check_log(one.file(), held=[theirs])
    earlier = other.checkpoint(data.draw(st.integers(common + 1, size)))
    with pytest.raises(Fault):
        check_log(one.file(), held=[earlier])


@given(note=st.text(), at=st.integers(0, 400), sign=st.characters(codec="utf-8"))
def test_a_damaged_checkpoint_is_none(note, at, sign):
    logbook = a_logbook(3)
    signed = logbook.checkpoint()
    at = min(at, len(signed) - 2)
    for wrong in (note, signed[:at] + sign + signed[at + 1 :]):
        if wrong != signed:
            with pytest.raises(Fault):
                read_checkpoint(wrong, logbook.verifier_key)


def test_another_key_is_not_believed():
    logbook, other = a_logbook(3), Ed25519PrivateKey.generate()
    forged = Logbook(logbook.lines, other)
    assert check_log(forged.file()).size == 3
    with pytest.raises(Fault, match="andere sleutel"):
        check_log(forged.file(), key=logbook.verifier_key)
    with pytest.raises(Fault):
        read_checkpoint(forged.checkpoint(), logbook.verifier_key)


RIGHT = a_logbook(2).file()


@given(st.lists(st.text() | st.sampled_from(RIGHT), max_size=5))
def test_whatever_is_in_the_file_the_answer_is_a_sentence(lines):
    if lines != RIGHT:
        with pytest.raises(Fault):
            check_log(lines)


@pytest.mark.torture
def test_a_million_lines_take_less_than_a_minute(tmp_path):
    import time

    logbook = a_logbook(1_000_000)
    file = tmp_path / "logboek.jsonl"
    file.write_text("\n".join(logbook.file()), "utf-8")
    begin = time.perf_counter()
    assert verifier.main(["log", str(file)]) == 0
    assert time.perf_counter() - begin < 60
