"""Deadlines of the yearly joint picture stand in the list, as far as each reader may know."""

from datetime import date, timedelta

import pytest

from app.coordination.models import ActivityKind, Rest
from app.coordination.queries.incident_terms import board_training
from app.kernel import clock
from app.workspaces.models import Phase
from tests.contributions.conftest import begin  # noqa: F401 - rounds are asked as they are there
from tests.coordination.conftest import window

PAGE = "/coordination/deadlines"
SOON = clock.today() + timedelta(days=20)


@pytest.fixture
def phases(world, transaction):
    """One phase that is over and one that is not, here; one elsewhere."""
    with transaction.as_owner() as owner:
        for position, (place, name, ends_on) in enumerate(
            [
                (world.workspace, "Uitvraag", clock.today() - timedelta(days=1)),
                (world.workspace, "Samen schrijven", SOON),
                (world.elsewhere, "Elders schrijven", SOON),
            ],
            start=90,
        ):
            owner.add(
                Phase(
                    workspace_id=place.id,
                    position=position,
                    name=name,
                    starts_on=None,
                    ends_on=ends_on,
                )
            )


def told(browser_of, who, query=""):
    page = browser_of(who).visit(f"{PAGE}{query}")
    return sorted(
        each.text_content().strip() for each in page.tree.cssselect("td .sz-table__title")
    )


def test_phases_that_are_not_over_stand_there_for_who_is_in_the_place(browser_of, phases):
    seen = {who: told(browser_of, who) for who in ("anna", "carla", "dirk")}

    assert seen == {
        "anna": ["Samen schrijven"],
        "carla": ["Samen schrijven"],
        "dirk": ["Elders schrijven"],
    }


def test_who_asks_sees_the_round_and_who_is_asked_its_own_contribution(browser_of, begin):  # noqa: F811 - the fixture that is imported
    made = begin("igj", due_on=SOON)
    rows = {who: browser_of(who).visit(PAGE).text("main") for who in ("anna", "bram", "carla")}

    assert "Bijdrageronde" in rows["anna"]
    assert "0 van 1 organisaties hebben geleverd." in rows["anna"]
    assert "Bijdrage van ons" in rows["bram"]
    assert made.title not in rows["carla"]
    assert "Bijdrageronde" not in rows["bram"]


def test_they_are_narrowed_and_taken_along(browser_of, begin, phases):  # noqa: F811 - the fixture that is imported
    begin("igj", due_on=SOON)
    anna = browser_of("anna")

    assert len(told(browser_of, "anna")) == 2
    assert told(browser_of, "anna", "?owner=ijenv") != told(browser_of, "anna")
    assert told(browser_of, "anna", "?q=SCHRIJVEN") == ["Samen schrijven"]
    assert told(browser_of, "anna", "?sector=health") == []
    file = anna.visit(f"{PAGE}/export?format=csv").response.get_data().decode("utf-8-sig")
    assert "Samen schrijven" in file
    assert "Bijdrageronde" in file
    assert "Elders" not in file


def test_a_certificate_of_board_training_is_due_by_law(browser_of, doing):
    entity = doing.enter("bram", "UMC", rest=Rest.EVERYTHING)
    made = doing.plan(
        "bram",
        entity,
        "Certificaten opvragen",
        when=window("2028-01-10", "2028-03-10"),
        kind=ActivityKind.CERTIFICATE,
    )
    row = browser_of("bram").visit(PAGE).text("tbody")

    assert doing.stored(made).due_on == board_training().ends_on == date(2028, 8, 15)
    assert "Certificaat bestuurstraining, Cbw, artikel 24, derde lid" in row
    assert not browser_of("anna").visit(PAGE).has("tbody")


def test_what_changed_is_told_to_who_sees_it_wholly(browser_of, doing):
    entity = doing.enter("bram", "UMC", rest=Rest.EVERYTHING)
    doing.plan("bram", entity, "Open audit", rest=Rest.EVERYTHING)
    doing.plan("bram", entity, "Geplande audit", rest=Rest.PLANNED)
    doing.plan("bram", entity, "Eigen audit", rest=Rest.NOTHING)
    texts = {
        who: browser_of(who).visit(f"{PAGE}/changes").text("main")
        for who in ("bram", "anna", "dirk")
    }
    titles = ("Open audit", "Geplande audit", "Eigen audit")

    assert {who: [each for each in titles if each in text] for who, text in texts.items()} == {
        "bram": list(titles),
        "anna": ["Open audit"],
        "dirk": [],
    }


def test_what_is_older_than_a_week_is_no_news(browser_of, doing, monkeypatch):
    entity = doing.enter("bram", "UMC")
    doing.plan("bram", entity, "Oude audit")
    later = clock.now() + timedelta(days=8)
    monkeypatch.setattr(clock, "now", lambda: later)

    assert "Oude audit" not in browser_of("bram").visit(f"{PAGE}/changes").text("main")
