"""Publishing: at the moment, by a job of the house, when everybody who signed agrees."""

from __future__ import annotations

from uuid import UUID

from app.kernel import clock, events
from app.kernel.access import Actor, require
from app.kernel.errors import HouseFault
from app.kernel.work import begin_work
from app.publications import queries
from app.publications.actions import PublicationAction
from app.publications.events import Move, PublicationMoved
from app.publications.models import EntryKind, State
from app.publications.policy import (
    PublicationPermission,
    is_corrected_since,
    signed_by,
    stances_of,
)
from app.publications.service import entries
from app.workspaces import queries as workspaces
from app.workspaces.policy import WorkspacePermission

HOLD_ALL = """
do $$ begin
  if to_regclass('public.publication') is not null then
    with held as (
      update publication p set held_at = now(), version = version + 1,
        since_number = (select max(e.number) + 1 from publication_entry e
          where e.publication_id = p.id)
        where published_at is null and held_at is null
        returning *)
    insert into publication_entry (id, publication_id, workspace_id, organisation_id, number, kind,
        sha256, reason, delay_reason, made_at)
      select gen_random_uuid(), id, workspace_id, organisation_id, since_number, 'held', sha256,
        '', '', held_at from held;
  end if;
end $$
"""
"""For the owner, when an older state was put back: an objection, a later moment or a next version
of the report may be lost. So everybody is asked anew, and it needs a moment anew. Older backups
know none."""


def publish(actor: Actor, *, workspace_id: UUID, publication_id: UUID) -> State:
    """Publish what is due, or hold it; safe to run twice.

    It is held when an agreement is missing, or a next version of the report was begun since the
    last plan: who corrects a text may not want this one to be read.

    Args:
        actor: the job, acting for the organisation that holds the pen.

    Returns:
        How far it is afterwards; still planned when its moment was moved meanwhile.
    """
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, workspace_id)
    publication = queries.get_for(
        actor,
        PublicationPermission.VIEW,
        publication_id=publication_id,
        workspace=workspace,
    )
    with begin_work(actor) as work:
        work.lock(publication)
        now, report = clock.now(), publication.report
        if publication.state != State.PLANNED or publication.publish_at > now:
            return publication.state
        require(actor, PublicationPermission.PUBLISH, publication)
        if report is None:
            raise HouseFault("A publication is published with its report.")
        work.lock(report)
        said = queries.list_entries(publication)
        stances = stances_of(signed_by(report), said, since_number=publication.since_number)
        missing = [each.organisation.code for each in stances if not each.agrees]
        is_reopened = is_corrected_since(report, said)
        if missing or is_reopened:
            publication.held_at, kind, move = now, EntryKind.HELD, Move.HELD
            work.record(
                PublicationAction.HELD,
                report,
                sha256=publication.fingerprint,
                missing=missing,
                reopened=is_reopened,
            )
            told = frozenset({publication.organisation_id})
        else:
            publication.published_at, kind, move = now, EntryKind.PUBLISHED, Move.PUBLISHED
            work.record(PublicationAction.PUBLISHED, report, sha256=publication.fingerprint)
            told = entries.readers_of(report)
        publication.version += 1
        entries.write_down(work, publication, kind)
        events.announce(work, PublicationMoved(move, report.id, report.workspace_id, told))
        return publication.state
