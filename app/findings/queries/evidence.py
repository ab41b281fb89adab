"""Reading evidence: open to who sees the document, closed to who may know that it exists."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.documents import queries as documents
from app.documents.policy import may_all_cite, may_cite
from app.findings.models import Evidence
from app.findings.queries.words import MEDIA_WORDS, OTHER_MEDIA
from app.identity.models import Organisation
from app.kernel import db
from app.kernel.access import Actor
from app.kernel.clock import HOME_ZONE
from app.workspaces.models import Workspace


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """A citation as one reader may know it."""

    finding_id: UUID
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
    statement = (
        select(Evidence)
        .options(joinedload(Evidence.organisation, innerjoin=True))
        .where(
            Evidence.finding_id.in_(set(finding_ids)),
            may_cite(actor, Evidence.document_id.expression),
        )
        .order_by(Evidence.finding_id, Evidence.cited_at, Evidence.document_id)
    )
    return list(db.session().execute(statement).scalars())


def known_to_all(finding_ids: Iterable[UUID]) -> set[tuple[UUID, UUID]]:
    """Return (finding, document) of the citations that all of lead and partners may know of."""
    statement = select(Evidence.finding_id, Evidence.document_id).where(
        Evidence.finding_id.in_(set(finding_ids)),
        may_all_cite(Evidence.document_id.expression),
    )
    return {(row[0], row[1]) for row in db.session().execute(statement)}


def list_evidence(
    actor: Actor,
    *,
    workspace: Workspace,
    finding_ids: Iterable[UUID],
) -> list[EvidenceRow]:
    """Return the evidence of some findings as this reader may know it; two statements."""
    cited = list_citations(actor, finding_ids=finding_ids)
    ids = {each.document_id for each in cited}
    titles = documents.list_titles(actor, workspace, ids=ids) if ids else {}
    return [_row(each, titles) for each in cited]


def _row(cited: Evidence, titles: dict[UUID, str]) -> EvidenceRow:
    return EvidenceRow(
        finding_id=cited.finding_id,
        document_id=cited.document_id,
        owner=cited.organisation,
        number=cited.number,
        media_type=cited.media_type,
        sha256=cited.sha256.hex(),
        cited_on=cited.cited_at.astimezone(HOME_ZONE).date(),
        title=titles.get(cited.document_id, ""),
    )
