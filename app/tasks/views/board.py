"""The tasks of a workspace, and asking one."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, request, url_for

from app.kernel.access import Actor, abilities
from app.kernel.text import _
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.tasks import jobs, queries, service
from app.tasks.forms import AskForm, StepForm, TaskForm
from app.tasks.models import Task
from app.tasks.policy import TaskPermission
from app.tasks.queries import Place, TaskRow, Wanted
from app.tasks.views.blueprint import blueprint
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace
from app.workspaces.policy import WorkspacePermission

PAGE, REGION = "tasks/list.html", "tasks/_board.html"


@blueprint.route("", needs=WorkspacePermission.VIEW, endpoint="list")
def list_page(ref: str) -> Response:
    """Show the tasks of a workspace, with the form that asks one."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    return answers.show(PAGE, region=REGION, **_board(actor, workspace))


@blueprint.route("", methods=["POST"], needs=TaskPermission.ASK)
def ask(ref: str) -> Response:
    """Ask something of a participant; the list, with the new task in it."""
    actor = current_actor()
    workspace = queries.get_place_for(actor, TaskPermission.ASK, ref)
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
            notice = _asked_in_words(task)
            if answers.is_htmx():
                return answers.show(REGION, **_board(actor, workspace, notice=notice))
            answers.tell(notice)
            return answers.lead_to(url_for(".list", ref=ref))
    return answers.show(PAGE, region=REGION, form=form, **_board(actor, workspace, wrong=form))


def _asked_in_words(task: Task) -> str:
    notice = _("The task is asked. You see it here until it is done.")
    return " ".join(part for part in (notice, queries.run_on_in_words(task.due_on)) if part)


def _board(
    actor: Actor, workspace: Workspace, *, wrong: AskForm | None = None, notice: str = ""
) -> dict[str, Any]:
    """Gather what the list shows.

    Args:
        wrong: the form that was refused, to be shown again with its messages.
        notice: what was done just now.
    """
    wanted = asked_tasks()
    frame = workspaces.workspace_frame(actor, workspace, section="tasks")
    found = queries.list_of(actor, workspace, wanted, limit=queries.PAGE + 1, after=_after())
    rows, may = found[: queries.PAGE], abilities(actor, workspace, [TaskPermission.ASK])
    ask_form = None
    if may.ask:
        ask_form = wrong or AskForm(formdata=None)
        offer(ask_form, actor, workspace, frame=frame)
    return {
        **frame,
        "rows": rows,
        "step_forms": forms_for(rows),
        "wanted": str(wanted),
        "older": _older(workspace, wanted, rows[-1]) if len(found) > queries.PAGE else None,
        "may": may,
        "ask_form": ask_form,
        "notice": notice,
    }


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
        task: the one being changed, which cannot wait for itself.
    """
    form.offer(
        [each.participation for each in frame["participants"]],
        workspaces.list_members(workspace),
        tasks=[each for each in queries.list_choices(actor, workspace) if each is not task],
        terms=queries.list_term_names(actor, workspace),
    )


def forms_for(rows: list[TaskRow]) -> dict[str, StepForm]:
    """Make the form behind the button of each row, by the task's id."""
    return {
        str(row.task.id): StepForm(formdata=None, data={"seen_version": row.task.version})
        for row in rows
        if row.step
    }


def asked_tasks() -> Wanted:
    """Return which tasks the address asks for; the open ones when it makes no sense."""
    try:
        return Wanted(request.args.get("show", ""))
    except ValueError:
        return Wanted.OPEN


def _after() -> Place | None:
    """Return where the page before ended; an address that makes no sense is the first page."""
    try:
        day = date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return None
    return Place(request.args.get("over") == "1", day, request.args.get("task", ""))


def _older(workspace: Workspace, wanted: Wanted, last: TaskRow) -> str:
    place = queries.place_of(last)
    return url_for(
        ".list",
        ref=workspace.ref,
        show=str(wanted),
        over="1" if place.is_over else None,
        day=place.due_on.isoformat(),
        task=place.ref,
    )
