"""The rule of who sees what, in SQL.

In one sentence: the most specific policy governs (the document's own, else the nearest folder's,
else the workspace's, of its owner), wholly, nothing is merged; in it a restriction beats a grant;
no rule means no access. What is private, withdrawn or not yet checked is for its owner alone;
after its owner left, rules give no more than the owner chose (`leaving`).

`level_for` is that sentence for any viewer: the acting person, or every member at once. The policy
a document points at names the one that governs it (`AccessPolicy.governed_by_id`), so nearness
costs nothing here. `visible_to` is the same sentence as a condition that an index can serve.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    Null,
    Select,
    SQLColumnExpression,
    and_,
    any_,
    bindparam,
    case,
    false,
    func,
    literal,
    null,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid

from app.documents.models import AccessPolicy, AccessRule, Document, DocumentStatus, Level
from app.documents.policy.clearance import clearance_of, rank_of
from app.documents.policy.emergency import seen_under, visible_under
from app.documents.policy.leaving import most_with, still_gives
from app.emergencies.policy import is_under
from app.identity.models import Organisation, Person
from app.kernel import clock, sql
from app.kernel.access import Actor
from app.workspaces import policy as workspaces
from app.workspaces.models import MemberRole, Membership, Participation

Expression = SQLColumnExpression[Any]


TODAY = bindparam("today", callable_=clock.today, type_=Date())
"""The day a statement is sent on, not built on: what is built once holds on every day."""

DOCUMENT_IDS = bindparam("document_ids", type_=ARRAY(Uuid()))
"""The documents asked about, as one value: a statement's text is the same for any number."""

WORKERS = (MemberRole.COORDINATOR, MemberRole.CONTRIBUTOR)
"""Roles that manage what the own organisation brought; the others may download it."""
CAPS = {MemberRole.COORDINATOR: Level.MANAGE, MemberRole.CONTRIBUTOR: Level.CONTRIBUTE}
"""The most a role may with what others brought; every other role stops at `CAP_OF_READERS`."""
CAP_OF_READERS = Level.DOWNLOAD


@dataclass(frozen=True, slots=True)
class Viewer:
    """Whose sight is asked: columns of the query it is asked in."""

    person_id: Expression
    """Null for a job, which sees what any of its organisation's people is named for."""
    organisation_id: Expression
    role: Expression
    is_inside: ColumnElement[bool]
    clearance: ColumnElement[int]
    granted: Expression
    """What the governing policy grants this viewer; null when no rule matches."""


@sql.kept
def sighted_by(actor: Actor, *columns: Any) -> Select[Any]:
    """Select what exists for this actor, each row ending with the level it is seen at.

    Args:
        columns: of `Document` and of what the caller joins; the document itself when left out.
    """
    return sighted_among(actor, Document, *(columns or (Document,))).where(visible_to(actor))


def sighted_among(actor: Actor, found: Any, *columns: Any) -> Select[Any]:
    """Select of documents that were found for this actor, each row with the level it is seen at.

    Args:
        found: `Document`, or an alias of it that holds only what `visible_to` let through.
        columns: of what was found and of what the caller joins.
    """
    if is_under(actor):
        return seen_under(found, columns)
    member, clearance = Membership, clearance_of(actor)
    if not actor.is_person:
        organisation_id = Participation.organisation_id
        job = viewer_of(null(), organisation_id, clearance=clearance, document=found)
        return (
            select(*columns, level_for(job, found).label("level"))
            .join_from(found, Participation, Participation.workspace_id == found.workspace_id)
            .where(organisation_id == sql.parameter(actor.organisation_id))
        )
    viewer = viewer_of(
        member.person_id,
        member.organisation_id,
        role=member.role,
        clearance=clearance,
        document=found,
    )
    return (
        select(*columns, level_for(viewer, found).label("level"))
        .join_from(found, member, member.workspace_id == found.workspace_id)
        .join(Participation, _same_delegation())
        .where(
            member.person_id == sql.parameter(actor.person_id),
            member.organisation_id == sql.parameter(actor.organisation_id),
            # Who left and came back has two memberships; only the living one says the role.
            member.is_living(),
        )
    )


@lru_cache
def audience() -> Select[Any]:
    """Select (document id, level, person, participation) for every member, also at level *none*.

    It is `level_for`, the very expression that decides, asked for everybody.
    """
    statement: Select[Any] = _with_members(
        select(Document.id, _member_level().label("level"), Person, Participation)
    )
    return (
        statement.join(Organisation, Organisation.id == Membership.organisation_id)
        .join(Person, Person.id == Membership.person_id)
        .outerjoin(AccessPolicy, AccessPolicy.id == Document.policy_id)
        .outerjoin(AccessRule, _is_about_member())
        .where(Membership.is_living(), Participation.ended_at.is_(None))
        .group_by(Document.id, Membership.id, Organisation.id, Person.id, Participation.id)
    )


