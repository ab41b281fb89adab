"""Registering a report: it becomes a case with a number and a pseudonym, and names nobody.

Anna is of IJenV (lead), Bram of IGJ, Carla only reads, Dirk is elsewhere, Els administers."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.incidents.service import Marks, naming
from app.kernel import clock
from app.workspaces.models import ParticipantRole
from tests.incidents.conftest import CASES, PLACE
from tests.incidents.test_triage import DECIDED
from tests.support.database import watching_off

TYPED = {
    "kind": "calamity",
    "sender": "provider",
    "institution": "De Vuurvlinder",
    "municipality": "Meerdam",
    "facts": "Een jeugdige raakte gewond op de groep.",
    "handled_by": "igj",
}


def test_a_report_becomes_a_case_that_both_inspectorates_see(browser_of, transaction, register):
    page = browser_of("anna").visit(f"{CASES}/new")

    done = page.submit("#case-form", **TYPED)

    assert done.status == 303
    shown = browser_of("bram").visit(done.location).text("main")
    for each in ("De Vuurvlinder", "Meerdam", "raakte gewond", "Wacht op triage", "IGJ"):
        assert each in shown
    assert transaction.audited(done.location.rpartition("/")[2]) == ["incident:case:add"]
    assert "Wacht op triage" in browser_of("cora").visit(CASES).text("main")


def test_its_number_and_pseudonym_are_drawn_and_nothing_typed_is_in_log_or_address(
    register, stored, transaction
):
    made = [stored(register(facts="Iets met Kwikstaart.")) for _each in range(3)]

    assert len({each.ref for each in made}) == len({each.pseudonym for each in made}) == 3
    assert all(each.ref.startswith(f"WRK-{clock.today():%y}-") for each in made)
    with transaction.as_owner() as owner:
        logged = str(owner.execute(text("select to_jsonb(e) from log_entry e")).all())
    for each in (*(case.pseudonym for case in made), "Kwikstaart", "Vuurvlinder"):
        assert each not in logged


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"facts": "Moeder is m.devries@example.nl"}, "facts"),
        ({"facts": "BSN 111222333 van het kind"}, "facts"),
        ({"facts": "Het nummer is 1112.22.333."}, "facts"),
        ({"institution": "info@groep.example"}, "institution"),
        ({"facts": ""}, "facts"),
        ({"facts": "x" * 2001}, "facts"),
        ({"received_on": "2026-02-31"}, "received_on"),
        ({"received_on": "2099-01-01"}, "received_on"),
        ({"received_on": "1999-01-01"}, "received_on"),
        ({"sender": ""}, "sender"),
        ({"kind": "other"}, "kind"),
        ({"theme": "drop table"}, "theme"),
        ({"handled_by": "nvwa"}, "handled_by"),
        ({"institution": "   "}, "institution"),
    ],
)
def test_what_is_wrong_is_told_beside_it_and_nothing_is_kept(browser_of, typed, field, transaction):
    page = browser_of("anna").visit(f"{CASES}/new")

    refused = page.submit("#case-form", **(TYPED | typed))

    assert refused.status == 422
    assert refused.tree.cssselect(f"#{field}-error")
    with transaction.as_owner() as owner:
        assert owner.execute(text("select count(*) from incident_case")).scalar_one() == 0
        assert owner.execute(text("select count(*) from incident_institution")).scalar_one() == 0


def test_a_number_that_is_no_citizen_service_number_may_stand_there(register, stored):
    assert "123456789" in stored(register(facts="Dossier 123456789 is er.")).facts


def test_one_institution_written_in_two_ways_is_one(register, stored):
    first, second = register(institution="De  Vuurvlinder"), register(institution="de vuurvlinder")

    assert stored(first).institution_id == stored(second).institution_id


PASSES = {
    # who: sees the case, may register
    "anna": (True, True),
    "bram": (True, True),
    "wim": (True, False),
    "carla": (True, False),
    "dirk": (False, False),
    "els": (False, False),
}


def test_who_sees_and_who_registers(browser_of, register):
    case_id = register()
    for who, (sees, registers) in PASSES.items():
        browser = browser_of(who)

        assert browser.visit(f"{CASES}/{case_id}").status == (200 if sees else 404), who
        new = browser.visit(f"{CASES}/new").status
        assert new == (200 if registers else 403 if sees else 404), who


@pytest.mark.parametrize("role", [ParticipantRole.OBSERVER, ParticipantRole.GUEST])
def test_for_observers_and_guests_there_are_no_cases(browser_of, register, as_part, role):
    case_id = register(facts="Zonnebloem op de groep.")
    as_part("ivho", role)
    carla = browser_of("carla")

    for address in (CASES, f"{CASES}/{case_id}", f"{CASES}/new", f"{CASES}/export"):
        assert carla.visit(address).status == 404
    assert CASES not in carla.visit(PLACE).body
    assert "registreerde de zaak" not in carla.visit(f"{PLACE}/log").body


def test_row_security_hides_them_from_a_guest_by_itself(app, world, register, as_part, house):
    register()
    as_part("ivho", ParticipantRole.GUEST)
    for who, number in (("bram", 1), ("carla", 0), ("dirk", 0)):
        with app.app_context(), house.database.session_for(world.actor(who)) as session:
            found = session.execute(text("select count(*) from incident_case")).scalar_one()
            assert found == number, who


def test_a_workspace_of_another_template_holds_none(browser_of, world, transaction):
    with transaction.as_owner() as owner:
        owner.execute(text("update workspace set holds_cases = false"))
    page = browser_of("anna").visit(PLACE)

    assert CASES not in page.body
    assert browser_of("anna").visit(CASES).status == 404


@pytest.mark.parametrize(
    "statement",
    [
        "delete from incident_case",
        "update incident_case set facts = 'anders'",
        "update incident_case set pseudonym = 'Jan'",
        "update incident_case set received_on = received_on - 1",
    ],
)
def test_the_database_keeps_what_was_registered(app, world, register, house, statement):
    register()
    actor = world.actor("anna")
    with (
        app.app_context(),
        house.database.session_for(actor) as session,
        watching_off(session),
        pytest.raises(DBAPIError),
        session.begin_nested(),
    ):
        session.execute(text(statement))


HAND = "update incident_case set organisation_id = :organisation"


@pytest.mark.parametrize(("code", "role"), [("nvwa", None), ("ivho", ParticipantRole.GUEST)])
def test_the_database_gives_a_case_to_who_shares_in_it_only(
    app, world, register, house, as_part, code, role
):
    register()
    if role is not None:
        as_part(code, role)
    to = {"organisation": world.organisations[code].id}
    with (
        app.app_context(),
        house.database.session_for(world.actor("anna")) as session,
        watching_off(session),
    ):
        with pytest.raises(DBAPIError), session.begin_nested():
            session.execute(text(HAND), to)
        with session.begin_nested():
            to_igj = {"organisation": world.organisations["igj"].id}
            assert session.execute(text(HAND), to_igj).rowcount == 1


def test_a_case_whose_handler_left_can_still_be_marked(register, browser_of, as_part, stored):
    case_id = register(marks=Marks(handled_by="ivho"))
    as_part("ivho", ParticipantRole.OBSERVER)

    triaged = browser_of("anna").visit(f"{CASES}/{case_id}").submit("#triage-form", **DECIDED)

    assert triaged.status == 303
    assert stored(case_id).status == "committee"


def test_the_list_narrows_and_goes_along(browser_of, register):
    register(institution="De Vuurvlinder")
    register(institution="Het Baken", received_on=clock.today() - timedelta(days=30))
    anna = browser_of("anna")

    page = anna.visit(CASES).text("main")
    assert page.index("Het Baken") < page.index("De Vuurvlinder"), "what is overdue stands first"
    late = anna.visit(f"{CASES}?show=late").text("#cases-title ~ *, main")
    assert "Het Baken" in late
    assert "De Vuurvlinder" not in late
    taken = anna.visit(f"{CASES}/export?format=csv&q=baken").body
    assert "Het Baken" in taken
    assert "De Vuurvlinder" not in taken
    assert anna.visit(f"{CASES}?show=nonsense&page=x&kind=%00").status == 200


def test_pseudonyms_do_not_run_out():
    taken = {f"{tree} {number}" for tree in naming.TREES for number in range(100, 1_000)}

    drawn = naming.draw_pseudonym(taken)

    tree, number = drawn.split()
    assert tree in naming.TREES
    assert len(number) == 4
