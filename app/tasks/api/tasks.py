"""Tasks in the API: those of a workspace, asking one, and the steps with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from http import HTTPStatus
from uuid import UUID

from flask import Response, request
from pydantic import BaseModel, ConfigDict, Field

from app.identity import queries as identity
from app.kernel.access import Actor
from app.kernel.errors import Refused
from app.kernel.terms import Period
from app.kernel.text import _
from app.kernel.web.current import current_actor
from app.kernel.web.describing import LIST, MADE, PAGING, query
from app.kernel.web.door import GuardedBlueprint
from app.kernel.web.json_api import (
    WrongInput,
    answer_json,
    asked_cursor,
    asked_limit,
    check_match,
    make_cursor,
    read_body,
)
from app.tasks import jobs, queries, service
from app.tasks.api.telling import answer, answer_known, outline_of
from app.tasks.forms.tasks import LONGEST_SOUGHT
from app.tasks.models import Office, Task, TaskStatus
from app.tasks.policy import TaskPermission
from app.tasks.queries import Narrowing, Place, Wanted
from app.workspaces import queries as workspaces
from app.workspaces.policy import WorkspacePermission

blueprint = GuardedBlueprint("tasks_api", "app.tasks.api", url_prefix="/api/v1")
CURSOR_PARTS = 3
WORDS = query("q", "A word that the title holds.")


class Body(BaseModel):
    """A body in which unknown fields are a mistake."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class PartBody(Body):
    """What may change about a task; what is left out stays."""

    title: str | None = Field(None, min_length=1, max_length=200)
    details: str | None = Field(None, max_length=5000)
    assignee: str | None = None
    """Login of a person; null for somebody of the organisation."""
    organisation: str | None = None
    office: Office | None = None
    """Whoever holds this office of the organisation at that moment; instead of `assignee`."""
    due_on: date | None = None
    depends_on: UUID | None = None
    """The one task it waits for; with several, the first. Instead of `predecessors`."""
    predecessors: list[UUID] | None = None
    """All tasks it waits for: it can begin when the last of them is delivered."""
    follows: UUID | None = None
    """The named term at whose end it is due; instead of due_on."""
    checklist: list[str] | None = None
    """What belongs to it, in order; a line that stays keeps its tick."""


class ReturnBody(Body):
    """How often a task comes back, and until when: never without end."""

    every: Period
    until: date


class TaskBody(PartBody):
    """A new task, asked of a person or of an organisation."""

    title: str = Field(min_length=1, max_length=200)
    details: str = Field("", max_length=5000)
    comes_back: ReturnBody | None = None
    is_private: bool = False
    """Asked of the own organisation, and seen by nobody else."""


class ReasonBody(Body):
    """Why a task, or what was delivered, goes back."""

    reason: str = Field(min_length=1, max_length=1000)


