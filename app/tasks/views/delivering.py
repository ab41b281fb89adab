"""Delivering a task, with words and with documents of its workspace."""

from __future__ import annotations

from uuid import UUID

from flask import Response, request

from app.kernel.access import Actor
from app.kernel.errors import Refused
from app.kernel.text import _
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.house import current_house
from app.tasks import queries, service
from app.tasks.forms import DeliverForm
from app.tasks.models import Task
from app.tasks.policy import TaskPermission
from app.tasks.views.blueprint import blueprint
from app.tasks.views.details import frame_of, load
from app.tasks.views.steps import carry_out


@blueprint.route("/<uuid:task_id>/deliver", methods=["GET", "POST"], needs=TaskPermission.DELIVER)
def deliver(ref: str, task_id: UUID) -> Response:
    """Say that a task is done; the page that is read first lets one choose documents."""
    if request.method == "GET":
        return _choose(current_actor(), ref, task_id)
    return carry_out(
        ref, task_id, permission=TaskPermission.DELIVER, form=DeliverForm(), verb=_deliver
    )


def _deliver(actor: Actor, task: Task, form: DeliverForm) -> None:
    service.deliver(
        actor,
        task,
        seen_version=form.seen(),
        words=form.words.data or "",
        brought=find_brought(actor, task, form.document_ids()),
    )


def find_brought(actor: Actor, task: Task, ids: frozenset[UUID]) -> list[UUID]:
    """Return the documents that were chosen, as the actor sees them.

    Raises:
        Refused: one of them is not there for the actor.
    """
    if not ids:
        return []
    found = current_house().tool(queries.Enclosures).find(actor, task.workspace, ids)
    if len(found) < len(ids):
        raise Refused(
            _("One of the documents is not there any more. Choose again."), field="documents"
        )
    return [each.id for each in found]


def _choose(actor: Actor, ref: str, task_id: UUID) -> Response:
    """Show the documents one may send along, with who does not see them yet."""
    task = load(actor, TaskPermission.DELIVER, ref=ref, task_id=task_id)
    knowing, asking = current_house().tool(queries.Enclosures), task.asking_organisation_id
    offered = knowing.offer(actor, task.workspace)
    ids = [each.id for each in offered]
    return answers.show(
        "tasks/deliver.html",
        **frame_of(actor, task),
        task=task,
        form=DeliverForm(formdata=None, data={"seen_version": task.version, "words": task.result}),
        offered=offered,
        chosen=frozenset(task.brought),
        unseen=knowing.unseen_by(actor, task.workspace, ids, organisation_id=asking),
    )
