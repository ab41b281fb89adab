"""Giving a contribution: write, choose documents, deliver; and hearing what happens to its task."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from app.contributions import queries
from app.contributions.actions import ContributionAction
from app.contributions.models import Contribution, ContributionDocument, ContributionText
from app.contributions.policy import ContributionPermission
from app.documents import queries as documents
from app.documents.models import Level
from app.kernel import clock
from app.kernel.access import Actor, require
from app.kernel.errors import OutOfDate, Refused, known
from app.kernel.text import _
from app.kernel.words import several_lines
from app.kernel.work import Work, begin_work
from app.tasks import queries as tasks
from app.tasks import service as asking
from app.tasks.actions import TaskAction
from app.tasks.events import TaskMoved
from app.tasks.models import UNFINISHED, Task, TaskStatus
from app.tasks.policy import TaskPermission

LONGEST_TEXT = 20_000
MOST_DOCUMENTS = 50


def write(
    actor: Actor,
    contribution: Contribution,
    *,
    text: str,
    document_ids: Iterable[UUID],
    seen_version: int,
    delivers: bool = False,
) -> None:
    """Write what the own organisation gives, and deliver it when that is asked too.

    Raises:
        OutOfDate: a colleague wrote meanwhile.
        Refused: it is delivered already or is no longer asked, there is nothing to deliver, or a
            document may not go along.
    """
    with begin_work(actor) as work:
        work.lock(contribution)
        require(actor, ContributionPermission.WRITE, contribution)
        task = tasks.get_for(
            actor,
            TaskPermission.VIEW,
            task_id=contribution.task_id,
            workspace=contribution.workspace,
        )
        if task.status not in UNFINISHED:
            raise Refused(_why_not_now(task))
        version = _put_text(work, contribution, text=text, seen_version=seen_version)
        _put_documents(work, contribution, wanted=frozenset(document_ids))
        # With how many documents is not for each who reads the log.
        work.record(ContributionAction.WRITTEN, task, version=version)
        work.settle()
        if delivers:
            asking.hand_in(work, task, seen_version=task.version)


def keep_step(work: Work, event: TaskMoved) -> None:
    """Hear what happens to a task of a round: delivered, it must be by who may, and hold something.

    A task can also be delivered by itself, by people who could not write what it gives.

    Raises:
        NotAllowed: the actor may not write what is delivered.
        Refused: nothing was written and no document chosen, who asked may not open one of them, or
            another organisation is asked.
    """
    if not event.task.is_apart:
        return
    contribution = queries.find_by_task(work.actor, event.task)
    if contribution is None:
        return
    if event.task.organisation_id != contribution.organisation_id:
        told = _("This task belongs to a contribution round. It stays with this organisation.")
        raise Refused(told, field="assignee")
    if event.action is TaskAction.DELIVERED:
        require(work.actor, ContributionPermission.WRITE, contribution)
        content = queries.content_of(work.actor, contribution)
        if content.is_empty:
            raise Refused(
                _("There is nothing to deliver yet. Write the contribution or choose a document.")
            )
        _check_sight(contribution, content.document_ids)
        contribution.delivered_at = clock.now()
    elif event.action is TaskAction.SENT_BACK:
        contribution.delivered_at = None


def _put_text(work: Work, contribution: Contribution, *, text: str, seen_version: int) -> int:
    clean = several_lines(text, field="text", longest=LONGEST_TEXT)
    written = queries.find_text(work.actor, contribution)
    if (written.version if written else 0) != seen_version:
        raise OutOfDate(
            _("A colleague wrote at this contribution meanwhile. Your text stands below.")
        )
    if written is None:
        written = ContributionText(
            contribution_id=contribution.id, workspace_id=contribution.workspace_id, version=0
        )
        work.add(written)
    written.text, written.written_by_id = clean, known(work.actor.person_id)
    written.changed_at, written.version = clock.now(), written.version + 1
    return written.version


def _put_documents(work: Work, contribution: Contribution, *, wanted: frozenset[UUID]) -> None:
    """Put the documents that go along; those of a colleague one may not see stay."""
    chosen = {each.document_id: each for each in queries.list_chosen(work.actor, [contribution])}
    mine = {each.id: each for each in list_own_documents(work.actor, contribution)}
    if not wanted <= mine.keys():
        raise Refused(
            _("Only documents that your organisation brought in here can go along."),
            field="documents",
        )
    if len(wanted) > MOST_DOCUMENTS:
        raise Refused(_("These are very many documents. Choose fewer."), field="documents")
    for document_id in (chosen.keys() & mine.keys()) - wanted:
        work.remove(chosen[document_id])
    for document_id in sorted(wanted - chosen.keys()):
        work.add(
            ContributionDocument(
                contribution_id=contribution.id,
                document_id=document_id,
                workspace_id=contribution.workspace_id,
            )
        )


def list_own_documents(actor: Actor, contribution: Contribution) -> list[documents.Citable]:
    """Return the documents one's own organisation brought in that can go along, by title."""
    return [
        each
        for each in documents.list_citable(actor, contribution.workspace)
        if each.organisation_id == contribution.organisation_id
    ]


def _check_sight(contribution: Contribution, chosen: frozenset[UUID]) -> None:
    """Check that who asks may open what is delivered; nothing is given silently."""
    receiver = contribution.round.organisation
    unseen = [each for each, sees in asker_sees(contribution, chosen).items() if not sees]
    if unseen:
        raise Refused(
            _(
                "%(name)s may not open one of these documents. Share it first, or leave it out.",
                name=receiver.short_name,
            ),
            field="documents",
        )


def asker_sees(contribution: Contribution, chosen: Iterable[UUID]) -> dict[UUID, bool]:
    """Tell of each document whether somebody of who asks may open it."""
    wanted = list(chosen)
    if not wanted:
        return {}
    return {
        key: any(
            each.organisation.id == contribution.asking_organisation_id and each.level >= Level.VIEW
            for each in seers
        )
        for key, seers in documents.list_audiences(wanted).items()
    }


def _why_not_now(task: Task) -> str:
    if task.status in (TaskStatus.DELIVERED, TaskStatus.DONE):
        return _("This contribution is delivered. It can change again once it is sent back.")
    return _(
        "That is not possible now. This task is: %(status)s.",
        status=tasks.STATUS_WORDS[task.status],
    )
