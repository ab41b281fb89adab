"""The rows of asvs.toml: each applicable requirement has a verdict, and what it names is there."""

import ast
import tomllib
from functools import cache

import pytest

from tests.house.sources import ROOT, say

FILE = ROOT / "tests" / "house" / "asvs.toml"
VERDICTS = {"test", "text", "not_applicable", "open"}
LEVEL_1, LEVEL_2 = 1, 2
APPLICABLE = """
1.1.1 1.1.2 1.2.1* 1.2.2* 1.2.3* 1.2.4* 1.2.5* 1.2.9 1.3.1* 1.3.2* 1.3.3 1.3.4 1.3.5 1.3.6 1.3.7
1.3.10 1.3.11 1.4.2 1.5.1* 1.5.2 2.1.1* 2.1.2 2.1.3 2.2.1* 2.2.2* 2.2.3 2.3.1* 2.3.2 2.3.3 2.3.4
2.4.1 3.2.1* 3.2.2* 3.3.1* 3.3.2 3.3.3 3.3.4 3.4.1* 3.4.2* 3.4.3 3.4.4 3.4.5 3.4.6 3.5.1* 3.5.3*
3.5.4 3.7.1 3.7.2 4.1.1* 4.1.2 4.1.3 4.2.1 5.1.1 5.2.1* 5.2.2* 5.2.3 5.3.1* 5.3.2* 5.4.1 5.4.2
5.4.3 6.1.1* 6.1.3 6.3.1* 6.3.2* 6.3.3 6.3.4 6.8.1 6.8.2 6.8.4 7.1.1 7.1.2 7.1.3 7.2.1* 7.2.2*
7.2.3* 7.2.4* 7.3.1 7.3.2 7.4.1* 7.4.2* 7.4.3 7.4.4 7.4.5 7.5.1 7.5.2 7.6.1 7.6.2 8.1.1* 8.1.2
8.2.1* 8.2.2* 8.2.3 8.3.1* 8.4.1 9.1.1* 9.1.2* 9.1.3* 9.2.1* 9.2.2 9.2.3 9.2.4 10.1.1 10.1.2 10.2.1
10.2.2 10.5.1 10.5.2 10.5.3 10.5.4 10.5.5 11.1.1 11.1.2 11.2.1 11.2.2 11.2.3 11.3.1* 11.3.2* 11.3.3
11.4.1* 11.4.3 11.5.1 11.6.1 12.1.1* 12.1.2 12.2.1* 12.2.2* 12.3.1 12.3.2 12.3.3 12.3.4 13.1.1
13.2.1 13.2.2 13.2.3 13.2.4 13.2.5 13.3.1 13.3.2 13.4.1* 13.4.2 13.4.3 13.4.4 13.4.5 14.1.1 14.1.2
14.2.1* 14.2.2 14.2.3 14.2.4 14.3.1* 14.3.2 14.3.3 15.1.1* 15.1.2 15.1.3 15.2.1* 15.2.2 15.2.3
15.3.1* 15.3.2 15.3.3 15.3.4 15.3.5 15.3.6 15.3.7 16.1.1 16.2.1 16.2.2 16.2.3 16.2.4 16.2.5 16.3.1
16.3.2 16.3.3 16.3.4 16.4.1 16.4.2 16.4.3 16.5.1 16.5.2 16.5.3
"""
"""Of levels 1 (with a star) and 2, what applies to a product like this."""


@pytest.fixture(scope="module")
def rows():
    return tomllib.loads(FILE.read_text("utf-8"))["requirement"]


@cache
def known_tests(path):
    """The tests of a file, by name; None when there is no such file."""
    if not (ROOT / path).is_file():
        return None
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    found = [each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef)]
    return {each.name for each in found if each.name.startswith("test_")}


def is_there(node):
    """Whether a test is there; a file stands for all of its tests."""
    path, _colons, name = node.partition("::")
    known = known_tests(path)
    return bool(known) and (not name or name in known)


def test_each_applicable_requirement_has_one_row(rows):
    listed = [f"{row['id']}{'*' if row['level'] == LEVEL_1 else ''}" for row in rows]

    assert listed == APPLICABLE.split()


def test_each_row_has_a_verdict_and_what_it_rests_on(rows):
    faults = [row["id"] for row in rows if row["verdict"] not in VERDICTS]
    faults += [
        row["id"] for row in rows if not row.get("tests" if row["verdict"] == "test" else "because")
    ]

    assert not faults, say("Give a verdict, and tests or the reason:", faults)


def test_each_test_that_a_row_names_is_there(rows):
    named = [(row["id"], each) for row in rows for each in row.get("tests", ())]
    faults = [f"{number}: {each}" for number, each in named if not is_there(each)]

    assert not faults, say("Name the test that shows it now, or say that nothing does:", faults)


def test_a_row_with_a_made_up_test_would_be_seen():
    assert not is_there("tests/house/test_asvs.py::test_that_nobody_wrote")
    assert not is_there("tests/house/test_that_is_no_file.py")
    assert is_there("tests/house/test_asvs.py")
