"""Asking a task: a page of its own, so that a list of tasks need not carry all one may choose."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, url_for

from app.kernel.access import Actor
from app.kernel.text import _
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.tasks import jobs, queries, service
from app.tasks.forms import AskForm, TaskForm
from app.tasks.models import Task
from app.tasks.policy import TaskPermission
from app.tasks.views.blueprint import blueprint
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace

PAGE, REGION = "tasks/ask.html", "tasks/_ask.html"


@blueprint.route("/new", needs=TaskPermission.ASK)
def new(ref: str) -> Response:
    """Show the form that asks a task."""
    actor = current_actor()
    workspace = workspaces.get_place_for(actor, TaskPermission.ASK, ref)
    return _show(actor, workspace, AskForm(formdata=None))


@blueprint.route("", methods=["POST"], needs=TaskPermission.ASK)
def ask(ref: str) -> Response:
    """Ask something of a participant; asked, the list with the new task in it."""
    actor = current_actor()
    workspace = workspaces.get_place_for(actor, TaskPermission.ASK, ref)
    form = AskForm()
    with form.taking_refusals():
        if form.validate_on_submit():
            task = service.create_task(
                actor,
                workspace,
                wish=form.wish(),
                tell=jobs.tell_assignee,
                returns=form.returns(),
            )
            answers.tell(_asked_in_words(task))
            return answers.lead_to(url_for(".list", ref=ref))
    return _show(actor, workspace, form)


def _show(actor: Actor, workspace: Workspace, form: AskForm) -> Response:
    frame = workspaces.workspace_frame(actor, workspace, section="tasks")
    offer(form, actor, workspace, frame=frame)
    return answers.show(PAGE, region=REGION, form=form, **frame)


def _asked_in_words(task: Task) -> str:
    notice = _("The task is asked. You see it here until it is done.")
    return " ".join(part for part in (notice, queries.run_on_in_words(task.due_on)) if part)


def offer(
    form: TaskForm,
    actor: Actor,
    workspace: Workspace,
    *,
    frame: dict[str, Any],
    task: Task | None = None,
) -> None:
    """Fill the choices of a form.

    Args:
        task: the one being changed, which cannot wait for itself; what it waits for comes first.
    """
    choices: dict[UUID, str] = {}
    if task is not None:
        predecessors = queries.seen_predecessors(actor, task.predecessors, workspace)
        choices = {each.id: each.title for each in predecessors}
    others = queries.list_choices(actor, workspace)
    choices |= {each.id: each.title for each in others if each is not task}
    form.offer(
        [each.participation for each in frame["participants"]],
        workspaces.list_members(workspace),
        tasks=choices.items(),
        terms=queries.list_term_names(actor, workspace),
    )
