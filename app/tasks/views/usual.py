"""The usual tasks of a kind of work: choose which to ask, of whom and by when, in one form."""

from __future__ import annotations

from typing import Any

from flask import Response, url_for

from app.kernel.access import Actor
from app.kernel.text import is_english, ngettext
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.house import current_house
from app.tasks import jobs, queries, service
from app.tasks.forms import UsualForm
from app.tasks.policy import TaskPermission
from app.tasks.views.blueprint import blueprint
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace
from app.workspaces.templates import TemplateShelf, UsualTask

LEAD = "lead"
"""The role in a template that says that the lead does it."""


@blueprint.route("/usual", methods=["GET", "POST"], needs=TaskPermission.ASK)
def ask_usual(ref: str) -> Response:
    """Choose among the usual tasks; asked, the list with the new tasks in it."""
    actor = current_actor()
    workspace = workspaces.get_place_for(actor, TaskPermission.ASK, ref)
    left = _not_asked_yet(actor, workspace)
    form = UsualForm()
    with form.taking_refusals():
        if form.validate_on_submit():
            wishes = form.wishes([title_of(each) for each in left])
            made = service.ask_several(actor, workspace, wishes=wishes, tell=jobs.tell_assignee)
            asked = ngettext("One task is asked.", "%(num)d tasks are asked.", len(made))
            answers.tell(asked)
            return answers.lead_to(url_for(".list", ref=ref))
    shown = form if form.is_submitted() else UsualForm.of(_proposed(workspace, left))
    return _show(actor, workspace, shown)


def usual_tasks(workspace: Workspace) -> tuple[UsualTask, ...]:
    """Return the tasks that nearly always come in this kind of work."""
    return current_house().tool(TemplateShelf).tasks_of(workspace.template)


def title_of(task: UsualTask) -> str:
    """Return what a usual task is called in the reader's language."""
    return task.title_en if is_english() else task.title


def _not_asked_yet(actor: Actor, workspace: Workspace) -> list[UsualTask]:
    asked = queries.list_titles(actor, workspace)
    usual = usual_tasks(workspace)
    return [each for each in usual if not asked & {each.title, each.title_en}]


def _proposed(workspace: Workspace, left: list[UsualTask]) -> list[tuple[str, Any]]:
    """Return what is offered, and of whom: of the lead what the lead usually does."""
    lead = workspace.lead_id
    return [(title_of(each), lead if each.role == LEAD else None) for each in left]


def _show(actor: Actor, workspace: Workspace, form: UsualForm) -> Response:
    frame = workspaces.workspace_frame(actor, workspace, section="tasks")
    form.offer(each.participation for each in frame["participants"])
    return answers.show("tasks/usual.html", form=form, **frame)
