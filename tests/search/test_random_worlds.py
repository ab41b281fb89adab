"""Who finds what in worlds drawn at random: search, the database's function and an oracle agree.

The oracle restates the promise of `app.documents` without importing the application. A document is
found by the word in its title when it is seen; by the word in its text when it is not sensitive
beside that, even if such a text were left behind.
"""

import pytest
from sqlalchemy import text

from app.kernel.access import Actor
from app.search import queries
from app.search.queries import Wanted
from app.workspaces import queries as workspaces
from tests.support.random_worlds import make_worlds

WORLDS_EACH = 30
DOWNLOAD = 3
"""The lowest level at which words of a text reach somebody."""
IN_TITLE, IN_TEXT = "titelwoord", "tekstwoord"
FOUND = text(
    "select id from samenzicht_found(websearch_to_tsquery('dutch', :words),"
    " array['document', 'task', 'finding', 'report'], null, null, null, null, null, 1000)"
)


@pytest.fixture
def worlds_of(transaction):
    """Draw worlds, and give every document a title and a text with a word to look for."""

    def drawn(seed, *, count):
        with transaction.as_owner() as owner:
            worlds = make_worlds(owner, seed=seed, count=count)
            owner.execute(text("update document set title = :title"), {"title": IN_TITLE})
            flag = "update document set is_police_data = true where right(id::text, 1) < '4'"
            owner.execute(text(flag))
            owner.execute(
                text(
                    "insert into document_text (document_id, workspace_id, number, title, body,"
                    " outcome, read_at) select id, workspace_id, current_number, title, :body,"
                    " 'read', now() from document"
                ),
                {"body": IN_TEXT},
            )
            flagged = "select id from document where is_police_data"
            sensitive = set(owner.execute(text(flagged)).scalars())
        return worlds, sensitive

    return drawn


def found(session, actor, words):
    places = workspaces.list_of(actor)
    wanted = Wanted(words=words, stems=queries.understand(words))
    hits = {each.id for each in queries.find(actor, places, wanted, limit=1000).hits}
    return hits, set(session.execute(FOUND, {"words": words}).scalars())


@pytest.mark.parametrize("seed", range(2))
def test_what_is_found_is_what_the_oracle_says(house, worlds_of, seed):
    worlds, sensitive = worlds_of(seed, count=WORLDS_EACH)
    seen_by_somebody = set()
    for number, world in enumerate(worlds):
        for person, organisation in world.people[number % 2 :: 2]:
            actor = Actor(name="somebody", person_id=person, organisation_id=organisation)
            seen = set(world.oracle.sees(person))
            seen_by_somebody |= seen
            with house.database.session_for(actor) as session:
                by_title = found(session, actor, IN_TITLE)
                by_text = found(session, actor, IN_TEXT)
            told = f"seed {seed}, world {number}, person {person}"
            assert by_title == (seen, seen), told
            takes = {each for each in seen if world.oracle.level(person, each) >= DOWNLOAD}
            assert by_text == (takes - sensitive, takes - sensitive), told
    assert seen_by_somebody & sensitive
    assert seen_by_somebody - sensitive
