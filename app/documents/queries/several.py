"""Reading what changing several documents at once needs; each question is one statement."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import any_, exists, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import aliased
from sqlalchemy.types import Uuid

from app.documents.models import AccessPolicy, AccessRule, Document, Level
from app.documents.policy import audience
from app.documents.policy.giving import seeing_once_given, seen_among
from app.documents.policy.sight import DOCUMENT_IDS
from app.documents.queries.access import Rulebook, Seer
from app.identity.models import Person
from app.kernel import db
from app.kernel.access import Actor
from app.kernel.errors import NotFound
from app.workspaces.models import Participation, Workspace


def lock_several(workspace: Workspace, *, ids: Collection[UUID]) -> None:
    """Take the rows of some documents for this transaction and read them anew.

    Row security leaves out what the actor may not change. Always in the same order, so that two
    works cannot wait for each other.
    """
    statement = (
        select(Document)
        .where(Document.workspace_id == workspace.id, Document.id.in_(set(ids)))
        .order_by(Document.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    db.session().execute(statement).all()


def list_rulebooks(policy_ids: Collection[UUID]) -> dict[UUID, Rulebook]:
    """Return what governs under each of some policies.

    Raises:
        NotFound: one of them is gone.
    """
    governing = aliased(AccessPolicy)
    statement = (
        select(AccessPolicy, governing, AccessRule)
        .join(governing, governing.id == AccessPolicy.governed_by_id)
        .outerjoin(AccessRule, AccessRule.policy_id == governing.id)
        .where(AccessPolicy.id.in_(set(policy_ids)))
        .order_by(AccessPolicy.id, AccessRule.level.desc(), AccessRule.id)
        .execution_options(populate_existing=True)
    )
    found: dict[UUID, Rulebook] = {}
    rows: Sequence[Any] = db.session().execute(statement).all()
    for policy, above, rule in rows:
        known = found.get(policy.id, Rulebook(policy, above, ()))
        rules = known.rules if rule is None else (*known.rules, rule)
        found[policy.id] = Rulebook(policy, above, rules)
    if found.keys() != set(policy_ids):
        raise NotFound
    return found


def list_audiences(document_ids: Collection[UUID]) -> dict[UUID, list[Seer]]:
    """Return what every member may with each of some documents, in the fixed order."""
    statement = (
        audience()
        .where(Document.id == any_(DOCUMENT_IDS))
        .order_by(Participation.position, Person.name, Person.id)
    )
    found: dict[UUID, list[Seer]] = {each: [] for each in document_ids}
    rows = db.session().execute(statement, {"document_ids": list(document_ids)})
    for document_id, level, person, part in rows:
        found[document_id].append(Seer(person, part, Level(level)))
    return found


def list_seeing_once_given(
    document_ids: Collection[UUID], *, organisation_id: UUID, level: Level
) -> dict[UUID, list[str]]:
    """Return, by document, who of an organisation would see it once it is given, by name."""
    statement = seeing_once_given(organisation_id, level)
    found: dict[UUID, list[str]] = {each: [] for each in document_ids}
    for document_id, name in db.session().execute(statement, {"document_ids": list(document_ids)}):
        found[document_id].append(name)
    return found


def sees_any_of(actor: Actor, given: Collection[UUID]) -> bool:
    """Tell whether the actor sees anything now of what was given; see `policy.seen_among`."""
    seen = seen_among(actor, literal(list(given), ARRAY(Uuid())))
    return bool(db.session().execute(select(exists(seen))).scalar_one())
