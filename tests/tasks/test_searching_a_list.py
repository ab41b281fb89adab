"""Searching the tasks of a workspace: by a word in the title and by who does them."""

from urllib.parse import urlencode

import pytest

from app.tasks import queries
from app.tasks.queries import Narrowing, Wanted

LIST = "/workspaces/WRK-2026-1001/tasks"


@pytest.fixture
def some(put_task):
    """Three tasks: two of IGJ, one of IvhO."""
    put_task("bram", title="Rooster sturen")
    put_task("bram", title="100% nalopen")
    put_task("carla", title="ROOSTER nalopen")


def titles(page):
    return sorted(each.text_content() for each in page.tree.cssselect(".sz-tasks__title"))


@pytest.mark.parametrize(
    ("words", "of", "found"),
    [
        ("rooster", "", ["ROOSTER nalopen", "Rooster sturen"]),
        ("  ROOSTER  ", "igj", ["Rooster sturen"]),
        ("", "ivho", ["ROOSTER nalopen"]),
        ("%", "", ["100% nalopen"]),
        ("_", "", []),
        ("\\", "", []),
        ("' or 1=1", "", []),
    ],
)
def test_one_finds_what_is_meant(browser_of, some, world, words, of, found):
    organisation_id = str(world.organisations[of].id) if of else ""

    query = urlencode({"show": "open", "words": words, "of": organisation_id})
    seen = browser_of("anna").visit(f"{LIST}?{query}")

    assert titles(seen) == sorted(found)
    assert seen.has("#narrow-form")
    assert ("Geen taak is zo" in seen.text("main")) is not bool(found)


@pytest.mark.parametrize("query", ["?of=geen-id", "?words=%00", "?words=" + "a" * 5000])
def test_an_address_without_sense_breaks_nothing(browser_of, some, query):
    assert browser_of("anna").visit(f"{LIST}{query}").status == 200


def test_the_next_page_is_of_what_was_meant(put_task, in_work):
    for number in range(7):
        put_task("bram", title=f"Even {number}" if number % 2 == 0 else f"Oneven {number}")
    narrowing = Narrowing("even ")
    with in_work("anna") as (actor, place):
        first = queries.list_of(actor, place, Wanted.OPEN, limit=4, narrowing=narrowing)
        after = queries.place_of(first[-1])
        rest = queries.list_of(actor, place, Wanted.OPEN, limit=9, after=after, narrowing=narrowing)

    assert len(first) == 4
    assert len({row.task.id for row in (*first, *rest)}) == 7
