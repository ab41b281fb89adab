"""Asking that a line is erased, agreeing, refusing; each by a function of the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import TextClause, text

from app.erasures import queries
from app.erasures.actions import ErasureAction
from app.erasures.models import ErasureGround, ErasureRequest
from app.erasures.policy import ErasurePermission, ErasureRegister
from app.identity.service.sessions import take_fresh_sign_in
from app.kernel import clock, ids
from app.kernel.access import Actor, require
from app.kernel.audit.models import LogErasure
from app.kernel.errors import Refused
from app.kernel.jobs import Job
from app.kernel.text import _, lazy
from app.kernel.words import several_lines
from app.kernel.work import Work, begin_work
from app.notifications.models import ErasureStep

LIVES = timedelta(weeks=4)
"""So long somebody can answer a request."""
LONGEST_REASON = 1000
_ASK = text(
    "select samenzicht_ask_erasure(:id, :tree, :line, :ground, :reason, :agreeing, :ticket,"
    " :moment, :until)"
)
_ERASE = text("select samenzicht_erase_line(:id, :request, :ticket, :moment)")
_REFUSE = text("select samenzicht_refuse_erasure(:request, :reason, :moment)")
REFUSALS = {
    "missing": lazy("There is no such line for you. Look at its number and workspace again."),
    "erased": lazy("This line was erased already."),
    "asker": lazy(
        "This line is of another organisation. Ask the privacy officer there to ask for it."
    ),
    "kept": lazy("The log is what proves this, for others too. The line stays."),
    "self": lazy("This line says what you did yourself. Let a colleague do this."),
    "police": lazy(
        "This line tells of what are or were police data. It stays: who consults those must be"
        " there to look up (Wpg, article 32a)."
    ),
    "held": lazy(
        "There is a legal hold in the workspace that this line is about: nothing of it may be"
        " erased."
    ),
    "nobody": lazy("The organisation that must agree has no privacy officer here now."),
    "asked": lazy("Somebody asked for this line already. Wait for the answer."),
    "agreeing": lazy("This organisation cannot agree here. Look at the line again and ask anew."),
    "officer": lazy("Only the privacy officers of both organisations do this."),
    "answered": lazy("This request was answered already."),
    "lapsed": lazy("The time of this request is over. Ask anew."),
    "gone": lazy("Who asked is no privacy officer there any more. A colleague must ask anew."),
    "ticket": lazy("You have not signed in again for this. Sign in again to confirm it."),
}
"""What the functions of the database answer, in plain words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a privacy officer asks."""

    tree_id: UUID
    number: int
    """As on the page: from 1."""
    ground: str
    reason: str
    agreeing_id: UUID


def purpose_of_asking(wish: Wish) -> dict[str, str]:
    """Return what the fresh sign-in of who asks is for: all that was typed, which comes back.

    Raises:
        Refused: something is missing or too long.
    """
    return {
        "action": str(ErasurePermission.ASK),
        "tree": str(wish.tree_id),
        "line": str(wish.number - 1),
        "ground": _ground(wish.ground),
        "reason": _reason(wish.reason),
        "agreeing": str(wish.agreeing_id),
    }


def wish_of(purpose: Mapping[str, Any]) -> Wish:
    """Return what was typed before a fresh sign-in.

    Raises:
        Refused: that sign-in was for something else.
    """
    if purpose.get("action") != ErasurePermission.ASK:
        raise Refused(_("You signed in again for something else. Sign in again to confirm this."))
    return Wish(
        tree_id=UUID(purpose["tree"]),
        number=int(purpose["line"]) + 1,
        ground=purpose["ground"],
        reason=purpose["reason"],
        agreeing_id=UUID(purpose["agreeing"]),
    )


def ask(
    actor: Actor, register: ErasureRegister, *, wish: Wish, tell: Job, ticket_id: UUID
) -> ErasureRequest:
    """Ask that what a line says is erased.

    Args:
        tell: the job that has the officers told.
        ticket_id: of the fresh sign-in with which the person confirmed exactly this.

    Raises:
        NotAllowed: the actor is no privacy officer, or administers accounts.
        Refused: no such line, one that must stay, not who must agree, or nobody signed in anew.
    """
    purpose, now, request_id = purpose_of_asking(wish), clock.now(), ids.new_id()
    with begin_work(actor) as work:
        require(actor, ErasurePermission.ASK, register)
        take_fresh_sign_in(work, ticket_id=ticket_id, purpose=purpose)
        told = {
            "id": request_id,
            "tree": wish.tree_id,
            "line": wish.number - 1,
            "ground": wish.ground,
            "reason": purpose["reason"],
            "agreeing": wish.agreeing_id,
            "ticket": ticket_id,
            "moment": now,
            "until": now + LIVES,
        }
        _carry_out(work, _ASK, told)
        request = queries.get_for(actor, ErasurePermission.VIEW, request_id)
        work.record(
            ErasureAction.ASKED,
            request,
            erased_line=request.number,
            erasure_ground=request.ground,
            organisation=request.organisation_id,
        )
        _tell(work, request, step=ErasureStep.ASKED, tell=tell, to=(request.agreeing_id,))
    return request


def purpose_of_agreeing(request: ErasureRequest) -> dict[str, str]:
    """Return what the fresh sign-in of who agrees is for: this request, which never changes."""
    return {"action": str(ErasurePermission.APPROVE), "request": str(request.id)}


def approve(actor: Actor, request: ErasureRequest, *, tell: Job, ticket_id: UUID) -> None:
    """Agree: what the line says is erased at once; its hash stays.

    Args:
        tell: the job that has the officers told.
        ticket_id: of the fresh sign-in with which the person confirmed it.

    Raises:
        NotAllowed: the actor is not who must agree, or it was answered or lapsed.
        Refused: it may not be erased any more, who asked stands no more behind it, or nobody
            signed in anew for this.
    """
    erasure = LogErasure(id=ids.new_id(), tree_id=request.tree_id, index=request.index)
    with begin_work(actor) as work:
        require(actor, ErasurePermission.APPROVE, request)
        take_fresh_sign_in(work, ticket_id=ticket_id, purpose=purpose_of_agreeing(request))
        told = {
            "id": erasure.id,
            "request": request.id,
            "ticket": ticket_id,
            "moment": clock.now(),
        }
        _carry_out(work, _ERASE, told)
        work.record(
            ErasureAction.ERASED,
            erasure,
            erased_line=request.number,
            erasure_ground=request.ground,
            organisation=request.organisation_id,
            approver=request.agreeing_id,
            asked_by=request.asked_by_id,
            approved_by=actor.person_id,
        )
        _tell(work, request, step=ErasureStep.ANSWERED, tell=tell)


def refuse(actor: Actor, request: ErasureRequest, *, reason: str, tell: Job) -> None:
    """Refuse a request, and say why; the line stays.

    Raises:
        NotAllowed: the actor is not who must agree, or it was answered or lapsed.
        Refused: no reason was typed.
    """
    words = _reason(reason)
    with begin_work(actor) as work:
        require(actor, ErasurePermission.REFUSE, request)
        _end(work, request, ErasureAction.REFUSED, reason=words, tell=tell)


def take_back(actor: Actor, request: ErasureRequest, *, tell: Job) -> None:
    """Take a request of the own organisation back; the line stays.

    Raises:
        NotAllowed: another organisation asked it, or it was answered or lapsed.
    """
    with begin_work(actor) as work:
        require(actor, ErasurePermission.TAKE_BACK, request)
        _end(work, request, ErasureAction.TAKEN_BACK, reason="", tell=tell)


def note_erased_again(actor: Actor, erasure: LogErasure) -> None:
    """Write in the log that a line was erased again, where an older state was put back.

    Args:
        actor: the command, acting in that place.
        erasure: as it was kept beside the backups.
    """
    with begin_work(actor) as work:
        require(actor, ErasurePermission.REPEAT, erasure)
        work.record(
            ErasureAction.ERASED_AGAIN,
            erasure,
            erased_line=erasure.index + 1,
            erasure_ground=erasure.ground,
            asked_by=erasure.asked_by_id,
            approved_by=erasure.approved_by_id,
        )


def _end(
    work: Work, request: ErasureRequest, word: ErasureAction, *, reason: str, tell: Job
) -> None:
    told = {"request": request.id, "reason": reason, "moment": clock.now()}
    _carry_out(work, _REFUSE, told)
    work.record(word, request, erased_line=request.number, erasure_ground=request.ground)
    _tell(work, request, step=ErasureStep.ANSWERED, tell=tell)


def _carry_out(work: Work, statement: TextClause, told: Mapping[str, Any]) -> None:
    """Let the database do it, which looks at everything itself.

    Raises:
        Refused: it does not, and why.
    """
    work.settle()
    refused = str(work.session.execute(statement, told).scalar_one())
    if refused:
        raise Refused(str(REFUSALS[refused]))


def _tell(
    work: Work,
    request: ErasureRequest,
    *,
    step: ErasureStep,
    tell: Job,
    to: tuple[UUID, ...] = (),
) -> None:
    for each in to or (request.organisation_id, request.agreeing_id):
        work.defer(
            tell,
            request_id=str(request.id),
            organisation_id=str(each),
            step=step.value,
            on_day=clock.today().isoformat(),
            by=str(work.actor.person_id or ""),
        )


def _ground(ground: str) -> str:
    if ground not in list(ErasureGround):
        raise Refused(_("Choose a ground."), field="ground")
    return ground


def _reason(reason: str) -> str:
    return several_lines(reason, field="reason", longest=LONGEST_REASON, missing=_("Say why."))
