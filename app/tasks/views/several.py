"""Changing several tasks at once: another day, somebody else, or taken back."""

from __future__ import annotations

from flask import Response, url_for

from app.kernel.access import Actor, decide
from app.kernel.text import ngettext
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.tasks import jobs, queries, service
from app.tasks.forms import SeveralForm
from app.tasks.models import UNFINISHED
from app.tasks.policy import TaskPermission
from app.tasks.queries import TaskRow, Wanted
from app.tasks.views.blueprint import blueprint
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace

MOST = 200


@blueprint.route("/several", methods=["GET", "POST"], needs=TaskPermission.ASK)
def change_several(ref: str) -> Response:
    """Choose among the tasks one may change, and what is done with them."""
    actor = current_actor()
    workspace = workspaces.get_place_for(actor, TaskPermission.ASK, ref)
    form = SeveralForm()
    with form.taking_refusals():
        if form.validate_on_submit():
            number = service.change_several(
                actor,
                workspace,
                ids=form.chosen_ids(),
                change=form.change(),
                tell=jobs.tell_assignee,
            )
            answers.tell(ngettext("One task is changed.", "%(num)d tasks are changed.", number))
            return answers.lead_to(url_for(".list", ref=ref))
    frame = workspaces.workspace_frame(actor, workspace, section="tasks")
    form.offer(
        [each.participation for each in frame["participants"]], workspaces.list_members(workspace)
    )
    return answers.show(
        "tasks/several.html", form=form, rows=_changeable(actor, workspace), **frame
    )


def _changeable(actor: Actor, workspace: Workspace) -> list[TaskRow]:
    """Return the unfinished tasks that the actor may change; those of a round are changed there."""
    rows = queries.list_of(actor, workspace, Wanted.OPEN, limit=MOST)
    return [
        row
        for row in rows
        if row.task.status in UNFINISHED
        and (row.task.is_private or not row.task.is_apart)
        and decide(actor, TaskPermission.CHANGE, row.task).allowed
    ]
