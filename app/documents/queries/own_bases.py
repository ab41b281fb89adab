"""Legal bases in free text: asked of a privacy officer, and usable once he approved."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ScalarSelect, func, select, true

from app.documents.legal_bases import WORDS_OF_SPECIAL_DATA, LegalBasis
from app.documents.models import OwnBasis, RequestAnswer, SpecialData
from app.documents.policy import DocumentPermission, bases_visible_to
from app.identity import queries as identity
from app.identity.models import Organisation, Person
from app.kernel import clock, db, sql
from app.kernel.access import Actor, require
from app.kernel.errors import NotFound

BASES_PAGE = 50
"""How many questions one page shows."""


@dataclass(frozen=True, slots=True)
class BasisRow:
    """A question about a basis, with who asked."""

    basis: OwnBasis
    asker: Person
    receiver: Organisation


def get_basis_for(actor: Actor, permission: DocumentPermission, basis_id: UUID) -> OwnBasis:
    """Return a question about a basis, and decide the permission."""
    statement = select(OwnBasis).where(OwnBasis.id == basis_id, bases_visible_to(actor))
    found = db.session().execute(statement).scalar_one_or_none()
    if found is None:
        raise NotFound
    require(actor, permission, found)
    return found


def list_bases_asked(actor: Actor, *, page: int = 0) -> list[BasisRow]:
    """Return a page of the questions an officer may answer, and one row more.

    Open ones come first, then the newest.
    """
    is_open = OwnBasis.answer == RequestAnswer.OPEN
    statement = (
        select(OwnBasis)
        .where(bases_visible_to(actor))
        .order_by(is_open.desc(), OwnBasis.asked_at.desc(), OwnBasis.id)
        .offset(page * BASES_PAGE)
        .limit(BASES_PAGE + 1)
    )
    return _rows(list(db.session().execute(statement).scalars()))


@sql.kept
def count_bases_open(actor: Actor) -> ScalarSelect[int]:
    """Return the count of the questions of colleagues that wait for the actor, to ask along."""
    statement = (
        select(func.count())
        .select_from(OwnBasis)
        .where(
            bases_visible_to(actor),
            OwnBasis.answer == RequestAnswer.OPEN,
            OwnBasis.asked_by_id != actor.person_id,
        )
    )
    return statement.scalar_subquery()


def list_bases_about(document_id: UUID, receiver_id: UUID) -> list[OwnBasis]:
    """Return every question about one document and partner, the newest first."""
    statement = (
        select(OwnBasis)
        .where(OwnBasis.document_id == document_id, OwnBasis.receiver_id == receiver_id)
        .order_by(OwnBasis.asked_at.desc(), OwnBasis.id)
    )
    return list(db.session().execute(statement).scalars())


def list_usable_bases(
    document_id: UUID, *, receiver_id: UUID | None = None, codes: Collection[str] | None = None
) -> list[OwnBasis]:
    """Return the approved bases for one document that hold today, in the order of approval."""
    wanted = [
        true() if receiver_id is None else OwnBasis.receiver_id == receiver_id,
        true() if codes is None else OwnBasis.code.in_(codes),
    ]
    statement = (
        select(OwnBasis)
        .where(
            OwnBasis.document_id == document_id,
            OwnBasis.answer == RequestAnswer.GRANTED,
            OwnBasis.valid_until >= clock.today(),
            *wanted,
        )
        .order_by(OwnBasis.answered_at, OwnBasis.id)
    )
    return list(db.session().execute(statement).scalars())


def as_legal_basis(own: OwnBasis) -> LegalBasis:
    """Return an approved basis in the shape of those in the file."""
    words = [WORDS_OF_SPECIAL_DATA[SpecialData(each)] for each in own.special_data]
    return LegalBasis(
        code=own.code,
        title=own.law,
        title_en=own.law,
        law=own.law,
        article=own.article,
        givers=(identity.get_known_organisation(own.owner_id).code,),
        receivers=(identity.get_known_organisation(own.receiver_id).code,),
        data_categories=tuple(dict.fromkeys([*own.data, *words])),
        purpose=own.purpose,
        purpose_en=own.purpose,
        source=own.code,
        valid_until=own.valid_until,
    )


def _rows(found: list[OwnBasis]) -> list[BasisRow]:
    people = identity.list_people({each.asked_by_id for each in found})
    return [
        BasisRow(each, people[each.asked_by_id], identity.get_known_organisation(each.receiver_id))
        for each in found
    ]