@lru_cache
def matrix() -> Select[Any]:
    """Select (document id, organisation id, the highest level there, how many people see it).

    Takes the documents asked about as the parameter ``document_ids``.
    """
    everybody = (
        _with_members(
            select(Document.id, Membership.organisation_id, _member_level().label("level"))
        )
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .outerjoin(AccessPolicy, AccessPolicy.id == Document.policy_id)
        .outerjoin(AccessRule, _is_about_member())
        .where(
            Document.id == any_(DOCUMENT_IDS),
            Membership.is_living(),
            Participation.ended_at.is_(None),
        )
        .group_by(Document.id, Membership.id, Organisation.id, Participation.id)
        .subquery()
    )
    sees = func.count().filter(everybody.c.level >= sql.constant(Level.VIEW))
    return select(
        everybody.c.id, everybody.c.organisation_id, func.max(everybody.c.level), sees
    ).group_by(everybody.c.id, everybody.c.organisation_id)


def seen_by_all() -> ColumnElement[bool]:
    """Return the condition that everybody of lead and partners sees the `Document` of a query.

    Of an organisation that has nobody here yet it is not known, so it does not.
    """
    member = Membership
    viewer = viewer_of(member.person_id, member.organisation_id, role=member.role)
    takes_part = and_(
        Participation.workspace_id == Document.workspace_id,
        Participation.ended_at.is_(None),
        Participation.role.in_(workspaces.SHARING_ROLES),
    )
    works_there = and_(_same_delegation(), Membership.is_living())
    blind = (
        select(member.id)
        .join(Participation, works_there)
        .join(Organisation, Organisation.id == member.organisation_id)
        .where(takes_part, level_for(viewer) < Level.VIEW)
        .correlate(Document)
    )
    has_people = select(member.id).where(works_there).correlate(Participation).exists()
    empty = select(Participation.id).where(takes_part, ~has_people).correlate(Document)
    return and_(~blind.exists(), ~empty.exists())


def place_audience(
    workspace_id: UUID, owner_id: UUID, *, policy_id: UUID | None, document: Any = None
) -> Select[Any]:
    """Select (level, person, participation) for all that an owner brings to one place.

    Args:
        policy_id: what the owner laid down there, or nearest above; None when there is nothing.
        document: one that will be there, as `level_for` reads it; the caller joins `Organisation`.
    """
    member = Membership
    viewer = viewer_of(
        member.person_id, member.organisation_id, role=member.role, granted=_resolved()
    )
    owns = literal(owner_id) == viewer.organisation_id
    level: Any = case((owns, _own_level(viewer)), else_=_shared_level(viewer))
    if document is not None:
        level = level_for(viewer, document)
    return (
        select(level.label("level"), Person, Participation)
        .select_from(Membership)
        .join(Participation, _same_delegation())
        .join(Person, Person.id == Membership.person_id)
        .outerjoin(AccessPolicy, AccessPolicy.id == policy_id)
        .outerjoin(AccessRule, _is_about_member())
        .where(
            Membership.workspace_id == workspace_id,
            Membership.is_living(),
            Participation.ended_at.is_(None),
        )
        .group_by(Membership.id, Person.id, Participation.id)
    )


def level_for(viewer: Viewer, document: Any = Document) -> ColumnElement[int]:
    """Return what a viewer may with a document (0 to 5): the rule of the house, whole."""
    return case(
        (~viewer.is_inside, sql.constant(Level.NONE)),
        (document.classification > viewer.clearance, sql.constant(Level.NONE)),
        (document.organisation_id == viewer.organisation_id, _own_level(viewer)),
        (~_is_open_to_others(document), sql.constant(Level.NONE)),
        else_=func.least(_shared_level(viewer), most_with(document)),
    )


@sql.kept
def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition under which a document exists for this actor: level *view* or higher."""
    if is_under(actor):
        return visible_under(actor)
    return and_(
        workspaces.is_place_of(actor, Document.workspace_id),
        Document.classification <= clearance_of(actor),
        or_(
            Document.organisation_id == sql.parameter(actor.organisation_id),
            and_(_is_open_to_others(), Document.policy_id.in_(policies_granting(actor))),
        ),
    )


def viewer_of(
    person_id: Expression,
    organisation_id: Expression,
    *,
    clearance: ColumnElement[int] | None = None,
    role: Expression | None = None,
    granted: Expression | None = None,
    document: Any = Document,
) -> Viewer:
    """Describe a viewer; what is granted is looked up rule by rule unless the query joins them."""
    inside: ColumnElement[bool] = Participation.ended_at.is_(None)
    if role is not None:
        inside = and_(inside, Membership.is_living())
    return Viewer(
        person_id=person_id,
        organisation_id=organisation_id,
        role=null() if role is None else role,
        is_inside=inside,
        clearance=rank_of(Organisation.highest_classification) if clearance is None else clearance,
        granted=granted_to(person_id, organisation_id, document) if granted is None else granted,
    )


def _member_level() -> ColumnElement[int]:
    """Return a member's level, in a query that joins the rules about it and groups by member."""
    member = Membership
    return level_for(
        viewer_of(member.person_id, member.organisation_id, role=member.role, granted=_resolved())
    )


