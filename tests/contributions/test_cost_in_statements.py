"""What the pages of a round ask of the database: the same with many organisations as with few."""

import pytest

from tests.contributions.conftest import ROUNDS
from tests.support.counting import counting


@pytest.mark.parametrize("who", ["anna", "bram"])
def test_a_round_costs_the_same_with_more_organisations(
    browser_of, begin, deliver, owner_engine, who
):
    few, many = begin("igj"), begin("igj", "ivho", title="Nog een")
    deliver(many)
    browser = browser_of(who)
    costs = []
    for each in (few, many, few, many):
        with counting(owner_engine) as statements:
            assert browser.visit(f"{ROUNDS}/{each.id}").status == 200
        costs.append(len(statements))
    assert costs[2:] == [costs[2]] * 2
    assert costs[2] <= 8


def test_the_list_costs_the_same_with_more_rounds(browser_of, begin, owner_engine):
    browser = browser_of("anna")
    begin("igj")
    browser.visit(ROUNDS)
    with counting(owner_engine) as few:
        browser.visit(ROUNDS)
    for number in range(4):
        begin("igj", title=f"Ronde {number}")
    with counting(owner_engine) as many:
        browser.visit(ROUNDS)
    assert len(few) == len(many) <= 8


def test_giving_costs_few_statements(browser_of, begin, of, owner_engine):
    made = begin("igj")
    contribution, _task = of(made, "igj")
    page = browser_of("bram").visit(f"{ROUNDS}/given/{contribution.id}")
    with counting(owner_engine) as statements:
        assert page.submit("#write-form", text="Kort.").status == 303
    assert len(statements) <= 14, str(statements)
