"""What the pages of findings cost: few statements, and the same however many rows there are."""

import pytest

from app.documents.models import Level

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
