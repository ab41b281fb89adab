"""What a query gives a row beside its columns is there for who asked, and for nobody else."""

import pytest

from app.kernel.errors import HouseFault
from app.kernel.loading import LoadedWith


class Row:
    place = LoadedWith[str]("A row is loaded with its place: rows.get_for().")
    note = LoadedWith[str | None]("A row is loaded with its note.")
    is_followed = LoadedWith[bool](otherwise=False)


def test_what_was_not_given_is_a_fault_that_names_the_query():
    for name, told in (("place", r"rows\.get_for"), ("note", "with its note")):
        with pytest.raises(HouseFault, match=told):
            getattr(Row(), name)
    assert Row().is_followed is False


def test_each_row_has_its_own():
    one, other = Row(), Row()
    one.place, one.note, one.is_followed = "here", None, True

    assert (one.place, one.note, one.is_followed) == ("here", None, True)
    assert not other.is_followed
    with pytest.raises(HouseFault):
        _ = other.place


def test_of_no_row_it_is_itself():
    assert isinstance(Row.place, LoadedWith)
