"""The closing protocol: the lead begins and ends it, each organisation chooses for its own things.

A policy of the house, no term of law: at least three working days to answer, ten when nothing else
is said. A silent organisation keeps its things in the archive: silence never destroys anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.closing import queries
from app.closing.actions import ClosingAction
from app.closing.events import ClosingMoved, ClosingStep
from app.closing.models import Choice, ClosingAnswer, Layer
from app.closing.policy import ClosingPermission
from app.documents import service as documents
from app.kernel import clock, events, ids, terms, turns
from app.kernel.access import Actor, require
from app.kernel.errors import OutOfDate, Refused
from app.kernel.text import _
from app.kernel.turns import Turn
from app.kernel.work import Work, begin_work
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace, WorkspaceStatus

CLOSING = Turn("closing of {}")
WORKING_DAYS = 10
"""To answer, when the lead says nothing else."""
FEWEST_DAYS = 3
"""Working days that every organisation has at least."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What an organisation chooses for each layer of what it brought."""

    shared: Choice
    private: Choice

    def of(self, layer: Layer) -> Choice:
        """Return what was chosen for a layer."""
        return self.shared if layer == Layer.SHARED else self.private


def start_closing(actor: Actor, workspace: Workspace, *, due_on: date, seen_version: int) -> None:
    """Ask every participant what becomes of what it brought.

    Args:
        due_on: last day to answer.

    Raises:
        NotAllowed: the actor does not coordinate for the lead.
        OutOfDate: somebody changed the workspace meanwhile.
        Refused: it is being closed already, or there are too few days to answer.
    """
    with begin_work(actor) as work:
        _take_turn(work, workspace)
        work.lock(workspace)
        require(actor, ClosingPermission.START, workspace)
        _check_seen(workspace, seen_version)
        if workspace.is_closing:
            raise Refused(_("The closing was started already."))
        earliest = terms.add_working_days(clock.today(), FEWEST_DAYS)
        if due_on < earliest:
            raise Refused(
                _("Give everybody at least %(days)s working days.", days=FEWEST_DAYS),
                field="due_on",
            )
        workspace.closing_started_at, workspace.closing_due_on = clock.now(), due_on
        workspace.version += 1
        work.record(ClosingAction.STARTED, workspace, due_on=due_on)
        _tell_all(work, workspace, ClosingStep.STARTED)


def stop_closing(actor: Actor, workspace: Workspace, *, seen_version: int) -> None:
    """Go on working: nobody is asked any more. What was answered is proposed the next time.

    It does not count then: an organisation that says nothing chose the archive, whatever it once
    chose for less than it has brought since.

    Raises:
        NotAllowed: the actor does not coordinate for the lead, or nothing is being closed.
        OutOfDate: somebody changed the workspace meanwhile.
    """
    with begin_work(actor) as work:
        _take_turn(work, workspace)
        work.lock(workspace)
        require(actor, ClosingPermission.STOP, workspace)
        _check_seen(workspace, seen_version)
        workspace.closing_started_at = workspace.closing_due_on = None
        workspace.version += 1
        work.record(ClosingAction.STOPPED, workspace)


def give_answer(actor: Actor, workspace: Workspace, *, chosen: Chosen) -> None:
    """Choose what becomes of what the actor's organisation brought; it may choose again until then.

    Raises:
        NotAllowed: the actor does not coordinate for it here, or nothing is being closed.
        Refused: it may not disappear, for it is under a legal hold or not all shown to the actor.
    """
    with begin_work(actor) as work:
        _take_turn(work, workspace)
        require(actor, ClosingPermission.ANSWER, workspace)
        if chosen.shared != Choice.ARCHIVE or chosen.private != Choice.ARCHIVE:
            documents.refuse_held(workspace.id)
            documents.refuse_in_part(actor, workspace.id)
        own = queries.find_own_answers(actor, queries.list_answers(workspace))
        for layer in Layer:
            answer, choice = own.get(layer), chosen.of(layer)
            before = answer.choice if answer is not None else None
            if before == choice and answer is not None and answer.counts_in(workspace):
                continue
            if answer is None:
                answer = _new_answer(actor, workspace, layer)
                work.add(answer)
            answer.choice = choice
            answer.answered_by_id, answer.answered_at = person_of(actor), clock.now()
            work.record(
                ClosingAction.ANSWERED,
                answer,
                organisation=actor.organisation_id,
                layer=layer,
                choice=choice,
                before=before,
            )


