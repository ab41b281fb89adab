"""The register of mandates: each organisation its own, kept by who has that duty.

Bram keeps the register of IGJ; Cora holds a mandate there. Anna and Wim are of IJenV."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select, text, update

from app.identity.models import MANDATE_KEEPER, Mandate, Person
from app.kernel import clock
from tests.support.acting import acting

TYPED = {
    "number": "IGJ-2026-09",
    "office": "afdelingshoofd",
    "covers": "gezamenlijke rapporten",
    "source": "Mandaatbesluit, blad 2",
}


@pytest.fixture
def keeper(transaction, world, browser_of):
    """Bram's browser, since he keeps the register."""
    with transaction.as_owner() as owner:
        owner.execute(
            update(Person)
            .where(Person.id == world.person("bram").id)
            .values(duties=[MANDATE_KEEPER])
        )
    return browser_of("bram")


@pytest.fixture
def held(transaction, world):
    """The mandate of Cora."""
    return read(transaction, Mandate.holder_id == world.person("cora").id)


def read(transaction, condition):
    with transaction.as_owner() as owner:
        return owner.scalars(select(Mandate).where(condition)).one()


def days(first=0, last=30):
    """Return days from today, as a form sends them."""
    return [(clock.today() + timedelta(days=each)).isoformat() for each in (first, last)]


def enter(keeper, world, **changed):
    first, last = days()
    typed = TYPED | {
        "holder": str(world.person("cora").id),
        "valid_from": first,
        "valid_to": last,
    }
    return keeper.visit("/mandates/new").submit("#mandate-new", **(typed | changed))


def change(keeper, mandate, **typed):
    return keeper.visit(f"/mandates/{mandate.id}").submit("#mandate-change", **typed)


def test_a_mandate_is_entered_and_everybody_of_the_organisation_reads_it(
    keeper, world, transaction, browser_of
):
    answer = enter(keeper, world)

    assert answer.status == 303
    made = read(transaction, Mandate.number == "IGJ-2026-09")
    assert (made.organisation_id, made.holder_id) == (
        world.organisations["igj"].id,
        world.person("cora").id,
    )
    assert transaction.audited(made.id) == ["organisation:mandate:add"]
    shown = browser_of("cora").visit("/mandates").text("main")
    assert "afdelingshoofd" in shown
    assert "gezamenlijke rapporten" in shown
    assert "Iedereen van je organisatie" in browser_of("cora").visit("/mandates").text(".sz-facts")


def test_another_organisation_sees_nothing_of_it(browser_of, held):
    assert held.number not in browser_of("anna").visit("/mandates").text("main")
    assert browser_of("anna").visit(f"/mandates/{held.id}").status == 404


def test_who_does_not_keep_it_reads_and_changes_nothing(browser_of, held):
    page = browser_of("cora").visit(f"/mandates/{held.id}")

    assert page.status == 200
    assert not page.tree.cssselect("#mandate-change")
    assert browser_of("cora").visit("/mandates/new").status == 403
    headers = json.loads(page.tree.cssselect("body")[0].get("hx-headers:inherited"))
    typed = {"csrf_token": headers["X-CSRF-Token"], "valid_to": days()[1]}
    assert page.browser.send(f"/mandates/{held.id}/change", typed).status == 403


def test_nobody_lets_oneself_stand_in(keeper, held, transaction, world):
    first, last = days(0, 5)
    answer = change(
        keeper, held, deputy=str(world.person("bram").id), absent_from=first, absent_until=last
    )

    assert answer.status == 422
    assert "niet aan jezelf geven" in answer.text("#mandate-change")
    assert read(transaction, Mandate.id == held.id).deputy_id is None


@pytest.mark.parametrize(
    ("absent", "typed", "status"),
    [
        (None, {"absent_from": days(0, 5)[0], "absent_until": days(0, 5)[1]}, 422),
        ((-9, -5), {"absent_until": days(0, 5)[1]}, 422),
        ((3, 5), {"absent_from": days(0, 5)[0]}, 422),
        ((0, 9000), {"valid_to": days(0, 8000)[1]}, 422),
        ((0, 5), {"absent_until": days(0, 3)[1]}, 303),
        ((0, 5), {"valid_to": days(0, 8000)[1]}, 303),
        ((0, 5), {"absent_from": "", "absent_until": ""}, 303),
    ],
)
def test_who_stands_in_already_lengthens_nothing_for_oneself(
    keeper, held, transaction, world, absent, typed, status
):
    first, last = [clock.today() + timedelta(each) for each in absent] if absent else (None, None)
    with transaction.as_owner() as owner:
        stands_in = {"deputy_id": world.person("bram").id, "absent_from": first}
        owner.execute(
            update(Mandate)
            .where(Mandate.id == held.id)
            .values(**stands_in, absent_until=last, valid_to=clock.today() + timedelta(300))
        )

    answer = change(keeper, held, **typed)

    assert answer.status == status
    assert ("niet aan jezelf geven" in answer.text("main")) is (status == 422)