def _own_level(viewer: Viewer) -> ColumnElement[int]:
    """Return what a member may with what the own organisation brought."""
    works = viewer.role.in_([sql.constant(each) for each in WORKERS])
    return case((works, sql.constant(Level.MANAGE)), else_=sql.constant(Level.DOWNLOAD))


def _shared_level(viewer: Viewer) -> ColumnElement[int]:
    """Return what another organisation's policy grants, capped by the viewer's role."""
    caps = [(viewer.role == sql.constant(role), sql.constant(most)) for role, most in CAPS.items()]
    cap = case(*caps, else_=sql.constant(CAP_OF_READERS))
    return func.least(cap, func.coalesce(viewer.granted, sql.constant(Level.NONE)))


def granted_to(
    person_id: Expression, organisation_id: Expression, document: Any = Document
) -> Expression:
    """Return what the policy that governs the document of a query grants somebody."""
    return (
        select(_resolved())
        .select_from(AccessRule)
        .join(AccessPolicy, AccessPolicy.governed_by_id == AccessRule.policy_id)
        .where(AccessPolicy.id == document.policy_id, _matches(person_id, organisation_id))
        .correlate_except(AccessRule, AccessPolicy)
        .scalar_subquery()
    )


@sql.kept
def may_take_text(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that the words of a document may reach the actor: level *download*.

    Who may only look on screen gets page images with the own name in them, and no text to copy.
    Only beside `visible_to`.
    """
    if is_under(actor):
        return false()
    return or_(
        Document.organisation_id == actor.organisation_id,
        Document.policy_id.in_(policies_granting(actor, at_least=Level.DOWNLOAD)),
    )


def whose_words(actor: Actor) -> Select[UUID]:
    """Select the documents whose words may reach the actor: seen, at *download* or higher."""
    return select(Document.id).where(visible_to(actor), may_take_text(actor))


def policies_granting(actor: Actor, *, at_least: Level = Level.VIEW) -> Select[Any]:
    """Select the policies that grant the actor a level with what another organisation brought."""
    person_id = null() if actor.person_id is None else sql.parameter(actor.person_id)
    rulebooks = (
        select(AccessRule.policy_id)
        .where(_matches(person_id, sql.parameter(actor.organisation_id)), still_gives(at_least))
        .group_by(AccessRule.policy_id)
        .having(_resolved() >= sql.constant(at_least))
    )
    return select(AccessPolicy.id).where(AccessPolicy.governed_by_id.in_(rulebooks))


def _is_about_member() -> ColumnElement[bool]:
    return and_(
        AccessRule.policy_id == AccessPolicy.governed_by_id,
        _matches(Membership.person_id, Membership.organisation_id),
    )


def _matches(person_id: Expression, organisation_id: Expression) -> ColumnElement[bool]:
    """Rules about this organisation that have not ended and name everybody or this person."""
    names_everybody = func.cardinality(AccessRule.people) == sql.constant(0)
    is_named = true() if isinstance(person_id, Null) else person_id == any_(AccessRule.people)
    return and_(
        AccessRule.organisation_id == organisation_id,
        or_(AccessRule.until.is_(None), AccessRule.until >= TODAY),
        or_(names_everybody, is_named),
    )


def _resolved() -> Expression:
    """Of the matching rules: any *none* gives none, else the highest counts."""
    lowest, highest = func.min(AccessRule.level), func.max(AccessRule.level)
    return case((lowest == sql.constant(Level.NONE), sql.constant(Level.NONE)), else_=highest)


def _is_open_to_others(document: Any = Document) -> ColumnElement[bool]:
    return and_(
        document.withdrawn_at.is_(None),
        ~document.is_private,
        document.status == sql.constant(DocumentStatus.RELEASED),
    )


def _with_members(statement: Any) -> Any:
    return (
        statement.select_from(Document)
        .join(Membership, Membership.workspace_id == Document.workspace_id)
        .join(Participation, _same_delegation())
    )


def _same_delegation() -> ColumnElement[bool]:
    return and_(
        Participation.workspace_id == Membership.workspace_id,
        Participation.organisation_id == Membership.organisation_id,
    )
