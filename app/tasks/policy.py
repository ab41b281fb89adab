"""Who sees a task and who may move it on: who it is asked of, and who asked it.

A task is loaded by `tasks.queries` together with its workspace, whose standing says what the actor
is there. The grants say *who* may take a step, `STEPS` says in which state of the task there is
such a step.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_
from sqlalchemy.orm import InstrumentedAttribute

from app.kernel import sql
from app.kernel.access import Actor, Permission, grant, rule
from app.kernel.text import lazy
from app.tasks.models import NamedTerm, Task, TaskSeries, TaskStatus
from app.workspaces import policy as places
from app.workspaces.models import ParticipantRole, Workspace


class TaskPermission(Permission):
    """What one may do with tasks."""

    VIEW = "task:page:view"
    ASK = "task:request:ask"
    CHANGE = "task:request:change"
    WITHDRAW = "task:request:withdraw"
    RESTORE = "task:request:restore"
    EXTEND = "task:term:extend"
    ASK_TIME = "task:term:ask"
    REFUSE_TIME = "task:term:refuse"
    ACCEPT = "task:request:accept"
    RETURN = "task:request:return"
    TAKE_OVER = "task:request:take-over"
    HAND_OVER = "task:request:hand-over"
    DELIVER = "task:result:deliver"
    SEND_BACK = "task:result:send-back"
    CONFIRM = "task:result:confirm"
    FOLLOW = "task:notice:follow"
    END_SERIES = "task:series:end"
    ASK_AGAIN = "task:series:ask"


@dataclass(frozen=True, slots=True)
class Returning:
    """What comes back, in its workspace: the thing of `ASK_AGAIN`."""

    series: TaskSeries
    workspace: Workspace

    @property
    def id(self) -> UUID:
        """The id of the series, for the ledger."""
        return self.series.id


class TermPermission(Permission):
    """What one may do with the named terms of a workspace."""

    VIEW = "term:page:view"
    ADD = "term:term:add"
    CHANGE = "term:term:change"


STEPS: dict[TaskStatus, tuple[TaskPermission, ...]] = {
    TaskStatus.OPEN: (
        TaskPermission.ACCEPT,
        TaskPermission.TAKE_OVER,
        TaskPermission.DELIVER,
        TaskPermission.RETURN,
        TaskPermission.HAND_OVER,
        TaskPermission.ASK_TIME,
        TaskPermission.EXTEND,
        TaskPermission.REFUSE_TIME,
        TaskPermission.CHANGE,
        TaskPermission.WITHDRAW,
    ),
    TaskStatus.ACCEPTED: (
        TaskPermission.DELIVER,
        TaskPermission.TAKE_OVER,
        TaskPermission.RETURN,
        TaskPermission.HAND_OVER,
        TaskPermission.ASK_TIME,
        TaskPermission.EXTEND,
        TaskPermission.REFUSE_TIME,
        TaskPermission.CHANGE,
        TaskPermission.WITHDRAW,
    ),
    TaskStatus.RETURNED: (TaskPermission.CHANGE, TaskPermission.WITHDRAW),
    TaskStatus.DELIVERED: (
        TaskPermission.CONFIRM,
        TaskPermission.SEND_BACK,
        TaskPermission.WITHDRAW,
    ),
    TaskStatus.DONE: (),
    TaskStatus.WITHDRAWN: (TaskPermission.RESTORE,),
}
"""The steps there are in each state, the usual one first."""
NEEDS_PREDECESSOR = (TaskPermission.ACCEPT, TaskPermission.DELIVER)
"""Steps that wait until the predecessor is delivered."""


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition under which a task exists for this actor.

    Lead and partners see all tasks of their workspaces but those that others have apart; observers
    and guests those asked of them.
    """
    own = sql.parameter(actor.organisation_id)
    return or_(
        and_(
            places.is_place_of(actor, Task.workspace_id, roles=places.SHARING_ROLES),
            or_(~Task.is_apart, Task.asking_organisation_id == own),
        ),
        and_(Task.organisation_id == own, places.is_place_of(actor, Task.workspace_id)),
    )


