"""How long an answer takes does not tell whether something foreign is there.

A document that somebody does not see and one that does not exist are asked for in turns: by Carla,
who works in the same workspace, and by Dirk, who works elsewhere.
"""

import statistics
import time
import uuid

import pytest

from tests.support.counting import counting
from tests.support.documents import Library, rule_for

ROUNDS, WARMING_UP = 40, 5
MOST_APART = 0.15
"""Of the shorter median: whoever looks at a foreign thing before refusing takes much longer."""
A_LITTLE = 0.003
"""Seconds that a busy machine gives or takes."""
TRIES = 4
"""What other programs do to a machine goes away; what the product does comes back each time."""
NOTHING = uuid.UUID(int=7)
PARTS = ("", "/content", "/preview/1", "/versions", "/access")


@pytest.fixture
def hidden(house, world):
    """A document of IGJ that only IJenV sees besides."""
    return Library(house, world).bring("bram", rule_for("ijenv", "download"), title="Verborgen")


@pytest.fixture(params=["carla", "dirk"])
def ask(request, browser_of, api_of, world):
    """Ask for a part of a document, on screen and as a program; nothing is there."""
    client, api = browser_of(request.param).client, api_of(request.param)
    place = f"/workspaces/{world.workspace.ref}/documents"

    def asked(document_id, part, *, as_program):
        got = (
            api.get(f"/documents/{document_id}{part}")
            if as_program
            else client.get(f"{place}/{document_id}{part}")
        )
        assert got.status_code == 404, part
        return got.get_data()

    return asked


@pytest.mark.parametrize("as_program", [False, True], ids=["screen", "program"])
def test_it_costs_the_same_statements(ask, hidden, owner_engine, as_program):
    for part in PARTS:
        sent = []
        for asked_for in (hidden.id, NOTHING) * 2:
            with counting(owner_engine) as statements:
                ask(asked_for, part, as_program=as_program)
            sent.append(list(statements.seen))
        assert sent[2] == sent[3], part
        assert len(sent[2]) > 1


@pytest.mark.parametrize("as_program", [False, True], ids=["screen", "program"])
def test_it_takes_as_long(ask, hidden, as_program):
    def took(document_id, part):
        began = time.perf_counter()
        ask(document_id, part, as_program=as_program)
        return time.perf_counter() - began

    for part in PARTS:
        tries = [apart(lambda which, part=part: took(which, part), hidden.id)]
        while tries[-1] and len(tries) < TRIES:
            tries.append(apart(lambda which, part=part: took(which, part), hidden.id))
        assert not tries[-1], f"{part!r} takes longer or shorter each time: {tries}"


def test_what_takes_longer_each_time_would_be_found(hidden):
    took = {hidden.id: 0.03, NOTHING: 0.02}

    assert apart(lambda which: took[which], hidden.id)


def apart(took, document_id):
    """Return how far two medians are apart; nothing when that may be chance."""
    times = {document_id: [], NOTHING: []}
    for number in range(ROUNDS):
        # Each goes first as often as the other.
        for each in sorted(times, reverse=number % 2 == 0):
            times[each].append(took(each))
    here, nothing = (statistics.median(each[WARMING_UP:]) for each in times.values())
    is_chance = abs(here - nothing) < max(MOST_APART * min(here, nothing), A_LITTLE)
    return None if is_chance else (here, nothing)
