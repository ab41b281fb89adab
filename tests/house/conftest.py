"""Fixtures of the tests that ask everything as everybody."""

import pytest

from tests.support.answered import answers_kept


@pytest.fixture(scope="module")
def kept_answers():
    """What cages answered to this module's questions, each asked once."""
    with answers_kept() as kept:
        yield kept
