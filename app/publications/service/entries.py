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
from app.workspaces import queries as workspaces
from app.workspaces.policy import SHARING_ROLES

MOST_ENTRIES = 500
"""Of one organisation, and of each of these kinds: nobody uses up what others need."""
STANCES = (EntryKind.AGREED, EntryKind.OBJECTED)
PLANS = (EntryKind.PLANNED, EntryKind.CHANGED)
COUNTED = (STANCES, PLANS)
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

    So many each organisation says and plans; the house writes down what it does whatever was said.

    Raises:
        Refused: the organisation said or planned too much already.
    """
    if work.actor.organisation_id is None:
        raise NotFound
    kinds = next((each for each in COUNTED if kind in each), ())
    if kinds and queries.count_own(work.actor, publication, kinds=kinds) >= MOST_ENTRIES:
        raise Refused(
            _("Your organisation made %(max)s notes already. That is the most.", max=MOST_ENTRIES)
        )
    is_plan = kind in PLANS
    entry = PublicationEntry(
        id=ids.new_id(),
        publication_id=publication.id,
        workspace_id=publication.workspace_id,
        organisation_id=work.actor.organisation_id,
        number=queries.highest_number(publication) + 1,
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
