"""Answering a request with documents: putting them ready, and giving them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from app.documents import queries as documents
from app.documents.events import DocumentBroughtFor
from app.documents.legal_bases import LegalBases
from app.documents.models import DocumentStatus
from app.documents.queries import DocumentRow
from app.documents.service import NewRule, Proposal, give_to, telling_of_documents
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.errors import NotFound, OutOfDate, Refused
from app.kernel.text import _
from app.kernel.words import fingerprint_of
from app.kernel.work import Work, begin_work
from app.requests import queries
from app.requests.actions import RequestAction
from app.requests.models import Brought, DocumentRequest, RequestFile, RequestStatus
from app.requests.policy import RequestPermission
from app.requests.service.asking import LEVELS, check_basis
from app.requests.service.steps import check_step, end, take


def put_ready(work: Work, event: DocumentBroughtFor) -> None:
    """Put what the partner brought in with the request; it is private until it is given.

    Raises:
        Refused: the request is not there for this actor, or is over.
    """
    try:
        request = queries.get_asked(
            work.actor, request_id=event.request_id, workspace_id=event.workspace_id
        )
    except NotFound:
        raise Refused(_("This request is not there any more. Nothing was saved.")) from None
    work.lock(request)
    check_step(request, RequestPermission.BRING)
    work.add(
        RequestFile(
            request_id=request.id,
            document_id=event.document_id,
            workspace_id=request.workspace_id,
            added_at=clock.now(),
        )
    )
    brought = Brought(event.document_id, request.workspace_id)
    work.record(RequestAction.FILE_ADDED, brought, request=request.id)


def give(
    actor: Actor,
    request: DocumentRequest,
    *,
    rule: NewRule,
    gives_special_data: bool,
    seen_version: int,
    seen_files: str,
    bases: LegalBases,
) -> int:
    """Give the asker what was put ready, by the rule that the answering person confirmed.

    What was given before is not given again: an answer can be added to until the request is closed.
    Returns how many documents were given.

    Args:
        rule: for each of them; about the asker, whatever organisation it names.
        seen_files: token of what was ready on the screen of who gives: nothing else goes along.

    Raises:
        NotAllowed: the actor may not answer, or does not decide about one of the documents.
        OutOfDate: somebody changed the request meanwhile, or what is ready for it.
        Refused: nothing is ready, or the rule is not right.
    """
    with begin_work(actor) as work:
        take(work, request, RequestPermission.GIVE, seen_version=seen_version)
        if rule.level not in LEVELS:
            raise Refused(_("Choose what this organisation may do."), field="level")
        check_basis(
            rule.legal_basis, giver=request.partner, receiver=request.organisation, bases=bases
        )
        documents.lock_several(request.workspace, ids=queries.list_file_ids(request))
        ready = ready_of(queries.list_files(actor, request))
        if not ready:
            raise Refused(_("Nothing is ready to give. Bring in a file first."))
        if token_of(ready) != seen_files:
            raise OutOfDate(
                _("What is ready changed while you were reading. Look at it, then give it.")
            )
        with telling_of_documents(work, [each.id for each in ready]) as told:
            told.add(request.asked_by_id)
            for row in ready:
                _give_one(
                    work,
                    row,
                    request,
                    rule=rule,
                    gives_special_data=gives_special_data,
                    bases=bases,
                )
        for file in queries.list_places(request, [each.id for each in ready]):
            file.given_at = clock.now()
        end(work, request, RequestStatus.ANSWERED, action=RequestAction.GIVEN)
    return len(ready)


def ready_of(files: queries.Files) -> list[DocumentRow]:
    """Return what was put ready for a request, can be given and was not given before."""
    return [each for each in files.rows if each.id not in files.given and is_ready(each)]


def token_of(ready: Iterable[DocumentRow]) -> str:
    """Return what stands for some documents as they are now: another one or a change changes it."""
    told = sorted(f"{each.id} {each.version}" for each in ready)
    return fingerprint_of("\n".join(told))


def is_ready(row: DocumentRow) -> bool:
    """Tell whether a document that was brought in for a request can be given."""
    return row.withdrawn_at is None and row.status not in (
        DocumentStatus.REFUSED,
        DocumentStatus.TOO_LARGE,
    )


def _give_one(
    work: Work,
    row: DocumentRow,
    request: DocumentRequest,
    *,
    rule: NewRule,
    gives_special_data: bool,
    bases: LegalBases,
) -> None:
    """Give one document; what others may do with what was released before stays as it is."""
    code = request.organisation.code
    held = [each.value for each in row.sighted.document.special_data]
    said = replace(rule, organisation=code, special_data=tuple(held) if gives_special_data else ())
    only = None if row.is_private else code
    give_to(work, row.id, proposal=Proposal(rules=[said], bases=bases, only=only))
