"""One rule about one partner for several documents at once, after seeing who gains on which.

Special data is left out: a rule that gives it names it, document by document. The impact is found
by laying the rules down and undoing it, as for one document.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.documents import queries
from app.documents.actions import DocumentAction
from app.documents.models import AccessPolicy, AccessRule, Document
from app.documents.policy import DocumentPermission
from app.documents.queries import DocumentRow, Rulebook, Seer
from app.documents.service.bundles import LeftOut
from app.documents.service.gaining import of_documents, telling_who_gains
from app.documents.service.places import organisation_of, stand_apart
from app.documents.service.rules import RuleContext, checked, record_change, say_the_same
from app.documents.service.several import Several, take_several
from app.documents.service.sharing import Proposal
from app.documents.service.undoing import undone
from app.kernel.access import Actor
from app.kernel.errors import Refused
from app.kernel.text import _
from app.kernel.work import Work, begin_work
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace


@dataclass(frozen=True, slots=True)
class ImpactOfSeveral:
    """Who sees which document before and after, with the titles; and what is left out."""

    titles: dict[UUID, str]
    before: dict[UUID, list[Seer]]
    after: dict[UUID, list[Seer]]
    left_out: tuple[LeftOut, ...]


def give_several(
    actor: Actor, workspace: Workspace, *, document_ids: Collection[UUID], proposal: Proposal
) -> Several:
    """Lay down the same rule about one partner for each document.

    Raises:
        Refused: nothing was chosen that may be given, or the rule is wrong.
    """
    with begin_work(actor) as work:
        documents, left_out = _to_give(work, workspace, document_ids)
        with telling_who_gains(work, of_documents(*(each.id for each in documents))):
            changed = _lay_down(work, workspace, documents, proposal=proposal)
        return Several.of(changed, left_out)


def impact_of_giving(
    actor: Actor, workspace: Workspace, *, document_ids: Collection[UUID], proposal: Proposal
) -> ImpactOfSeveral:
    """Find who gains and who loses sight of which document, and change nothing.

    What the session held before is read anew when it is used again.

    Raises:
        Refused: as for laying it down.
    """
    found: list[ImpactOfSeveral] = []
    with undone(actor) as work:
        documents, left_out = _to_give(work, workspace, document_ids)
        titles = {each.id: each.title for each in documents}
        before = queries.list_audiences(titles.keys())
        _lay_down(work, workspace, documents, proposal=proposal)
        work.settle()
        after = queries.list_audiences(titles.keys())
        found.append(ImpactOfSeveral(titles, before, after, tuple(left_out)))
    return found[0]


def divide_to_give(rows: Sequence[DocumentRow]) -> tuple[list[DocumentRow], list[LeftOut]]:
    """Leave out what holds special data and what was withdrawn, of what one decides about."""
    taken: list[DocumentRow] = []
    left_out: list[LeftOut] = []
    for row in rows:
        reason = _reason(row.sighted.document)
        if reason:
            left_out.append(LeftOut(row, reason))
        else:
            taken.append(row)
    return taken, left_out


def _reason(document: Document) -> str:
    if document.withdrawn_at is not None:
        return _("This document was withdrawn. Undo that first.")
    if document.is_sensitive:
        return _("This holds special data. Give sight of it on its own page, by name.")
    return ""


def _to_give(
    work: Work, workspace: Workspace, document_ids: Collection[UUID]
) -> tuple[list[Document], list[LeftOut]]:
    rows, left_out = take_several(
        work, workspace, document_ids, permissions=(DocumentPermission.SHARE,)
    )
    given, more = divide_to_give(rows)
    if not given:
        raise Refused(_("None of these documents can be given together."))
    return [each.sighted.document for each in given], [*left_out, *more]


def _lay_down(
    work: Work, workspace: Workspace, documents: Sequence[Document], *, proposal: Proposal
) -> list[Document]:
    """Lay the rule down for each document; those for which it says nothing new stay as they are."""
    participants = proposal.participants or workspaces.list_participants(workspace)
    rulebooks = queries.list_rulebooks({each.policy_id for each in documents})
    new: dict[UUID, list[AccessRule]] = {}
    for document in documents:
        old = rulebooks[document.policy_id]
        context = RuleContext(
            workspace.id,
            organisation_of(work.actor),
            (),
            participants,
            proposal.bases,
            document,
        )
        rules = checked(proposal.rules or (), context=context, old=old.rules, only=proposal.only)
        if not say_the_same(rules, old.rules):
            new[document.id] = rules
    changing = [each for each in documents if each.id in new]
    before = {each.id: rulebooks[each.policy_id] for each in changing}
    policies = _own_policies(work, changing, before=before)
    for document in changing:
        policy, rules = policies[document.id], new[document.id]
        record_change(work, document, old=before[document.id].rules, new=rules)
        for rule in rules:
            rule.policy_id = policy.id
        work.add(*rules)
        policy.version += 1
    work.settle()
    return changing


def _own_policies(
    work: Work, documents: Sequence[Document], *, before: dict[UUID, Rulebook]
) -> dict[UUID, AccessPolicy]:
    """Return the documents' own policies, empty: made where there was none yet."""
    apart = [each for each in documents if before[each.id].policy.document_id is None]
    for document in documents:
        if document not in apart:
            for rule in before[document.id].rules:
                work.remove(rule)
    policies = stand_apart(work, apart)
    for document in apart:
        work.record(DocumentAction.OWN_RULES, document)
    return {each.id: before[each.id].policy for each in documents} | policies
