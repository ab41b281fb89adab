"""Reading contribution rounds: those of a workspace, who stands where in one, what was given."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload
from sqlalchemy.orm.attributes import set_committed_value

from app.contributions.models import (
    Contribution,
    ContributionDocument,
    ContributionReminder,
    ContributionRound,
    ContributionText,
)
from app.contributions.policy import (
    ContributionPermission,
    content_readable_by,
    contributions_visible_in,
    visible_in,
)
from app.documents import queries as documents
from app.documents.queries import DocumentRow
from app.kernel import clock, db
from app.kernel.access import Actor, require
from app.kernel.errors import NotFound
from app.kernel.text import _
from app.tasks import queries as tasks
from app.tasks.models import UNFINISHED, Task, TaskStatus
from app.tasks.queries import Deadline, Home, TaskRow, deadline_of
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace
from app.workspaces.policy import SHARING_ROLES


@dataclass(frozen=True, slots=True)
class RoundRow:
    """A round in the list of a workspace."""

    round: ContributionRound
    delivered: int
    counts_all: bool
    """False for who only learns of the own organisation."""
    deadline: Deadline | None
    """How long still; None once it is closed."""

    @property
    def url(self) -> str:
        """Address of its page."""
        return f"/workspaces/{self.round.workspace.ref}/contributions/{self.round.id}"

    @property
    def delivered_in_words(self) -> str:
        """How many delivered; for who only learns of the own organisation, whether it did."""
        if self.counts_all:
            return _("%(number)d of %(all)d", number=self.delivered, all=len(self.round.asked))
        return _("Yes") if self.delivered else _("Not yet")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one organisation stands in a round, as far as the reader may know."""

    contribution: Contribution
    row: TaskRow | None
    """Its task; None for who only learns whether it delivered."""
    takes_part: bool
    """False once it left the workspace."""
    reminded_on: date | None

    @property
    def is_delivered(self) -> bool:
        """True while what it delivered was not sent back."""
        return self.contribution.delivered_at is not None

    @property
    def is_awaited(self) -> bool:
        """True while this organisation has something to do, and can."""
        return self.takes_part and self.row is not None and self.row.task.status in UNFINISHED

    @property
    def url(self) -> str:
        """Address of what it gives."""
        place = f"/workspaces/{self.contribution.workspace.ref}/contributions"
        return f"{place}/given/{self.contribution.id}"


@dataclass(frozen=True, slots=True)
class Content:
    """What was written and which documents go along, as far as the reader may see it."""

    text: str
    version: int
    documents: tuple[DocumentRow, ...]
    document_ids: frozenset[UUID]
    """All of them, also those the reader does not see."""

    @property
    def is_empty(self) -> bool:
        """True while there is nothing to deliver."""
        return not self.text.strip() and not self.document_ids


NOTHING = Content("", 0, (), frozenset())


def get_for(
    actor: Actor, permission: ContributionPermission, *, round_id: UUID, workspace: Workspace
) -> ContributionRound:
    """Return a round of a workspace that the actor has loaded, and decide the permission.

    Raises:
        NotFound: there is none, or it is not for this actor.
    """
    statement = (
        select(ContributionRound)
        .options(
            joinedload(ContributionRound.organisation, innerjoin=True),
            joinedload(ContributionRound.started_by, innerjoin=True),
        )
        .where(ContributionRound.id == round_id, visible_in(actor, workspace))
        .execution_options(populate_existing=True)
    )
    found = db.session().execute(statement).scalar_one_or_none()
    if found is None:
        raise NotFound
    found.workspace = workspace
    require(actor, permission, found)
    return found