def may_close_now(workspace: Workspace, *, is_answered: bool) -> bool:
    """Tell whether everybody answered, or had the time to.

    Args:
        is_answered: that nobody is silent.
    """
    last = workspace.closing_due_on
    return is_answered or (last is not None and clock.today() > last)


def close_workspace(actor: Actor, workspace: Workspace, *, seen_version: int) -> None:
    """Close a workspace: from now on nothing is changed in it any more.

    Raises:
        NotAllowed: the actor does not coordinate for the lead, or nothing is being closed.
        OutOfDate: somebody changed the workspace meanwhile.
        Refused: somebody has not answered yet and still has time.
    """
    with begin_work(actor) as work:
        _take_turn(work, workspace)
        work.lock(workspace)
        require(actor, ClosingPermission.CLOSE, workspace)
        _check_seen(workspace, seen_version)
        participants = workspaces.list_participants(workspace)
        answered = {each.organisation_id for each in queries.list_counting(workspace)}
        silent = [each for each in participants if each.organisation_id not in answered]
        if not may_close_now(workspace, is_answered=not silent):
            raise Refused(
                _(
                    "%(name)s has not answered yet and still has time.",
                    name=silent[0].organisation.short_name,
                )
            )
        workspace.status, workspace.closed_at = WorkspaceStatus.CLOSED, clock.now()
        workspace.version += 1
        work.record(
            ClosingAction.CLOSED,
            workspace,
            answered=len(participants) - len(silent),
            silent=[each.organisation_id for each in silent],
        )
        _tell_all(work, workspace, ClosingStep.CLOSED)


def take_back(actor: Actor, workspace: Workspace) -> int:
    """Say that one's organisation has its own things, and take them out of the others' sight.

    Returns how many documents that were.

    Raises:
        NotAllowed: the actor does not coordinate for it here, or the workspace is not closed.
        Refused: it did not choose so, did it already, a legal hold forbids it, or some of it is
            not shown to the actor.
    """
    with begin_work(actor) as work:
        _take_turn(work, workspace)
        require(actor, ClosingPermission.TAKE_BACK, workspace)
        answer = queries.find_own_answers(actor, queries.list_counting(workspace)).get(Layer.SHARED)
        if answer is None or answer.choice != Choice.RETURN:
            raise Refused(_("Your organisation did not choose to take its things back."))
        if answer.taken_at is not None:
            raise Refused(_("Your organisation took its things back already."))
        taken = documents.take_back(work, workspace)
        answer.taken_at = clock.now()
        work.record(
            ClosingAction.TAKEN, answer, organisation=actor.organisation_id, documents=taken
        )
    return taken


def _tell_all(work: Work, workspace: Workspace, step: ClosingStep) -> None:
    for each in workspaces.list_participants(workspace):
        events.announce(work, ClosingMoved(workspace.id, each.organisation_id, step))


def _take_turn(work: Work, workspace: Workspace) -> None:
    """Let one step of a closing come after the other; only the lead may lock the workspace."""
    turns.wait_for(CLOSING.of(workspace.id))
    work.session.refresh(
        workspace, ["status", "closing_started_at", "closing_due_on", "closed_at", "version"]
    )


def _check_seen(workspace: Workspace, seen_version: int) -> None:
    if workspace.version != seen_version:
        raise OutOfDate(_("This was changed while you were reading. Look at it, then try again."))


def _new_answer(actor: Actor, workspace: Workspace, layer: Layer) -> ClosingAnswer:
    return ClosingAnswer(
        id=ids.new_id(),
        workspace_id=workspace.id,
        organisation_id=actor.organisation_id,
        layer=layer,
        taken_at=None,
    )


def person_of(actor: Actor) -> UUID:
    """Return who answers for an organisation: a person, never a job."""
    if actor.person_id is None:
        raise Refused(_("Only a person answers for an organisation."))
    return actor.person_id
