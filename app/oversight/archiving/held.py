"""What is in a package that lies ready, and whether who asked for it may still have all of that.

Reports and cases are for the lead and the partners, as they were when it was made: of these the
role of the organisation is enough. Everything else is looked at thing by thing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select, union_all
from sqlalchemy.dialects.postgresql.ranges import MultiRange, Range

from app.contributions import queries as contributions
from app.documents import queries as documents
from app.findings import queries as findings
from app.kernel import db
from app.kernel.access import Actor
from app.kernel.audit import reading
from app.oversight.models import ArchivePackage
from app.workspaces.models import Workspace


@dataclass(frozen=True, slots=True)
class Held:
    """What is in a package, kept while it leaves: by then the request and its rows are over."""

    workspace_id: UUID
    as_role: str
    versions: list[tuple[UUID, int]]
    other_ids: frozenset[UUID]
    told_lines: MultiRange[int]
    is_strong: bool
    """It may name what is classified."""

    @classmethod
    def of(cls, package: ArchivePackage) -> Held:
        """Note what is in a package."""
        return cls(
            package.workspace_id,
            package.as_role,
            package.versions,
            frozenset(package.other_ids),
            package.told_lines,
            is_strong=package.is_strong,
        )


def may_still_take(actor: Actor, workspace: Workspace, held: Held) -> bool:
    """Tell whether the actor may take along now all that is in a package, as one by one."""
    is_same = held.as_role == workspace.standing.participant_role
    is_strong_enough = actor.is_strong or not held.is_strong
    return (
        is_same
        and is_strong_enough
        and documents.may_download_all(actor, workspace, held.versions)
        and _sees_all(actor, workspace, held.other_ids)
    )


def is_still_told(workspace: Workspace, held: Held) -> bool:
    """Tell whether each line of the log that a package tells is told to its reader now.

    A line tells nothing more once it was erased, or once what it is about is not seen any more. It
    looks at every line, so it is asked once for each taking.
    """
    told = sum((each.upper or 0) - (each.lower or 0) for each in held.told_lines)
    return reading.count_told(db.session(), workspace.id, held.told_lines) == told


def in_ranges(indexes: Iterable[int]) -> MultiRange[int]:
    """Return numbers that grow as the ranges they make."""
    found: list[list[int]] = []
    for index in indexes:
        if found and found[-1][1] == index:
            found[-1][1] += 1
        else:
            found.append([index, index + 1])
    return MultiRange(Range(first, past) for first, past in found)


def _sees_all(actor: Actor, workspace: Workspace, ids: frozenset[UUID]) -> bool:
    """Tell whether the actor sees each of some things that are no version of a document."""
    seen = union_all(
        documents.seen_among(actor, workspace, ids),
        findings.seen_among(actor, workspace, ids),
        findings.observations_seen_among(actor, workspace, ids),
        contributions.read_among(actor, ids),
    ).subquery()
    return db.session().execute(select(func.count()).select_from(seen)).scalar_one() == len(ids)
