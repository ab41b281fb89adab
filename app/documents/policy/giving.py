"""Who would see a document once its owner gives it: the rule of the house, about what will be."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, any_, false, literal, null, or_, select, true

from app.documents.models import AccessPolicy, Document, DocumentStatus, Level
from app.documents.policy.sight import (
    DOCUMENT_IDS,
    level_for,
    place_audience,
    viewer_of,
    visible_to,
)
from app.identity import queries as identity
from app.identity.models import Organisation
from app.kernel import sql
from app.kernel.access import Actor
from app.workspaces.models import Membership, Participation


def audience_of_new(
    workspace_id: UUID,
    owner_id: UUID,
    *,
    policy_id: UUID | None,
    classification: int,
    is_private: bool,
) -> Select[Any]:
    """Select (level, person, participation) for a document that an owner is about to bring.

    As if it was checked already: until then only its owner sees it.

    Args:
        policy_id: what will govern it; None when there are no rules.
        classification: its order.
    """
    new = SimpleNamespace(
        classification=literal(classification),
        organisation_id=literal(owner_id),
        workspace_id=literal(workspace_id),
        withdrawn_at=null(),
        is_private=true() if is_private else false(),
        status=sql.constant(DocumentStatus.RELEASED),
    )
    return (
        place_audience(workspace_id, owner_id, policy_id=policy_id, document=new)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .group_by(Organisation.id)
    )


def seeing_once_given(organisation_id: UUID, level: Level) -> Select[UUID, str]:
    """Select (document id, name) of who of an organisation would see which document.

    As if the owner released each of them to that organisation at this level. Takes the documents
    asked about as the parameter ``document_ids``.
    """
    given = SimpleNamespace(
        classification=Document.classification,
        organisation_id=Document.organisation_id,
        workspace_id=Document.workspace_id,
        policy_id=Document.policy_id,
        withdrawn_at=Document.withdrawn_at,
        is_private=false(),
        status=sql.constant(DocumentStatus.RELEASED),
    )
    member, person = Membership, identity.people_to_join()
    viewer = viewer_of(
        member.person_id,
        member.organisation_id,
        role=member.role,
        granted=sql.constant(level),
        document=given,
    )
    works_for = and_(
        Participation.workspace_id == member.workspace_id,
        Participation.organisation_id == member.organisation_id,
    )
    return (
        select(Document.id, person.name)
        .join_from(Document, member, member.workspace_id == Document.workspace_id)
        .join(Participation, works_for)
        .join(Organisation, Organisation.id == member.organisation_id)
        .join(person, person.id == member.person_id)
        .where(
            Document.id == any_(DOCUMENT_IDS),
            member.organisation_id == organisation_id,
            level_for(viewer, given) >= sql.constant(Level.VIEW),
        )
        .order_by(person.name, person.id)
    )


def seen_among(actor: Actor, given: Any) -> Select[UUID]:
    """Select what the actor sees now, brought by others, of what was given.

    Args:
        given: ids of documents, and of policies: what is under them, or governed by them, is meant.
    """
    policy = AccessPolicy
    meant = (
        select(policy.id)
        .where(or_(policy.id == any_(given), policy.governed_by_id == any_(given)))
        .correlate_except(policy)
    )
    is_given = or_(Document.id == any_(given), Document.policy_id.in_(meant))
    is_own = Document.organisation_id == sql.parameter(actor.organisation_id)
    seen = select(Document.id).where(is_given, ~is_own, visible_to(actor))
    return seen.correlate_except(Document)
