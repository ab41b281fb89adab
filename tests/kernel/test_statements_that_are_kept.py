"""Statements are built once for equal values; how many are kept does not grow with who comes by."""

from dataclasses import replace
from uuid import uuid4

import pytest

from app.kernel import db
from app.kernel.access import Actor


@pytest.fixture
def built(monkeypatch):
    """Count what is built, of which four are kept."""
    monkeypatch.setattr(db, "KEPT_BUILT", 4)
    db.forget_kept()
    yield []
    db.forget_kept()


@pytest.fixture
def build(built):
    @db.kept
    def statement(*values, **named):
        built.append((values, named))
        return object()

    return statement


def test_equal_values_are_built_once(build, built):
    assert build(1, last=True) is build(1, last=True)
    assert build(1, last=False) is not build(1, last=True)
    assert len(built) == 2


def test_two_functions_keep_apart(build, built):
    other = db.kept(lambda *values: values)

    assert other(1) == (1,)
    assert build(1) != (1,)


def test_the_one_asked_longest_ago_is_dropped(build, built):
    for each in (1, 2, 3, 4, 1, 5):
        build(each)
    assert len(built) == 5

    build(1)
    assert len(built) == 5
    build(2)
    assert len(built) == 6
    assert len(db._built) == 4


def test_all_functions_share_the_room(build, built):
    other = db.kept(lambda *values: values)
    for each in range(100):
        build(each)
        other(each)

    assert len(db._built) == 4


def test_each_session_of_one_person_has_the_same_statements(build, built):
    bram = Actor("bram", person_id=uuid4(), organisation_id=uuid4(), session_id=uuid4())

    assert build(bram) is build(replace(bram, session_id=uuid4()))
    assert build(bram) is not build(replace(bram, person_id=uuid4()))
    assert build(bram) is not build(replace(bram, duties=frozenset({"administrator"})))
