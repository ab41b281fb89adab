"""How a finding came about: every version is kept, with who asked for it; nothing of it changes.

Anna (IJenV) wrote the finding; Bram (IGJ) reads it as partner; Dirk works on another case."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from app.findings import queries
from app.findings.models import Audience, Capacity, FindingVersion, Influence, Outcome
from app.findings.policy import FindingPermission
from app.findings.service import Prompt, decline_request
from app.kernel.errors import Refused
from tests.support.acting import acting

FORM = "#findings-form"
DECLINE = "#findings-decline"
ASKED = {"capacity": "inspected", "asked_by": "Directie De Meerkoet"}
REFUSED = {**ASKED, "asked": "Haal het getal weg.", "reason": "Het klopt met het rooster."}


@pytest.fixture
def finding(desk):
    return desk.finding("anna")


@pytest.fixture
def address(place, finding):
    return f"{place}/{finding}"


def kept(transaction, model):
    with transaction.as_owner() as owner:
        return owner.scalars(select(model)).all()


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_a_change_names_who_asked_and_why(browser_of, address, transaction, htmx):
    page = browser_of("anna").visit(f"{address}/edit")

    answer = page.submit(
        FORM,
        htmx=htmx,
        text="Wij telden **64 uur** per week.",
        reason="De lijst van week 40 ontbrak.",
        outcome="partly",
        **ASKED,
    )

    (note,) = kept(transaction, Influence)
    assert answer.status == (204 if htmx else 303)
    assert (note.number, note.capacity, note.outcome) == (3, Capacity.INSPECTED, Outcome.PARTLY)
    shown = browser_of("bram").visit(f"{address}/history").text("ol.sz-stack")
    assert "Gevraagd door Directie De Meerkoet (Onderzochte organisatie)" in shown
    assert "De lijst van week 40 ontbrak." in shown
    assert [each.number for each in kept(transaction, FindingVersion)] == [1, 2, 3]


def test_a_change_without_a_reason_keeps_what_was_typed(browser_of, address, transaction):
    page = browser_of("anna").visit(f"{address}/edit")

    answer = page.submit(FORM, text="Nieuwe feiten.", reason=" ")

    assert answer.status == 422
    assert "Zeg in een of twee zinnen waarom je het verandert." in answer.text(FORM)
    assert answer.text("textarea[name=text]") == "Nieuwe feiten."
    assert kept(transaction, Influence) == []


def test_who_asked_has_a_name(browser_of, address):
    page = browser_of("anna").visit(f"{address}/edit")

    answer = page.submit(FORM, text="Anders.", reason="Gevraagd.", capacity="ministry")

    assert answer.status == 422
    assert "Zeg wie dit vroeg." in answer.text(FORM)


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_what_is_not_adopted_is_written_down(browser_of, address, finding, transaction, htmx):
    page = browser_of("anna").visit(f"{address}/history")

    answer = page.submit(DECLINE, htmx=htmx, **REFUSED)

    assert answer.status == (204 if htmx else 303)
    assert transaction.audited(finding)[-1] == "finding:request:not-adopt"
    shown = browser_of("bram").visit(f"{address}/history").text("ol.sz-stack")
    assert "Haal het getal weg." in shown
    assert "Niet overgenomen" in shown


@pytest.mark.parametrize("missing", ["asked_by", "asked", "reason"])
@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_a_request_says_who_what_and_why_not(browser_of, address, transaction, missing, htmx):
    page = browser_of("anna").visit(f"{address}/history")

    answer = page.submit(DECLINE, htmx=htmx, **{**REFUSED, missing: " "})

    assert (answer.status, answer.is_whole_page) == (422, not htmx)
    assert kept(transaction, Influence) == []


def test_another_organisation_writes_nothing_down(browser_of, address, send):
    page = browser_of("bram").visit(f"{address}/history")

    assert not page.has(DECLINE)
    assert send(page, f"{address}/history", **REFUSED).status == 403


def test_two_versions_are_compared_word_by_word(browser_of, desk, address, finding):
    desk.change_finding("anna", finding, seen_version=2, text="Wij telden **64 uur** per week.")

    page = browser_of("bram").visit(f"{address}/compare?older=2&newer=3")

    assert page.text(".sz-diff del") == "**61"
    assert page.text(".sz-diff ins") == "**64"


@pytest.mark.parametrize("asked", ["older=1&newer=1", "older=0&newer=9", "older=x", "newer=1"])
def test_versions_that_cannot_be_compared(browser_of, address, asked):
    page = browser_of("bram").visit(f"{address}/compare?{asked}")

    assert page.status in (200, 422)
    assert not page.has(".sz-diff")


def test_a_private_draft_stays_private_when_a_later_version_is_shared(browser_of, desk, place):
    secret = "Alleen voor ons: bron Janssen."
    finding = desk.finding("anna", text=secret, audience=Audience.OWN)
    why = Prompt("Onze jurist vroeg het.", "Jurist", Capacity.OTHER)
    desk.change_finding(
        "anna", finding, seen_version=1, prompt=why, audience=Audience.OWN, text="Nog niet."
    )
    desk.change_finding("anna", finding, seen_version=2, text="Voor allen.")

    address = f"{place}/{finding}"
    bram = browser_of("bram")
    shown = bram.visit(f"{address}/history").body + bram.visit(f"{address}/compare").body
    assert "Janssen" not in shown
    assert "Jurist" not in shown
    assert "Nog niet." not in shown
    assert bram.visit(f"{address}/compare?older=1&newer=3").status == 422
    assert "Janssen" in browser_of("anna").visit(f"{address}/compare?older=1&newer=3").body


def test_row_security_alone_keeps_a_private_draft(app, desk, world):
    finding = desk.finding("anna", audience=Audience.OWN)
    desk.change_finding("anna", finding, seen_version=1, text="Voor allen.")

    def seen(who):
        with acting(app, world.actor(who)) as session:
            versions = session.scalars(select(FindingVersion.number).order_by("number")).all()
            return versions, len(session.scalars(select(Influence.id)).all())

    assert [seen(who) for who in ("anna", "bram", "carla", "dirk")] == [
        ([1, 2], 1),
        ([2], 1),
        ([2], 1),
        ([], 0),
    ]


WRITES = {
    "change a version": "update finding_version set text = 'anders'",
    "remove a version": "delete from finding_version",
    "change a note": "update influence set asked_by = 'een ander'",
    "remove a note": "delete from influence",
    "forge a version": (
        "insert into finding_version select finding_id, number + 100, workspace_id, 'vals', text,"
        " norm_id, aspect, judgement, audience, status, recommendations, author_id, made_at"
        " from finding_version limit 1"
    ),
    "forge a note": (
        "insert into influence select gen_random_uuid(), finding_id, workspace_id, 99, asked_by,"
        " capacity, asked, outcome, reason, audience, noted_by_id, noted_at from influence limit 1"
    ),
}


@pytest.mark.parametrize("who", ["anna", "bram"])
@pytest.mark.parametrize("write", WRITES)
def test_the_database_refuses_to_rewrite_it(app, desk, world, finding, write, who):
    desk.change_finding("anna", finding, seen_version=2, text="Anders.")

    with acting(app, world.actor(who)) as session, pytest.raises(DatabaseError):
        session.connection().execute(text(WRITES[write]))


def test_a_request_of_nobody_is_no_request(app, desk, world, finding):
    with acting(app, world.actor("anna")) as session:
        anna = world.actor("anna")
        found = queries.get_anywhere(anna, FindingPermission.CHANGE, finding)
        prompt = Prompt("Daarom.", outcome=Outcome.NOT_ADOPTED, asked="Iets.")
        with pytest.raises(Refused) as refusal:
            decline_request(anna, found, prompt=prompt)
        assert refusal.value.field == "capacity"
        assert session.scalars(select(Influence.id)).all() == []