def test_a_colleague_can_stand_in(keeper, transaction, world, held):
    with transaction.as_owner() as owner:
        els = world.person("els")
        owner.execute(
            update(Person)
            .where(Person.id == els.id)
            .values(
                organisation_id=world.organisations["igj"].id,
                provider_id=world.person("bram").provider_id,
            )
        )
    first, last = days(0, 5)
    answer = change(keeper, held, deputy=str(els.id), absent_from=first, absent_until=last)

    assert answer.status == 303
    found = read(transaction, Mandate.id == held.id)
    assert (found.deputy_id, found.deputy_acts_on(clock.today())) == (els.id, True)
    assert not found.deputy_acts_on(clock.today() + timedelta(days=6))
    assert transaction.audited(held.id) == ["organisation:mandate:change"]
    assert "Afwezig. Els neemt waar." in keeper.visit("/mandates").text("main")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"holder": "bram"}, "niet aan jezelf geven"),
        ({"valid_to": days(-3)[0]}, "laatste dag ligt voor de eerste"),
        ({"absent_from": days()[0]}, "eerste en de laatste dag van de afwezigheid"),
        ({"absent_from": days()[0], "absent_until": days()[1]}, "Kies wie waarneemt"),
        ({"number": "IGJ-2026-01"}, "Dit nummer staat al in het register"),
        ({"office": ""}, "Vul de functie in"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(keeper, world, transaction, typed, said):
    if typed.get("holder"):
        typed = {"holder": str(world.person("bram").id)}
    answer = enter(keeper, world, **typed)

    assert answer.status == 422
    assert said in answer.text("#mandate-new")
    assert answer.tree.cssselect("#covers")[0].get("value") == TYPED["covers"]
    with transaction.as_owner() as owner:
        assert owner.scalars(select(Mandate).where(Mandate.source == TYPED["source"])).all() == []


def test_somebody_of_another_organisation_holds_no_mandate_here(keeper, world):
    assert enter(keeper, world, holder=str(world.person("wim").id)).status == 422


def test_a_mandate_ends_yesterday_at_the_earliest(keeper, held, transaction):
    assert change(keeper, held, valid_to=days(-2)[0]).status == 422
    assert change(keeper, held, valid_to=days(-1)[0]).status == 303
    assert read(transaction, Mandate.id == held.id).valid_to == clock.today() - timedelta(days=1)


def test_one_changes_what_one_has_read(keeper, held, transaction):
    page = keeper.visit(f"/mandates/{held.id}")
    change(keeper, held, valid_to=days(0, 20)[1])

    assert page.submit("#mandate-change", valid_to=days(0, 9)[1]).status == 409


def test_the_wall_lets_no_organisation_write_anothers_register(app, world, held):
    changed = {}
    for who in ("anna", "cora"):
        with acting(app, world.actor(who)) as session:
            statement = text("update mandate set covers = 'alles' where id = :id")
            changed[who] = session.connection().execute(statement, {"id": held.id}).rowcount
    assert changed == {"anna": 0, "cora": 1}


@pytest.mark.parametrize("many", [1, 12])
def test_the_register_costs_the_same_for_few_and_many(keeper, world, transaction, statements, many):
    cora = world.person("cora")
    with transaction.as_owner() as owner:
        owner.add_all(
            Mandate(
                organisation_id=cora.organisation_id,
                holder_id=cora.id,
                number=f"IGJ-{number}",
                office="afdelingshoofd",
                covers="alles",
                valid_from=clock.today(),
                valid_to=clock.today(),
                source="Besluit",
            )
            for number in range(many)
        )
    statements.clear()
    page = keeper.visit("/mandates")

    assert len(page.tree.cssselect("tbody tr")) == many + 1
    assert len(statements) <= 8, statements


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (":".join(["AB"] * 32), "ab" * 32),
        (" PNONL-123456782 ", "PNONL-123456782"),
        ("", ""),
    ],
)
def test_the_card_of_the_holder_is_registered(keeper, held, transaction, browser_of, typed, kept):
    assert change(keeper, held, certificate=typed).status == 303

    assert read(transaction, Mandate.id == held.id).certificate == kept
    assert kept in browser_of("cora").visit(f"/mandates/{held.id}").text("main")


def test_nobody_registers_a_card_of_ones_own(keeper, held, transaction, world):
    with transaction.as_owner() as owner:
        to_bram = update(Mandate).where(Mandate.id == held.id)
        owner.execute(to_bram.values(holder_id=world.person("bram").id))

    answer = change(keeper, held, certificate="PNONL-1")

    assert answer.status == 422
    assert "niet aan jezelf geven" in answer.text("#mandate-change")
    assert read(transaction, Mandate.id == held.id).certificate == ""


def test_what_can_be_no_card_is_not_taken(keeper, held):
    for typed in ("é", "x" * 101):
        assert change(keeper, held, certificate=typed).status == 422
