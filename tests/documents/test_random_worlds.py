"""Who sees what, over ten thousand worlds: the product, row security alone, and an oracle.

The oracle restates the promise of `app.documents` without importing the application. Worlds are
drawn from a seed; a failing one can be made again by its seed and number. They have a database of
their own, so that the rows they leave behind slow nothing else. `make torture` draws a million.
"""

import sys
import time

import pytest

from tests.support.worlds import make_worlds
from tests.support.worlds.comparing import SURFACES, Comparing
from tests.support.worlds.gathering import Gathering

AT_ONCE = 1000
BATCHES = 10
SEED = 2026


def check_batch(transaction, *, seed, first):
    """Draw worlds side by side and compare every surface with the oracle."""
    with transaction.undone(), transaction.as_owner() as owner:
        worlds = make_worlds(owner, seed=seed, count=AT_ONCE, first=first)
        them = Gathering(owner, worlds)
        differences = list(Comparing(them).differences())
        assert not differences, f"seed {seed}:\n" + "\n".join(differences[:10])
    return them


@pytest.mark.parametrize("batch", range(BATCHES))
def test_the_product_row_security_and_the_oracle_agree(worlds_apart, batch):
    them = check_batch(worlds_apart, seed=SEED, first=batch * AT_ONCE)
    # Rows that ten batches leave in one transaction make the last cost nearly twice the first.
    worlds_apart.begin_anew()

    assert len(them.worlds) == AT_ONCE
    assert len(them.viewers) > 9 * AT_ONCE


def test_the_worlds_are_worth_asking_about(worlds_apart):
    """Every level occurs for others, and everything that closes a document, so agreement means
    something."""
    with worlds_apart.undone(), worlds_apart.as_owner() as owner:
        worlds = make_worlds(owner, seed=7, count=100)
    levels, documents, left = set(), [], set()
    for world in worlds:
        oracle = world.oracle
        documents += oracle.documents.values()
        left |= {
            oracle.after_leaving[it.workspace, it.owner]
            for it in oracle.documents.values()
            if not oracle.participations[it.workspace, it.owner]
        }
        levels |= {
            oracle.level(person, document)
            for person, organisation in world.people
            for document, it in oracle.documents.items()
            if it.owner != organisation
        }
    assert levels == {0, 1, 2, 3, 4, 5}
    assert left == {None, "rules", "evidence", "closed"}
    for fact in (
        "is_released",
        "is_withdrawn",
        "is_private",
        "is_sensitive",
        "has_text",
        "classification",
    ):
        assert len({getattr(each, fact) for each in documents}) == 2, fact


def test_every_surface_is_looked_at():
    assert {"list", "count", "load", "explanation", "row security", "search"} <= set(SURFACES)


@pytest.mark.torture
@pytest.mark.parametrize("span", range(10))
def test_a_million_worlds(worlds_apart, capsys, span):
    """Ten spans of a hundred thousand; tell after each batch how far it is, and how quickly."""
    begun, batches = time.monotonic(), 100_000 // AT_ONCE
    for batch in range(batches):
        check_batch(worlds_apart, seed=SEED + 1, first=(span * batches + batch) * AT_ONCE)
        done = (batch + 1) * AT_ONCE
        with capsys.disabled():
            speed = done / (time.monotonic() - begun)
            sys.stdout.write(f"{done} worlds of span {span} agree, {speed:.0f} a second\n")
        if batch % 20 == 19:
            worlds_apart.begin_anew()
