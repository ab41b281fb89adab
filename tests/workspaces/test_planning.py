"""The planning of a workspace: a coordinator of the lead says when phases run, all read it."""

from datetime import timedelta

import pytest

from app.kernel import clock
from app.kernel.errors import NotAllowed, Refused
from app.workspaces import queries
from app.workspaces.models import Phase
from app.workspaces.policy import WorkspacePermission
from app.workspaces.service.planning import plan_phases
from tests.support.acting import acting

VIEW = WorkspacePermission.VIEW


def day(number):
    return clock.today() + timedelta(days=number)


@pytest.fixture
def phases(world, transaction):
    """Four phases: over, running, to come, not planned."""
    periods = [(day(-9), day(-5)), (day(-4), day(4)), (day(5), day(9)), (None, None)]
    with transaction.as_owner() as owner:
        owner.add_all(
            Phase(
                workspace_id=world.workspace.id,
                position=position,
                name=f"Fase {position}",
                starts_on=starts_on,
                ends_on=ends_on,
            )
            for position, (starts_on, ends_on) in enumerate(periods)
        )


def test_each_phase_says_where_it_stands(app, world, phases):
    bram = world.actor("bram")
    with app.test_request_context(), acting(app, bram):
        rows = queries.phase_rows(queries.get_for(bram, VIEW, world.workspace.ref))

    assert [row.state for row in rows] == ["done", "now", "", ""]
    assert [row.words.split()[0] for row in rows] == ["klaar", "nu,", "vanaf", "nog"]


def test_the_list_of_workspaces_names_the_phase_of_today(browser_of, phases):
    assert "Fase 1" in browser_of("carla").visit("/workspaces").text("main")


def test_a_coordinator_of_the_lead_plans(app, world, phases, transaction):
    anna = world.actor("anna")
    with acting(app, anna):
        workspace = queries.get_for(anna, VIEW, world.workspace.ref)
        plan_phases(anna, workspace, periods={3: (day(10), None)})
        assert queries.list_phases(workspace)[3].starts_on == day(10)

    assert transaction.audited(world.workspace.id)[-1] == "workspace:planning:change"


@pytest.mark.parametrize(
    ("who", "period", "refusal"),
    [("bram", (10, 12), NotAllowed), ("anna", (12, 10), Refused)],
    ids=["not yours", "ends before it begins"],
)
def test_a_wrong_plan_changes_nothing(app, world, phases, who, period, refusal):
    actor = world.actor(who)
    with app.test_request_context(), acting(app, actor):
        workspace = queries.get_for(actor, VIEW, world.workspace.ref)
        with pytest.raises(refusal):
            plan_phases(actor, workspace, periods={3: tuple(map(day, period))})
