"""Reading what may be printed: one file for many readers holds only what all may know."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from app.documents.policy import matrix
from app.findings import queries as findings
from app.findings.queries import EvidenceRow
from app.kernel import db
from app.kernel.access import Actor
from app.reports.policy import SHARING_ROLES
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace
from app.workspaces.queries.people import Participant


def list_printable_evidence(
    actor: Actor, workspace: Workspace, *, finding_ids: Sequence[UUID]
) -> list[tuple[EvidenceRow, bool]]:
    """Return the evidence every reader may know of, and whether they all see the document.

    What one person of them may not even know to exist is left out.
    """
    readers = _readers(workspace)
    rows = findings.list_evidence(actor, workspace=workspace, finding_ids=finding_ids)
    known = findings.known_to_all(finding_ids) if rows else set()
    kept = [row for row in rows if (row.finding_id, row.document_id) in known]
    in_the_open = _seen_by_all(readers, {row.document_id for row in kept if row.is_open})
    return [(row, row.document_id in in_the_open) for row in kept]


def _readers(workspace: Workspace) -> list[Participant]:
    participants, _counts = workspaces.list_delegations(workspace)
    return [each for each in participants if each.participation.role in SHARING_ROLES]


def _seen_by_all(readers: Sequence[Participant], document_ids: set[UUID]) -> set[UUID]:
    """Return the documents that every member of every reading organisation sees.

    Of an organisation that has nobody here yet it is not known, so it sees none.
    """
    if not document_ids:
        return set()
    people = {each.organisation.id: each.people for each in readers}
    sees: dict[UUID, dict[UUID, int]] = {}
    found = db.session().execute(matrix(), {"document_ids": sorted(document_ids)})
    for document_id, organisation_id, _level, count in found:
        sees.setdefault(document_id, {})[organisation_id] = count
    return {
        document_id
        for document_id, counts in sees.items()
        if all(counts.get(each, 0) >= max(number, 1) for each, number in people.items())
    }
