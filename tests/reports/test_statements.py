"""What the pages of reports cost: few statements, and the same however many rows there are."""

import pytest

from app.documents.models import Level

MOST_TO_READ, MOST_TO_WRITE = 8, 14


def test_the_list_costs_the_same_for_few_and_many(browser_of, desk, place, statements):
    anna, finding = browser_of("anna"), desk.finding()
    desk.report(finding)
    statements.clear()
    anna.visit(place)
    count = len(statements)
    for _ in range(9):
        desk.report(finding)
    statements.clear()
    page = anna.visit(place)

    assert len(page.tree.cssselect("tbody tr")) == 10
    assert (len(statements), count <= MOST_TO_READ) == (count, True), statements


@pytest.mark.parametrize("many", [1, 5])
def test_a_report_costs_the_same_whatever_it_holds(browser_of, desk, place, statements, many):
    report = desk.report(*(desk.finding() for _ in range(many)))
    desk.freeze(report)
    cora = browser_of("cora")
    for path in (f"{place}/{report}", f"{place}/{report}/sign"):
        statements.clear()
        assert cora.visit(path).status == 200
        assert len(statements) <= MOST_TO_READ, statements


@pytest.mark.parametrize("many", [1, 4])
def test_freezing_costs_the_same_whatever_is_in_it(browser_of, desk, place, statements, many):
    document = desk.document("ijenv", igj=Level.VIEW, ivho=Level.VIEW)
    cited = frozenset({document})
    report = desk.report(*(desk.finding(evidence=cited) for _ in range(many)))
    page = browser_of("anna").visit(f"{place}/{report}")
    statements.clear()

    assert page.submit("#reports-freeze form").status == 303
    assert len(statements) <= MOST_TO_WRITE, str(statements)


def test_carrying_out_a_decision_costs_little(desk, statements):
    report = desk.frozen()
    actor, ticket_id = desk.ticket("cora", report)
    statements.clear()
    desk.co_sign(actor, report, ticket_id=ticket_id)

    assert len(statements) <= MOST_TO_WRITE, str(statements)