def get_contribution_for(
    actor: Actor, permission: ContributionPermission, *, contribution_id: UUID, workspace: Workspace
) -> Contribution:
    """Return what one organisation is asked, with its round, and decide the permission.

    Raises:
        NotFound: there is none, or it is between others.
    """
    statement = (
        select(Contribution)
        .join(Contribution.round)
        .options(
            joinedload(Contribution.organisation, innerjoin=True),
            contains_eager(Contribution.round).joinedload(
                ContributionRound.organisation, innerjoin=True
            ),
        )
        .where(Contribution.id == contribution_id, contributions_visible_in(actor, workspace))
        .execution_options(populate_existing=True)
    )
    found = db.session().execute(statement).scalar_one_or_none()
    if found is None:
        raise NotFound
    found.round.workspace = workspace
    require(actor, permission, found)
    return found


def list_visible(actor: Actor, workspace: Workspace) -> list[RoundRow]:
    """Return the rounds of a workspace that exist for the actor: running first, by day."""
    delivered = (
        select(func.count(Contribution.delivered_at))
        .where(
            Contribution.round_id == ContributionRound.id,
            contributions_visible_in(actor, workspace),
        )
        .correlate(ContributionRound)
        .scalar_subquery()
    )
    statement = (
        select(ContributionRound, delivered)
        .options(joinedload(ContributionRound.organisation, innerjoin=True))
        .where(visible_in(actor, workspace))
        .order_by(
            ContributionRound.ended_at.desc().nulls_first(),
            ContributionRound.due_on,
            ContributionRound.id,
        )
    )
    return [_row(each, number, workspace) for each, number in db.session().execute(statement)]


def _row(found: ContributionRound, delivered: int, workspace: Workspace) -> RoundRow:
    found.workspace = workspace
    deadline = None
    if found.ended_at is None:
        done = delivered >= len(found.asked)
        status = TaskStatus.DELIVERED if done else TaskStatus.ACCEPTED
        deadline = deadline_of(status=status, due_on=found.due_on, today=clock.today())
    counts_all = workspace.standing.participant_role in SHARING_ROLES
    return RoundRow(found, delivered, counts_all, deadline)


def list_standings(
    actor: Actor, round_: ContributionRound, *, here: frozenset[UUID] | None = None
) -> list[Standing]:
    """Return who stands where in a round, in the order of asking.

    Args:
        round_: loaded for this very actor.
        here: the organisations that take part, when the caller knows them.
    """
    workspace = round_.workspace
    statement = (
        select(Contribution)
        .options(joinedload(Contribution.organisation, innerjoin=True))
        .where(Contribution.round_id == round_.id, contributions_visible_in(actor, workspace))
        .execution_options(populate_existing=True)
    )
    found = sorted(
        db.session().execute(statement).scalars(),
        key=lambda each: round_.asked.index(each.organisation_id),
    )
    rows = tasks.list_by_id(actor, workspace, [each.task_id for each in found])
    by_id = {each.task.id: each for each in rows}
    reminded = _reminded(found)
    if here is None:
        here = frozenset(each.organisation_id for each in workspaces.list_participants(workspace))
    return [
        Standing(
            _placed(each, round_),
            by_id.get(each.task_id),
            each.organisation_id in here,
            reminded.get(each.id),
        )
        for each in found
    ]


def _placed(contribution: Contribution, round_: ContributionRound) -> Contribution:
    set_committed_value(contribution, "round", round_)
    return contribution


def _reminded(contributions: Sequence[Contribution]) -> dict[UUID, date]:
    statement = (
        select(ContributionReminder.contribution_id, func.max(ContributionReminder.day))
        .where(ContributionReminder.contribution_id.in_([each.id for each in contributions]))
        .group_by(ContributionReminder.contribution_id)
    )
    return {row[0]: row[1] for row in db.session().execute(statement)}


def find_by_task(actor: Actor, task: Task) -> Contribution | None:
    """Return the contribution a task is about, for who sees that task."""
    statement = (
        select(Contribution)
        .join(Contribution.round)
        .options(
            contains_eager(Contribution.round).joinedload(
                ContributionRound.organisation, innerjoin=True
            )
        )
        .where(Contribution.task_id == task.id, contributions_visible_in(actor, task.workspace))
    )
    found = db.session().execute(statement).scalar_one_or_none()
    if found is not None:
        found.round.workspace = task.workspace
    return found


