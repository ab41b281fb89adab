"""Fixtures of the tests of comments: a document, and what is said beside it."""

import pytest

from app.comments.models import Comment
from tests.support.documents import Library, rule_for


@pytest.fixture
def library(house, world):
    """Documents of this test's world."""
    return Library(house, world)


@pytest.fixture
def document(library):
    """Bram's (IGJ): Anna and Wim (IJenV) may download it, Carla (IvhO) may only look."""
    return library.bring("bram", rule_for("ijenv", "download"), rule_for("ivho", "view"))


@pytest.fixture
def page_of(browser_of, library, document):
    """The page of comments, as somebody sees it."""
    return lambda who: browser_of(who).visit(library.address(document, "/comments"))


@pytest.fixture
def say(page_of):
    """Say something, and return the answer."""
    return lambda who, words: page_of(who).submit("#comment-form", body=words)


@pytest.fixture
def kept(transaction):
    """What is kept of all comments, in order."""

    def read():
        with transaction.as_owner() as owner:
            return owner.query(Comment).order_by(Comment.made_at).all()

    return read
