"""Reading findings: one's own, and what others wrote for the lead and the partners.

IvhO (Carla) becomes an observer in one test: then she reads only what IvhO wrote."""

import pytest
from sqlalchemy import update

from app.findings.models import Audience
from app.workspaces.models import ParticipantRole, Participation

PEOPLE = ("anna", "wim", "bram", "cora", "carla")


@pytest.mark.parametrize("who", PEOPLE)
def test_members_read_what_is_for_the_workspace(browser_of, desk, place, who):
    finding = desk.finding("bram", title="Voor iedereen")

    assert "Voor iedereen" in browser_of(who).visit(place).text("main")
    assert browser_of(who).visit(f"{place}/{finding}").status == 200


@pytest.mark.parametrize(
    ("who", "status"),
    [("bram", 200), ("cora", 200), ("anna", 404), ("wim", 404), ("carla", 404), ("dirk", 404)],
)
def test_what_is_for_the_own_organisation_exists_for_nobody_else(
    browser_of, desk, place, who, status
):
    finding = desk.finding("bram", title="Alleen voor ons", audience=Audience.OWN)

    listed = browser_of(who).visit(place)
    assert browser_of(who).visit(f"{place}/{finding}").status == status
    assert ("Alleen voor ons" in listed.body) is (status == 200)
    if listed.status == 200:
        count = listed.text('.sz-tabs a[href$="/findings"] .sz-count')
        assert count == ("1" if status == 200 else "0")


@pytest.mark.parametrize(("audience", "organisations"), [("own", 1), ("workspace", 3)])
def test_the_facts_bar_says_who_can_see_it(browser_of, desk, place, audience, organisations):
    finding = desk.finding("bram", audience=Audience(audience))

    page = browser_of("bram").visit(f"{place}/{finding}")

    assert len(page.tree.cssselect(".sz-facts__last .sz-org")) == organisations


def test_an_observer_reads_only_what_is_its_own(browser_of, desk, place, world, transaction):
    finding = desk.finding("anna", title="Voor de partners")
    with transaction.as_owner() as owner:
        owner.execute(
            update(Participation)
            .where(Participation.organisation_id == world.organisations["ivho"].id)
            .values(role=ParticipantRole.OBSERVER)
        )

    assert browser_of("carla").visit(f"{place}/{finding}").status == 404
    assert "Voor de partners" not in browser_of("carla").visit(place).body


def test_for_a_stranger_there_are_no_findings(browser_of, desk, place, send):
    finding = desk.finding("anna")
    dirk = browser_of("dirk")
    own = dirk.visit("/workspaces")

    assert [dirk.visit(path).status for path in (place, f"{place}/{finding}")] == [404, 404]
    assert dirk.visit(f"/workspaces/ELD-2026-1002/findings/{finding}").status == 404
    assert send(own, f"{place}/{finding}/put-forward", seen_version="2").status == 404


def test_who_is_not_signed_in_is_led_to_sign_in(anonymous, desk, place):
    answer = anonymous.visit(f"{place}/{desk.finding('anna')}")

    assert (answer.status, answer.location.split("?")[0]) == (303, "/login")


def test_the_second_wall_holds_when_the_first_is_taken_away(app, desk, world, monkeypatch):
    from sqlalchemy import true

    from app.findings import queries
    from app.findings.queries import texts
    from app.workspaces import queries as workspaces
    from app.workspaces.policy import WorkspacePermission
    from tests.support.acting import acting

    desk.finding("bram", audience=Audience.OWN)
    desk.finding("bram", title="Gedeeld")
    monkeypatch.setattr(texts, "visible_in", lambda *_: true())
    actor = world.actor("anna")
    with acting(app, actor):
        place = workspaces.get_for(actor, WorkspacePermission.VIEW, world.workspace.id)
        titles = [each.title for each in queries.list_visible(actor, place)]

    assert titles == ["Gedeeld"]
