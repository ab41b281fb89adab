"""Each quarter a partner's own coordinator keeps or ends the access of its people.

Anna coordinates for IJenV; Wim is of IJenV too. Bram (IGJ) does not coordinate."""

from datetime import UTC, date, datetime

import pytest

from app.kernel import clock
from app.workspaces.models import Membership
from app.workspaces.queries.reviewing import quarter_of

LONG_AGO = datetime(2020, 1, 1, 12, tzinfo=UTC)
ADDRESS = "/access-review"


@pytest.fixture
def membership(transaction, world):
    """The membership of somebody, as it stands."""

    def found(who):
        with transaction.as_owner() as owner:
            return owner.query(Membership).filter_by(person_id=world.person(who).id).one()

    return found


@pytest.fixture
def here_long(transaction):
    """Everybody has been here for years."""
    with transaction.as_owner() as owner:
        owner.query(Membership).update({"added_at": LONG_AGO})


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (date(2026, 1, 1), date(2026, 1, 1)),
        (date(2026, 3, 31), date(2026, 1, 1)),
        (date(2026, 4, 1), date(2026, 4, 1)),
        (date(2028, 2, 29), date(2028, 1, 1)),
        (date(2026, 12, 31), date(2026, 10, 1)),
    ],
)
def test_a_quarter_begins_on_its_first_day(day, first):
    assert quarter_of(day) == first


def test_a_coordinator_keeps_one_and_ends_another(
    browser_of, membership, here_long, transaction, world
):
    wim, anna = membership("wim"), membership("anna")
    page = browser_of("anna").visit(ADDRESS)
    assert "2 toegangen" in page.text(".utrecht-alert")

    choices = {f"member-{anna.id}": "keep", f"member-{wim.id}": "end"}
    after = page.submit("#review", **choices).follow()

    assert "Iedereen is dit kwartaal bekeken" in after.text("main")
    assert membership("wim").ended_at is not None
    assert membership("anna").reviewed_by_id == world.person("anna").id
    assert transaction.audited(wim.id) == ["workspace:member:end"]
    assert transaction.audited(anna.id) == ["workspace:member:keep"]
    assert browser_of("wim").visit(f"/workspaces/{world.workspace.ref}").status == 404


def test_who_came_in_this_quarter_is_not_due(browser_of):
    assert "Iedereen is dit kwartaal bekeken" in browser_of("anna").visit(ADDRESS).text("main")


def test_a_new_quarter_asks_anew(browser_of, membership, here_long, monkeypatch):
    anna = membership("anna")
    browser = browser_of("anna")
    browser.visit(ADDRESS).submit("#review", **{f"member-{anna.id}": "keep"})
    assert "1 toegang" in browser.visit(ADDRESS).text(".utrecht-alert")

    later = quarter_of(clock.today()).replace(year=clock.today().year + 1)
    monkeypatch.setattr(clock, "today", lambda: later)
    assert "2 toegangen" in browser.visit(ADDRESS).text(".utrecht-alert")


def test_nobody_ends_the_own_access_and_nothing_else_is_done_then(
    browser_of, membership, transaction
):
    anna, wim = membership("anna"), membership("wim")
    choices = {f"member-{anna.id}": "end", f"member-{wim.id}": "keep"}
    page = browser_of("anna").visit(ADDRESS).submit("#review", **choices)

    assert page.status == 422
    assert "je eigen toegang" in page.text("[role=alert]")
    checked = [each.get("value") for each in page.tree.cssselect("input[type=radio][checked]")]
    assert sorted(checked) == ["end", "keep"]
    assert membership("wim").reviewed_at is None


def test_people_of_another_organisation_are_not_touched(browser_of, membership):
    bram, anna = membership("bram"), browser_of("anna")
    page = anna.visit(ADDRESS)
    assert "Bram" not in page.text("main")
    token = page.tree.cssselect("[name=csrf_token]")[0].get("value")

    anna.send(ADDRESS, {"csrf_token": token, f"member-{bram.id}": "end", "member-x": "end"})

    assert (membership("bram").ended_at, membership("bram").reviewed_at) == (None, None)


def test_who_coordinates_nothing_is_told_so(browser_of):
    page = browser_of("bram").visit(ADDRESS)
    assert page.status == 200
    assert "Je coördineert geen samenwerkruimte" in page.text("main")


def test_without_a_choice_it_is_asked(browser_of):
    page = browser_of("anna").visit(ADDRESS).submit("#review")
    assert page.status == 422
    assert "minstens één persoon" in page.text("[role=alert]")


def test_a_review_costs_few_statements(browser_of, statements):
    anna = browser_of("anna")
    statements.clear()
    anna.visit(ADDRESS)
    assert len(statements) <= 8
