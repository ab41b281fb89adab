"""One task, and changing what was asked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypeVar
from uuid import UUID

from flask import Response, url_for

from app.kernel.access import Actor, abilities
from app.kernel.text import _
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.house import current_house
from app.tasks import jobs, queries, service
from app.tasks.forms import (
    DeliverForm,
    ExtensionForm,
    HandoverForm,
    ReasonForm,
    RefusalForm,
    StepForm,
    TaskForm,
    TickForm,
    WishForm,
    values_of,
)
from app.tasks.models import Task
from app.tasks.policy import TaskPermission
from app.tasks.views.asking import offer
from app.tasks.views.blueprint import blueprint
from app.workspaces import queries as workspaces
from app.workspaces.models import Membership
from app.workspaces.policy import SHARING_ROLES, WorkspacePermission
from app.workspaces.queries.frame import sight_in_words

PAGE, REGION = "tasks/detail.html", "tasks/_task.html"
WORDS = {
    "statuses": queries.STATUS_WORDS,
    "tones": queries.STATUS_TONES,
    "extensions": queries.EXTENSION_WORDS,
}
Kind = TypeVar("Kind", bound=StepForm)


@blueprint.route("/<uuid:task_id>", needs=TaskPermission.VIEW)
def detail(ref: str, task_id: UUID) -> Response:
    """One task: what, of whom, by when, and the steps the reader can take."""
    actor = current_actor()
    task = load(actor, TaskPermission.VIEW, ref=ref, task_id=task_id)
    return answers.show(PAGE, region=REGION, **about(actor, task))


@blueprint.route("/<uuid:task_id>/edit", methods=["GET", "POST"], needs=TaskPermission.CHANGE)
def edit(ref: str, task_id: UUID) -> Response:
    """Change what was asked; saved, the task's page."""
    actor = current_actor()
    task = load(actor, TaskPermission.CHANGE, ref=ref, task_id=task_id)
    form = TaskForm(data=values_of(task))
    with form.taking_refusals():
        if form.validate_on_submit():
            service.change_task(
                actor,
                task,
                wish=_with_unseen(actor, task, form.wish()),
                seen_version=form.seen(),
                tell=jobs.tell_assignee,
            )
            answers.tell(_("The task is changed. This is what is asked from now on."))
            return answers.lead_to(url_for(".detail", ref=ref, task_id=task_id))
    frame = frame_of(actor, task)
    offer(form, actor, task.workspace, frame=frame, task=task)
    return answers.show("tasks/edit.html", region="tasks/_form.html", form=form, task=task, **frame)


def _with_unseen(actor: Actor, task: Task, wish: service.Wish) -> service.Wish:
    """Return the wish with what the task waits for and its asker could not untick: it stays."""
    unseen = queries.unseen_predecessors(actor, task.predecessors, task.workspace)
    return replace(wish, predecessor_ids=(*wish.predecessor_ids, *unseen))


def load(actor: Actor, permission: TaskPermission, *, ref: str, task_id: UUID) -> Task:
    """Return a task under the address of its workspace, and decide the permission."""
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    return queries.get_for(actor, permission, task_id=task_id, workspace=workspace)


def about(
    actor: Actor, task: Task, *, wrong: StepForm | None = None, notice: str = ""
) -> dict[str, Any]:
    """Gather what the page of a task shows.

    Args:
        wrong: the form that was refused, to be shown again with its messages.
        notice: what was done just now.
    """
    row = queries.row_of(actor, task)
    empty: dict[str, Any] = {"formdata": None, "data": {"seen_version": task.version}}
    steps = queries.steps_of(actor, row)
    if task.withdrawn_from is None:
        steps -= {"restore"}
    handover = _sent(wrong, HandoverForm) or HandoverForm(**empty)
    if "hand_over" in steps:
        handover.offer(_colleagues(task))
    said = {"seen_version": task.version, "words": task.result}
    given = {"seen_version": task.version, "due_on": task.wish.wanted_on if task.wish else None}
    return {
        **frame_of(actor, task),
        "row": row,
        "is_vacant": task.status.is_waiting_for_assignee and queries.is_vacant(task),
        "task": task,
        "steps": steps,
        "handover_form": handover,
        "may": abilities(actor, task, TaskPermission),
        "successors": queries.list_waiting_on(actor, task),
        "extensions": task.extensions,
        "is_following": task.is_followed,
        "tick_form": TickForm(formdata=None, data=_ticks(task)),
        "periods": queries.PERIOD_WORDS,
        "home": queries.home_of(actor, task),
        "term_name": queries.find_term_name(actor, task),
        "step_form": StepForm(**empty),
        "deliver_form": _sent(wrong, DeliverForm) or DeliverForm(formdata=None, data=said),
        "brought": queries.brought_with(actor, task, current_house().tool(queries.Enclosures)),
        "reason_form": _sent(wrong, ReasonForm) or ReasonForm(**empty),
        "extension_form": _sent(wrong, ExtensionForm) or ExtensionForm(formdata=None, data=given),
        "wish_form": _sent(wrong, WishForm) or WishForm(**empty),
        "refusal_form": _sent(wrong, RefusalForm) or RefusalForm(**empty),
        "words": WORDS,
        "notice": notice,
    }


def _ticks(task: Task) -> dict[str, Any]:
    ticked = [str(each.id) for each in task.items if each.ticked_at]
    return {"seen_version": task.version, "shown": " ".join(ticked)}


def _colleagues(task: Task) -> list[Membership]:
    """Return who else of the organisation that is asked works here."""
    return [
        each
        for each in workspaces.list_members(task.workspace)
        if each.organisation_id == task.organisation_id
        and each.person_id != task.assignee_id
        and each.person.blocked_at is None
    ]


def _sent(wrong: StepForm | None, kind: type[Kind]) -> Kind | None:
    """Return the form that was refused, when it is of this very kind."""
    return wrong if type(wrong) is kind else None


def frame_of(actor: Actor, task: Task) -> dict[str, Any]:
    """Return the workspace around a task, with who sees this very task in the facts."""
    frame = workspaces.workspace_frame(actor, task.workspace, section="tasks")
    seers = [
        each
        for each in frame["participants"]
        if (each.participation.role in SHARING_ROLES and not task.is_apart)
        or each.organisation.id in {task.organisation_id, task.asking_organisation_id}
    ]
    facts = replace(
        frame["facts"],
        sight_orgs=[each.organisation for each in seers],
        sight_text=sight_in_words(seers),
    )
    subject = {"title": task.title, "reference": task.ref}
    return {**frame, "facts": facts, "subject": subject}
