"""Fixtures of the register: documents, and an officer of IGJ who works in no workspace."""

import csv
import io

import pytest

from app.kernel.work import circumstances
from tests.support.documents import Library
from tests.support.officers import make_officer


@pytest.fixture
def library(house, world):
    """Documents of this test's world."""
    with circumstances(request_id="test", queue=house.queue):
        yield Library(house, world)


@pytest.fixture
def officer_of(app, world, transaction):
    """A privacy officer of an organisation, in no workspace: the browser and the person."""
    return lambda code: make_officer(app, world, transaction, code=code)


@pytest.fixture
def officer(officer_of):
    """The browser of IGJ's privacy officer."""
    return officer_of("igj")[0]


@pytest.fixture
def taken_along(officer):
    """A list of the register as its rows, by heading."""

    def rows(address, who=None):
        found = (who or officer).visit(address)
        assert found.status == 200, found.body[:500]
        text = found.body.removeprefix("\ufeff")
        return list(csv.DictReader(io.StringIO(text), delimiter=";"))

    return rows
