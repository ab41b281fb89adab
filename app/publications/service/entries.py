"""Writing down what was planned and said, and whom it is told."""

from __future__ import annotations

from uuid import UUID

from app.kernel import clock, ids
from app.kernel.errors import NotFound, Refused
from app.kernel.text import _
from app.kernel.work import Work
from app.publications import queries
from app.publications.models import EntryKind, Publication, PublicationEntry
from app.reports.models import Report
from app.reports.policy import SHARING_ROLES
from app.workspaces import queries as workspaces

MOST_ENTRIES = 500
LONGEST_REASON = 500


def write_down(
    work: Work,
    publication: Publication,
    kind: EntryKind,
    *,
    reason: str = "",
    delay_reason: str = "",
) -> PublicationEntry:
    """Add the next entry to a publication whose row was taken.

    Raises:
        Refused: there are too many already.
    """
    number = queries.highest_number(publication) + 1
    if number > MOST_ENTRIES:
        raise Refused(_("There are %(max)s notes already. That is the most.", max=MOST_ENTRIES))
    if work.actor.organisation_id is None:
        raise NotFound
    is_plan = kind in (EntryKind.PLANNED, EntryKind.CHANGED)
    entry = PublicationEntry(
        id=ids.new_id(),
        publication_id=publication.id,
        workspace_id=publication.workspace_id,
        organisation_id=work.actor.organisation_id,
        number=number,
        kind=kind,
        sha256=publication.sha256,
        publish_at=publication.publish_at if is_plan else None,
        reason=reason,
        delay_reason=delay_reason,
        made_by_id=work.actor.person_id,
        made_at=clock.now(),
    )
    work.add(entry)
    work.settle()
    return entry


def readers_of(report: Report) -> frozenset[UUID]:
    """Return the organisations whose people read a report."""
    return frozenset(
        each.organisation_id
        for each in workspaces.list_participants(report.workspace)
        if each.role in SHARING_ROLES or each.organisation_id == report.organisation_id
    )
