"""Changing findings: only the organisation that wrote it, only what one has read.

Anna (IJenV) wrote the finding; Bram is of IGJ; Carla reads; Dirk works on another case."""

import pytest
from sqlalchemy import update

from app.workspaces.models import MemberRole, Membership

FORM = "#findings-form"


@pytest.fixture
def finding(desk):
    return desk.finding("anna")


@pytest.fixture
def address(place, finding):
    return f"{place}/{finding}"


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_a_change_makes_it_a_concept_again(browser_of, desk, address, finding, transaction, htmx):
    page = browser_of("anna").visit(f"{address}/edit")

    answer = page.submit(FORM, htmx=htmx, text="Nieuwe feiten.", reason="Nieuw.")

    changed = desk.read_finding(finding)
    assert answer.status == (204 if htmx else 303)
    assert (changed.text, changed.status, changed.version) == ("Nieuwe feiten.", "concept", 3)
    assert transaction.audited(finding) == [
        "finding:text:add",
        "finding:text:put-forward",
        "finding:text:change",
    ]


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_two_people_change_at_once_and_both_texts_are_kept(
    browser_of, desk, address, finding, htmx
):
    page = browser_of("anna").visit(f"{address}/edit")
    desk.change_finding("anna", finding, seen_version=2, text="De tekst van een collega.")

    answer = page.submit(FORM, htmx=htmx, text="Mijn tekst.", reason="Nieuw.")

    assert (answer.status, answer.is_whole_page) == (409, not htmx)
    assert "De tekst van een collega." in answer.text(f"{FORM} .sz-read")
    assert answer.text("textarea[name=text]") == "Mijn tekst."
    assert desk.read_finding(finding).text == "De tekst van een collega."


def test_after_reading_both_texts_ones_own_can_be_saved(browser_of, desk, address, finding):
    page = browser_of("anna").visit(f"{address}/edit")
    desk.change_finding("anna", finding, seen_version=2, text="De tekst van een collega.")

    answer = page.submit(FORM, text="Mijn tekst.", reason="Nieuw.").submit(FORM)

    assert answer.status == 303
    assert desk.read_finding(finding).text == "Mijn tekst."


@pytest.mark.parametrize(
    ("who", "status"), [("anna", 200), ("wim", 403), ("bram", 403), ("carla", 403), ("dirk", 404)]
)
def test_only_who_wrote_it_changes_it(browser_of, address, who, status):
    assert browser_of(who).visit(f"{address}/edit").status == status


def test_others_read_why_they_cannot(browser_of, address):
    page = browser_of("bram").visit(address)

    assert "Alleen de organisatie die deze bevinding schreef" in page.text("article")
    assert not page.has("#findings-state form")


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_its_author_puts_it_forward(browser_of, desk, place, transaction, htmx):
    finding = desk.finding("bram", is_final=False)
    page = browser_of("bram").visit(f"{place}/{finding}")

    answer = page.submit("#findings-state form", htmx=htmx)

    shown = answer if htmx else answer.follow()
    assert shown.is_whole_page is not htmx
    assert "Definitief" in shown.text("#findings-state dd")
    assert transaction.audited(finding)[-1] == "finding:text:put-forward"


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_one_puts_forward_what_one_has_read(browser_of, desk, place, htmx):
    finding = desk.finding("bram", is_final=False)
    page = browser_of("bram").visit(f"{place}/{finding}")
    desk.change_finding("bram", finding, seen_version=1, text="Anders.")

    answer = page.submit("#findings-state form", htmx=htmx)

    assert (answer.status, answer.is_whole_page) == (409, not htmx)
    assert desk.read_finding(finding).status == "concept"


def test_another_organisation_cannot_put_it_forward(browser_of, desk, place, send):
    finding = desk.finding("bram", is_final=False)
    page = browser_of("anna").visit(f"{place}/{finding}")

    assert send(page, f"{place}/{finding}/put-forward", seen_version="1").status == 403
    assert desk.read_finding(finding).status == "concept"


def test_a_colleague_writes_on_in_what_another_began(
    browser_of, world, address, finding, desk, transaction
):
    with transaction.as_owner() as owner:
        owner.execute(
            update(Membership)
            .where(Membership.person_id == world.person("wim").id)
            .values(role=MemberRole.CONTRIBUTOR)
        )

    answer = browser_of("wim").visit(f"{address}/edit").submit(FORM, text="Van Wim.", reason="Af.")

    assert answer.status == 303
    assert desk.read_finding(finding).text == "Van Wim."
