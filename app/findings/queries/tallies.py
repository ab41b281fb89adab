"""How many findings judge what how in some workspaces, as far as the reader reads them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from app.findings.models import Aspect, Finding, Judgement
from app.findings.policy import readable_in
from app.kernel import db
from app.kernel.access import Actor
from app.workspaces.models import Workspace


@dataclass(frozen=True, slots=True)
class FindingTally:
    """So many findings of one workspace judge one aspect alike."""

    workspace_id: UUID
    aspect: Aspect
    judgement: Judgement
    number: int


def tally(actor: Actor, places: Sequence[Workspace]) -> list[FindingTally]:
    """Count the findings that the reader may read in some workspaces; one statement.

    Args:
        places: loaded for this very actor.
    """
    facts = (Finding.workspace_id, Finding.aspect, Finding.judgement)
    statement = (
        select(*facts, func.count())
        .where(Finding.id.in_(readable_in(actor, places)))
        .group_by(*facts)
    )
    return [FindingTally(*row) for row in db.session().execute(statement)]
