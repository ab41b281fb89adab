"""The page to sign on: the very PDF, the decision, the way to the own provider and back.

Cora signs for IGJ at a provider here. Anna leads without a mandate. Dirk is elsewhere."""

import re
from datetime import timedelta

import pytest

from app.identity.models import Mandate
from app.kernel import clock
from app.reports.service.building import SeatWish
from tests.support.judgement import CHIEF
from tests.support.signing_in import come_back, pin

FORM = "form[action$='/sign']"
SECOND = "waarnemend hoofd"
DECISION = {"decision": "sign", "has_read": "y"}


@pytest.fixture
def report(desk):
    return desk.frozen()


@pytest.fixture
def page(place, report):
    return f"{place}/{report}/sign"


def test_cora_signs_after_a_fresh_sign_in(
    browser_of, desk, place, page, report, provider, transaction
):
    cora = browser_of("cora")
    begun = cora.visit(page).submit(FORM, **DECISION)
    assert begun.location.startswith(provider.issuer)

    back = come_back(cora, provider.visit(begun.location))
    assert re.fullmatch(rf"{page}/complete\?ticket=[0-9a-f-]+", back.location)
    done = back.follow()

    assert (done.status, done.location) == (303, f"{place}/{report}")
    assert "report:seat:sign" in transaction.audited(report)
    shown = done.follow()
    assert "Het bestand wordt verzegeld." in shown.text("#reports-seats")
    desk.run_jobs()
    after = cora.visit(f"{place}/{report}/seats", htmx=True)
    assert "Getekend" in after.text("#reports-seats")
    assert "verzegeld" not in after.text()


def test_coming_back_twice_signs_once(browser_of, page, report, provider, transaction):
    cora = browser_of("cora")
    begun = cora.visit(page).submit(FORM, **DECISION)
    back = come_back(cora, provider.visit(begun.location))

    answers = [back.follow().status for _ in range(2)]

    assert (answers, transaction.audited(report).count("report:seat:sign")) == ([303, 403], 1)


@pytest.fixture
def second_office(transaction, world):
    """Cora holds a second office."""
    cora, today = world.person("cora"), clock.today()
    with transaction.as_owner() as owner:
        owner.add(
            Mandate(
                organisation_id=cora.organisation_id,
                holder_id=cora.id,
                number="IGJ-2026-02",
                office=SECOND,
                covers="rapporten",
                valid_from=today - timedelta(days=1),
                valid_to=today + timedelta(days=1),
                source="mandaatregister",
            )
        )


@pytest.mark.usefixtures("second_office")
def test_who_holds_two_offices_decides_for_the_one_on_the_screen(browser_of, desk, place, provider):
    report = desk.frozen_with((SeatWish("igj", CHIEF), SeatWish("igj", SECOND)))
    cora = browser_of("cora")
    one, other = (cora.visit(f"{place}/{report}/sign") for _ in range(2))
    begun = one.submit(FORM, decision="abstain", has_read="y")
    come_back(cora, provider.visit(begun.location)).follow()

    late = other.submit(FORM, **DECISION)

    assert (late.status, "een andere plaats van jou" in late.text(FORM)) == (422, True)
    decided = {each.office: each.status for each in desk.read(report)[1]}
    assert sorted(decided.values()) == ["abstained", "waiting"]


def test_the_page_shows_the_file_its_fingerprint_and_the_mandate(browser_of, desk, page, report):
    shown = browser_of("cora").visit(page)

    assert shown.text(".sz-hash").replace(" ", "") == desk.read(report)[0].frozen_sha256.hex()
    assert len(shown.tree.cssselect(".sz-hash > *")) == 16
    assert "mandaat IGJ-2026-01" in shown.text(FORM)
    assert "Opnieuw inloggen bij IGJ en bevestigen" in shown.text(f"{FORM} button")
    assert not shown.has("input[type=radio][checked]")
    picture = shown.browser.visit(shown.tree.cssselect(".sz-pages__sheet")[0].get("src"))
    assert (picture.status, picture.response.data[:4]) == (200, b"\x89PNG")


def test_a_sheet_that_looks_again_for_a_seal_does_not_lead_to_itself(browser_of, page, report):
    cora = browser_of("cora")
    seats = page.removesuffix("/sign") + "/seats"

    assert "Lezen en ondertekenen" in cora.visit(seats, htmx=True).text()
    assert "Lezen en ondertekenen" not in cora.visit(f"{seats}?sheet=1", htmx=True).text()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"has_read": "y"}, "Kies wat je doet."),
        ({"decision": "sign"}, "Lees eerst het rapport"),
        ({"decision": "reserve", "has_read": "y"}, "Geef je reden."),
        ({"decision": "decline", "has_read": "y", "statement": "  "}, "Geef je reden."),
        ({"decision": "abstain", "has_read": "y", "statement": "x" * 501}, "Gebruik hoogstens 500"),
        ({**DECISION, "sha256": "0" * 64}, "De tekst is gewijzigd terwijl je las."),
    ],
)
def test_wrong_input_goes_nowhere(browser_of, page, provider, fields, said):
    answer = browser_of("cora").visit(page).submit(FORM, **fields)

    assert (answer.status, said in answer.text(FORM)) == (422, True)


@pytest.mark.parametrize(
    ("who", "status", "said"),
    [
        ("anna", 403, "Dat kan alleen iemand met een geldig mandaat van je organisatie."),
        ("bram", 403, "Voor IGJ is dat Cora, hoofdinspecteur."),
        ("carla", 403, "Je organisatie heeft geen ondertekenplaats in dit rapport."),
        ("dirk", 404, ""),
    ],
)
def test_who_cannot_sign_reads_why(browser_of, page, send, who, status, said):
    shown = browser_of(who).visit(page)

    assert (shown.status, said in shown.text("main")) == (status, True)
    assert not shown.has(FORM)
    start = browser_of(who).visit("/workspaces")
    assert send(start, page, **DECISION).status == status


def test_who_has_decided_cannot_decide_again(browser_of, desk, page, report):
    desk.sign("cora", report)

    shown = browser_of("cora").visit(page)

    assert shown.status == 403
    assert "Je organisatie heeft al besloten." in shown.text("main")


def test_without_a_ticket_nothing_is_signed(browser_of, desk, page, report):
    cora = browser_of("cora")

    assert cora.visit(f"{page}/complete").status == 404
    answer = cora.visit(f"{page}/complete?ticket=00000000-0000-7000-8000-000000000000")
    assert answer.status == 422
    assert "Er is niets getekend." in answer.text("main")
    assert desk.read(report)[1][1].status == "waiting"


def test_a_provider_that_is_down_costs_nothing(browser_of, page, provider, transaction):
    pin(transaction, "igj", discovery_url=f"{provider.issuer}/nowhere")

    answer = browser_of("cora").visit(page).submit(FORM, **DECISION)

    assert (answer.status, answer.has("input[value=sign][checked]")) == (422, True)
    assert "De inlogpagina van je organisatie" in answer.text(FORM)


def test_a_draft_has_nothing_to_sign(browser_of, desk, place):
    assert browser_of("wim").visit(f"{place}/{desk.report()}/sign").status == 404
