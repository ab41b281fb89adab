"""An installation with witnesses, for every test here."""

import pytest

from app.adapters.witnessing import Post
from tests.support.watching import Watch


@pytest.fixture
def watch(app, world, transaction, house):
    kept = house.tools[Post]
    yield Watch(app, world, transaction)
    house.tools[Post] = kept
