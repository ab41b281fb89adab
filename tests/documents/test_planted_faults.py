"""More than a hundred faults in the rule of who sees what, planted one by one; each is caught.

A fault in the building blocks of `documents.policy.sight` is caught by lists, counts, loads,
explanations or search; one in the database by what row security shows. Sixty worlds, drawn once,
are enough.
"""

import pytest
from psycopg import DatabaseError
from psycopg.errors import QueryCanceled

from app.documents.models import Level
from app.documents.policy import clearance, leaving, sight
from app.kernel.sql import forget_kept
from app.workspaces import policy as workspaces
from app.workspaces.models import MemberRole
from tests.support.mutating import plant_code
from tests.support.worlds import make_worlds
from tests.support.worlds.comparing import EVERY, Comparing
from tests.support.worlds.faults import faults_in
from tests.support.worlds.gathering import Gathering
from tests.support.worlds.wall_faults import WALL_FAULTS

WORLDS = 60
SEED = 43
BY_THE_PRODUCT = (
    "list to some",
    "list",
    "load",
    "count",
    "explanation of some",
    "explanation",
    "search",
)
FUNCTIONS = (
    sight.sighted_by,
    sight.sighted_among,
    sight.audience,
    sight.level_for,
    sight.visible_to,
    sight.may_take_text,
    sight._own_level,
    sight._shared_level,
    sight.granted_to,
    sight.policies_granting,
    sight._is_about_member,
    sight._matches,
    sight._resolved,
    sight._is_open_to_others,
    sight._with_members,
    sight._same_delegation,
    clearance.clearance_of,
    leaving.most_left,
    leaving.most_with,
    leaving.still_gives,
    workspaces.is_place_of,
    workspaces._places_of,
    workspaces._same_delegation,
)
HARMLESS = {
    ("sighted_among", 1): "`visible_to`, asked beside it, holds the organisation too",
    ("level_for", 0): "asked here only of who is inside; of others in `test_looking_as.py`",
    ("level_for", 9): "the same",
    ("still_gives", 5): "an owner leaves all, evidence or nothing, and *view* is in between",
    ("most_with", 0): "no document is of an owner that never had a part",
    ("is_place_of", 1): "documents ask for every role; tasks and findings for some",
}
"""What changes nothing here, with the reason: a function, and which of its changes."""
CODE_FAULTS = [
    each
    for function in FUNCTIONS
    for each in faults_in(function)
    if (function.__name__, each.place) not in HARMLESS
]
BEHIND_THE_WALL = (
    "row security to some",
    "row security",
    "row security around it",
    "the database's search",
)


@pytest.fixture(scope="module")
def comparing(worlds_apart):
    with worlds_apart.as_owner() as owner:
        worlds = make_worlds(owner, seed=SEED, count=WORLDS)
        yield Comparing(Gathering(owner, worlds))


def test_without_a_fault_nothing_differs(comparing):
    assert not list(comparing.differences(*EVERY))


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

    with comparing.them.undone(), comparing.them.keeping():
        assert is_caught(comparing, *BY_THE_PRODUCT)


@pytest.mark.parametrize("fault", WALL_FAULTS, ids=str)
def test_a_fault_in_the_second_wall_is_caught(comparing, fault):
    with comparing.them.undone():
        fault.plant(comparing.them.session)
        assert is_caught(comparing, *BEHIND_THE_WALL)


@pytest.mark.usefixtures("_built_anew")
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WORKERS", (MemberRole.COORDINATOR,)),
        ("WORKERS", (MemberRole.CONTRIBUTOR,)),
        ("WORKERS", tuple(MemberRole)),
        ("CAPS", {MemberRole.COORDINATOR: Level.MANAGE, MemberRole.CONTRIBUTOR: Level.MANAGE}),
        ("CAPS", {MemberRole.COORDINATOR: Level.CONTRIBUTE}),
        ("CAPS", {MemberRole.COORDINATOR: Level.MANAGE, MemberRole.READER: Level.CONTRIBUTE}),
        ("CAP_OF_READERS", Level.VIEW),
        ("CAP_OF_READERS", Level.CONTRIBUTE),
    ],
)
def test_a_fault_in_what_roles_may_is_caught(comparing, monkeypatch, name, value):
    monkeypatch.setattr(sight, name, value)
    forget_kept()

    with comparing.them.undone(), comparing.them.keeping():
        assert is_caught(comparing, *BY_THE_PRODUCT)


def test_there_are_enough_of_them():
    assert len(CODE_FAULTS) >= 100
    assert len(WALL_FAULTS) >= 100


def is_caught(comparing, *surfaces):
    """Something differs from the oracle, or the database refuses it; too slow is neither."""
    try:
        return any(comparing.differences(*surfaces))
    except QueryCanceled:
        raise
    except DatabaseError:
        return True