def is_seen(actor: Actor, task_id: InstrumentedAttribute[UUID | None]) -> ColumnElement[bool]:
    """Return the condition that the task in a column of another row exists for this actor."""
    return exists().where(Task.id == task_id, visible_to(actor)).correlate_except(Task)


def is_own(actor: Actor, task_id: InstrumentedAttribute[UUID | None]) -> ColumnElement[bool]:
    """Return the condition that the actor's organisation asks the task in a column."""
    asks = Task.asking_organisation_id == sql.parameter(actor.organisation_id)
    return exists().where(Task.id == task_id, asks).correlate_except(Task)


class BetweenTwo(Protocol):
    """What decides who sees a task: who is asked, who asks, and whether it is theirs alone."""

    @property
    def organisation_id(self) -> UUID:
        """Who must do it."""

    @property
    def asking_organisation_id(self) -> UUID:
        """Who asks it."""

    @property
    def is_apart(self) -> bool:
        """Whether other partners do not see it."""


def is_seen_in(actor: Actor, task: BetweenTwo, workspace: Workspace) -> bool:
    """Tell whether a task of a workspace that was loaded for this actor exists for the actor."""
    if not places.is_member.holds(actor, workspace):
        return False
    return is_seen_by(task, actor.organisation_id, role=workspace.standing.participant_role)


def is_seen_by(
    task: BetweenTwo, organisation_id: UUID | None, *, role: ParticipantRole | None
) -> bool:
    """Tell whether a task exists for the members of an organisation that takes part in its place.

    Args:
        role: what that organisation is there.
    """
    if task.organisation_id == organisation_id:
        return True
    is_its_own = task.asking_organisation_id == organisation_id
    return role in places.SHARING_ROLES and (is_its_own or not task.is_apart)


@rule(lazy("This task is not meant for you."), is_sight=True)
def is_visible(actor: Actor, task: Task) -> bool:
    """Hold for the organisation it is asked of, and for lead and partners unless it is apart."""
    return is_seen_in(actor, task, task.workspace)


@rule(lazy("This workspace is closed. Nothing can be changed in it any more."))
def workspace_is_open(actor: Actor, task: Task) -> bool:
    """Hold while work may be done in its workspace."""
    return places.is_open.holds(actor, task.workspace)


@rule(lazy("Only the lead and the partners of this workspace ask tasks."))
def shares_everything(_actor: Actor, workspace: Workspace) -> bool:
    """Hold for who is of the lead or of a partner."""
    return workspace.standing.participant_role in places.SHARING_ROLES


@rule(lazy("This task is asked of somebody else."))
def is_asked_of(actor: Actor, task: Task) -> bool:
    """Hold for the assignee; for all people of the organisation while there is none."""
    is_ours = task.organisation_id == actor.organisation_id
    return is_ours and task.assignee_id in (None, actor.person_id)


@rule(lazy("This task is asked of another organisation."))
def is_asked_of_organisation(actor: Actor, task: Task) -> bool:
    """Hold for the people of the organisation it is asked of."""
    return task.organisation_id == actor.organisation_id


@rule(lazy("A colleague has this task. A coordinator or contributor can take it over."))
def may_replace_assignee(actor: Actor, task: Task) -> bool:
    """Hold while there is no assignee; after that for coordinators and contributors."""
    return task.assignee_id is None or places.contributes.holds(actor, task.workspace)


@rule(
    lazy("A colleague has this task. That colleague, a coordinator or contributor hands it over.")
)
def may_hand_it_over(actor: Actor, task: Task) -> bool:
    """Hold for whoever has it, and for coordinators and contributors of that organisation."""
    has_it = task.assignee_id is not None and task.assignee_id == actor.person_id
    return has_it or places.contributes.holds(actor, task.workspace)


@rule(lazy("Only the organisation that asked for this can do that."))
def asked_it(actor: Actor, task: Task) -> bool:
    """Hold for who asked, and for coordinators and contributors of the asking organisation."""
    if task.asking_organisation_id != actor.organisation_id:
        return False
    is_own = task.asked_by_id is not None and task.asked_by_id == actor.person_id
    return is_own or places.contributes.holds(actor, task.workspace)


