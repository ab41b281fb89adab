"""The steps with a task: each a form with a button, each answered with the task as it is then."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from flask import Response, url_for

from app.kernel.access import Actor
from app.kernel.text import _, lazy
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.tasks import queries, service
from app.tasks.forms import (
    ExtensionForm,
    HandoverForm,
    ReasonForm,
    RefusalForm,
    StepForm,
    TickForm,
    WishForm,
)
from app.tasks.models import Task
from app.tasks.policy import TaskPermission
from app.tasks.views.blueprint import blueprint
from app.tasks.views.details import PAGE, REGION, about, load

DONE_WORDS = {
    TaskPermission.ACCEPT: lazy("You accepted this task. It stands under My work."),
    TaskPermission.TAKE_OVER: lazy("You have this task from now on. It stands under My work."),
    TaskPermission.RETURN: lazy("The task is returned to who asked it."),
    TaskPermission.DELIVER: lazy("The task is delivered. Who asked it confirms."),
    TaskPermission.SEND_BACK: lazy("The task is sent back. The other goes on with it."),
    TaskPermission.CONFIRM: lazy("The task is done."),
    TaskPermission.HAND_OVER: lazy("The task is handed over. Your colleague is told."),
    TaskPermission.ASK_TIME: lazy(
        "You asked for more time. Until there is an answer, the day stays."
    ),
    TaskPermission.REFUSE_TIME: lazy("You gave no more time. The day stays as it was."),
    TaskPermission.FOLLOW: lazy("Your choice is saved."),
    TaskPermission.END_SERIES: lazy("This task does not come back any more. What was asked stays."),
    TaskPermission.WITHDRAW: lazy("The task is withdrawn. Nobody has to do it any more."),
    TaskPermission.RESTORE: lazy("The task is asked again, as it was before it was withdrawn."),
}

Wanted = TypeVar("Wanted", bound=StepForm)
Verb = Callable[[Actor, Task, Wanted], object]


@blueprint.route("/<uuid:task_id>/accept", methods=["POST"], needs=TaskPermission.ACCEPT)
def accept(ref: str, task_id: UUID) -> Response:
    """Accept a task."""
    return _take(ref, task_id, permission=TaskPermission.ACCEPT, verb=service.accept)


@blueprint.route("/<uuid:task_id>/take-over", methods=["POST"], needs=TaskPermission.TAKE_OVER)
def take_over(ref: str, task_id: UUID) -> Response:
    """Become the assignee."""
    return _take(ref, task_id, permission=TaskPermission.TAKE_OVER, verb=service.take_over)


@blueprint.route("/<uuid:task_id>/confirm", methods=["POST"], needs=TaskPermission.CONFIRM)
def confirm(ref: str, task_id: UUID) -> Response:
    """Confirm what was delivered."""
    return _take(ref, task_id, permission=TaskPermission.CONFIRM, verb=service.confirm)


@blueprint.route("/<uuid:task_id>/withdraw", methods=["POST"], needs=TaskPermission.WITHDRAW)
def withdraw(ref: str, task_id: UUID) -> Response:
    """Withdraw what was asked."""
    return _take(ref, task_id, permission=TaskPermission.WITHDRAW, verb=service.withdraw)


@blueprint.route("/<uuid:task_id>/restore", methods=["POST"], needs=TaskPermission.RESTORE)
def restore(ref: str, task_id: UUID) -> Response:
    """Ask again what was withdrawn, as it stood before."""
    return _take(ref, task_id, permission=TaskPermission.RESTORE, verb=service.restore)


@blueprint.route("/<uuid:task_id>/return", methods=["POST"], needs=TaskPermission.RETURN)
def return_with_reason(ref: str, task_id: UUID) -> Response:
    """Return a task to who asked it."""
    return carry_out(
        ref,
        task_id,
        permission=TaskPermission.RETURN,
        form=ReasonForm(),
        verb=lambda actor, task, form: service.return_with_reason(
            actor, task, reason=form.reason.data, seen_version=form.seen()
        ),
    )


@blueprint.route("/<uuid:task_id>/send-back", methods=["POST"], needs=TaskPermission.SEND_BACK)
def send_back(ref: str, task_id: UUID) -> Response:
    """Say what is not finished yet."""
    return carry_out(
        ref,
        task_id,
        permission=TaskPermission.SEND_BACK,
        form=ReasonForm(),
        verb=lambda actor, task, form: service.send_back(
            actor, task, reason=form.reason.data, seen_version=form.seen()
        ),
    )


@blueprint.route("/<uuid:task_id>/extension", methods=["POST"], needs=TaskPermission.EXTEND)
def extend(ref: str, task_id: UUID) -> Response:
    """Give more time."""
    return carry_out(
        ref,
        task_id,
        permission=TaskPermission.EXTEND,
        form=ExtensionForm(),
        verb=lambda actor, task, form: service.extend(
            actor, task, due_on=form.due_on.data, seen_version=form.seen()
        ),
    )


@blueprint.route("/<uuid:task_id>/ask-time", methods=["POST"], needs=TaskPermission.ASK_TIME)
def ask_time(ref: str, task_id: UUID) -> Response:
    """Ask for more time."""
    return carry_out(
        ref,
        task_id,
        permission=TaskPermission.ASK_TIME,
        form=WishForm(),
        verb=lambda actor, task, form: service.ask_time(
            actor,
            task,
            due_on=form.due_on.data,
            reason=form.reason.data,
            seen_version=form.seen(),
        ),
    )


@blueprint.route("/<uuid:task_id>/refuse-time", methods=["POST"], needs=TaskPermission.REFUSE_TIME)
def refuse_time(ref: str, task_id: UUID) -> Response:
    """Give no more time."""
    return carry_out(
        ref,
        task_id,
        permission=TaskPermission.REFUSE_TIME,
        form=RefusalForm(),
        verb=lambda actor, task, form: service.refuse_time(
            actor, task, reason=form.reason.data, seen_version=form.seen()
        ),
    )


@blueprint.route("/<uuid:task_id>/hand-over", methods=["POST"], needs=TaskPermission.HAND_OVER)
def hand_over(ref: str, task_id: UUID) -> Response:
    """Give the task to a colleague."""
    return carry_out(
        ref,
        task_id,
        permission=TaskPermission.HAND_OVER,
        form=HandoverForm(),
        verb=lambda actor, task, form: service.hand_over(
            actor, task, to_id=form.chosen(), seen_version=form.seen()
        ),
    )


@blueprint.route("/<uuid:task_id>/checklist", methods=["POST"], needs=TaskPermission.DELIVER)
def tick(ref: str, task_id: UUID) -> Response:
    """Tick off what belongs to the task."""
    return carry_out(
        ref,
        task_id,
        permission=TaskPermission.DELIVER,
        form=TickForm(),
        verb=lambda actor, task, form: service.tick(
            actor, task, shown=form.shown_ids(), ticked=form.ticked_ids()
        ),
    )


@blueprint.route("/<uuid:task_id>/follow", methods=["POST"], needs=TaskPermission.FOLLOW)
def follow(ref: str, task_id: UUID) -> Response:
    """Get the notices of a task one sees."""
    return carry_out(
        ref,
        task_id,
        permission=TaskPermission.FOLLOW,
        form=StepForm(),
        verb=lambda actor, task, _form: service.follow(actor, task),
    )


@blueprint.route("/<uuid:task_id>/unfollow", methods=["POST"], needs=TaskPermission.FOLLOW)
def unfollow(ref: str, task_id: UUID) -> Response:
    """Get the notices of a task no more."""
    return carry_out(
        ref,
        task_id,
        permission=TaskPermission.FOLLOW,
        form=StepForm(),
        verb=lambda actor, task, _form: service.unfollow(actor, task),
    )


@blueprint.route("/<uuid:task_id>/end-series", methods=["POST"], needs=TaskPermission.END_SERIES)
def end_series(ref: str, task_id: UUID) -> Response:
    """Let the task come back no more."""
    return carry_out(
        ref,
        task_id,
        permission=TaskPermission.END_SERIES,
        form=StepForm(),
        verb=lambda actor, task, _form: service.end_series(actor, task),
    )


def _take(
    ref: str, task_id: UUID, *, permission: TaskPermission, verb: Callable[..., object]
) -> Response:
    """Carry out a step that needs no words."""
    return carry_out(
        ref,
        task_id,
        permission=permission,
        form=StepForm(),
        verb=lambda actor, task, form: verb(actor, task, seen_version=form.seen()),
    )


def carry_out(
    ref: str,
    task_id: UUID,
    *,
    permission: TaskPermission,
    form: Wanted,
    verb: Verb[Wanted],
    again: Callable[..., Response] | None = None,
) -> Response:
    """Carry out a step; the task as it is then, or with what is wrong.

    Args:
        again: shows the page the form stands on, with what is wrong; the task's page when None.
    """
    actor = current_actor()
    task = load(actor, permission, ref=ref, task_id=task_id)
    with form.taking_refusals():
        if form.validate_on_submit():
            verb(actor, task, form)
            notice = _in_words(permission, form, task)
            if form.is_from_board:
                answers.tell(notice)
                return answers.lead_to(url_for(".board", ref=ref))
            return _done(actor, ref, task_id, notice=notice)
    if again is not None:
        return again(actor, ref, task_id, form=form)
    fresh = load(actor, TaskPermission.VIEW, ref=ref, task_id=task_id)
    return answers.show(PAGE, region=REGION, form=form, **about(actor, fresh, wrong=form))


def _done(actor: Actor, ref: str, task_id: UUID, *, notice: str) -> Response:
    if answers.is_htmx():
        fresh = load(actor, TaskPermission.VIEW, ref=ref, task_id=task_id)
        return answers.show(REGION, **about(actor, fresh, notice=notice))
    answers.tell(notice)
    return answers.lead_to(url_for(".detail", ref=ref, task_id=task_id))


def _in_words(permission: TaskPermission, form: StepForm, task: Task) -> str:
    if isinstance(form, TickForm):
        return _("The checklist is saved.")
    if isinstance(form, ExtensionForm):
        notice = _("There is more time now.")
        return f"{notice} {queries.run_on_in_words(form.due_on.data)}".strip()
    if permission == TaskPermission.WITHDRAW and task.series_id is not None:
        return _("The task is withdrawn, and it does not come back any more.")
    return str(DONE_WORDS[permission])
