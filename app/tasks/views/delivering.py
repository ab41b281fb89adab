"""Delivering a task, with words and with documents of its workspace."""

from __future__ import annotations

from uuid import UUID

from flask import Response, request

from app.kernel.access import Actor
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
    form = DeliverForm()
    if form.look.data:
        return _choose(current_actor(), ref, task_id, form=form)
    return carry_out(
        ref,
        task_id,
        permission=TaskPermission.DELIVER,
        form=form,
        verb=_deliver,
        again=_choose if form.is_choosing else None,
    )


def _deliver(actor: Actor, task: Task, form: DeliverForm) -> None:
    ids, knowing = form.document_ids(), current_house().tool(queries.Enclosures)
    service.deliver(
        actor,
        task,
        seen_version=form.seen(),
        words=form.words.data,
        brought=None if ids is None else service.Brought(ids, knowing),
    )


def _choose(actor: Actor, ref: str, task_id: UUID, *, form: DeliverForm | None = None) -> Response:
    """Show the documents one may send along, with who does not see them yet.

    Args:
        form: as it was sent: with a word to look for, or with what is wrong.
    """
    task = load(actor, TaskPermission.DELIVER, ref=ref, task_id=task_id)
    form = form or _as_delivered(task)
    knowing, asking = current_house().tool(queries.Enclosures), task.asking_organisation_id
    chosen = form.ticked_ids()
    offer = knowing.offer(actor, task.workspace, words=form.looked_for, chosen=chosen)
    ids = [each.id for each in offer.documents]
    return answers.show(
        "tasks/deliver.html",
        **frame_of(actor, task),
        task=task,
        form=form,
        offer=offer,
        chosen=chosen,
        unseen=knowing.unseen_by(actor, task.workspace, ids, organisation_id=asking),
    )


def _as_delivered(task: Task) -> DeliverForm:
    """Make the form with what the task was delivered with before."""
    known = {
        "seen_version": task.version,
        "words": task.result,
        "documents": [str(each) for each in task.brought],
        "choosing": "1",
        "q": request.args.get("q", ""),
    }
    return DeliverForm(formdata=None, data=known)