@rule(lazy("Only a person follows a task."))
def is_a_person(actor: Actor, _task: Task) -> bool:
    """Hold for people; a job follows nothing."""
    return actor.is_person


@rule(lazy("Only the clock asks again what comes back."), is_sight=True)
def is_asked_by_clock(actor: Actor, returning: Returning) -> bool:
    """Hold for the job that acts for the organisation that asked, in that very place."""
    series = returning.series
    is_own = actor.organisation_id == series.organisation_id
    return not actor.is_person and is_own and actor.place_id == series.workspace_id


@rule(lazy("This workspace is closed. Nothing can be changed in it any more."))
def place_is_open(actor: Actor, returning: Returning) -> bool:
    """Hold while work may be done there."""
    return places.is_open.holds(actor, returning.workspace)


@rule(lazy("Only the lead and the partners of this workspace ask tasks."))
def asker_shares_everything(actor: Actor, returning: Returning) -> bool:
    """Hold while the organisation that asked is the lead or a partner."""
    return shares_everything.holds(actor, returning.workspace)


_ANSWER = (is_visible, workspace_is_open, is_asked_of)
_DECIDE = (is_visible, workspace_is_open, asked_it)

grant(TaskPermission.VIEW, is_visible)
grant(TaskPermission.ASK, places.is_member, places.is_open, shares_everything, places.contributes)
grant(TaskPermission.ACCEPT, *_ANSWER)
grant(TaskPermission.RETURN, *_ANSWER)
grant(TaskPermission.DELIVER, *_ANSWER)
grant(TaskPermission.ASK_TIME, *_ANSWER)
grant(
    TaskPermission.TAKE_OVER,
    is_visible,
    workspace_is_open,
    is_asked_of_organisation,
    may_replace_assignee,
)
grant(
    TaskPermission.HAND_OVER,
    is_visible,
    workspace_is_open,
    is_asked_of_organisation,
    may_hand_it_over,
)
grant(TaskPermission.CHANGE, *_DECIDE)
grant(TaskPermission.EXTEND, *_DECIDE)
grant(TaskPermission.REFUSE_TIME, *_DECIDE)
grant(TaskPermission.SEND_BACK, *_DECIDE)
grant(TaskPermission.CONFIRM, *_DECIDE)
grant(TaskPermission.WITHDRAW, *_DECIDE)
grant(TaskPermission.RESTORE, *_DECIDE)
grant(TaskPermission.FOLLOW, is_visible, workspace_is_open, is_a_person)
grant(TaskPermission.END_SERIES, *_DECIDE)
grant(TaskPermission.ASK_AGAIN, is_asked_by_clock, place_is_open, asker_shares_everything)


def terms_visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition under which a named term exists: for lead and partners."""
    return places.is_place_of(actor, NamedTerm.workspace_id, roles=places.SHARING_ROLES)


@rule(lazy("This term is not meant for you."), is_sight=True)
def is_within_sight(actor: Actor, term: NamedTerm) -> bool:
    """Hold for members of the lead and of partners."""
    workspace = term.workspace
    return places.is_member.holds(actor, workspace) and shares_everything.holds(actor, workspace)


@rule(lazy("This workspace is closed. Nothing can be changed in it any more."))
def is_in_open_workspace(actor: Actor, term: NamedTerm) -> bool:
    """Hold while work may be done in its workspace."""
    return places.is_open.holds(actor, term.workspace)


@rule(lazy("Another organisation keeps this term. Only its people change it."))
def keeps_it(actor: Actor, term: NamedTerm) -> bool:
    """Hold for coordinators and contributors of the organisation that added it."""
    is_ours = term.organisation_id == actor.organisation_id
    return is_ours and places.contributes.holds(actor, term.workspace)


grant(TermPermission.VIEW, is_within_sight)
grant(TermPermission.ADD, places.is_member, places.is_open, shares_everything, places.contributes)
grant(TermPermission.CHANGE, is_within_sight, is_in_open_workspace, keeps_it)
