"""What rules are held against: who takes part and works there, and who is named until now."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from app.documents import queries
from app.documents.legal_bases import OWN_PREFIX, LegalBases
from app.documents.models import Document, OwnBasis
from app.documents.queries import Rulebook
from app.documents.service.rules import NewRule, RuleContext
from app.identity import queries as identity
from app.identity.models import Organisation, Person
from app.workspaces import queries as workspaces
from app.workspaces.models import Membership, Participation, Workspace


def context_of(
    workspace: Workspace,
    owner_id: UUID,
    before: Rulebook,
    *,
    rules: Sequence[NewRule],
    bases: LegalBases,
    participants: Sequence[Participation] = (),
    document: Document | None = None,
) -> RuleContext:
    """Return what the rules of a place are held against; people are read when any is named.

    Args:
        before: the rules that count there until now.
        participants: who takes part there, when the caller read that.
        document: the one it is about; None for a folder.
    """
    participants = participants or workspaces.list_participants(workspace)
    names_people = any(rule.people for rule in rules)
    members = workspaces.list_members(workspace) if names_people else []
    return RuleContext(
        workspace.id,
        owner_id,
        members,
        participants,
        bases,
        document,
        () if document is None else _own_bases_named(rules, document),
        former=_former(before, members) if names_people else (),
        left=_left(before, participants, rules=rules),
    )


def _former(before: Rulebook, members: Sequence[Membership]) -> list[Person]:
    """Return who the rules name until now and who does not work here any more."""
    here = {(each.organisation_id, each.person_id) for each in members}
    gone = {
        one
        for rule in before.rules
        for one in rule.people
        if (rule.organisation_id, one) not in here
    }
    return list(identity.list_people(gone).values()) if gone else []


def _left(
    before: Rulebook, participants: Sequence[Participation], *, rules: Sequence[NewRule]
) -> list[Organisation]:
    """Return who does not take part any more, of which a rule stands and is named again."""
    codes = {rule.organisation for rule in rules}
    if codes <= {each.organisation.code for each in participants}:
        return []
    gone = {rule.organisation_id for rule in before.rules}
    gone -= {each.organisation_id for each in participants}
    if not gone:
        return []
    return [each for key, each in identity.organisations_by_id().items() if key in gone]


def _own_bases_named(rules: Sequence[NewRule], document: Document) -> list[OwnBasis]:
    """Return the approved bases in free text that the rules name."""
    codes = {rule.legal_basis for rule in rules if rule.legal_basis.startswith(OWN_PREFIX)}
    return queries.list_usable_bases(document.id, codes=codes) if codes else []
