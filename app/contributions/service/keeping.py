"""Keeping a contribution round: ask more organisations, move its day, remind, end it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.contributions import queries
from app.contributions.actions import ContributionAction
from app.contributions.models import ContributionReminder, ContributionRound
from app.contributions.policy import ContributionPermission
from app.contributions.queries import Standing
from app.contributions.service.starting import (
    ask_each,
    check_basis,
    chosen_day,
    chosen_organisations,
)
from app.documents.legal_bases import LegalBases
from app.kernel import clock
from app.kernel.access import Actor, require
from app.kernel.errors import OutOfDate, Refused
from app.kernel.jobs import Job
from app.kernel.text import _
from app.kernel.work import Work, begin_work
from app.tasks import queries as tasks
from app.tasks import service as asking
from app.tasks.models import UNFINISHED, TaskStatus
from app.workspaces import queries as workspaces


@dataclass(frozen=True, slots=True)
class Shift:
    """What another day does to the task of one organisation."""

    standing: Standing
    old: date | None
    moves: bool
    """False for who keeps a later day of its own."""
    lapses: bool
    """True when the new day gives the time that was asked for."""


def foresee_day(actor: Actor, round_: ContributionRound, *, day: date | None) -> tuple[Shift, ...]:
    """Return what another last day would do to each organisation that is awaited; changes nothing.

    Raises:
        Refused: the day is missing, has passed, or is the one that holds.
    """
    wanted = chosen_day(day)
    if wanted == round_.due_on:
        raise Refused(_("That day holds already. Choose another day."), field="due_on")
    standings = queries.list_standings(actor, round_)
    return tuple(_shift(each, round_, wanted) for each in standings if each.is_awaited)


def move_day(actor: Actor, round_: ContributionRound, *, day: date | None, seen: str) -> None:
    """Move the last day of a round, and of each task that has no later day of its own.

    Args:
        seen: token of what was on screen (`queries.token_of`).

    Raises:
        OutOfDate: somebody took a step meanwhile.
        Refused: as with `foresee_day`, or the round is closed.
    """
    with begin_work(actor) as work:
        standings = take_round(work, round_, ContributionPermission.MOVE, seen=seen)
        wanted = chosen_day(day)
        shifts = [_shift(each, round_, wanted) for each in standings if each.is_awaited]
        moving = [each.standing for each in shifts if each.moves]
        held = tasks.hold_some(actor, round_.workspace, _task_ids(moving))
        asking.set_day(work, held, day=wanted)
        old, round_.due_on = round_.due_on, wanted
        note_change(work, round_, ContributionAction.MOVED, old=old, new=wanted)


def remind(actor: Actor, round_: ContributionRound, *, tell: Job) -> int:
    """Remind who has not delivered, each organisation once a day; return how many were reminded.

    Raises:
        Refused: everybody has delivered, or was reminded today.
    """
    today = clock.today()
    with begin_work(actor) as work:
        work.lock(round_)
        require(actor, ContributionPermission.REMIND, round_)
        standings = queries.list_standings(actor, round_)
        awaited = [each for each in standings if each.is_awaited]
        if not awaited:
            raise Refused(_("Nobody has to deliver anything any more. There is nobody to remind."))
        fresh = [each for each in awaited if each.reminded_on != today]
        if not fresh:
            raise Refused(_("All who have not delivered were reminded today. Wait until tomorrow."))
        held = tasks.hold_some(actor, round_.workspace, _task_ids(fresh))
        asking.remind(work, held, tell=tell)
        for each in fresh:
            work.add(
                ContributionReminder(
                    contribution_id=each.contribution.id,
                    day=today,
                    workspace_id=round_.workspace_id,
                )
            )
        work.record(ContributionAction.REMINDED, round_)
    return len(fresh)


def ask_more(
    actor: Actor,
    round_: ContributionRound,
    *,
    organisations: Collection[UUID],
    bases: LegalBases,
    tell: Job | None,
) -> int:
    """Ask organisations in a round that runs already, by its day; return how many.

    Args:
        tell: the job that mails who is asked, after the commit.

    Raises:
        Refused: nobody is chosen, somebody is asked already or takes no part, the day of the round
            has passed, or its basis does not hold for all.
    """
    with begin_work(actor) as work:
        work.lock(round_)
        require(actor, ContributionPermission.ASK_MORE, round_)
        if round_.due_on < clock.today():
            raise Refused(_("The day of this round has passed. Give it a new day first."))
        if not set(round_.asked).isdisjoint(organisations):
            raise Refused(_("One of these is asked in this round already."), field="organisations")
        here = [each.organisation for each in workspaces.list_participants(round_.workspace)]
        more = chosen_organisations(here, organisations, own_id=round_.organisation_id)
        own = next(each for each in here if each.id == round_.organisation_id)
        check_basis(round_.legal_basis, givers=more, receiver=own, bases=bases)
        round_.asked = [*round_.asked, *(each.id for each in more)]
        told = [each.id for each in more]
        note_change(work, round_, ContributionAction.ASKED_MORE, organisations=told)
        ask_each(work, round_, more, tell=tell)
    return len(more)


def end_round(actor: Actor, round_: ContributionRound, *, seen: str) -> int:
    """End a round: what was not delivered is taken back; return of how many organisations.

    Args:
        seen: token of what was on screen (`queries.token_of`).

    Raises:
        OutOfDate: somebody took a step meanwhile.
    """
    with begin_work(actor) as work:
        standings = take_round(work, round_, ContributionPermission.END, seen=seen)
        held = tasks.hold_some(actor, round_.workspace, _task_ids(standings))
        taken_back = [each for each in held if is_taken_back(each.status)]
        asking.withdraw_all(work, taken_back)
        round_.ended_at = clock.now()
        note_change(work, round_, ContributionAction.ENDED)
    return len(taken_back)


def is_taken_back(status: TaskStatus) -> bool:
    """Tell whether ending its round takes a task back: what was not delivered."""
    return status in (*UNFINISHED, TaskStatus.RETURNED)


def take_round(
    work: Work, round_: ContributionRound, permission: ContributionPermission, *, seen: str
) -> list[Standing]:
    """Take a round for this transaction, and return who stands where.

    Args:
        seen: token of what was on screen (`queries.token_of`).

    Raises:
        OutOfDate: somebody took a step meanwhile.
    """
    work.lock(round_)
    require(work.actor, permission, round_)
    standings = queries.list_standings(work.actor, round_)
    if queries.token_of(round_, standings) != seen:
        raise OutOfDate(
            _("Something happened in this round while you were reading. Look at it again.")
        )
    return standings


def note_change(
    work: Work, round_: ContributionRound, action: ContributionAction, **facts: object
) -> None:
    """Count and record a change of a round.

    Partners read it in the log, so no fact counts tasks: from that one could reckon who returned
    it, or has more time.
    """
    round_.version += 1
    round_.changed_at = clock.now()
    work.record(action, round_, version=round_.version, **facts)


def _task_ids(standings: Sequence[Standing]) -> list[UUID]:
    return [each.contribution.task_id for each in standings]


def _shift(standing: Standing, round_: ContributionRound, day: date) -> Shift:
    task = standing.row.task if standing.row else None
    old = task.due_on if task else None
    has_own = old is not None and old > round_.due_on and old > day
    wish = task.wish if task and not has_own else None
    return Shift(standing, old, not has_own, wish is not None and wish.wanted_on <= day)
