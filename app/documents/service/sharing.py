"""The owner's rules: who sees what it brought, on which ground, for what, until when.

A rule is set for a document, a folder or the whole workspace. The impact of a change is found by
carrying it out and undoing it, so what was promised is what will be.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from app.documents import queries
from app.documents.actions import DocumentAction
from app.documents.legal_bases import LegalBases
from app.documents.models import AccessPolicy, AccessRule, Document, Folder
from app.documents.policy import DocumentPermission, Sighted
from app.documents.queries import Rulebook, Seer
from app.documents.service.asking import grant_requests
from app.documents.service.context import context_of
from app.documents.service.dropped import keep_dropped
from app.documents.service.gaining import of_documents, telling_who_gains
from app.documents.service.places import (
    copy_of,
    govern_below,
    organisation_of,
    own_policy,
    place_policy,
    policies_along,
)
from app.documents.service.rules import (
    Beside,
    NewRule,
    checked,
    record_change,
    say_the_same,
)
from app.documents.service.taking_back import refuse_in_part
from app.documents.service.undoing import undone
from app.kernel.access import Actor, require
from app.kernel.errors import OutOfDate, Refused
from app.kernel.text import _
from app.kernel.work import Work, begin_work
from app.workspaces.models import Participation, Workspace


@dataclass(frozen=True, slots=True)
class FolderPlace:
    """A folder, or the workspace itself, for what the actor's organisation brings there."""

    workspace: Workspace
    folder: Folder | None = None
    path: Sequence[Folder] | None = None
    """The folders from the top down to it, when the caller knows them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """How the rules of a place should be."""

    rules: Sequence[NewRule] | None
    """All of them; an organisation that none names gets nothing. None: follow the place above."""
    bases: LegalBases
    seen: str | None = None
    """Token of the rules that were on the screen; None when nobody says which were read."""
    workspace: Workspace | None = None
    """The one the address names."""
    only: str | None = None
    """Code of the one organisation the rules are about; the others keep theirs."""
    beside: Beside | None = None
    """With that: one rule about it changes or is added, and the others about it stay."""
    participants: Sequence[Participation] = ()
    """Who takes part there, when the caller read that."""
    is_tried: bool = False
    """Only to see what it leads to: nothing is kept to be taken back."""


@dataclass(frozen=True, slots=True)
class Impact:
    """Who sees what before and after a change, person by person in the fixed order."""

    before: tuple[Seer, ...]
    after: tuple[Seer, ...]


@dataclass(frozen=True, slots=True)
class _Place:
    """A folder, or the workspace, with the policy of the organisation that acts."""

    workspace: Workspace
    folder: Folder | None
    policy: AccessPolicy
    above: AccessPolicy | None
    """What it laid down for the place above; None for the workspace."""


def set_rules(actor: Actor, document_id: UUID, *, proposal: Proposal) -> Sighted:
    """Lay down who sees a document.

    A document without rules of its own leaves those of its folder; one that is to follow the folder
    drops its own.

    Raises:
        NotAllowed: the actor does not decide for the owner.
        OutOfDate: the rules changed meanwhile.
        Refused: a rule names an unknown party, a wrong day, no valid basis or no purpose; or
            sensitive data was to follow its folder.
    """
    with begin_work(actor) as work, telling_who_gains(work, of_documents(document_id)) as told:
        sighted = lay_down_for_document(work, document_id, proposal=proposal)
        told.update(grant_requests(work, sighted))
        return sighted


def set_folder_rules(actor: Actor, place: FolderPlace, *, proposal: Proposal) -> Rulebook | None:
    """Lay down who sees what the actor's organisation brings to a folder, or to the workspace.

    What lies below and has no rules of its own follows. Returns what governs the place now; None
    when it follows what is above, as it did or from now on.

    Raises:
        NotAllowed: the actor does not contribute here.
        OutOfDate: the rules changed meanwhile.
        Refused: as for a document; above the workspace there is nothing to follow; and for what
            the actor does not see now.
    """
    with begin_work(actor) as work:
        if proposal.rules is None and _follows_already(actor, place):
            require(actor, DocumentPermission.SET_OWN_RULES, place.workspace)
            return None
        found = _place_of(work, place)
        before = {found.policy.id: _audience_of_place(found)}
        with telling_who_gains(work, before, spread=lambda _: _governed_with(found)):
            return _lay_down_for_folder(work, found, proposal=proposal)


def _governed_with(place: _Place) -> list[UUID]:
    """Return the policies here and below that the same rules govern now; of own rules this one."""
    policy, below = place.policy, _below(place)
    if policy.has_own_rules:
        return [policy.id]
    return [
        each.id
        for each in queries.list_policies_of(policy.workspace_id, policy.organisation_id)
        if each.governed_by_id == policy.governed_by_id
        and (each.id == policy.id or each.folder_id in below)
    ]


def _follows_already(actor: Actor, place: FolderPlace) -> bool:
    """Tell whether nothing was ever laid down for a folder, so that it follows what is above."""
    if place.folder is None or place.folder.parent_id is None:
        return False
    return queries.find_policy(place.workspace, actor.organisation_id, place.folder) is None


def take_own_rules(actor: Actor, place: FolderPlace, *, seen: str | None) -> None:
    """Give a folder rules of its own, beginning with a copy of those that count there now.

    Raises:
        NotAllowed: the actor does not contribute here.
        OutOfDate: the rules changed meanwhile.
    """
    with begin_work(actor) as work:
        found = _place_of(work, place)
        work.lock(found.policy)
        before = queries.get_rulebook(found.policy.id)
        _check_seen(before, seen)
        if not found.policy.has_own_rules:
            _stand_apart(work, found)
            work.add(*(copy_of(rule, policy_id=found.policy.id) for rule in before.rules))
            found.policy.version += 1


def impact_of(actor: Actor, thing: UUID | FolderPlace, *, proposal: Proposal) -> Impact:
    """Find who gains and who loses sight, by laying the rules down and undoing it.

    What the session held before is read anew when it is used again.

    Raises:
        NotAllowed, OutOfDate, Refused: as for laying them down.
    """
    before: list[Seer] = []
    after: list[Seer] = []
    proposal = replace(proposal, is_tried=True)
    with undone(actor) as work:
        if isinstance(thing, FolderPlace):
            place = _place_of(work, thing)
            before += _audience_of_place(place)
            _lay_down_for_folder(work, place, proposal=proposal)
            work.settle()
            after += _audience_of_place(place)
        else:
            before += queries.list_audience_of(thing)
            lay_down_for_document(work, thing, proposal=proposal)
            work.settle()
            after += queries.list_audience_of(thing)
    return Impact(tuple(before), tuple(after))


def lay_down_for_document(work: Work, document_id: UUID, *, proposal: Proposal) -> Sighted:
    """Lay down who sees a document, as part of a larger work; raises as `set_rules` does."""
    sighted = queries.get_for(
        work.actor,
        DocumentPermission.SHARE,
        document_id,
        workspace=proposal.workspace,
        is_locked=True,
    )
    before = queries.get_rulebook(sighted.document.policy_id)
    _check_seen(before, proposal.seen)
    if proposal.rules is None:
        _document_follows(work, sighted.document, before=before, is_tried=proposal.is_tried)
    else:
        _set_document_rules(work, sighted, before=before, rules=proposal.rules, proposal=proposal)
    return sighted


def _lay_down_for_folder(work: Work, place: _Place, *, proposal: Proposal) -> Rulebook | None:
    work.lock(place.policy)
    before = queries.get_rulebook(place.policy.id)
    _check_seen(before, proposal.seen)
    if proposal.rules is None:
        _folder_follows(work, place, before=before, is_tried=proposal.is_tried)
        return None
    return _set_folder_rules(work, place, before=before, rules=proposal.rules, proposal=proposal)


def _audience_of_place(place: _Place) -> list[Seer]:
    policy = place.policy
    return queries.list_place_audience(
        policy.workspace_id, policy.organisation_id, policy_id=policy.id
    )


def _set_document_rules(
    work: Work,
    sighted: Sighted,
    *,
    before: Rulebook,
    rules: Sequence[NewRule],
    proposal: Proposal,
) -> None:
    document = sighted.document
    context = context_of(
        sighted.workspace,
        document.organisation_id,
        before,
        rules=rules,
        bases=proposal.bases,
        participants=proposal.participants,
        document=document,
    )
    new = checked(
        rules, context=context, old=before.rules, only=proposal.only, beside=proposal.beside
    )
    has_own = before.policy.document_id is not None
    if has_own and say_the_same(new, before.rules):
        return
    policy = own_policy(work, document, rulebook=before, is_copy=False)
    if has_own:
        policy.version += 1
    else:
        work.record(DocumentAction.OWN_RULES, document)
    _replace(work, policy, thing=document, old=before, new=new)


def _set_folder_rules(
    work: Work,
    place: _Place,
    *,
    before: Rulebook,
    rules: Sequence[NewRule],
    proposal: Proposal,
) -> Rulebook:
    policy = place.policy
    context = context_of(
        place.workspace,
        policy.organisation_id,
        before,
        rules=rules,
        bases=proposal.bases,
        participants=proposal.participants,
    )
    new = checked(
        rules, context=context, old=before.rules, only=proposal.only, beside=proposal.beside
    )
    if policy.has_own_rules and say_the_same(new, before.rules):
        return before
    if not policy.has_own_rules:
        _stand_apart(work, place)
    policy.version += 1
    _replace(work, policy, thing=policy, old=before, new=new)
    in_order = sorted(new, key=lambda each: (-each.level, each.id))
    return Rulebook(policy, policy, tuple(in_order))


def _document_follows(work: Work, document: Document, *, before: Rulebook, is_tried: bool) -> None:
    if before.policy.document_id is None:
        return
    if document.is_sensitive:
        raise Refused(_("Sensitive data keeps rules of its own. Change the rules instead."))
    above = place_policy(
        work,
        workspace_id=document.workspace_id,
        organisation_id=document.organisation_id,
        folder=queries.find_folder(document.workspace_id, document.folder_id),
    )
    document.policy_id = above.id
    work.record(DocumentAction.FOLDER_RULES, document)
    work.settle()
    if not is_tried:
        keep_dropped(work, before, place=document, governed_by=above.governed_by_id)
    _drop_rules(work, before.rules)
    work.settle()
    work.remove(before.policy)


def _stand_apart(work: Work, place: _Place) -> None:
    """Let a place, and what follows it, be governed by rules of its own."""
    policy = place.policy
    was, policy.governed_by_id = policy.governed_by_id, policy.id
    work.record(DocumentAction.OWN_RULES, policy)
    govern_below(work, policy, was=was, now=policy.id, below=_below(place))


def _folder_follows(work: Work, place: _Place, *, before: Rulebook, is_tried: bool) -> None:
    policy, above = place.policy, place.above
    if above is None:
        raise Refused(
            _("Above the workspace there is nothing to follow. Remove the rules instead.")
        )
    if not policy.has_own_rules:
        return
    policy.governed_by_id = above.governed_by_id
    policy.version += 1
    work.record(DocumentAction.FOLDER_RULES, policy)
    work.settle()
    govern_below(work, policy, was=policy.id, now=above.governed_by_id, below=_below(place))
    if not is_tried:
        keep_dropped(work, before, place=policy, governed_by=above.governed_by_id)
    _drop_rules(work, before.rules)


def _place_of(work: Work, place: FolderPlace) -> _Place:
    """Return a place with what the actor's organisation laid down there."""
    require(work.actor, DocumentPermission.SET_OWN_RULES, place.workspace)
    refuse_in_part(work.actor, place.workspace.id)
    along = policies_along(
        work,
        workspace_id=place.workspace.id,
        organisation_id=organisation_of(work.actor),
        folder=place.folder,
        path=place.path,
        takes_turn=True,
    )
    return _Place(place.workspace, place.folder, along[-1], along[-2] if along[1:] else None)


def _below(place: _Place) -> set[UUID]:
    folder = place.folder or queries.find_root(place.workspace.id)
    return set() if folder is None else queries.ids_below(folder)


def _replace(
    work: Work,
    policy: AccessPolicy,
    *,
    thing: Document | AccessPolicy,
    old: Rulebook,
    new: Sequence[AccessRule],
) -> None:
    """Put the new rules in the place of the old, and write down what was given and taken away."""
    record_change(work, thing, old=old.rules, new=new)
    if old.governing.id == policy.id:
        _drop_rules(work, old.rules)
    work.settle()
    for rule in new:
        rule.policy_id = policy.id
    work.put(*new)


def _drop_rules(work: Work, rules: Sequence[AccessRule]) -> None:
    for rule in rules:
        work.remove(rule)


def _check_seen(rulebook: Rulebook, seen: str | None) -> None:
    """Refuse what rests on other rules; None means that nobody says which were read."""
    if seen is not None and rulebook.token != seen:
        raise OutOfDate(
            _("The rules were changed while you were reading. What you filled in is kept below.")
        )
