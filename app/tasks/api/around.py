"""Around a task in the API: tick off its checklist, deliver it, and follow it."""

from __future__ import annotations

from uuid import UUID

from flask import Response, request
from pydantic import Field

from app.kernel.errors import Refused
from app.kernel.text import _
from app.kernel.web.current import current_actor
from app.kernel.web.house import current_house
from app.kernel.web.json_api import check_match, read_body
from app.tasks import queries, service
from app.tasks.api.tasks import Body, answer, blueprint
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
    """What a task is delivered with; both may be left out."""

    words: str = Field(default="", max_length=5000)
    documents: list[UUID] = Field(default_factory=list, max_length=service.MOST_BROUGHT)
    """Of the workspace, and seen by who delivers."""


@blueprint.route(
    "/tasks/<uuid:task_id>/deliver",
    methods=["POST"],
    needs=TaskPermission.DELIVER,
    takes=DeliverBody,
)
def deliver(task_id: UUID) -> Response:
    """Say that a task is done, with what was made of it; without a body, with nothing."""
    actor = current_actor()
    task = queries.get_anywhere(actor, TaskPermission.DELIVER, task_id)
    check_match(task.version)
    body = read_body(DeliverBody) if request.content_length else DeliverBody()
    ids = set(body.documents)
    seen = current_house().tool(queries.Enclosures).find(actor, task.workspace, ids) if ids else ()
    if len(seen) < len(ids):
        raise Refused(
            _("One of the documents is not there any more. Choose again."), field="documents"
        )
    service.deliver(
        actor,
        task,
        seen_version=task.version,
        words=body.words,
        brought=[each.id for each in seen],
    )
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
