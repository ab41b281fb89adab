"""Who finds what in worlds drawn at random: search, the database's function and an oracle agree.

The oracle restates the promise of `app.documents` without importing the application. A document is
found by the word in its title when it is seen; by the word in its text when it may be taken along
and is not sensitive beside that, even if such a text were left behind.
"""

import pytest
from sqlalchemy import text

from app.kernel.access import Actor
from app.search import queries
from app.search.queries import Wanted
from app.workspaces import queries as workspaces
from tests.support.oracle import OracleViewer
from tests.support.worlds import make_worlds

WORLDS_EACH = 30
FOUND = text(
    "select id from samenzicht_found(websearch_to_tsquery('dutch', :words),"
    " array['document', 'task', 'finding', 'report'], null, null, null, null, null, 1000)"
)


def found(session, actor, words):
    places = workspaces.list_of(actor)
    wanted = Wanted(meaning=queries.understand(words))
    hits = {each.id for each in queries.find(actor, places, wanted, limit=1000).hits}
    return hits, set(session.execute(FOUND, {"words": words}).scalars())


@pytest.mark.parametrize("seed", range(2))
def test_what_is_found_is_what_the_oracle_says(house, transaction, seed):
    with transaction.as_owner() as owner:
        worlds = make_worlds(owner, seed=seed, count=WORLDS_EACH)
    seen_by_somebody, sensitive = set(), set()
    for world in worlds:
        oracle = world.oracle
        sensitive |= {each for each, it in oracle.documents.items() if it.is_sensitive}
        for person, organisation in world.people[world.number % 2 :: 2]:
            actor = Actor(name="somebody", person_id=person, organisation_id=organisation)
            seen = oracle.sees(person)
            seen_by_somebody |= seen
            with house.database.session_for(actor) as session:
                by_title = found(session, actor, world.title_word)
                by_text = found(session, actor, world.text_word)
            told = f"seed {seed}, world {world.number}, person {person}"
            assert by_title == (seen, seen), told
            taken = oracle.finds_text_of(OracleViewer(person, organisation))
            assert by_text == (taken, taken), told
    assert seen_by_somebody & sensitive
    assert seen_by_somebody - sensitive
