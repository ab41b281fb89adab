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
