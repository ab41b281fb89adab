"""The private layer: what only the own organisation knows of, let out once and knowingly."""

from __future__ import annotations

from uuid import UUID

from app.documents import queries
from app.documents.actions import DocumentAction
from app.documents.models import Document, Level
from app.documents.policy import DocumentPermission, Sighted
from app.documents.service.asking import grant_requests
from app.documents.service.gaining import of_documents, telling_who_gains
from app.documents.service.sharing import Impact, Proposal, lay_down_for_document
from app.documents.service.undoing import undone
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.errors import OutOfDate, Refused
from app.kernel.text import _, join_words
from app.kernel.work import Work, begin_work


def keep_private(actor: Actor, document_id: UUID, *, seen_version: int) -> Document:
    """Keep a document for the own organisation, as long as nobody else may know of it.

    Raises:
        NotAllowed: the actor does not decide for the owner.
        OutOfDate: somebody changed it meanwhile.
        Refused: it is private already, was released before, or others may know of it now.
    """
    with begin_work(actor) as work:
        document = _locked(actor, document_id, seen_version=seen_version).document
        if document.is_private:
            raise Refused(_("This document is only for your organisation already."))
        if document.opened_at is not None:
            raise Refused(
                _("This document was released before. That cannot be undone. Withdraw it instead.")
            )
        knowing = _knowing(document)
        if knowing:
            raise Refused(
                _(
                    "%(names)s may know of this document. Take that away first, or withdraw it.",
                    names=join_words(knowing),
                )
            )
        document.is_private = True
        document.version += 1
        work.record(DocumentAction.KEPT_PRIVATE, document)
    return document


def open_up(actor: Actor, document_id: UUID, *, seen_version: int, seen_rules: str) -> Document:
    """Release a private document in the workspace: from now on the rules count. Not undone.

    Args:
        seen_rules: token of the rules by which the actor saw who gains.

    Raises:
        NotAllowed: the actor does not decide for the owner.
        OutOfDate: the document or the rules that would count changed meanwhile.
        Refused: it is not private.
    """
    with begin_work(actor) as work, telling_who_gains(work, of_documents(document_id)) as told:
        sighted = _opened(work, document_id, seen_version=seen_version)
        document = sighted.document
        if queries.get_rulebook(document.policy_id).token != seen_rules:
            raise OutOfDate(
                _("The rules were changed while you were reading. Look who would see this now.")
            )
        told.update(grant_requests(work, sighted))
    return document


def give_to(work: Work, document_id: UUID, *, proposal: Proposal) -> Sighted:
    """Lay down who sees a document and, when it is private, release it; part of a larger work.

    Raises:
        NotAllowed: the actor does not decide for the owner.
        Refused: a rule is not right.
    """
    sighted = lay_down_for_document(work, document_id, proposal=proposal)
    if sighted.document.is_private:
        sighted = _opened(work, document_id, seen_version=sighted.document.version)
    grant_requests(work, sighted)
    return sighted


def impact_of_opening(actor: Actor, document_id: UUID, *, seen_version: int) -> Impact:
    """Find who would gain sight, by releasing the document and undoing that.

    Raises:
        NotAllowed, OutOfDate, Refused: as for releasing it.
    """
    before = queries.list_audience_of(document_id)
    with undone(actor) as work:
        _opened(work, document_id, seen_version=seen_version)
        work.settle()
        after = queries.list_audience_of(document_id)
    return Impact(tuple(before), tuple(after))


def _opened(work: Work, document_id: UUID, *, seen_version: int) -> Sighted:
    sighted = _locked(work.actor, document_id, seen_version=seen_version)
    document = sighted.document
    if not document.is_private:
        raise Refused(_("This document is not kept for your organisation alone."))
    document.is_private = False
    document.opened_at = document.changed_at = clock.now()
    document.version += 1
    work.record(DocumentAction.OPENED, document)
    return sighted


def _knowing(document: Document) -> list[str]:
    """Name the other organisations that may at least know of a document as evidence."""
    names = [
        each.organisation.short_name
        for each in queries.list_audience(document)
        if each.level > Level.NONE and each.organisation.id != document.organisation_id
    ]
    return list(dict.fromkeys(names))


def _locked(actor: Actor, document_id: UUID, *, seen_version: int) -> Sighted:
    sighted = queries.get_for(actor, DocumentPermission.SHARE, document_id, is_locked=True)
    if sighted.document.version != seen_version:
        raise OutOfDate(
            _("This document was changed while you were reading. Look at it, then try again.")
        )
    return sighted
