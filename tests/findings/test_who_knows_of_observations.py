"""Random histories of observations against a small model: who knows which, in which versions.

The oracle knows nothing of the product: an observation is its organisation's; released, it is read
by all of the workspace from the released version on; withdrawn, it stays as it is. Both walls must
say the same: the product's conditions and the database by itself.
"""

from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from app.findings.models import Audience
from app.findings.service import Fact
from app.kernel.errors import NotAllowed, NotFound, Refused
from tests.support.acting import acting
from tests.support.observing import Observations

HOME = {"anna": "ijenv", "wim": "ijenv", "bram": "igj", "cora": "igj", "carla": "ivho"}
AUTHORS = ("anna", "bram")
MOVES = st.lists(
    st.tuples(
        st.sampled_from(AUTHORS),
        st.sampled_from(["make", "correct", "release", "withdraw", "rest", "rest for all"]),
        st.integers(0, 3),
    ),
    min_size=3,
    max_size=12,
)


@dataclass
class Modelled:
    """An observation as the oracle sees it."""

    owner: str
    version: int = 1
    released: int | None = None
    is_withdrawn: bool = False

    def read_by(self, who):
        first = 1 if HOME[who] == self.owner else self.released
        return list(range(first, self.version + 1)) if first else []


@dataclass
class Model:
    """All of them, and what each author's findings rest on."""

    known: dict = field(default_factory=dict)
    rests: dict = field(default_factory=dict)


@pytest.fixture
def observations(app, world):
    return Observations(app, world)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(moves=MOVES)
def test_what_each_knows_equals_the_rule_after_every_move(
    app, world, observations, desk, transaction, moves
):
    with transaction.undone():
        model = Model()
        for who, verb, at in moves:
            _move(model, observations, desk, who=who, verb=verb, at=at)
            for reader in HOME:
                expected = {key: each.read_by(reader) for key, each in model.known.items()}
                expected = {key: read for key, read in expected.items() if read}
                assert observations.seen_by(reader) == set(expected)
                assert _in_database(app, world, reader) == expected
                assert _facts_in_database(app, world, reader) == _facts_for(model, reader)


def _move(model, observations, desk, *, who, verb, at):
    if verb == "make":
        made = observations.make(who)
        model.known[made] = Modelled(HOME[who])
        return
    if not model.known:
        return
    key = list(model.known)[at % len(model.known)]
    one = model.known[key]
    if verb.startswith("rest"):
        _rest(model, desk, who=who, key=key, is_for_all=verb == "rest for all")
        return
    is_own = HOME[who] == one.owner
    is_allowed = is_own and not one.is_withdrawn and not (verb == "release" and one.released)
    act = {
        "correct": lambda: observations.correct(who, key, text=f"Versie {one.version + 1}."),
        "release": lambda: observations.release(who, key),
        "withdraw": lambda: observations.withdraw(who, key),
    }[verb]
    if not is_allowed:
        with pytest.raises((NotAllowed, NotFound)):
            act()
        return
    act()
    if verb == "correct":
        one.version += 1
    elif verb == "release":
        one.released = one.version
    else:
        one.is_withdrawn = True


def _rest(model, desk, *, who, key, is_for_all):
    one = model.known[key]
    is_allowed = bool(one.read_by(who)) and not one.is_withdrawn
    is_allowed = is_allowed and (one.released is not None or not is_for_all)
    audience = Audience.WORKSPACE if is_for_all else Audience.OWN
    facts = frozenset({Fact(key, one.version)})
    if not is_allowed:
        with pytest.raises(Refused):
            desk.finding(who, is_final=False, facts=facts, audience=audience)
        return
    made = desk.finding(who, is_final=False, facts=facts, audience=audience)
    model.rests[made] = (who, is_for_all, key, one.version)


def _facts_for(model, reader):
    return {
        (finding, key, number)
        for finding, (who, is_for_all, key, number) in model.rests.items()
        if (is_for_all or HOME[who] == HOME[reader]) and number in model.known[key].read_by(reader)
    }


def _in_database(app, world, who):
    """What the database itself lets somebody know: versions by observation."""
    with acting(app, world.actor(who)) as session:
        asked = text("select observation_id, number from observation_version order by number")
        found: dict = {}
        for key, number in session.connection().execute(asked):
            found.setdefault(key, []).append(number)
        heads = session.connection().execute(text("select id from observation")).scalars().all()
    assert set(heads) == set(found)
    return found


def _facts_in_database(app, world, who):
    with acting(app, world.actor(who)) as session:
        asked = text("select finding_id, observation_id, number from finding_fact")
        return {tuple(row) for row in session.connection().execute(asked)}
