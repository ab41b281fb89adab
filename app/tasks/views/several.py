"""Changing several tasks at once: another day, somebody else, or taken back; and undoing that."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, url_for

from app.kernel.access import Actor, decide
from app.kernel.text import ngettext
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.tasks import jobs, queries, service
from app.tasks.forms import SeveralForm, UndoForm
from app.tasks.models import UNFINISHED
from app.tasks.policy import TaskPermission
from app.tasks.queries import Narrowing, TaskRow, Wanted
from app.tasks.service import SeveralKind
from app.tasks.views.blueprint import blueprint
from app.tasks.views.board import asked_narrowing, in_address
from app.tasks.views.fingerprints import fingerprint
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
            if form.change().kind is SeveralKind.WITHDRAW:
                return _withdraw(actor, workspace, form)
            number = service.change_several(
                actor,
                workspace,
                seen=form.chosen(),
                change=form.change(),
                tell=jobs.tell_assignee,
            )
            answers.tell(ngettext("One task is changed.", "%(num)d tasks are changed.", number))
            return answers.lead_to(_to_list(workspace))
    return _show(actor, workspace, form)


@blueprint.route("/several/undo", methods=["POST"], needs=TaskPermission.ASK)
def undo_withdrawal(ref: str) -> Response:
    """Ask again what was withdrawn in one act, as it stood before."""
    actor = current_actor()
    workspace = workspaces.get_place_for(actor, TaskPermission.ASK, ref)
    number = service.restore_several(actor, workspace, at=UndoForm().moment())
    told = ngettext(
        "One task is asked again, as it was.",
        "%(num)d tasks are asked again, as they were.",
        number,
    )
    answers.tell(told)
    return answers.lead_to(_to_list(workspace))


def _withdraw(actor: Actor, workspace: Workspace, form: SeveralForm) -> Response:
    """Withdraw what was chosen once that very list was on screen; else show it."""
    ids = form.chosen_ids()
    rows = service.foresee_withdrawal(actor, workspace, ids=ids)
    seen = fingerprint(f"{each.task.ref}:{each.task.version}" for each in rows)
    if form.foreseen.data != seen:
        form.foreseen.data = seen
        return _foresee(actor, workspace, form, rows=rows)
    versions = {each.task.id: each.task.version for each in rows}
    done = service.withdraw_several(actor, workspace, seen=versions)
    return answers.lead_to(_to_list(workspace, withdrawn=done.at.isoformat()))


def _foresee(
    actor: Actor, workspace: Workspace, form: SeveralForm, *, rows: Sequence[TaskRow]
) -> Response:
    return answers.show(
        "tasks/several_seen.html",
        form=form,
        rows=rows,
        **_frame(actor, workspace, asked_narrowing()),
    )


def _show(actor: Actor, workspace: Workspace, form: SeveralForm) -> Response:
    narrowing = asked_narrowing()
    frame = _frame(actor, workspace, narrowing)
    form.offer(
        [each.participation for each in frame["participants"]], workspaces.list_members(workspace)
    )
    found = queries.list_of(actor, workspace, Wanted.OPEN, limit=MOST + 1, narrowing=narrowing)
    return answers.show(
        "tasks/several.html",
        form=form,
        rows=_changeable(actor, found[:MOST]),
        most=MOST if len(found) > MOST else None,
        **frame,
    )


def _frame(actor: Actor, workspace: Workspace, narrowing: Narrowing) -> dict[str, Any]:
    frame = workspaces.workspace_frame(actor, workspace, section="tasks")
    return {**frame, "narrowing": narrowing, "narrowed": in_address(narrowing)}


def _to_list(workspace: Workspace, *, withdrawn: str | None = None) -> str:
    """Return the address of the list, narrowed as the page was that one comes from."""
    narrowed = in_address(asked_narrowing())
    return url_for(".list", ref=workspace.ref, **narrowed, withdrawn=withdrawn)


def _changeable(actor: Actor, rows: Sequence[TaskRow]) -> list[TaskRow]:
    """Return the unfinished tasks that the actor may change; those of a round are changed there."""
    return [
        row
        for row in rows
        if row.task.status in UNFINISHED
        and not row.task.is_part
        and decide(actor, TaskPermission.CHANGE, row.task).allowed
    ]