@blueprint.route(
    "/workspaces/<ref:ref>/tasks",
    needs=WorkspacePermission.VIEW,
    endpoint="list",
    asks=(*PAGING, WORDS),
    gives=LIST,
)
def list_page(ref: str) -> Response:
    """Give the tasks of a workspace, by due day; what is over comes last."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    limit = asked_limit()
    rows = queries.list_of(
        actor,
        workspace,
        Wanted.ALL,
        limit=limit + 1,
        after=_after(),
        narrowing=Narrowing(_sought()),
    )
    more = None
    if len(rows) > limit:
        last = queries.place_of(rows[limit - 1])
        more = make_cursor(int(last.is_over), last.due_on.isoformat(), last.ref)
    return answer_json({"items": [outline_of(row) for row in rows[:limit]], "next": more})


def _sought() -> str:
    """Return what the title must hold."""
    words = " ".join(request.args.get("q", "").replace("\0", "").split())
    if len(words) > LONGEST_SOUGHT:
        told = _("This is too long. Use at most %(max)s characters.", max=LONGEST_SOUGHT)
        raise WrongInput([("q", told)])
    return words


def _after() -> Place | None:
    parts = asked_cursor(CURSOR_PARTS)
    if parts is None:
        return None
    try:
        return Place(parts[0] == "1", date.fromisoformat(parts[1]), parts[2])
    except ValueError:
        raise WrongInput([("cursor", _("This is not a cursor of this list."))]) from None


@blueprint.route(
    "/workspaces/<ref:ref>/tasks",
    methods=["POST"],
    needs=TaskPermission.ASK,
    takes=TaskBody,
    gives=MADE,
)
def ask(ref: str) -> Response:
    """Ask something of a participant."""
    actor = current_actor()
    workspace = workspaces.get_place_for(actor, TaskPermission.ASK, ref)
    body = read_body(TaskBody)
    organisation_id, assignee_id, office = _asked_of(body)
    wish = service.Wish(
        title=body.title,
        details=body.details,
        organisation_id=organisation_id,
        assignee_id=assignee_id,
        office=office,
        due_on=body.due_on,
        predecessor_ids=_predecessors(body) or (),
        term_id=body.follows,
        checklist=service.lines_of("\n".join(body.checklist or ())),
        is_private=body.is_private,
    )
    returns = body.comes_back
    task = service.create_task(
        actor,
        workspace,
        wish=wish,
        tell=jobs.tell_assignee,
        returns=service.Return(returns.every, returns.until) if returns else None,
    )
    if wish.predecessor_ids or wish.checklist or returns:
        return answer(actor, task, status=HTTPStatus.CREATED)
    return answer_known(
        actor, queries.get_made(actor, TaskPermission.VIEW, task), status=HTTPStatus.CREATED
    )


@blueprint.route("/tasks/<uuid:task_id>", needs=TaskPermission.VIEW)
def detail(task_id: UUID) -> Response:
    """Give one task."""
    actor = current_actor()
    return answer_known(actor, queries.get_anywhere(actor, TaskPermission.VIEW, task_id))


@blueprint.route(
    "/tasks/<uuid:task_id>", methods=["PATCH"], needs=TaskPermission.CHANGE, takes=PartBody
)
def change(task_id: UUID) -> Response:
    """Change what was asked."""
    actor = current_actor()
    task = queries.get_anywhere(actor, TaskPermission.CHANGE, task_id)
    check_match(task.version)
    service.change_task(
        actor,
        task,
        wish=_changed(actor, task, read_body(PartBody)),
        seen_version=task.version,
        tell=jobs.tell_assignee,
    )
    return answer(actor, task)


@blueprint.route("/tasks/<uuid:task_id>/accept", methods=["POST"], needs=TaskPermission.ACCEPT)
def accept(task_id: UUID) -> Response:
    """Accept a task."""
    return _step(task_id, permission=TaskPermission.ACCEPT, verb=service.accept)


@blueprint.route("/tasks/<uuid:task_id>/confirm", methods=["POST"], needs=TaskPermission.CONFIRM)
def confirm(task_id: UUID) -> Response:
    """Confirm what was delivered."""
    return _step(task_id, permission=TaskPermission.CONFIRM, verb=service.confirm)


@blueprint.route(
    "/tasks/<uuid:task_id>/return", methods=["POST"], needs=TaskPermission.VIEW, takes=ReasonBody
)
def return_with_reason(task_id: UUID) -> Response:
    """Return a task to who asked it; what was delivered, to who did it."""
    actor = current_actor()
    task = queries.get_anywhere(actor, TaskPermission.VIEW, task_id)
    check_match(task.version)
    is_delivered = task.status == TaskStatus.DELIVERED
    verb = service.send_back if is_delivered else service.return_with_reason
    verb(actor, task, reason=read_body(ReasonBody).reason, seen_version=task.version)
    return answer(actor, task)


def _step(task_id: UUID, *, permission: TaskPermission, verb: Callable[..., object]) -> Response:
    actor = current_actor()
    task = queries.get_anywhere(actor, permission, task_id)
    check_match(task.version)
    verb(actor, task, seen_version=task.version)
    return answer(actor, task)


def _asked_of(
    body: PartBody, *, otherwise: UUID | None = None
) -> tuple[UUID, UUID | None, Office | None]:
    """Return the organisation, and the person or office, that a task is asked of.

    Args:
        otherwise: the organisation where none was sent.
    """
    if body.assignee is not None:
        person = identity.find_person_by_login(body.assignee)
        if person is None:
            raise Refused(_("Choose somebody who takes part here."), field="assignee")
        return person.organisation_id, person.id, body.office
    organisation_id = otherwise
    if body.organisation is not None or otherwise is None:
        organisation_id = identity.find_organisation_id(body.organisation or "")
    if organisation_id is None:
        raise Refused(_("Name a person or an organisation."), field="organisation")
    return organisation_id, None, body.office


def _changed(actor: Actor, task: Task, body: PartBody) -> service.Wish:
    """Return the task as it will be: what was sent, and for the rest what it says now."""
    sent = body.model_fields_set
    asked_of = task.organisation_id, task.assignee_id, task.office
    if sent & {"assignee", "organisation", "office"}:
        asked_of = _asked_of(body, otherwise=task.organisation_id)
        if "office" not in sent and asked_of[:2] == (task.organisation_id, None):
            # Who knows no offices, and sends back what it was told, changes nothing.
            asked_of = (*asked_of[:2], task.office)
    due_on, follows = _when(task, body)
    return service.Wish(
        title=task.title if body.title is None else body.title,
        details=task.details if body.details is None else body.details,
        organisation_id=asked_of[0],
        assignee_id=asked_of[1],
        office=asked_of[2],
        due_on=due_on,
        term_id=follows,
        predecessor_ids=_predecessors_of(actor, task, body),
        checklist=_lines(task, body),
    )


def _predecessors(body: PartBody) -> tuple[UUID, ...] | None:
    """Return what it is to wait for; None where nothing of that was sent."""
    sent = body.model_fields_set
    if {"depends_on", "predecessors"} <= sent:
        raise Refused(_("Send depends_on or predecessors, not both."), field="predecessors")
    if "predecessors" in sent:
        return tuple(dict.fromkeys(body.predecessors or ()))
    if "depends_on" not in sent:
        return None
    return () if body.depends_on is None else (body.depends_on,)


def _predecessors_of(actor: Actor, task: Task, body: PartBody) -> tuple[UUID, ...]:
    """Return what it waits for from now on; what the actor may not see stays.

    Who knows of one only, and sends back the one it was told, changes nothing.
    """
    wanted = _predecessors(body)
    seen = queries.seen_predecessors(actor, task.predecessors, task.workspace)
    told = seen[0].id if seen else None
    if wanted is None or ("depends_on" in body.model_fields_set and body.depends_on == told):
        return task.predecessors.ids
    unseen = queries.unseen_predecessors(actor, task.predecessors, task.workspace)
    return tuple(dict.fromkeys((*wanted, *unseen)))


def _lines(task: Task, body: PartBody) -> tuple[str, ...]:
    """Return the checklist as it will be."""
    if body.checklist is None:
        return tuple(each.words for each in task.items)
    return service.lines_of("\n".join(body.checklist))


def _when(task: Task, body: PartBody) -> tuple[date | None, UUID | None]:
    """Return the day, or the term to follow: one that is sent takes the place of the other."""
    sent = body.model_fields_set
    if "follows" in sent:
        return body.due_on, body.follows
    if "due_on" in sent:
        return body.due_on, None
    return (None, task.term_id) if task.term_id else (task.due_on, None)
