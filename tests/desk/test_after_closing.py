"""What was not finished when a workspace closed: nobody can do it any more, so it waits for nobody.

Bram of IGJ had to do it, Anna of IJenV asked it."""

from datetime import timedelta

import pytest

from app.kernel import clock
from app.notifications.queries.feeds import list_days
from app.tasks.models import TaskStatus
from app.workspaces.models import Workspace, WorkspaceStatus

PLACE = "/workspaces/WRK-2026-1001"


@pytest.fixture
def left_behind(put_task, world, transaction):
    """A late task and one that nobody judged, in a workspace that closed."""
    late = put_task("bram", title="Bleef liggen", due_on=clock.today() - timedelta(days=30))
    put_task("bram", title="Niet bekeken", status=TaskStatus.DELIVERED)
    put_task(None, organisation="igj", title="Van niemand")
    with transaction.as_owner() as owner:
        place = owner.get_one(Workspace, world.workspace.id)
        place.status, place.closed_at = WorkspaceStatus.CLOSED, clock.now()
    return late


@pytest.mark.parametrize("path", ["/", "/organisation-work"])
@pytest.mark.parametrize("who", ["anna", "bram"])
def test_it_stands_in_no_list_and_no_badge(browser_of, left_behind, who, path):
    page = browser_of(who).visit(path)

    assert page.status == 200
    assert not page.has(".sz-tasks > li")
    assert not page.has(".sz-main .sz-count")


def test_it_stands_in_no_calendar(house, world, left_behind):
    actor = world.actor("bram")
    with house.database.session_for(actor):
        assert list_days(actor) == []


def test_in_its_workspace_it_is_not_late_but_not_finished(browser_of, left_behind):
    for path in ("/tasks?show=all", "/tasks/board?show=all", f"/tasks/{left_behind.id}"):
        page = browser_of("bram").visit(PLACE + path).text("main")
        assert "Niet af toen de ruimte sloot" in page
        assert "te laat" not in page.lower()
    assert "Bleef liggen" not in browser_of("bram").visit(PLACE).text("main")
    assert "Te laat" not in browser_of("bram").visit(f"{PLACE}/figures").text("main")
