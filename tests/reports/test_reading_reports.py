"""Reading reports: the lead and the partners read them whole; what one may not see does not exist.

Carla (IvhO) reads; Dirk works on another case. What waits for whom is on the way to Mijn werk."""

from datetime import timedelta

import pytest
from sqlalchemy import true, update

from app.kernel import clock
from app.reports import queries
from app.reports.queries import texts
from app.workspaces import queries as workspaces
from app.workspaces.models import ParticipantRole, Participation
from app.workspaces.policy import WorkspacePermission
from tests.support.acting import acting


@pytest.fixture
def report(desk):
    return desk.frozen(sign_by=clock.today() + timedelta(days=9))


@pytest.mark.parametrize("tail", ["", "/files/1/pages/1", "/files/1/pdf", "/seats"])
@pytest.mark.parametrize(
    ("who", "status"), [("anna", 200), ("cora", 200), ("carla", 200), ("dirk", 404)]
)
def test_who_reads_what(browser_of, place, report, tail, who, status):
    wanted = 303 if (tail, status) == ("/seats", 200) else status

    assert browser_of(who).visit(f"{place}/{report}{tail}").status == wanted


def test_an_observer_reads_no_report(browser_of, place, report, world, transaction):
    with transaction.as_owner() as owner:
        owner.execute(
            update(Participation)
            .where(Participation.organisation_id == world.organisations["ivho"].id)
            .values(role=ParticipantRole.OBSERVER)
        )

    assert browser_of("carla").visit(f"{place}/{report}").status == 404
    assert str(report) not in browser_of("carla").visit(place).body


def test_the_second_wall_holds_when_the_first_is_taken_away(app, desk, report, world, monkeypatch):
    monkeypatch.setattr(texts, "visible_in", lambda *_: true())
    actor = world.actor("dirk")
    with acting(app, actor):
        place = workspaces.get_for(actor, WorkspacePermission.VIEW, world.elsewhere.id)
        assert queries.list_visible(actor, place) == []


@pytest.mark.parametrize("path", ["/files/9/pdf", "/files/1/pages/99", "/files/1/pages/0"])
def test_what_is_not_there_is_not_found(browser_of, place, report, path):
    assert browser_of("anna").visit(f"{place}/{report}{path}").status == 404


def test_taking_the_file_along_is_recorded(browser_of, place, report, transaction):
    browser_of("carla").visit(f"{place}/{report}/files/1/pages/1")
    browser_of("carla").visit(f"{place}/{report}/files/1/pdf")

    assert transaction.audited(report).count("report:file:download") == 1


def test_a_page_beyond_the_last_shows_the_last(browser_of, place, report):
    page = browser_of("anna").visit(f"{place}/{report}?page=99")

    assert page.text(".sz-thumbs [aria-current]") == page.text(".sz-thumbs li:last-child a")


def test_the_page_of_a_finding_shows_its_rounds(browser_of, desk, world):
    finding = desk.finding("bram")
    desk.sign("wim", desk.frozen_of(finding))

    page = browser_of("carla").visit(f"/workspaces/{world.workspace.ref}/findings/{finding}")

    assert "Rapport De Meerkoet" in page.text("main")
    assert "Getekend" in page.text(".sz-seats")


@pytest.mark.parametrize(
    ("who", "count"), [("wim", 1), ("cora", 1), ("anna", 0), ("bram", 0), ("dirk", 0)]
)
def test_what_waits_for_whom(app, world, report, who, count):
    actor = world.actor(who)
    with acting(app, actor):
        rows = queries.list_waiting_for(actor)

    assert [(each.report_id, each.workspace_ref) for each in rows] == [
        (report, world.workspace.ref)
    ] * count


def test_what_was_decided_waits_no_more(app, desk, world, report):
    desk.sign("wim", report)
    actor = world.actor("wim")
    with acting(app, actor):
        assert queries.list_waiting_for(actor) == []
