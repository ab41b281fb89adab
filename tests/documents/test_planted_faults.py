"""More than a hundred faults in the rule of who sees what, planted one by one; each is caught.

A fault in the building blocks of `documents.policy.sight` is caught by lists, counts, loads,
explanations or search; one in the database by what row security shows. Sixty worlds are enough.
"""

import pytest
from psycopg import DatabaseError

from app.documents.policy import sight
from app.kernel.db import forget_kept
from app.workspaces import policy as workspaces
from tests.support.mutating import plant_code
from tests.support.worlds import make_worlds
from tests.support.worlds.comparing import Comparing
from tests.support.worlds.faults import faults_in
from tests.support.worlds.gathering import Gathering

WORLDS = 60
SEED = 41
BY_THE_PRODUCT = ("list", "load", "count", "explanation", "search")
FUNCTIONS = (
    sight.sighted_by,
    sight.audience,
    sight.level_for,
    sight.visible_to,
    sight.may_take_text,
    sight._own_level,
    sight._shared_level,
    sight.granted_to,
    sight._policies_granting,
    sight._is_about_member,
    sight._matches,
    sight._resolved,
    sight._is_open_to_others,
    sight._with_members,
    sight._same_delegation,
    sight._clearance_of,
    workspaces.is_place_of,
    workspaces._same_delegation,
)
CODE_FAULTS = [each for function in FUNCTIONS for each in faults_in(function)]


@pytest.fixture(scope="module")
def comparing(worlds_apart):
    with worlds_apart.as_owner() as owner:
        worlds = make_worlds(owner, seed=SEED, count=WORLDS)
        yield Comparing(Gathering(owner, worlds))


def test_without_a_fault_nothing_differs(comparing):
    assert not list(comparing.differences())


@pytest.fixture
def _built_anew():
    sight.audience.cache_clear()
    yield
    sight.audience.cache_clear()


@pytest.mark.usefixtures("_built_anew")
@pytest.mark.parametrize("fault", CODE_FAULTS, ids=str)
def test_a_fault_in_the_rule_is_caught(comparing, monkeypatch, fault):
    plant_code(monkeypatch, fault.function, fault.tree())
    forget_kept()

    with comparing.them.undone():
        assert is_caught(comparing, *BY_THE_PRODUCT)


def is_caught(comparing, *surfaces):
    """Something differs from the oracle, or the database refuses the statement."""
    try:
        return any(comparing.differences(*surfaces))
    except DatabaseError:
        return True
