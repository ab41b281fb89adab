"""What becomes of an access review that is not done: asked, reminded, and then suspended.

A policy of the house, no term of law: ten working days from the day on which the coordinators were
asked, so that nobody is suspended who was not asked, whenever the clock came to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy.dialects.postgresql import insert

from app.kernel import clock, terms
from app.kernel.access import Actor, require
from app.kernel.errors import NotFound
from app.kernel.jobs import Job
from app.kernel.work import Work, begin_work, keeping_books
from app.workspaces import queries
from app.workspaces.actions import WorkspaceAction
from app.workspaces.models import AccessReview, MemberRole, Membership, Workspace
from app.workspaces.policy import Delegation, WorkspacePermission
from app.workspaces.queries.reviewing import ReviewPlace, quarter_of

WORKING_DAYS = 10
REMIND_BEFORE = 3
"""Working days before the last one."""


def coordinators_of(members: Iterable[Membership]) -> list[Membership]:
    """Return who of an organisation's people can answer: its coordinators that can sign in."""
    return [
        each
        for each in members
        if each.role == MemberRole.COORDINATOR and each.person.blocked_at is None
    ]


def take_further(actor: Actor, *, today: date, mail: Job) -> None:
    """Take the review of one organisation in one place a step further, when it is time.

    Where nobody could answer, nobody is asked and nobody suspended.

    Args:
        actor: the job of reviews, acting for that organisation in that place.
        mail: the job that mails a coordinator.
    """
    if actor.place_id is None:
        return
    try:
        workspace = queries.get_for(actor, WorkspacePermission.VIEW, actor.place_id)
    except NotFound:
        return
    members = queries.list_delegates(actor)
    due = _due(actor, workspace, members)
    if not workspace.is_open or not due or not coordinators_of(members):
        return
    review = queries.find_review(actor, today)
    if review is None:
        _ask(actor, members, today=today, mail=mail)
    elif today > review.ends_on:
        _suspend(actor, workspace, due=due, mail=mail)
    elif review.reminded_at is None and today >= terms.add_working_days(
        review.ends_on, -REMIND_BEFORE
    ):
        _remind(actor, review, members=members, mail=mail)


def _due(actor: Actor, workspace: Workspace, members: Sequence[Membership]) -> list[Membership]:
    """Return of whom nobody said this quarter that they stay; coordinators are not among them."""
    if actor.organisation_id is None:
        return []
    place = ReviewPlace(workspace, actor.organisation_id, members)
    return [each for each in members if each.role != MemberRole.COORDINATOR and place.is_due(each)]


def _ask(actor: Actor, members: Sequence[Membership], *, today: date, mail: Job) -> None:
    with keeping_books(actor) as work:
        new = (
            insert(AccessReview)
            .values(
                workspace_id=actor.place_id,
                organisation_id=actor.organisation_id,
                quarter_on=quarter_of(today),
                asked_on=today,
                ends_on=terms.add_working_days(today, WORKING_DAYS),
            )
            .on_conflict_do_nothing()
            .returning(AccessReview.asked_on)
        )
        if work.session.execute(new).scalar_one_or_none() is not None:
            _mail(work, members, step="asked", mail=mail)


def _remind(
    actor: Actor, review: AccessReview, *, members: Sequence[Membership], mail: Job
) -> None:
    with keeping_books(actor) as work:
        work.lock(review)
        if review.reminded_at is None:
            review.reminded_at = clock.now()
            _mail(work, members, step="reminded", mail=mail)


def _suspend(actor: Actor, workspace: Workspace, *, due: Sequence[Membership], mail: Job) -> None:
    """Suspend those of whom still nothing was said, under a lock that each answer takes too."""
    delegation = Delegation(workspace, due[0].organisation_id)
    with begin_work(actor) as work:
        require(actor, WorkspacePermission.SUSPEND, delegation)
        for each in due:
            work.lock(each)
        silent = _due(actor, workspace, [each for each in due if each.ended_at is None])
        moment = clock.now()
        for each in silent:
            each.ended_at = each.suspended_at = moment
            work.record(WorkspaceAction.MEMBER_SUSPENDED, each, person=each.person_id)
        if silent:
            _mail(work, queries.list_delegates(actor), step="suspended", mail=mail)


def _mail(work: Work, members: Iterable[Membership], *, step: str, mail: Job) -> None:
    """Have each coordinator mailed, with this transaction; of each workspace by itself."""
    for each in coordinators_of(members):
        work.defer(
            mail,
            once=f"review:{step}:{each.workspace_id}:{each.person_id}",
            workspace_id=str(each.workspace_id),
            organisation_id=str(each.organisation_id),
            person_id=str(each.person_id),
            step=step,
        )
