"""Fixtures of the search tests: documents whose text was read, and what a person finds."""

import pytest
from sqlalchemy import text

from app.search import jobs
from app.search.policy import READER
from tests.support.documents import Library


@pytest.fixture
def library(house, world):
    """Documents of this test's world."""
    return Library(house, world)


@pytest.fixture
def waiting(transaction):
    """The arguments of the jobs that wait to read a text."""

    def asked():
        with transaction.as_owner() as owner:
            statement = "select args from procrastinate_jobs where task_name = :name order by id"
            return [row.args for row in owner.execute(text(statement), {"name": READER})]

    return asked


@pytest.fixture
def read_texts(app, transaction, waiting):
    """Do what the worker would: read the texts that wait."""

    def read():
        for facts in waiting():
            with app.app_context():
                jobs.read_text.run(**facts)
        with transaction.as_owner() as owner:
            owner.execute(text("delete from procrastinate_jobs"))

    return read


@pytest.fixture
def search(browser_of):
    """The page of what somebody asks."""

    def searched(who, words, **choices):
        address = "/search?" + "&".join(
            f"{name}={value}" for name, value in {"q": words, **choices}.items()
        )
        return browser_of(who).visit(address)

    return searched


@pytest.fixture
def finds(search):
    """The titles that somebody finds."""

    def found(who, words, **choices):
        page = search(who, words, **choices)
        assert page.status == 200, page.text("#search-form")
        return [each.text_content() for each in page.tree.cssselect(".sz-hit__title a")]

    return found
