"""Fixtures of the tests of archive packages."""

import io

import pytest

from app.documents import service as documents
from tests.support.acting import acting
from tests.support.documents import Library
from tests.support.packages import Packages


@pytest.fixture
def twice(app, library, world):
    """Somebody brought a document, and a second version of it."""

    def done(who):
        document, actor = library.bring(who, title="Twee versies"), world.actor(who)
        with acting(app, actor):
            documents.add_version(
                actor,
                document.id,
                incoming=documents.Incoming(io.BytesIO(b"beter\n"), "plan.txt"),
                note="",
                seen_version=1,
                depot=library.depot,
            )
        return document

    return done


@pytest.fixture
def library(house, world):
    return Library(house, world)


@pytest.fixture
def packages(app, world, transaction, browser_of):
    """Bram coordinates for IGJ, as Cora may, and asks for packages."""
    packages = Packages(app, world, transaction, browser_of)
    packages.let_coordinate("bram", "cora")
    return packages


@pytest.fixture
def address(packages):
    return packages.address


@pytest.fixture
def make(packages):
    return packages.make


@pytest.fixture
def ask(packages):
    return packages.ask
