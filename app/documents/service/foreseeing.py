"""Who gains and who loses sight by a change that is no rule, found by making it and undoing it.

Moving brings a document under other rules, a classification closes it to who is not cleared, and
undoing a withdrawal lets the rules count again. What the session held before is read anew when it
is used again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from uuid import UUID

from app.documents import queries
from app.documents.service.acceptance import Description
from app.documents.service.changes import bring_back, describe
from app.documents.service.giving import ImpactOfSeveral
from app.documents.service.several import Several, bring_several_back, mark, move
from app.documents.service.sharing import Impact
from app.documents.service.undoing import undone
from app.kernel.access import Actor
from app.kernel.work import Work
from app.workspaces.models import Classification, Marking, Workspace


def impact_of_describing(
    actor: Actor,
    document_id: UUID,
    *,
    description: Description,
    seen_version: int,
    highest: Classification,
) -> Impact:
    """Find who gains and who loses sight of a document by another folder or classification.

    Raises:
        NotAllowed, OutOfDate, Refused: as for changing the description.
    """
    return _impact(
        actor,
        document_id,
        change=lambda work: describe(
            work, document_id, description=description, seen_version=seen_version, highest=highest
        ),
    )


def impact_of_restoring(actor: Actor, document_id: UUID, *, seen_version: int) -> Impact:
    """Find who sees a document again once its withdrawal is undone.

    Raises:
        NotAllowed, OutOfDate, Refused: as for undoing it.
    """
    return _impact(
        actor,
        document_id,
        change=lambda work: bring_back(work, document_id, seen_version=seen_version),
    )


def impact_of_moving(
    actor: Actor, workspace: Workspace, *, document_ids: Collection[UUID], folder_id: UUID
) -> ImpactOfSeveral:
    """Find who gains and who loses sight of which document in another folder.

    Raises:
        Refused: as for moving them.
    """
    return _impact_of_several(
        actor,
        workspace,
        document_ids,
        change=lambda work: move(work, workspace, document_ids=document_ids, folder_id=folder_id),
    )


def impact_of_marking(
    actor: Actor,
    workspace: Workspace,
    *,
    document_ids: Collection[UUID],
    marking: Marking | None,
    classification: str,
    highest: Classification,
) -> ImpactOfSeveral:
    """Find who gains and who loses sight of which document by another classification.

    Raises:
        Refused: as for marking them.
    """
    return _impact_of_several(
        actor,
        workspace,
        document_ids,
        change=lambda work: mark(
            work,
            workspace,
            document_ids=document_ids,
            marking=marking,
            classification=classification,
            highest=highest,
        ),
    )


def impact_of_restoring_several(
    actor: Actor, workspace: Workspace, *, document_ids: Collection[UUID]
) -> ImpactOfSeveral:
    """Find who sees which document again once the withdrawals are undone.

    Raises:
        Refused: as for undoing them.
    """
    return _impact_of_several(
        actor,
        workspace,
        document_ids,
        change=lambda work: bring_several_back(work, workspace, document_ids=document_ids),
    )


def _impact(actor: Actor, document_id: UUID, *, change: Callable[[Work], object]) -> Impact:
    before = queries.list_audience_of(document_id)
    with undone(actor) as work:
        change(work)
        work.settle()
        after = queries.list_audience_of(document_id)
    return Impact(tuple(before), tuple(after))


def _impact_of_several(
    actor: Actor,
    workspace: Workspace,
    document_ids: Collection[UUID],
    *,
    change: Callable[[Work], Several],
) -> ImpactOfSeveral:
    found: list[ImpactOfSeveral] = []
    with undone(actor) as work:
        before = queries.list_audiences(document_ids)
        done = change(work)
        work.settle()
        rows = queries.list_by_id(actor, workspace, ids=done.changed)
        titles = {each.id: each.title for each in rows}
        after = queries.list_audiences(titles.keys())
        found.append(ImpactOfSeveral(titles, before, after, done.left_out))
    return found[0]
