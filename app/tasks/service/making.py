"""Making the row of a task: what is asked, under a number that nobody has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm.attributes import flag_modified

from app.kernel import clock, ids
from app.kernel.access import Actor
from app.kernel.errors import Refused
from app.kernel.jobs import Job
from app.kernel.text import _
from app.kernel.words import one_line, several_lines
from app.kernel.work import Work
from app.tasks.models import Office, Task, TaskStatus
from app.workspaces.models import Workspace

NUMBER_DIGITS = 3
TRIES = 8
"""How often another number is drawn when this one is taken."""
LONGEST_TITLE, LONGEST_DETAILS = 200, 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is asked, of whom, and by when."""

    title: str
    details: str = ""
    organisation_id: UUID
    assignee_id: UUID | None = None
    """None: somebody of that organisation."""
    office: Office | None = None
    """Whoever holds this there; with an assignee: of which office that person took it up."""
    due_on: date | None = None
    predecessor_ids: tuple[UUID, ...] = ()
    """All that must be delivered first."""
    term_id: UUID | None = None
    """The term at whose end it is due; instead of a day."""
    checklist: tuple[str, ...] = ()
    """What belongs to it, a line for each."""
    is_apart: bool = False
    """Other partners do not see it."""
    is_private: bool = False
    """Of the own organisation for itself; nobody else sees it."""


def add_numbered(work: Work, workspace: Workspace, *, wish: Wish) -> Task:
    """Add the task under a number that nobody has, also when two people ask at the same moment.

    A number is drawn, not looked up: of some tasks the actor may not know that they are there. When
    two in a row are taken the next is drawn from ten times as many.
    """
    for attempt in range(TRIES):
        number = ids.draw_number(set(), digits=NUMBER_DIGITS + attempt // 2)
        task = _made(work.actor, workspace, wish=wish, number=number)
        if work.put_unless_taken(task, "workspace_id", "number"):
            return task
    raise Refused(_("This did not work just now. Try again."))


def _made(actor: Actor, workspace: Workspace, *, wish: Wish, number: int) -> Task:
    task = Task(
        id=ids.new_id(),
        workspace_id=workspace.id,
        number=number,
        ref=f"{workspace.ref}-T{number}",
        asked_by_id=actor.person_id,
        asking_organisation_id=actor.organisation_id,
        status=TaskStatus.OPEN,
        answer=None,
        result=None,
        withdrawn_from=None,
        first_due_on=None,
        skipped=0,
        brought=[],
        series_id=None,
        series_number=None,
        is_apart=wish.is_apart or wish.is_private,
        is_private=wish.is_private,
        changed_at=clock.now(),
        version=1,
        **what_is_asked(wish),
    )
    task.workspace = workspace
    return task


def set_day_of(task: Task, day: date | None) -> date | None:
    """Give a task another last day, and keep the first; return the one before."""
    old = task.due_on
    if old != day:
        task.first_due_on = task.first_due_on or old
        # Written for each, also as it was: tasks that move together take one statement then.
        flag_modified(task, "first_due_on")
    task.due_on = day
    return old


def what_is_asked(wish: Wish) -> dict[str, Any]:
    """Return what is asked as the columns of a task; its checklist is written by itself.

    Raises:
        Refused: there is no title, or a text is too long.
    """
    untitled = _("Say in one sentence what has to be done.")
    return {
        "title": one_line(wish.title, field="title", longest=LONGEST_TITLE, missing=untitled),
        "details": several_lines(wish.details, field="details", longest=LONGEST_DETAILS),
        "organisation_id": wish.organisation_id,
        "assignee_id": wish.assignee_id,
        "office": wish.office,
        "due_on": wish.due_on,
        "predecessor_id": min(wish.predecessor_ids, default=None),
        "term_id": wish.term_id,
    }


def tell_of(work: Work, task: Task, tell: Job | None) -> None:
    """Have the mail sent after the commit; nobody is mailed about what they ask of themselves."""
    is_own = task.assignee_id is not None and task.assignee_id == work.actor.person_id
    if tell is None or is_own:
        return
    work.defer(
        tell,
        task_id=str(task.id),
        workspace_id=str(task.workspace_id),
        organisation_id=str(task.organisation_id),
        version=task.version,
    )
