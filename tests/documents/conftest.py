"""Fixtures of the document tests."""

import pytest

from tests.support.documents import Library


@pytest.fixture
def library(house, world):
    """Documents of this test's world."""
    return Library(house, world)
