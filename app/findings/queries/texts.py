"""Reading findings with their norms and recommendations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, Select, exists, func, select, tuple_
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.findings.models import (
    DissentingView,
    Finding,
    FindingFact,
    FindingLock,
    FindingStatus,
    Norm,
    Recommendation,
    Scoring,
)
from app.findings.policy import FindingPermission, visible_in
from app.identity.models import Organisation
from app.kernel import db
from app.kernel.access import Actor, require
from app.kernel.errors import NotFound
from app.workspaces import queries as workspaces
from app.workspaces.models import Foothold, Workspace
from app.workspaces.policy import WorkspacePermission

FINDINGS_PAGE = 50


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding in a list."""

    id: UUID
    ref: str
    title: str
    judgement: str
    audience: str
    status: str
    version: int
    changed_on: date
    norm_code: str
    organisation: Organisation
    place: FindingPlace


@dataclass(frozen=True, slots=True)
class WantedFindings:
    """Which of the findings of a workspace are meant."""

    words: str = ""
    """In the title, the number or the code of the norm."""
    status: FindingStatus | None = None
    organisation_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class FindingPlace:
    """Where a page of findings ended: by norm and reference."""

    norm_position: int
    ref: str


EVERY_FINDING = WantedFindings()


def get_for(
    actor: Actor, permission: FindingPermission, *, finding_id: UUID, workspace: Workspace
) -> Finding:
    """Return a finding of a workspace that the actor has loaded, and decide the permission."""
    statement = (
        select(Finding)
        .options(
            joinedload(Finding.organisation, innerjoin=True),
            joinedload(Finding.author, innerjoin=True),
            joinedload(Finding.norm, innerjoin=True),
            joinedload(Finding.recommendations),
            joinedload(Finding.facts),
            joinedload(Finding.hold).joinedload(FindingLock.holder),
            joinedload(Finding.hold).joinedload(FindingLock.organisation),
        )
        .where(Finding.id == finding_id, visible_in(actor, workspace))
        .execution_options(populate_existing=True)
    )
    finding = db.session().execute(statement).unique().scalar_one_or_none()
    if finding is None:
        raise NotFound
    finding.workspace = workspace
    require(actor, permission, finding)
    return finding


def get_anywhere(actor: Actor, permission: FindingPermission, finding_id: UUID) -> Finding:
    """Return a finding by its id alone, whatever workspace it stands in."""
    place_id = (
        db.session()
        .execute(select(Finding.workspace_id).where(Finding.id == finding_id))
        .scalar_one_or_none()
    )
    if place_id is None:
        raise NotFound
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, place_id)
    return get_for(actor, permission, finding_id=finding_id, workspace=workspace)


def list_visible(actor: Actor, workspace: Workspace) -> list[FindingRow]:
    """Return the findings of a workspace that the actor may read, by norm and reference."""
    statement = _listed(actor, workspace, EVERY_FINDING)
    return [_row(each) for each in db.session().execute(statement).scalars()]


def list_page(
    actor: Actor,
    workspace: Workspace,
    wanted: WantedFindings,
    *,
    limit: int,
    after: FindingPlace | None = None,
) -> list[FindingRow]:
    """Return some of the findings the actor may read, by norm and reference; one statement.

    Args:
        after: where the page before ended.
    """
    statement = _listed(actor, workspace, wanted).limit(limit)
    if after is not None:
        place = tuple_(Norm.position, Finding.ref)
        statement = statement.where(place > (after.norm_position, after.ref))
    return [_row(each) for each in db.session().execute(statement).scalars()]


def list_whole(
    actor: Actor, workspace: Workspace, wanted: WantedFindings, *, limit: int
) -> list[Finding]:
    """Return the findings of a list with norm and recommendations, in its order."""
    statement = (
        _listed(actor, workspace, wanted)
        .options(selectinload(Finding.recommendations))
        .limit(limit)
    )
    return list(db.session().execute(statement).scalars())


def _listed(actor: Actor, workspace: Workspace, wanted: WantedFindings) -> Select[Finding]:
    return (
        select(Finding)
        .join(Finding.norm)
        .options(contains_eager(Finding.norm), joinedload(Finding.organisation, innerjoin=True))
        .where(visible_in(actor, workspace), *_narrowed(wanted))
        .order_by(Norm.position, Finding.ref, Finding.id)
    )


def _narrowed(wanted: WantedFindings) -> Iterator[ColumnElement[bool]]:
    if wanted.words:
        told = func.concat_ws(" ", Finding.ref, Norm.code, Finding.title)
        yield func.strpos(func.lower(told), func.lower(wanted.words)) > 0
    if wanted.status is not None:
        yield Finding.status == wanted.status
    if wanted.organisation_id is not None:
        yield Finding.organisation_id == wanted.organisation_id


def _row(finding: Finding) -> FindingRow:
    return FindingRow(
        id=finding.id,
        ref=finding.ref,
        title=finding.title,
        judgement=finding.judgement,
        audience=finding.audience,
        status=finding.status,
        version=finding.version,
        changed_on=finding.changed_on,
        norm_code=finding.norm.code,
        organisation=finding.organisation,
        place=FindingPlace(finding.norm.position, finding.ref),
    )


def count_visible(
    actor: Actor, place: Foothold, *others: tuple[Actor, Foothold]
) -> ScalarSelect[int]:
    """Return the number of findings the actor may read, as a part of another statement.

    Args:
        others: who must be allowed to read them as well.
    """
    also = [visible_in(each, there) for each, there in others]
    return (
        select(func.count())
        .select_from(Finding)
        .where(visible_in(actor, place), *also)
        .scalar_subquery()
    )


def list_by_id(actor: Actor, workspace: Workspace, *, ids: Iterable[UUID]) -> list[Finding]:
    """Return findings the actor may read, whole but for the evidence, in no promised order.

    Each tells whether somebody holds another view, and whether it rests on observations, so that
    these are asked for only then.
    """
    disputed = exists().where(
        Scoring.finding_id == Finding.id, DissentingView.scoring_id == Scoring.id
    )
    statement = (
        select(Finding, disputed, exists().where(FindingFact.finding_id == Finding.id))
        .options(
            joinedload(Finding.organisation, innerjoin=True),
            joinedload(Finding.norm, innerjoin=True),
            joinedload(Finding.recommendations),
        )
        .where(visible_in(actor, workspace), Finding.id.in_(set(ids)))
        .execution_options(populate_existing=True)
    )
    found = []
    for finding, is_disputed, has_facts in db.session().execute(statement).unique():
        finding.workspace, finding.is_disputed = workspace, is_disputed
        finding.has_facts = has_facts
        found.append(finding)
    return found


def taken_numbers(workspace: Workspace) -> set[int]:
    """Return the numbers in use in a workspace, as far as the reader may know."""
    statement = select(Finding.number).where(Finding.workspace_id == workspace.id)
    return set(db.session().execute(statement).scalars())


def seen_among(actor: Actor, workspace: Workspace, ids: Iterable[UUID]) -> Select[UUID]:
    """Select those of some findings that the actor may read now."""
    return select(Finding.id).where(visible_in(actor, workspace), Finding.id.in_(set(ids)))


def list_recommendations(finding: Finding) -> list[Recommendation]:
    """Return the recommendations of a finding as rows that can be changed, in order."""
    statement = (
        select(Recommendation)
        .where(Recommendation.finding_id == finding.id)
        .order_by(Recommendation.position, Recommendation.id)
    )
    return list(db.session().execute(statement).scalars())