def home_of(actor: Actor, task: Task) -> Home | None:
    """Return where what a task asks is given, or None when it belongs to no round."""
    found = find_by_task(actor, task)
    if found is None:
        return None
    place = f"/workspaces/{task.workspace.ref}/contributions"
    return Home(found.round.title, f"{place}/given/{found.id}")


def find_text(actor: Actor, contribution: Contribution) -> ContributionText | None:
    """Return what was written, for who may read it."""
    statement = (
        select(ContributionText)
        .join(Contribution, Contribution.id == ContributionText.contribution_id)
        .where(Contribution.id == contribution.id, content_readable_by(actor))
        .execution_options(populate_existing=True)
    )
    return db.session().execute(statement).scalar_one_or_none()


def list_chosen(actor: Actor, contributions: Iterable[Contribution]) -> list[ContributionDocument]:
    """Return which documents go along with some contributions, for who may read those."""
    statement = (
        select(ContributionDocument)
        .join(Contribution, Contribution.id == ContributionDocument.contribution_id)
        .where(Contribution.id.in_([each.id for each in contributions]), content_readable_by(actor))
        .order_by(ContributionDocument.contribution_id, ContributionDocument.document_id)
    )
    return list(db.session().execute(statement).scalars())


def content_of(actor: Actor, contribution: Contribution) -> Content:
    """Return what was given, or is being written, as far as the actor may see it."""
    written = find_text(actor, contribution)
    chosen = frozenset(each.document_id for each in list_chosen(actor, [contribution]))
    seen = documents.list_by_id(actor, contribution.workspace, ids=chosen) if chosen else []
    if written is None:
        return Content("", 0, tuple(seen), chosen) if chosen else NOTHING
    return Content(written.text, written.version, tuple(seen), chosen)


def contents_of(
    actor: Actor, contributions: Sequence[Contribution]
) -> dict[UUID, tuple[str, frozenset[UUID]]]:
    """Return the text and the documents of several contributions the actor may read."""
    statement = (
        select(ContributionText)
        .join(Contribution, Contribution.id == ContributionText.contribution_id)
        .where(Contribution.id.in_([each.id for each in contributions]), content_readable_by(actor))
    )
    texts = {each.contribution_id: each.text for each in db.session().execute(statement).scalars()}
    chosen: dict[UUID, set[UUID]] = {}
    for each in list_chosen(actor, contributions):
        chosen.setdefault(each.contribution_id, set()).add(each.document_id)
    return {
        each.id: (texts.get(each.id, ""), frozenset(chosen.get(each.id, ())))
        for each in contributions
    }


def read_among(actor: Actor, ids: Iterable[UUID]) -> Select[UUID]:
    """Select those of some contributions of which the actor may read the content now."""
    return select(Contribution.id).where(Contribution.id.in_(set(ids)), content_readable_by(actor))


def token_of(round_: ContributionRound, standings: Iterable[Standing]) -> str:
    """Return what stands for a round as it is on a screen: any step in it changes it."""
    told = [f"{round_.id} {round_.version}"]
    for each in standings:
        task = each.row.task if each.row else None
        told.append(f"{each.contribution.id} {task.version if task else ''} {each.takes_part}")
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:32]


def select_undelivered(actor: Actor, workspace: Workspace) -> Select[UUID, int]:
    """Select (organisation, number) of contributions still to deliver in an open round."""
    return (
        select(Contribution.organisation_id, func.count())
        .join(ContributionRound, ContributionRound.id == Contribution.round_id)
        .where(
            Contribution.delivered_at.is_(None),
            ContributionRound.ended_at.is_(None),
            contributions_visible_in(actor, workspace),
        )
        .group_by(Contribution.organisation_id)
    )
