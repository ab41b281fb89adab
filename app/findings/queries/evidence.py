"""Reading evidence: open to who sees the document, closed to who may know that it exists."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, select, union
from sqlalchemy.orm import joinedload

from app.documents.models import Document
from app.documents.policy import may_all_cite, may_cite, seen_by_all, visible_to
from app.findings.models import Evidence, Finding, Observation, ObservationEvidence
from app.findings.queries.words import MEDIA_WORDS, OTHER_MEDIA
from app.identity.models import Organisation
from app.kernel import db
from app.kernel.access import Actor
from app.kernel.clock import HOME_ZONE
from app.workspaces.models import Workspace


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """A citation as one reader may know it."""

    of_id: UUID
    """The finding or observation that rests on it."""
    document_id: UUID
    owner: Organisation
    number: int
    """Version of the document that is cited."""
    media_type: str
    sha256: str
    cited_on: date
    title: str
    """Empty when the reader may only know that there is evidence."""

    @property
    def type_words(self) -> str:
        """What kind of file it is, in words."""
        return str(MEDIA_WORDS.get(self.media_type, OTHER_MEDIA))

    @property
    def is_open(self) -> bool:
        """True when the reader sees the document itself."""
        return bool(self.title)


def list_citations(actor: Actor, *, finding_ids: Iterable[UUID]) -> list[Evidence]:
    """Return the citations the actor may know of, with their owners, oldest first."""
    return list(db.session().execute(_citations(actor, finding_ids)).scalars())


def list_evidence(
    actor: Actor,
    *,
    workspace: Workspace,
    finding_ids: Iterable[UUID],
) -> list[EvidenceRow]:
    """Return the evidence of some findings as this reader may know it; one statement."""
    asked = _evidence(actor, Document.title, workspace=workspace, finding_ids=finding_ids)
    return [evidence_row(cited, title) for cited, title in db.session().execute(asked)]


def list_printable(
    actor: Actor, *, workspace: Workspace, finding_ids: Iterable[UUID]
) -> list[tuple[EvidenceRow, bool]]:
    """Return the evidence all of lead and partners may know of; true when they all see it.

    What one person of them may not even know to exist is left out: one file for many readers holds
    only what all may know. One statement.
    """
    asked = _evidence(
        actor, Document.title, seen_by_all(), workspace=workspace, finding_ids=finding_ids
    ).where(may_all_cite(Evidence.document_id.expression))
    return [
        (evidence_row(cited, title), bool(title and is_seen))
        for cited, title, is_seen in db.session().execute(asked)
    ]


def _evidence(
    actor: Actor, *columns: Any, workspace: Workspace, finding_ids: Iterable[UUID]
) -> Select[Any]:
    """Select citations with columns of the document, which are empty for who does not see it."""
    is_seen = and_(
        Document.id == Evidence.document_id,
        Document.workspace_id == workspace.id,
        visible_to(actor),
    )
    return _citations(actor, finding_ids).add_columns(*columns).outerjoin(Document, is_seen)


def _citations(actor: Actor, finding_ids: Iterable[UUID]) -> Select[Any]:
    return (
        select(Evidence)
        .options(joinedload(Evidence.organisation, innerjoin=True))
        .where(
            Evidence.finding_id.in_(set(finding_ids)),
            may_cite(actor, Evidence.document_id.expression),
        )
        .order_by(Evidence.finding_id, Evidence.cited_at, Evidence.document_id)
    )


def find_built_on(actor: Actor, workspace: Workspace) -> frozenset[UUID]:
    """Return which documents of the actor's organisation others rest on, as far as it may know.

    Row security leaves out what others write for themselves.
    """
    cited = [
        select(each.document_id)
        .join(whole, whole.id == key)
        .where(
            each.workspace_id == workspace.id,
            each.organisation_id == actor.organisation_id,
            whole.organisation_id != actor.organisation_id,
        )
        for each, whole, key in (
            (Evidence, Finding, Evidence.finding_id),
            (ObservationEvidence, Observation, ObservationEvidence.observation_id),
        )
    ]
    return frozenset(db.session().execute(union(*cited)).scalars())


def evidence_row(cited: Evidence | ObservationEvidence, title: str | None) -> EvidenceRow:
    """Return a citation with the document's title, if the reader sees the document."""
    return EvidenceRow(
        of_id=cited.finding_id if isinstance(cited, Evidence) else cited.observation_id,
        document_id=cited.document_id,
        owner=cited.organisation,
        number=cited.number,
        media_type=cited.media_type,
        sha256=cited.sha256.hex(),
        cited_on=cited.cited_at.astimezone(HOME_ZONE).date(),
        title=title or "",
    )
