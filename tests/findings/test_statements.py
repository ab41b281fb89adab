"""What the pages of findings cost: few statements, and the same however many rows there are."""

import pytest

from app.documents.models import Level
from tests.support.observing import Observations

MOST_TO_READ, MOST_TO_WRITE = 8, 14


def test_the_list_costs_the_same_for_few_and_many(browser_of, desk, place, statements):
    anna = browser_of("anna")
    desk.finding()
    anna.visit(place)
    statements.clear()
    anna.visit(place)
    count = len(statements)
    for _ in range(12):
        desk.finding("bram")
    statements.clear()
    page = anna.visit(place)

    assert len(page.tree.cssselect("tbody tr")) == 13
    assert (len(statements), count <= MOST_TO_READ) == (count, True), statements


@pytest.mark.parametrize("many", [1, 6])
def test_a_finding_costs_the_same_whatever_it_rests_on(browser_of, desk, place, statements, many):
    cited = frozenset(desk.document("igj", ijenv=Level.VIEW) for _ in range(many))
    finding = desk.finding("bram", evidence=cited)
    desk.report(finding)
    anna = browser_of("anna")
    statements.clear()
    page = anna.visit(f"{place}/{finding}")

    assert len(page.tree.cssselect(".sz-proof li")) == many
    assert len(statements) <= MOST_TO_READ, statements


@pytest.mark.parametrize("is_held", [False, True])
def test_writing_costs_little(browser_of, desk, place, statements, is_held):
    finding = desk.finding("bram")
    if is_held:
        browser_of("bram").visit(f"{place}/{finding}").submit("#take-form")
    page = browser_of("bram").visit(f"{place}/{finding}/edit")
    statements.clear()
    answer = page.submit("#findings-form", text="Anders.", reason="Nieuw.")

    assert answer.status == 303
    assert len(statements) <= MOST_TO_WRITE, statements


def test_observations_cost_the_same_for_few_and_many(browser_of, app, world, place, statements):
    bram, observations = browser_of("bram"), Observations(app, world)
    base = f"{place.rpartition('/')[0]}/observations"
    made = observations.make("bram")
    bram.visit(base)
    statements.clear()
    bram.visit(base)
    count = len(statements)
    for _ in range(12):
        observations.make("bram")
    statements.clear()
    page = bram.visit(base)

    assert len(page.tree.cssselect("tbody tr")) == 13
    assert (len(statements), count <= MOST_TO_READ) == (count, True), statements
    statements.clear()
    bram.visit(f"{base}/{made}")
    assert len(statements) <= MOST_TO_READ, statements


@pytest.mark.parametrize("step", ["make", "correct", "release"])
def test_writing_down_costs_little(browser_of, app, world, place, statements, step):
    made = Observations(app, world).make("bram")
    base = f"{place.rpartition('/')[0]}/observations"
    at, form, typed = {
        "make": ("/new", "#observation-form", {"title": "x", "subject": "y", "text": "z"}),
        "correct": (f"/{made}/edit", "#observation-form", {"text": "z", "reason": "x"}),
        "release": (f"/{made}", "#release-form", {}),
    }[step]
    page = browser_of("bram").visit(f"{base}{at}")
    statements.clear()
    answer = page.submit(form, **typed)

    assert answer.status == 303
    assert len(statements) <= MOST_TO_WRITE, statements
