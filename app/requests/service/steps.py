"""Steps of a request that bring no document: refusing, another day, ending it, opening it again.

What every step shares stands here too: taking the request, and writing down what became of it.
"""

from __future__ import annotations

from datetime import date

from app.kernel import clock
from app.kernel.access import Actor, require
from app.kernel.day_words import day_in_words
from app.kernel.errors import OutOfDate, Refused
from app.kernel.events import announce
from app.kernel.text import _
from app.kernel.words import fingerprint_of, several_lines
from app.kernel.work import Work, begin_work
from app.requests import queries
from app.requests.actions import RequestAction
from app.requests.events import RequestMoved
from app.requests.models import DocumentRequest, RequestStatus
from app.requests.policy import STEPS, RequestPermission

LONGEST_REASON = 500
SAID = {
    RequestAction.REFUSED: "refusal",
    RequestAction.DAY_PROPOSED: "proposed_reason",
    RequestAction.REOPENED: "missing",
}
"""Where the words of a step stand, until others take their place; the log binds itself to them."""


def refuse(actor: Actor, request: DocumentRequest, *, reason: str, seen_version: int) -> None:
    """Refuse, and say why; what was put ready stays the partner's own.

    Raises:
        OutOfDate: somebody changed it meanwhile.
        Refused: there is no reason.
    """
    with begin_work(actor) as work:
        take(work, request, RequestPermission.REFUSE, seen_version=seen_version)
        request.refusal = _reason(reason)
        end(work, request, RequestStatus.REFUSED, action=RequestAction.REFUSED)


def propose_day(
    actor: Actor, request: DocumentRequest, *, day: date | None, reason: str, seen_version: int
) -> None:
    """Propose another day, and say why.

    Raises:
        OutOfDate: somebody changed it meanwhile.
        Refused: there is no reason, or the day has passed or is the one that holds.
    """
    with begin_work(actor) as work:
        take(work, request, RequestPermission.PROPOSE, seen_version=seen_version)
        proposed = chosen_day(day)
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
        take(work, request, RequestPermission.AGREE, seen_version=seen_version)
        if request.proposed_on is None:
            raise Refused(_("No other day was proposed."))
        request.due_on = request.proposed_on
        request.proposed_on, request.proposed_reason = None, ""
        _changed(work, request, action=RequestAction.DAY_AGREED, due_on=request.due_on)


def withdraw(actor: Actor, request: DocumentRequest, *, seen_version: int) -> None:
    """Take a request back; nobody has to answer it any more."""
    with begin_work(actor) as work:
        take(work, request, RequestPermission.WITHDRAW, seen_version=seen_version)
        end(work, request, RequestStatus.WITHDRAWN, action=RequestAction.WITHDRAWN)


def close(actor: Actor, request: DocumentRequest, *, seen_version: int) -> None:
    """Close a request that was answered; what was given stays as its rules say."""
    with begin_work(actor) as work:
        take(work, request, RequestPermission.CLOSE, seen_version=seen_version)
        end(work, request, RequestStatus.CLOSED, action=RequestAction.CLOSED)


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
        take(work, request, RequestPermission.REOPEN, seen_version=seen_version)
        request.missing, request.due_on = _reason(missing, field="missing"), chosen_day(day)
        request.status = RequestStatus.OPEN
        _changed(work, request, action=RequestAction.REOPENED, due_on=request.due_on)


def take(
    work: Work, request: DocumentRequest, permission: RequestPermission, *, seen_version: int
) -> None:
    """Take the request for this transaction and decide whether this step is possible now.

    Raises:
        NotAllowed: the step is not the actor's.
        OutOfDate: somebody changed it meanwhile.
        Refused: it is open no more, or not answered yet.
    """
    work.lock(request)
    require(work.actor, permission, request)
    if request.version != seen_version:
        raise OutOfDate(
            _("Somebody changed this request while you were reading. Look at it again.")
        )
    check_step(request, permission)


def check_step(request: DocumentRequest, permission: RequestPermission) -> None:
    """Go on only where a request stands so that this step can be taken.

    Raises:
        Refused: it does not; says how it stands.
    """
    if permission not in STEPS[request.status]:
        raise Refused(
            _(
                "That is not possible now. This request is: %(status)s.",
                status=queries.STATUS_WORDS[request.status],
            )
        )


def end(
    work: Work, request: DocumentRequest, status: RequestStatus, *, action: RequestAction
) -> None:
    """Bring a request to where nobody's answer is waited for, and write that down."""
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


def chosen_day(day: date | None) -> date:
    """Return a day by which something is asked.

    Raises:
        Refused: none was chosen, or it has passed.
    """
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
