"""What the register costs: few statements, and as many for much as for little."""

import pytest

from tests.support.counting import counting
from tests.support.documents import rule_for

TO_READ = 8
PAGES = (
    "",
    "/export",
    "/disclosures",
    "/disclosures/export",
    "/special-data",
    "/special-data/export",
    "/openings",
    "/openings/export",
    "/surges",
    "/data-subjects",
    "/breaches",
    "/breaches/export",
    "/breaches/new",
)


@pytest.mark.parametrize("page", PAGES)
def test_much_costs_as_few_as_little(officer, library, owner_engine, page):
    rule = rule_for("ijenv", "download", special_data=("criminal_data",))

    def cost():
        with counting(owner_engine) as statements:
            assert officer.visit(f"/privacy-register{page}").status == 200
        return len(statements), str(statements)

    library.bring("bram", rule, is_criminal_data=True)
    cost()
    few, told = cost()
    for number in range(5):
        library.bring("bram", rule, title=f"Stuk {number}", is_criminal_data=True)
    many, _all = cost()
    assert few == many <= TO_READ, told


@pytest.mark.parametrize("page", ["", "/export"])
def test_openings_in_one_place_cost_as_few(browser_of, api_of, library, owner_engine, world, page):
    bram = browser_of("bram")

    def cost():
        with counting(owner_engine) as statements:
            found = bram.visit(f"/workspaces/{world.workspace.ref}/openings{page}")
            assert found.status == 200
        return len(statements), str(statements)

    def open_one(number):
        document = library.bring("bram", rule_for("ijenv", "download"), title=f"Stuk {number}")
        assert api_of("anna").get(f"/documents/{document.id}/content").status_code == 200

    open_one(0)
    cost()
    few, told = cost()
    for number in range(3):
        open_one(number)
    many, _all = cost()
    assert few == many <= TO_READ, told
