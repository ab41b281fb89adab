"""A document's description and place change; it is withdrawn, and that is undone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from app.documents import queries
from app.documents.actions import DocumentAction
from app.documents.events import ContentToRead, DocumentWithdrawn
from app.documents.legal_bases import OWN_PREFIX
from app.documents.models import AccessPolicy, AccessRule, Document, DocumentStatus, Folder
from app.documents.policy import DocumentPermission, Sighted
from app.documents.service.acceptance import Description, accepted_classification, clean_title
from app.documents.service.places import own_policy, place_policy
from app.documents.service.rules import record_grant, special_data_in_words
from app.documents.service.taking_back import refuse_held
from app.kernel import clock, events
from app.kernel.access import Actor, require
from app.kernel.errors import OutOfDate, Refused
from app.kernel.text import _, join_words
from app.kernel.work import Work, begin_work
from app.workspaces import queries as workspaces
from app.workspaces.models import Classification

FLAGS = ("is_special_category", "is_criminal_data", "is_police_data")


def change_description(
    actor: Actor,
    document_id: UUID,
    *,
    description: Description,
    seen_version: int,
    highest: Classification,
) -> Document:
    """Change title, folder and marking; classification and flags are up to the owner alone.

    Raises:
        NotAllowed: the actor does not manage this document.
        OutOfDate: somebody changed it meanwhile.
        Refused: the classification or folder may not be, or is not the actor's to change.
    """
    with begin_work(actor) as work:
        return describe(
            work, document_id, description=description, seen_version=seen_version, highest=highest
        )


def describe(
    work: Work,
    document_id: UUID,
    *,
    description: Description,
    seen_version: int,
    highest: Classification,
) -> Document:
    """Change what is said about a document, as part of a larger work."""
    sighted = queries.get_for(
        work.actor, DocumentPermission.EDIT_METADATA, document_id, is_locked=True
    )
    document = sighted.document
    if document.version != seen_version:
        raise OutOfDate(
            _("This document was changed while you were reading. Your text is kept below.")
        )
    facts = _describe(document, description)
    facts |= _classify(work, sighted, description=description, highest=highest)
    facts |= _flag(work, sighted, description=description)
    facts |= _move(work, sighted, folder_id=description.folder_id)
    if facts:
        document.version += 1
        document.changed_at = clock.now()
        work.record(DocumentAction.CHANGED, document, changed=facts)
    is_open = document.status == DocumentStatus.RELEASED
    if facts.keys() & set(FLAGS) and is_open and not document.is_sensitive:
        news = ContentToRead(document.id, document.workspace_id, document.organisation_id)
        events.announce(work, news)
    return document


def withdraw(actor: Actor, document_id: UUID, *, seen_version: int) -> Document:
    """Take a document back: from the next request on only its owner sees it.

    Raises:
        NotAllowed: the actor does not decide for the owner.
        OutOfDate: somebody changed it meanwhile.
        Refused: it was withdrawn already, or it is under a legal hold.
    """
    with begin_work(actor) as work:
        document = _locked(actor, document_id, seen_version=seen_version)
        if document.withdrawn_at is not None:
            raise Refused(_("This document was withdrawn already."))
        refuse_held(document.workspace_id)
        document.withdrawn_at = clock.now()
        document.version += 1
        work.record(DocumentAction.WITHDRAWN, document)
        work.settle()
        events.announce(work, DocumentWithdrawn(document.id, document.workspace_id))
    return document


def restore(actor: Actor, document_id: UUID, *, seen_version: int) -> Document:
    """Undo a withdrawal; the rules that were there count again.

    Raises:
        NotAllowed: the actor does not decide for the owner.
        OutOfDate: somebody changed it meanwhile.
    """
    with begin_work(actor) as work:
        return bring_back(work, document_id, seen_version=seen_version)


def bring_back(work: Work, document_id: UUID, *, seen_version: int) -> Document:
    """Undo a withdrawal, as part of a larger work."""
    document = _locked(work.actor, document_id, seen_version=seen_version)
    if document.withdrawn_at is None:
        raise Refused(_("This document was not withdrawn."))
    document.withdrawn_at = None
    document.version += 1
    work.record(DocumentAction.RESTORED, document)
    return document


def _locked(actor: Actor, document_id: UUID, *, seen_version: int) -> Document:
    sighted = queries.get_for(actor, DocumentPermission.WITHDRAW, document_id, is_locked=True)
    if sighted.document.version != seen_version:
        raise OutOfDate(
            _("This document was changed while you were reading. Look at it, then try again.")
        )
    return sighted.document


def _describe(document: Document, description: Description) -> dict[str, Any]:
    """Set title and marking; the log says that the title changed, not what it says."""
    facts: dict[str, Any] = {}
    title = clean_title(description.title, file_name=document.title)
    if title != document.title:
        document.title = title
        facts["title"] = True
    if description.marking != document.marking:
        facts["marking"] = [document.marking.value, description.marking.value]
        document.marking = description.marking
    return facts


def _classify(
    work: Work, sighted: Sighted, *, description: Description, highest: Classification
) -> dict[str, Any]:
    document = sighted.document
    old = document.class_of_secrecy
    if description.classification == old:
        return {}
    _require_owner(sighted, field="classification")
    new = accepted_classification(
        work.actor, description.classification, workspace=sighted.workspace, highest=highest
    )
    document.classification = new.rank
    return {"classification": [old.value, new.value]}


def _flag(work: Work, sighted: Sighted, *, description: Description) -> dict[str, Any]:
    """Set the flags; a document that becomes sensitive leaves the rules of its folder."""
    document = sighted.document
    changed = [name for name in FLAGS if getattr(document, name) != getattr(description, name)]
    if not changed:
        return {}
    _require_owner(sighted, field=changed[0])
    for name in changed:
        setattr(document, name, getattr(description, name))
    if description.is_sensitive:
        rulebook = queries.get_rulebook(document.policy_id)
        policy = own_policy(work, document, rulebook=rulebook, is_copy=True)
        _name_in_rules(work, sighted, policy, is_meant=description.rules_give_special_data)
    return {name: getattr(description, name) for name in changed}


def _name_in_rules(work: Work, sighted: Sighted, policy: AccessPolicy, *, is_meant: bool) -> None:
    """Have every rule that gives sight name the special data, when that is what the owner means.

    Raises:
        Refused: a rule gives sight of special data that it does not name.
    """
    document = sighted.document
    today = clock.today()
    lacking = [
        rule
        for rule in queries.get_rulebook(policy.id).rules
        if (rule.until is None or rule.until >= today) and rule.lacks(document)
    ]
    if not lacking:
        return
    if not is_meant:
        named = {rule.organisation_id for rule in lacking}
        raise Refused(
            _(
                "%(names)s can see this document by rules that do not name %(data)s. Tick that"
                " these rules also give that, or end them first.",
                names=join_words(
                    [
                        each.organisation.short_name
                        for each in workspaces.list_participants(sighted.workspace, with_ended=True)
                        if each.organisation_id in named
                    ]
                ),
                data=special_data_in_words(lacking[0].lacks(document)),
            ),
            field="rules_give_special_data",
        )
    _check_own_bases(document, lacking)
    for rule in lacking:
        rule.special_data = [each.value for each in document.special_data]
        record_grant(work, rule, thing=document)
    policy.version += 1


def _check_own_bases(document: Document, rules: Sequence[AccessRule]) -> None:
    """Check that no rule gives more on a basis in free text than the privacy officer approved."""
    codes = {rule.legal_basis for rule in rules if rule.legal_basis.startswith(OWN_PREFIX)}
    if not codes:
        return
    approved = queries.list_usable_bases(document.id, codes=codes)
    held = {each.value for each in document.special_data}
    covered = {each.code for each in approved if held <= set(each.special_data)}
    if codes - covered:
        raise Refused(
            _(
                "A rule rests on a basis that the privacy officer did not approve for %(data)s. End"
                " that rule first.",
                data=special_data_in_words(document.special_data),
            ),
            field="rules_give_special_data",
        )


def _move(work: Work, sighted: Sighted, *, folder_id: UUID) -> dict[str, Any]:
    """Put a document in another folder; without rules of its own it comes under that folder's."""
    document = sighted.document
    if folder_id == document.folder_id:
        return {}
    folder = queries.find_folder(document.workspace_id, folder_id)
    if folder is None:
        raise Refused(_("Choose a folder of this workspace."), field="folder")
    rulebook = queries.get_rulebook(document.policy_id)
    if rulebook.policy.document_id is None:
        document.policy_id = _policy_there(work, sighted, folder, governing=rulebook.governing.id)
    old, document.folder_id = document.folder_id, folder.id
    return {"folder": [str(old), str(folder.id)]}


def _policy_there(work: Work, sighted: Sighted, folder: Folder, *, governing: UUID) -> UUID:
    """Return the owner's policy for a folder; who is not the owner may not change who sees it."""
    owner_id = sighted.document.organisation_id
    if sighted.is_own:
        require(work.actor, DocumentPermission.SHARE, sighted)
        return place_policy(
            work, workspace_id=folder.workspace_id, organisation_id=owner_id, folder=folder
        ).id
    found = queries.find_policy(sighted.workspace, owner_id, folder)
    if found is None or found.governed_by_id != governing:
        raise Refused(
            _("Other rules count in that folder. Only the organisation that brought it moves it."),
            field="folder",
        )
    return found.id


def _require_owner(sighted: Sighted, *, field: str) -> None:
    if not sighted.is_own:
        raise Refused(
            _("Only the organisation that brought this document decides this."), field=field
        )
