"""Who plans a publication, who agrees with it, who reads the public version, and who publishes.

A publication is loaded by `publications.queries` with its workspace, and with the report for who
may read that. To plan, the thing is a `Plan`: the report with its publication, if there is one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, or_

from app.identity.models import Organisation
from app.kernel import sql
from app.kernel.access import Actor, Permission, grant, rule
from app.kernel.text import lazy
from app.publications.models import EntryKind, Publication, PublicationEntry
from app.reports import policy as reports
from app.reports.models import Report, ReportStatus, SeatStatus
from app.workspaces import policy as places
from app.workspaces.models import Foothold, MemberRole, Workspace

PUBLISHER = "publications.publish"
"""Name of the job that publishes."""


class PublicationPermission(Permission):
    """What one may do about publishing."""

    VIEW = "publication:page:view"
    PLAN = "publication:plan:make"
    DECIDE = "publication:version:decide"
    DOWNLOAD = "publication:file:download"
    PUBLISH = "publication:report:publish"


@dataclass(frozen=True, slots=True)
class Plan:
    """An adopted report with its publication: the thing of `PLAN`."""

    report: Report
    publication: Publication | None

    @property
    def id(self) -> UUID:
        """The report's id, for the ledger."""
        return self.report.id


@dataclass(frozen=True, slots=True)
class Stance:
    """Where an organisation that signed stands about the public version as it is now."""

    organisation: Organisation
    entry: PublicationEntry | None
    """Its latest word about this file; None while it said nothing."""

    @property
    def agrees(self) -> bool:
        """True when its latest word is that it agrees."""
        return self.entry is not None and self.entry.kind == EntryKind.AGREED

    @property
    def objects(self) -> bool:
        """True when its latest word is an objection."""
        return self.entry is not None and self.entry.kind == EntryKind.OBJECTED


def signed_by(report: Report) -> list[Organisation]:
    """Return the organisations that stand behind a report, each once, in the order of its seats."""
    signed = [each for each in report.seats if SeatStatus(each.status).is_signature]
    return list({each.organisation_id: each.organisation for each in signed}.values())


def stances_of(
    organisations: Sequence[Organisation],
    entries: Sequence[PublicationEntry],
    *,
    since_number: int,
) -> list[Stance]:
    """Return where each organisation stands about the public version as it is now.

    Args:
        entries: all that was said, in order.
        since_number: the entry with which this public version came.
    """
    latest = {
        each.organisation_id: each
        for each in entries
        if each.number > since_number and each.kind in (EntryKind.AGREED, EntryKind.OBJECTED)
    }
    return [Stance(each, latest.get(each.id)) for each in organisations]


def is_corrected_since(report: Report, entries: Sequence[PublicationEntry]) -> bool:
    """Tell whether a next version was begun after somebody last planned to publish this one."""
    plans = [each.made_at for each in entries if each.publish_at is not None]
    return report.closed_at is not None and report.closed_at > max(plans)


def visible_in(actor: Actor, workspace: Workspace | Foothold) -> ColumnElement[bool]:
    """Return the condition under which a publication of this workspace exists for this actor."""
    if not places.is_member.holds(actor, workspace):
        return false()
    here = Publication.workspace_id == sql.parameter(workspace.id)
    if workspace.standing.participant_role in places.SHARING_ROLES:
        return here
    own = Publication.organisation_id == sql.parameter(actor.organisation_id)
    return and_(here, or_(own, Publication.published_at.is_not(None)))


@rule(lazy("This publication is not meant for you."), is_sight=True)
def is_visible(actor: Actor, publication: Publication) -> bool:
    """Hold for who reads the report, and once it is published for every member."""
    if not places.is_member.holds(actor, publication.workspace):
        return False
    is_shared = publication.workspace.standing.participant_role in places.SHARING_ROLES
    is_own = publication.organisation_id == actor.organisation_id
    return is_shared or is_own or publication.published_at is not None


@rule(lazy("This workspace is closed. Nothing can be changed in it any more."))
def workspace_is_open(actor: Actor, publication: Publication) -> bool:
    """Hold while work may be done in its workspace."""
    return places.is_open.holds(actor, publication.workspace)


@rule(lazy("This report is published. Nothing about it can be changed any more."))
def is_not_published(_actor: Actor, publication: Publication) -> bool:
    """Hold until the house published it."""
    return publication.published_at is None


@rule(lazy("Only an organisation that signed the report agrees with its public version."))
def has_signed(actor: Actor, publication: Publication) -> bool:
    """Hold for an organisation that stands behind the report."""
    if publication.report is None:
        return False
    return any(each.id == actor.organisation_id for each in signed_by(publication.report))


@rule(lazy("Only a signatory or coordinator speaks for your organisation about this."))
def speaks_for_it(_actor: Actor, publication: Publication) -> bool:
    """Hold for a signatory or coordinator of the own organisation."""
    speakers = (MemberRole.SIGNATORY, MemberRole.COORDINATOR)
    return publication.workspace.standing.role in speakers


@rule(lazy("Only the house publishes, at the planned moment."))
def is_the_publisher(actor: Actor, publication: Publication) -> bool:
    """Hold for the job, acting for the organisation that holds the pen."""
    is_job = actor.is_job(PUBLISHER)
    return is_job and actor.organisation_id == publication.organisation_id


@rule(lazy("This report is not meant for you."), is_sight=True)
def sees_report(actor: Actor, plan: Plan) -> bool:
    """Who plans sees the report."""
    return reports.is_visible.holds(actor, plan.report)


@rule(lazy("This workspace is closed. Nothing can be changed in it any more."))
def plans_in_open_workspace(actor: Actor, plan: Plan) -> bool:
    """Hold while work may be done in its workspace."""
    return reports.workspace_is_open.holds(actor, plan.report)


@rule(lazy("Only a coordinator of the organisation that holds the pen plans the publication."))
def coordinates_the_report(actor: Actor, plan: Plan) -> bool:
    """Hold for a coordinator of the organisation that holds the pen, while that leads."""
    return reports.coordinates_the_round.holds(actor, plan.report)


@rule(lazy("Only an adopted report is published. This one is not adopted."))
def is_adopted(_actor: Actor, plan: Plan) -> bool:
    """Hold for a report that is adopted."""
    return plan.report.status == ReportStatus.ADOPTED


@rule(lazy("This report is published. Nothing about it can be changed any more."))
def plan_is_open(actor: Actor, plan: Plan) -> bool:
    """Hold until the house published it."""
    return plan.publication is None or is_not_published.holds(actor, plan.publication)


grant(PublicationPermission.VIEW, is_visible)
grant(PublicationPermission.DOWNLOAD, is_visible)
grant(
    PublicationPermission.PLAN,
    sees_report,
    plans_in_open_workspace,
    coordinates_the_report,
    is_adopted,
    plan_is_open,
)
grant(
    PublicationPermission.DECIDE,
    is_visible,
    workspace_is_open,
    is_not_published,
    has_signed,
    speaks_for_it,
)
grant(PublicationPermission.PUBLISH, is_visible, is_the_publisher, is_not_published)
