"""Around a task in the API: tick off its checklist, deliver it, more time for it, follow it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import Response, request
from pydantic import Field

from app.kernel.access import decide, require
from app.kernel.errors import Refused
from app.kernel.text import _
from app.kernel.web.current import current_actor
from app.kernel.web.house import current_house
from app.kernel.web.json_api import check_match, read_body
from app.tasks import queries, service
from app.tasks.api.tasks import Body, ReasonBody, blueprint
from app.tasks.api.telling import answer
from app.tasks.policy import TaskPermission

MOST_NAMED = 60


class TickBody(Body):
    """Which lines are to be ticked and which are not; a line that is not named stays."""

    ticked: list[UUID] = Field(default_factory=list, max_length=MOST_NAMED)
    unticked: list[UUID] = Field(default_factory=list, max_length=MOST_NAMED)


@blueprint.route(
    "/tasks/<uuid:task_id>/checklist",
    methods=["PATCH"],
    needs=TaskPermission.DELIVER,
    takes=TickBody,
)
def tick(task_id: UUID) -> Response:
    """Tick off what belongs to a task, or take ticks away."""
    actor = current_actor()
    task = queries.get_anywhere(actor, TaskPermission.DELIVER, task_id)
    check_match(task.version)
    body = read_body(TickBody)
    ticked, unticked = set(body.ticked), set(body.unticked)
    if (ticked | unticked) - {each.id for each in task.items}:
        raise Refused(_("A line you name is not in the checklist of this task."), field="ticked")
    if ticked & unticked:
        raise Refused(_("Name each line once: ticked or not."), field="unticked")
    service.tick(actor, task, shown=unticked, ticked=ticked)
    return answer(actor, task)


class DeliverBody(Body):
    """What a task is delivered with; what is left out stays as it was delivered before."""

    words: str | None = Field(default=None, max_length=service.LONGEST_RESULT)
    documents: list[UUID] | None = Field(default=None, max_length=service.MOST_BROUGHT)
    """Of the workspace, and seen by who delivers."""


@blueprint.route(
    "/tasks/<uuid:task_id>/deliver",
    methods=["POST"],
    needs=TaskPermission.DELIVER,
    takes=DeliverBody,
)
def deliver(task_id: UUID) -> Response:
    """Say that a task is done, with what was made of it."""
    actor = current_actor()
    task = queries.get_anywhere(actor, TaskPermission.DELIVER, task_id)
    check_match(task.version)
    body = read_body(DeliverBody) if request.content_length else DeliverBody()
    ids, knowing = body.documents, current_house().tool(queries.Enclosures)
    service.deliver(
        actor,
        task,
        seen_version=task.version,
        words=body.words,
        brought=None if ids is None else service.Brought(ids, knowing),
    )
    return answer(actor, task)


class ExtensionBody(Body):
    """The new day; who asks for it says why."""

    due_on: date
    reason: str = Field("", max_length=1000)


@blueprint.route(
    "/tasks/<uuid:task_id>/extension",
    methods=["POST"],
    needs=TaskPermission.VIEW,
    takes=ExtensionBody,
)
def extend(task_id: UUID) -> Response:
    """Give more time to a task one asked; ask for it, with a reason, of one that was asked."""
    actor = current_actor()
    task = queries.get_anywhere(actor, TaskPermission.VIEW, task_id)
    is_giving = decide(actor, TaskPermission.EXTEND, task).allowed
    require(actor, TaskPermission.EXTEND if is_giving else TaskPermission.ASK_TIME, task)
    check_match(task.version)
    body = read_body(ExtensionBody)
    if is_giving:
        service.extend(actor, task, due_on=body.due_on, seen_version=task.version)
    else:
        service.ask_time(
            actor, task, due_on=body.due_on, reason=body.reason, seen_version=task.version
        )
    return answer(actor, task)


@blueprint.route(
    "/tasks/<uuid:task_id>/extension/refuse",
    methods=["POST"],
    needs=TaskPermission.REFUSE_TIME,
    takes=ReasonBody,
)
def refuse_time(task_id: UUID) -> Response:
    """Give no more time, with the reason."""
    actor = current_actor()
    task = queries.get_anywhere(actor, TaskPermission.REFUSE_TIME, task_id)
    check_match(task.version)
    service.refuse_time(actor, task, reason=read_body(ReasonBody).reason, seen_version=task.version)
    return answer(actor, task)


@blueprint.route("/tasks/<uuid:task_id>/following", methods=["PUT"], needs=TaskPermission.FOLLOW)
def follow(task_id: UUID) -> Response:
    """Get the notices of a task one sees; followed already, it stays so."""
    actor = current_actor()
    task = queries.get_anywhere(actor, TaskPermission.FOLLOW, task_id)
    service.follow(actor, task)
    return answer(actor, task)


@blueprint.route("/tasks/<uuid:task_id>/following", methods=["DELETE"], needs=TaskPermission.FOLLOW)
def unfollow(task_id: UUID) -> Response:
    """Get the notices of a task no more; not followed, it stays so."""
    actor = current_actor()
    task = queries.get_anywhere(actor, TaskPermission.FOLLOW, task_id)
    service.unfollow(actor, task)
    return answer(actor, task)
