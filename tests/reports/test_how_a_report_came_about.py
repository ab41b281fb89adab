"""How a report came about: the steps of every finding in it, on one page.

Anna (IJenV) builds a report of a finding of Bram (IGJ); Dirk works on another case."""

import pytest

from app.findings.models import Capacity, Outcome
from app.findings.service import Prompt

WHY = Prompt("Het getal klopte niet.", "Directie De Meerkoet", Capacity.INSPECTED, Outcome.PARTLY)


def test_a_report_tells_who_asked_for_what(browser_of, desk, world):
    finding = desk.finding("bram", is_final=False)
    desk.change_finding("bram", finding, seen_version=1, prompt=WHY, text="Wij telden 64 uur.")
    report = desk.report(finding)
    place = f"/workspaces/{world.workspace.ref}/reports/{report}"

    shown = browser_of("anna").visit(place)
    assert shown.has(f'a[href="{place}/history"]')
    told = browser_of("anna").visit(f"{place}/history").text("ol.sz-stack")
    assert "Gevraagd door Directie De Meerkoet (Onderzochte organisatie)" in told
    assert "Deels overgenomen" in told
    assert "Het getal klopte niet." in told


@pytest.mark.parametrize("many", [1, 6])
def test_the_page_costs_the_same_for_few_and_many(browser_of, desk, world, statements, many):
    report = desk.report(*(desk.finding("bram") for _ in range(many)))
    anna = browser_of("anna")
    statements.clear()
    page = anna.visit(f"/workspaces/{world.workspace.ref}/reports/{report}/history")

    assert len(page.tree.cssselect("ol.sz-stack")) == many
    assert len(statements) <= 8, statements
