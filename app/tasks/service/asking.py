"""What the asking organisation does: ask, and change what was asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.identity.models import Organisation
from app.kernel.access import Actor, require
from app.kernel.errors import Refused
from app.kernel.events import announce
from app.kernel.jobs import Job
from app.kernel.text import _
from app.kernel.work import Work, begin_work
from app.tasks import queries
from app.tasks.actions import TaskAction
from app.tasks.events import TaskMoved
from app.tasks.models import Task
from app.tasks.policy import TaskPermission
from app.tasks.service.changing import ask_otherwise
from app.tasks.service.checking import write_items
from app.tasks.service.coming_back import Return, begin_series, check_return
from app.tasks.service.making import Wish, add_numbered, tell_of, what_is_asked
from app.tasks.service.steps import check_day, take
from app.tasks.service.waiting import check_predecessors, write_predecessors
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace


def create_task(
    actor: Actor,
    workspace: Workspace,
    *,
    wish: Wish,
    tell: Job | None,
    returns: Return | None = None,
) -> Task:
    """Ask something of a participating organisation, or of one person of it.

    Args:
        tell: the job that mails who is asked, after the commit; None mails nobody (sample data).
        returns: how often it comes back, and until when; None: it comes once.

    Raises:
        Refused: there is no title, the day has passed, whoever is asked does not work here, the
            task to wait for cannot be waited for, or it cannot come back like that.
    """
    if returns is not None and wish.is_private:
        raise Refused(
            _("A task that only your organisation sees does not come back."), field="every"
        )
    if returns is not None:
        check_return(returns, first=wish.due_on, follows_term=wish.term_id is not None)
    with begin_work(actor) as work:
        task = ask_all(work, workspace, wishes=[wish], tell=tell)[0]
        if returns is not None:
            begin_series(work, task, wanted=returns, lines=wish.checklist)
    return task


def ask_several(
    actor: Actor, workspace: Workspace, *, wishes: Sequence[Wish], tell: Job | None
) -> list[Task]:
    """Ask several things at once: all of them, or none.

    Raises:
        Refused: as with `create_task`.
    """
    with begin_work(actor) as work:
        return ask_all(work, workspace, wishes=wishes, tell=tell)


def ask_all(
    work: Work, workspace: Workspace, *, wishes: Sequence[Wish], tell: Job | None
) -> list[Task]:
    """Ask several things in one act; as `create_task`, of one or of many.

    Raises:
        Refused: as with `create_task`.
    """
    actor = work.actor
    require(actor, TaskPermission.ASK, workspace)
    _wait_for_turn(workspace, wishes)
    made = []
    for each in wishes:
        parties = _check(actor, workspace, each)
        wish = _by_its_term(actor, workspace, each)
        check_day(wish.due_on)
        task = add_numbered(work, workspace, wish=wish)
        queries.note_parties(task, parties)
        write_items(work, task, lines=wish.checklist)
        write_predecessors(work, task, ids=wish.predecessor_ids, is_new=True)
        work.record(
            TaskAction.ASKED,
            task,
            ref=task.ref,
            organisation=task.organisation_id,
            person=task.assignee_id,
            office=task.office.value if task.office else None,
            due_on=task.due_on,
            # Which, and how many, is not for each who reads the log.
            waits=bool(wish.predecessor_ids) or None,
        )
        tell_of(work, task, tell)
        if tell is not None:
            announce(work, TaskMoved(task, TaskAction.ASKED))
        made.append(task)
    return made


def change_task(actor: Actor, task: Task, *, wish: Wish, seen_version: int, tell: Job) -> None:
    """Change what was asked; asked of somebody else, or returned before, it waits to be accepted.

    If it comes back, its words and who is asked hold for the next times too.

    Raises:
        OutOfDate: somebody changed it meanwhile.
        Refused: as with `create_task`; a day that has passed may stay, it may not be chosen.
    """
    workspace = task.workspace
    with begin_work(actor) as work:
        _wait_for_turn(workspace, [wish])
        take(work, task, TaskPermission.CHANGE, seen_version=seen_version)
        _check(actor, workspace, wish, task=task)
        wish = _by_its_term(actor, workspace, wish)
        if wish.due_on != task.due_on:
            check_day(wish.due_on)
        ask_otherwise(work, task, wish=wish, tell=tell)


def _wait_for_turn(workspace: Workspace, wishes: Sequence[Wish]) -> None:
    """Let nobody else change meanwhile what the wishes hang on: two tasks might become a ring."""
    if any(each.predecessor_ids or each.term_id is not None for each in wishes):
        queries.wait_for_turn(workspace)


def _check(
    actor: Actor, workspace: Workspace, wish: Wish, *, task: Task | None = None
) -> list[Organisation]:
    """Check what is asked, its words first; return who asks it of whom."""
    what_is_asked(wish)
    if wish.is_private or (task is not None and task.is_private):
        _check_private(actor, wish)
    both = [wish.organisation_id, actor.organisation_id]
    parties = workspaces.find_active_participations(workspace, both)
    participation = parties.get(wish.organisation_id)
    if participation is None:
        raise Refused(_("Choose somebody who takes part here."), field="assignee")
    if wish.office is not None and wish.assignee_id is not None and not _took_it_up(wish, task):
        raise Refused(_("Ask a person or an office, not both."), field="assignee")
    if wish.assignee_id is not None:
        members = workspaces.list_member_ids(workspace, wish.organisation_id)
        if wish.assignee_id not in members:
            raise Refused(_("Choose somebody who takes part here."), field="assignee")
    check_predecessors(actor, workspace, wish, participation=participation, task=task)
    return [each.organisation for each in parties.values()]


def _took_it_up(wish: Wish, task: Task | None) -> bool:
    """Tell whether a wish leaves a task of an office with the person who took it up."""
    return task is not None and (wish.organisation_id, wish.assignee_id, wish.office) == (
        task.organisation_id,
        task.assignee_id,
        task.office,
    )


def _check_private(actor: Actor, wish: Wish) -> None:
    """Go on only with a task of the own organisation: others could not do it, nor move its day."""
    if wish.organisation_id != actor.organisation_id:
        raise Refused(
            _("Only your organisation sees this task, so you cannot ask it of another."),
            field="assignee",
        )
    if wish.term_id is not None:
        raise Refused(
            _("Choose a day: a task that only your organisation sees does not follow a term."),
            field="term",
        )


def _by_its_term(actor: Actor, workspace: Workspace, wish: Wish) -> Wish:
    """Return the wish with the last day of the term it follows; none while that has not started."""
    if wish.term_id is None:
        return wish
    if wish.due_on is not None:
        raise Refused(_("Choose a day, or a term to follow; not both."), field="due_on")
    given = queries.list_given(actor, workspace)
    if wish.term_id not in {each.id for each in given if not each.is_closed}:
        raise Refused(_("The term to follow is not there any more."), field="term")
    return replace(wish, due_on=queries.reckon(given)[wish.term_id].ends_on)
