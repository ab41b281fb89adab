"""The rows of threats.toml: each threat has tests or a reason, and its tests are there."""

import tomllib

import pytest

from tests.house.sources import ROOT, say
from tests.house.test_asvs import is_there

FILE = ROOT / "tests" / "house" / "threats.toml"
HOW_MANY = 50
FIELDS = {"id", "says", "tests", "why"}


@pytest.fixture(scope="module")
def rows():
    return tomllib.loads(FILE.read_text("utf-8"))["threat"]


def test_each_threat_has_one_row(rows):
    assert [row["id"] for row in rows] == [f"T{number}" for number in range(1, HOW_MANY + 1)]


def test_each_row_says_what_goes_wrong_and_rests_on_something(rows):
    faults = [row["id"] for row in rows if not row["says"] or set(row) - FIELDS]
    faults += [row["id"] for row in rows if not row.get("tests") and not row.get("why")]

    assert not faults, say("Name what goes wrong, and tests or the reason:", faults)


def test_each_test_that_a_row_names_is_there(rows):
    named = [(row["id"], each) for row in rows for each in row.get("tests", ())]
    faults = [f"{number}: {each}" for number, each in named if not is_there(each)]

    assert not faults, say("Name the test that shows it now, or say that nothing does:", faults)
