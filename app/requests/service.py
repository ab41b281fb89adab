"""Asking for documents, answering with them, and ending a request."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from app.documents import queries as documents
from app.documents.events import DocumentBroughtFor
from app.documents.legal_bases import LegalBases
from app.documents.models import DocumentStatus, Level
from app.documents.queries import DocumentRow
from app.documents.service import NewRule, Proposal, give_to, telling_of_documents
from app.identity.models import Organisation
from app.kernel import clock, ids
from app.kernel.access import Actor, require
from app.kernel.day_words import day_in_words
from app.kernel.errors import NotFound, OutOfDate, Refused, known
from app.kernel.events import announce
from app.kernel.text import _
from app.kernel.words import fingerprint_of, several_lines
from app.kernel.work import Work, begin_work
from app.requests import queries
from app.requests.actions import RequestAction
from app.requests.events import RequestMoved
from app.requests.models import Brought, DocumentRequest, RequestFile, RequestStatus
from app.requests.policy import STEPS, RequestPermission
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace

LONGEST_TITLE, LONGEST_DETAILS, LONGEST_PURPOSE, LONGEST_REASON = 200, 5000, 300, 500
LEVELS = {each.code: each for each in (Level.VIEW, Level.DOWNLOAD)}
"""What may be asked for."""
SAID = {
    RequestAction.REFUSED: "refusal",
    RequestAction.DAY_PROPOSED: "proposed_reason",
    RequestAction.REOPENED: "missing",
}
"""Where the words of a step stand, until others take their place; the log binds itself to them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is asked, of whom, what for, on which basis and by when."""

    partner: str
    """Code."""
    title: str
    purpose: str
    legal_basis: str
    level: str
    due_on: date | None
    details: str = ""


def ask(actor: Actor, workspace: Workspace, *, wish: Wish, bases: LegalBases) -> DocumentRequest:
    """Ask a partner for documents.

    Raises:
        NotAllowed: the actor may not ask here.
        Refused: the partner does not take part, something is missing, the day has passed, or the
            basis does not hold from the partner to the asker.
    """
    with begin_work(actor) as work:
        require(actor, RequestPermission.ASK, workspace)
        takes_part = [each.organisation for each in workspaces.list_participants(workspace)]
        own = next(each for each in takes_part if each.id == actor.organisation_id)
        partner = next((each for each in takes_part if each.code == wish.partner), None)
        if partner is None or partner.id == own.id:
            raise Refused(_("Choose somebody who takes part here."), field="partner")
        _check_words(wish)
        _check_basis(wish.legal_basis, giver=partner, receiver=own, bases=bases)
        request = _made(actor, workspace, wish=wish, partner=partner)
        work.add(request)
        work.record(
            RequestAction.ASKED,
            request,
            organisation=partner.id,
            due_on=request.due_on,
            legal_basis=request.legal_basis,
            level=Level(request.level).code,
        )
        announce(work, RequestMoved(request, RequestAction.ASKED))
    return request


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
    _check_step(request, RequestPermission.BRING)
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
        _take(work, request, RequestPermission.GIVE, seen_version=seen_version)
        if rule.level not in LEVELS:
            raise Refused(_("Choose what this organisation may do."), field="level")
        _check_basis(
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
        _end(work, request, RequestStatus.ANSWERED, action=RequestAction.GIVEN)
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


def refuse(actor: Actor, request: DocumentRequest, *, reason: str, seen_version: int) -> None:
    """Refuse, and say why; what was put ready stays the partner's own.

    Raises:
        OutOfDate: somebody changed it meanwhile.
        Refused: there is no reason.
    """
    with begin_work(actor) as work:
        _take(work, request, RequestPermission.REFUSE, seen_version=seen_version)
        request.refusal = _reason(reason)
        _end(work, request, RequestStatus.REFUSED, action=RequestAction.REFUSED)


def propose_day(
    actor: Actor, request: DocumentRequest, *, day: date | None, reason: str, seen_version: int
) -> None:
    """Propose another day, and say why.

    Raises:
        OutOfDate: somebody changed it meanwhile.
        Refused: there is no reason, or the day has passed or is the one that holds.
    """
    with begin_work(actor) as work:
        _take(work, request, RequestPermission.PROPOSE, seen_version=seen_version)
        proposed = _day(day)
        if proposed == request.due_on:
            raise Refused(_("That day holds already. Choose another day."), field="due_on")
        request.proposed_on, request.proposed_reason = proposed, _reason(reason)
        _changed(work, request, action=RequestAction.DAY_PROPOSED, due_on=proposed)


def agree_day(actor: Actor, request: DocumentRequest, *, seen_version: int) -> None:
    """Agree to the day that the partner proposed; from now on that day holds.

    Raises:
        OutOfDate: somebody changed it meanwhile.
        Refused: no day was proposed.
    """
    with begin_work(actor) as work:
        _take(work, request, RequestPermission.AGREE, seen_version=seen_version)
        if request.proposed_on is None:
            raise Refused(_("No other day was proposed."))
        request.due_on = request.proposed_on
        request.proposed_on, request.proposed_reason = None, ""
        _changed(work, request, action=RequestAction.DAY_AGREED, due_on=request.due_on)


def withdraw(actor: Actor, request: DocumentRequest, *, seen_version: int) -> None:
    """Take a request back; nobody has to answer it any more."""
    with begin_work(actor) as work:
        _take(work, request, RequestPermission.WITHDRAW, seen_version=seen_version)
        _end(work, request, RequestStatus.WITHDRAWN, action=RequestAction.WITHDRAWN)


def close(actor: Actor, request: DocumentRequest, *, seen_version: int) -> None:
    """Close a request that was answered; what was given stays as its rules say."""
    with begin_work(actor) as work:
        _take(work, request, RequestPermission.CLOSE, seen_version=seen_version)
        _end(work, request, RequestStatus.CLOSED, action=RequestAction.CLOSED)


def reopen(
    actor: Actor, request: DocumentRequest, *, missing: str, day: date | None, seen_version: int
) -> None:
    """Open a request again, saying what still lacks and by which day; the partner is asked anew.

    Why the partner refused before stays to be read, until it refuses anew.

    Raises:
        OutOfDate: somebody changed it meanwhile.
        Refused: nothing is said, or the day has passed, or the request is open.
    """
    with begin_work(actor) as work:
        _take(work, request, RequestPermission.REOPEN, seen_version=seen_version)
        request.missing, request.due_on = _reason(missing, field="missing"), _day(day)
        request.status = RequestStatus.OPEN
        _changed(work, request, action=RequestAction.REOPENED, due_on=request.due_on)


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


def _take(
    work: Work, request: DocumentRequest, permission: RequestPermission, *, seen_version: int
) -> None:
    work.lock(request)
    require(work.actor, permission, request)
    if request.version != seen_version:
        raise OutOfDate(
            _("Somebody changed this request while you were reading. Look at it again.")
        )
    _check_step(request, permission)


def _check_step(request: DocumentRequest, permission: RequestPermission) -> None:
    if permission not in STEPS[request.status]:
        raise Refused(
            _(
                "That is not possible now. This request is: %(status)s.",
                status=queries.STATUS_WORDS[request.status],
            )
        )


def _end(
    work: Work, request: DocumentRequest, status: RequestStatus, *, action: RequestAction
) -> None:
    request.status = status
    request.proposed_on, request.proposed_reason = None, ""
    _changed(work, request, action=action)


def _changed(
    work: Work, request: DocumentRequest, *, action: RequestAction, **facts: object
) -> None:
    request.version += 1
    request.changed_at = clock.now()
    if action in SAID:
        facts["words_sha256"] = fingerprint_of(getattr(request, SAID[action]))
    work.record(action, request, version=request.version, **facts)
    announce(work, RequestMoved(request, action))


def _made(
    actor: Actor, workspace: Workspace, *, wish: Wish, partner: Organisation
) -> DocumentRequest:
    moment = clock.now()
    return DocumentRequest(
        id=ids.new_id(),
        workspace_id=workspace.id,
        organisation_id=known(actor.organisation_id),
        asked_by_id=known(actor.person_id),
        partner_id=partner.id,
        title=" ".join(wish.title.split()),
        details=wish.details.strip(),
        purpose=" ".join(wish.purpose.split()),
        legal_basis=wish.legal_basis,
        level=int(LEVELS[wish.level]),
        due_on=_day(wish.due_on),
        proposed_on=None,
        proposed_reason="",
        status=RequestStatus.OPEN,
        refusal="",
        asked_at=moment,
        changed_at=moment,
        version=1,
    )


def _check_words(wish: Wish) -> None:
    if not wish.title.strip() or len(wish.title) > LONGEST_TITLE:
        raise Refused(_("Say in one sentence what you ask for."), field="title")
    if not wish.purpose.strip() or len(wish.purpose) > LONGEST_PURPOSE:
        raise Refused(_("Say what it is for."), field="purpose")
    several_lines(wish.details, field="details", longest=LONGEST_DETAILS)
    if wish.level not in LEVELS:
        raise Refused(_("Choose what you need to do with it."), field="level")


def _check_basis(
    code: str, *, giver: Organisation, receiver: Organisation, bases: LegalBases
) -> None:
    held = documents.list_bases_between(bases, giver=giver, receiver=receiver)
    if code not in {each.code for each in held}:
        raise Refused(
            _(
                "Choose a legal basis by which %(giver)s may give to %(receiver)s today.",
                giver=giver.short_name,
                receiver=receiver.short_name,
            ),
            field="legal_basis",
        )


def _day(day: date | None) -> date:
    today = clock.today()
    if day is None:
        raise Refused(_("Choose a day."), field="due_on")
    if day < today:
        raise Refused(
            _("This date has passed. Choose a day from %(day)s on.", day=day_in_words(today)),
            field="due_on",
        )
    return day


def _reason(text: str, *, field: str = "reason") -> str:
    missing = _("Say why, so that the other can go on.")
    return several_lines(text, field=field, longest=LONGEST_REASON, missing=missing)
