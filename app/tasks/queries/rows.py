"""A task as screens show it: its due day today, what it waits for, the reader's next step."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, partial
from typing import NamedTuple
from uuid import UUID

from app.identity.queries import Badge
from app.kernel import clock
from app.kernel.access import Actor, decide
from app.kernel.text import _, join_words, ngettext
from app.tasks.models import Predecessor, Task, TaskStatus
from app.tasks.policy import NEEDS_PREDECESSOR, STEPS, TaskPermission, shares_everything
from app.tasks.queries.deadlines import Deadline, deadline_of
from app.tasks.queries.facts import TaskFacts, facts_of
from app.tasks.queries.offices import OFFICE_WORDS, waits_for_office_of
from app.tasks.queries.predecessors import seen_predecessors
from app.tasks.queries.words import STEP_PATHS, STEP_WORDS
from app.workspaces.models import Workspace

QUICK_STEPS = (
    TaskPermission.TAKE_OVER,
    TaskPermission.ACCEPT,
    TaskPermission.DELIVER,
    TaskPermission.CONFIRM,
)
"""Steps that a list offers as a button."""


@dataclass(frozen=True, slots=True)
class Step:
    """A button."""

    words: str
    path: str
    """Where it sends, under the address of the task."""
    is_page: bool = False
    """It opens a page, which shows what would go with the step."""


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task, as one reader sees it today."""

    task: TaskFacts
    deadline: Deadline
    is_held_up: bool
    """True while one of its predecessors is not delivered."""
    predecessors: tuple[Predecessor, ...]
    """The predecessors that the reader may see, delivered or not."""
    waits_for: tuple[Predecessor, ...]
    """The predecessors that hold it up, those that the reader may see."""
    waits_unseen: bool
    """True when one that the reader may not see holds it up too."""
    follows: UUID | None
    """The term at whose end it is due, when the reader may see that."""
    is_for_my_office: bool
    """True while it waits for an office that the reader holds there."""
    step: Step | None
    """What the reader could do next without further words."""

    @property
    def workspace(self) -> Workspace:
        """Where it stands."""
        return self.task.workspace

    @property
    def url(self) -> str:
        """Address of its page."""
        return f"/workspaces/{self.workspace.ref}/tasks/{self.task.id}"

    @property
    def assignee_name(self) -> str:
        """Name of who does it; empty while there is nobody."""
        return self.task.assignee.name if self.task.assignee else ""

    @property
    def office_name(self) -> str:
        """The office it is asked of, in words; empty where it is asked of none."""
        return str(OFFICE_WORDS[self.task.office]) if self.task.office else ""

    @property
    def first_in_words(self) -> str:
        """What must be delivered first, in one line; what the reader may not see is not counted."""
        if not self.waits_for:
            return ""
        title, others = self.waits_for[0].title, len(self.waits_for) - 1
        if not others:
            return _("First: %(title)s", title=title)
        return ngettext(
            "First: %(title)s and one other",
            "First: %(title)s and %(num)d others",
            others,
            title=title,
        )

    @property
    def organisation(self) -> Badge:
        """The organisation it is asked of."""
        return self.task.organisation


def row_of(actor: Actor, task: Task) -> TaskRow:
    """Describe a task that was loaded whole, as this reader sees it today."""
    (row,) = rows_of(actor, [facts_of(task)])
    return row


def rows_of(actor: Actor, tasks: Iterable[TaskFacts]) -> list[TaskRow]:
    """Describe the tasks of a list, as this reader sees them today."""
    # Many have the same day, and stand between the same.
    read = cache(partial(deadline_of, today=clock.today()))
    step = cache(partial(_next_step, actor))
    return [_seen_by(actor, each, read=read, step=step) for each in tasks]


def _seen_by(
    actor: Actor,
    task: TaskFacts,
    *,
    read: Callable[..., Deadline],
    step: Callable[..., Step | None],
) -> TaskRow:
    seen = seen_predecessors(actor, task.predecessors, task.workspace)
    waits_for = tuple(each for each in seen if not each.status.lets_successors_go)
    # What one may not see is never a reason to go on: it holds up.
    waits_unseen = len(seen) < len(task.predecessors.ids)
    is_held_up = waits_unseen or bool(waits_for)
    return TaskRow(
        task=task,
        deadline=read(
            status=task.status,
            due_on=task.due_on,
            waits_for=_names_of(waits_for, is_all=not waits_unseen) if is_held_up else None,
            is_counted=task.term_id is not None,
            is_open=task.workspace.is_open,
        ),
        is_held_up=is_held_up,
        predecessors=seen,
        waits_for=waits_for,
        waits_unseen=waits_unseen,
        follows=task.term_id if shares_everything.holds(actor, task.workspace) else None,
        is_for_my_office=waits_for_office_of(actor, task),
        step=step(_parties_of(task), is_held_up=is_held_up),
    )


def _names_of(predecessors: Iterable[Predecessor], *, is_all: bool) -> str:
    """Name whoever must deliver something first, each once."""
    names = list(dict.fromkeys(each.organisation_name for each in predecessors))
    return join_words(names if is_all else [*names, _("another task")])


class Parties(NamedTuple):
    """Between whom a task stands, and how: all that rules about a next step may ask for."""

    workspace: Workspace
    status: TaskStatus
    organisation_id: UUID
    assignee_id: UUID | None
    asking_organisation_id: UUID
    asked_by_id: UUID | None
    is_apart: bool
    is_part: bool
    has_result: bool


def _parties_of(task: TaskFacts) -> Parties:
    return Parties(
        task.workspace,
        task.status,
        task.organisation_id,
        task.assignee_id,
        task.asking_organisation_id,
        task.asked_by_id,
        task.is_apart,
        task.is_part,
        task.has_result,
    )


def _next_step(actor: Actor, task: Parties, *, is_held_up: bool) -> Step | None:
    for permission in QUICK_STEPS:
        if permission not in STEPS[task.status]:
            continue
        if permission == TaskPermission.TAKE_OVER and task.assignee_id is not None:
            continue
        if is_held_up and permission in NEEDS_PREDECESSOR:
            continue
        if permission == TaskPermission.DELIVER and task.is_part:
            continue
        if decide(actor, permission, task).allowed:
            # What goes with it again is read first.
            is_page = permission == TaskPermission.DELIVER and task.has_result
            return Step(str(STEP_WORDS[permission]), STEP_PATHS[permission], is_page)
    return None


def steps_of(actor: Actor, row: TaskRow) -> frozenset[str]:
    """Return the steps the reader can take now, by name (``accept``, ``take_over`` …)."""
    task = row.task
    return frozenset(
        permission.name.lower()
        for permission in STEPS[task.status]
        if decide(actor, permission, task).allowed
        and not (row.is_held_up and permission in NEEDS_PREDECESSOR)
        and not (permission == TaskPermission.TAKE_OVER and task.assignee_id == actor.person_id)
        and not _has_no_sense(actor, task, permission)
    )


def _has_no_sense(actor: Actor, task: TaskFacts, permission: TaskPermission) -> bool:
    """Tell whether a step about more time would ask what is asked already, or answer nothing."""
    if permission is TaskPermission.REFUSE_TIME:
        return task.wish is None
    if permission is TaskPermission.ASK_TIME:
        return task.wish is not None or decide(actor, TaskPermission.EXTEND, task).allowed
    # What belongs to something larger is delivered, and asked again, there (`homes`).
    return permission in (TaskPermission.DELIVER, TaskPermission.RESTORE) and task.is_part
