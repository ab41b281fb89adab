"""The register of emergency sight as a file: for the privacy officers of the organisation alone.

Fons is IGJ's officer, Nora gets to look; Bram works in the workspace and keeps no register."""

from datetime import timedelta

import pytest

from app.emergencies import queries
from app.emergencies.models import EmergencySight, Verdict
from app.kernel import clock
from tests.emergencies.conftest import SIGHTS
from tests.support.taking import OWN_TAKEN


@pytest.fixture
def officer(browsing, fons):
    return browsing(fons)


def test_it_says_who_looked_where_and_until_when(officer, opened, nora, take_list, world):
    [row] = take_list(officer, SIGHTS)

    assert (row["Ruimte"], row["Collega"]) == (world.workspace.ref, nora.name)
    assert row["Aanleiding"] == "Iedereen van ons in de ruimte is afwezig"
    assert row["Tot"] - row["Vanaf"] == timedelta(hours=8)
    assert row["Stand"] == "Loopt nu"
    told = take_list.told("igj", OWN_TAKEN)
    assert {(each["list"], each["rows"]) for each in told} == {("emergency_sights", 1)}


@pytest.mark.parametrize(
    ("hours", "verdict", "said"),
    [
        (-1, None, ("Runs now", "stop")),
        (1, None, ("To judge", "info")),
        (24 * 8, None, ("To judge: late", "stop")),
        (24 * 8, Verdict.JUSTIFIED, ("Justified", "line")),
        (1, Verdict.UNJUSTIFIED, ("Not justified", "stop")),
    ],
)
def test_how_far_it_is(hours, verdict, said):
    now = clock.now()
    sight = EmergencySight(ends_at=now - timedelta(hours=hours), verdict=verdict)

    assert queries.state_of(sight, now) == said


def test_who_keeps_no_register_takes_none_along(opened, browser_of, take_list):
    assert browser_of("bram").visit(f"{SIGHTS}/export").status in {403, 404}
    assert take_list.told("igj", OWN_TAKEN) == []


def test_what_is_too_long_ago_for_the_page_is_in_the_file(officer, opened, take_list, monkeypatch):
    assert "Dit zijn alleen de nieuwste" not in officer.visit(SIGHTS).text("main")
    monkeypatch.setattr(queries, "MOST", 0)

    assert take_list.links(officer, SIGHTS) == [], "nothing on the page, so nothing to take along"
    assert len(officer.visit(f"{SIGHTS}/export").body.splitlines()) == 2
