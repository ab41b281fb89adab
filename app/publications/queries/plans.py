"""Reading publications and what was said about them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select, text
from sqlalchemy.orm import joinedload

from app.adapters.blobs import NamedBlob, StoredBlob
from app.kernel import db
from app.kernel.access import Actor, require
from app.kernel.errors import NotFound
from app.publications.models import EntryKind, Publication, PublicationEntry
from app.publications.policy import Plan, PublicationPermission, visible_in
from app.reports import queries as reports
from app.reports.models import Report
from app.reports.policy import ReportPermission
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace
from app.workspaces.policy import SHARING_ROLES, WorkspacePermission


@dataclass(frozen=True, slots=True)
class DuePublication:
    """A publication whose moment came."""

    workspace_id: UUID
    organisation_id: UUID
    """Holds the pen; the house acts for it."""
    publication_id: UUID


def get_for(
    actor: Actor,
    permission: PublicationPermission,
    *,
    publication_id: UUID,
    workspace: Workspace,
) -> Publication:
    """Return a publication of a workspace that the actor has loaded, and decide the permission.

    The report comes along for who may read it.

    Raises:
        NotFound: there is none, or it is not for this actor.
    """
    statement = _whole().where(Publication.id == publication_id, visible_in(actor, workspace))
    found: Publication | None = db.session().execute(statement).scalar_one_or_none()
    if found is None:
        raise NotFound
    found.workspace = workspace
    found.report = None
    is_shared = workspace.standing.participant_role in SHARING_ROLES
    if is_shared or found.organisation_id == actor.organisation_id:
        found.report = reports.get_for(
            actor, ReportPermission.VIEW, report_id=found.report_id, workspace=workspace
        )
    require(actor, permission, found)
    return found


def get_plan_for(
    actor: Actor, permission: PublicationPermission, *, ref: str, report_id: UUID
) -> Plan:
    """Return a report of a workspace with its publication, and decide a permission about both."""
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    report = reports.get_for(actor, ReportPermission.VIEW, report_id=report_id, workspace=workspace)
    plan = Plan(report, find_of_report(report))
    require(actor, permission, plan)
    return plan


def find_of_report(report: Report) -> Publication | None:
    """Return the publication of a report that the actor has loaded, None when none is planned."""
    statement = _whole().where(Publication.report_id == report.id)
    found: Publication | None = db.session().execute(statement).scalar_one_or_none()
    if found is not None:
        found.workspace, found.report = report.workspace, report
    return found


def list_visible(actor: Actor, workspace: Workspace) -> list[Publication]:
    """Return the publications of a workspace that exist for this actor, the newest moment first."""
    statement = (
        _whole()
        .where(visible_in(actor, workspace))
        .order_by(Publication.publish_at.desc(), Publication.id)
    )
    found = list(db.session().execute(statement).scalars())
    for each in found:
        each.workspace = workspace
    return found


def list_entries(publication: Publication) -> list[PublicationEntry]:
    """Return all that was planned and said, in order; one statement."""
    statement = (
        select(PublicationEntry)
        .options(
            joinedload(PublicationEntry.organisation, innerjoin=True),
            joinedload(PublicationEntry.made_by),
        )
        .where(PublicationEntry.publication_id == publication.id)
        .order_by(PublicationEntry.number)
    )
    return list(db.session().execute(statement).scalars())


def highest_number(publication: Publication) -> int:
    """Return the number of the last entry, 0 when there is none."""
    statement = select(func.coalesce(func.max(PublicationEntry.number), 0)).where(
        PublicationEntry.publication_id == publication.id
    )
    return int(db.session().execute(statement).scalar_one())


def count_own(actor: Actor, publication: Publication, *, kinds: Iterable[EntryKind]) -> int:
    """Count what the actor's organisation said of some kinds."""
    statement = select(func.count()).where(
        PublicationEntry.publication_id == publication.id,
        PublicationEntry.organisation_id == actor.organisation_id,
        PublicationEntry.kind.in_(list(kinds)),
    )
    return int(db.session().execute(statement).scalar_one())


def find_last_stance(actor: Actor, publication: Publication) -> PublicationEntry | None:
    """Find the last word of the actor's organisation about the public version as it is now."""
    statement = (
        select(PublicationEntry)
        .where(
            PublicationEntry.publication_id == publication.id,
            PublicationEntry.organisation_id == actor.organisation_id,
            PublicationEntry.number > publication.since_number,
            PublicationEntry.kind.in_([EntryKind.AGREED, EntryKind.OBJECTED]),
        )
        .order_by(PublicationEntry.number.desc())
        .limit(1)
    )
    return db.session().execute(statement).scalar_one_or_none()


def list_due(moment: datetime) -> list[DuePublication]:
    """Return the publications whose moment came; for jobs, of every place."""
    statement = text(
        "select workspace_id, organisation_id, publication_id"
        " from samenzicht_due_publications(:moment)"
    )
    return [DuePublication(*row) for row in db.session().execute(statement, {"moment": moment})]


def list_stored() -> Iterator[NamedBlob]:
    """Yield the blob of every public version; for the keeper, who reads all rows."""
    statement = select(Publication).order_by(Publication.id).execution_options(yield_per=500)
    for row in db.session().execute(statement).scalars():
        blob = StoredBlob(
            id=row.blob_id,
            sha256=row.fingerprint,
            size=row.size,
            wrapped_key=row.wrapped_key,
            sealed_sha256="",
            sealed_size=0,
        )
        yield NamedBlob("public version", row.id, row.workspace_id, blob)


def _whole() -> Select[Any]:
    return (
        select(Publication)
        .options(joinedload(Publication.organisation, innerjoin=True))
        .execution_options(populate_existing=True)
    )
