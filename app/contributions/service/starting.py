"""Beginning a contribution round: the same asked of several organisations in one act."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.contributions.actions import ContributionAction
from app.contributions.models import Contribution, ContributionRound
from app.contributions.policy import ContributionPermission
from app.documents import queries as documents
from app.documents.legal_bases import LegalBases
from app.identity.models import Organisation
from app.kernel import clock, ids
from app.kernel.access import Actor, require
from app.kernel.errors import Refused, known
from app.kernel.jobs import Job
from app.kernel.text import _, join_words
from app.kernel.words import several_lines
from app.kernel.work import Work, begin_work
from app.tasks import service as asking
from app.tasks.models import Task
from app.tasks.service import Wish
from app.tasks.service.steps import check_day
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace

LONGEST_TITLE, LONGEST_DETAILS, LONGEST_PURPOSE = 200, 5000, 300


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRound:
    """What is asked, of whom, what for, on which basis and by when."""

    title: str
    purpose: str
    legal_basis: str
    due_on: date | None
    organisations: tuple[UUID, ...]
    details: str = ""


def start_round(
    actor: Actor, workspace: Workspace, *, wish: NewRound, bases: LegalBases, tell: Job | None
) -> ContributionRound:
    """Ask the same contribution of several organisations in one act, each in a task of its own.

    Args:
        tell: the job that mails who is asked, after the commit; None mails nobody (sample data).

    Raises:
        NotAllowed: the actor does not coordinate for the lead.
        Refused: something is missing, nobody is chosen or somebody does not take part, the day has
            passed, or the basis does not hold for all.
    """
    with begin_work(actor) as work:
        require(actor, ContributionPermission.START, workspace)
        _check_words(wish)
        here = [each.organisation for each in workspaces.list_participants(workspace)]
        asked = chosen_organisations(here, wish.organisations, own_id=actor.organisation_id)
        own = next(each for each in here if each.id == actor.organisation_id)
        check_basis(wish.legal_basis, givers=asked, receiver=own, bases=bases)
        round_ = _made(actor, workspace, wish=wish, asked=asked)
        work.add(round_)
        work.settle()
        ask_each(work, round_, asked, tell=tell)
        work.record(
            ContributionAction.STARTED,
            round_,
            organisations=[each.id for each in asked],
            due_on=round_.due_on,
            legal_basis=round_.legal_basis,
        )
    return round_


def ask_each(
    work: Work, round_: ContributionRound, asked: Sequence[Organisation], *, tell: Job | None
) -> None:
    """Give each of these organisations a task of its own in a round."""
    wishes = [
        Wish(
            title=round_.title,
            details=round_.details,
            organisation_id=each.id,
            due_on=round_.due_on,
            is_apart=True,
        )
        for each in asked
    ]
    for task in asking.ask_all(work, round_.workspace, wishes=wishes, tell=tell):
        work.add(_contribution(round_, task))


def chosen_organisations(
    here: Sequence[Organisation], wanted: Collection[UUID], *, own_id: UUID | None
) -> list[Organisation]:
    """Return the participants that were chosen, in their order.

    Raises:
        Refused: none was, or one of them does not take part.
    """
    chosen = [each for each in here if each.id in wanted and each.id != own_id]
    if not wanted:
        raise Refused(_("Choose at least one organisation."), field="organisations")
    if len(chosen) < len(set(wanted)):
        raise Refused(
            _("One of these organisations does not take part here any more. Choose again."),
            field="organisations",
        )
    return chosen


def _check_words(wish: NewRound) -> None:
    if not wish.title.strip() or len(wish.title) > LONGEST_TITLE:
        raise Refused(_("Say in one sentence what you ask for."), field="title")
    if not wish.purpose.strip() or len(wish.purpose) > LONGEST_PURPOSE:
        raise Refused(_("Say what it is for."), field="purpose")
    several_lines(wish.details, field="details", longest=LONGEST_DETAILS)
    chosen_day(wish.due_on)


def check_basis(
    code: str, *, givers: Sequence[Organisation], receiver: Organisation, bases: LegalBases
) -> None:
    """Check that everybody who is asked may give by this basis today.

    Raises:
        Refused: somebody may not.
    """
    without = [
        giver.short_name
        for giver in givers
        if code
        not in {
            each.code
            for each in documents.list_bases_between(bases, giver=giver, receiver=receiver)
        }
    ]
    if without:
        raise Refused(
            _(
                "By this legal basis %(givers)s cannot give to %(receiver)s today. Choose another"
                " basis, or do not ask them in this round.",
                givers=join_words(without),
                receiver=receiver.short_name,
            ),
            field="legal_basis",
        )


def _made(
    actor: Actor, workspace: Workspace, *, wish: NewRound, asked: Sequence[Organisation]
) -> ContributionRound:
    moment = clock.now()
    round_ = ContributionRound(
        id=ids.new_id(),
        workspace_id=workspace.id,
        organisation_id=known(actor.organisation_id),
        title=" ".join(wish.title.split()),
        details=wish.details.strip(),
        purpose=" ".join(wish.purpose.split()),
        legal_basis=wish.legal_basis,
        due_on=chosen_day(wish.due_on),
        asked=[each.id for each in asked],
        started_by_id=known(actor.person_id),
        started_at=moment,
        changed_at=moment,
        version=1,
    )
    round_.workspace = workspace
    return round_


def _contribution(round_: ContributionRound, task: Task) -> Contribution:
    return Contribution(
        id=ids.new_id(),
        round_id=round_.id,
        workspace_id=round_.workspace_id,
        organisation_id=task.organisation_id,
        asking_organisation_id=round_.organisation_id,
        task_id=task.id,
    )


def chosen_day(day: date | None) -> date:
    """Return a day that was chosen and has not passed.

    Raises:
        Refused: there is none, or it has.
    """
    if day is None:
        raise Refused(_("Choose a day."), field="due_on")
    check_day(day)
    return day
