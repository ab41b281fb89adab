"""What the pages of sharing cost: few statements, and as many for many answers as for one."""

import pytest
from sqlalchemy import insert, select

from app.kernel import ids
from app.sharing.models import SharingAnswer
from tests.support.counting import counting
from tests.support.documents import next_month

TO_READ, TO_WRITE = 8, 14


@pytest.fixture
def cost(owner_engine):
    """Count the statements of what is done."""

    def counted(act):
        with counting(owner_engine) as statements:
            answer = act()
        assert answer.status < 400, answer.text("main")
        return len(statements), str(statements)

    return counted


@pytest.fixture
def place(world):
    return f"/workspaces/{world.workspace.ref}"


def test_asking_keeping_and_reading(browser_of, library, document, guide_of, cost, transaction):
    bram = browser_of("bram")
    query = "/sharing-guide?partner=ivho&ask=1&kinds=bevindingen"
    costs = {"ask": cost(lambda: bram.visit(library.address(document, query)))}
    page = guide_of("bram", document)
    kept, told = cost(lambda: page.submit("#keep-form", until=next_month().isoformat()))
    assert kept <= TO_WRITE, told
    with transaction.as_owner() as owner:
        answer_id = owner.execute(select(SharingAnswer.id)).scalar_one()
    costs["read"] = cost(lambda: bram.visit(f"/sharing-answers/{answer_id}"))
    costs["editor"] = cost(
        lambda: bram.visit(library.address(document, "/access?organisation=ivho"))
    )
    too_many = {name: told for name, (number, told) in costs.items() if number > TO_READ}
    assert not too_many, "\n".join(f"{name}:\n{told}" for name, told in too_many.items())


@pytest.mark.parametrize("who", ["bram", "officer"])
def test_many_answers_cost_as_few_as_one(
    browser_of, officer_of, document, guide_of, cost, transaction, place, who
):
    guide_of("bram", document).submit("#keep-form", until=next_month().isoformat())
    browser = browser_of("bram") if who == "bram" else officer_of("igj")[0]
    address = f"{place}/sharing-guide" if who == "bram" else "/sharing-answers"
    few, told = cost(lambda: browser.visit(address))
    with transaction.as_owner() as owner:
        row = dict(owner.execute(select(SharingAnswer.__table__)).mappings().one())
        owner.execute(insert(SharingAnswer), [row | {"id": ids.new_id()} for _ in range(40)])
    many, _all = cost(lambda: browser.visit(address))
    assert few == many <= TO_READ, told


def test_profiles(browser_of, library, document, place, cost):
    anna, bram = browser_of("anna"), browser_of("bram")
    form = anna.visit(f"{place}/sharing-profiles/new")
    levels = {"level-ijenv": "view", "level-ivho": "view"}
    proposed, told = cost(lambda: form.submit("#profile-form", name="Alle drie", **levels))
    assert proposed <= TO_WRITE, told
    reading = {
        part: cost(lambda part=part: bram.visit(place + part))
        for part in ("/sharing-profiles", "/sharing-profile")
    }
    address = library.address(document, "/sharing-profile")
    reading["document"] = cost(lambda: bram.visit(address))
    too_many = {name: told for name, (number, told) in reading.items() if number > TO_READ}
    assert not too_many, "\n".join(f"{name}:\n{told}" for name, told in too_many.items())
    given = {
        "legal_basis": "JEUGD-TOEZICHT",
        "purpose": "Samen",
        "until": next_month().isoformat(),
    }
    page = bram.visit(address)
    for more in ({"preview": "1"}, {}):
        number, told = cost(
            lambda more=more: page.submit("#apply-form", htmx=True, **given, **more)
        )
        assert number <= TO_WRITE, told
