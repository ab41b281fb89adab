"""Signing: one person decides for one seat, by a mandate, after a fresh sign-in for exactly this.

The fresh sign-in is begun for a *purpose*: this file (H0), this seat, this decision, this
statement. Its nonce is derived from the purpose, so what the provider signed says which decision it
was for. Its own signed answer is kept beside the decision (`answers`). The ticket it gives is used
once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.identity import queries as identity
from app.identity.models import FreshSignIn, Mandate
from app.identity.service import sessions
from app.kernel import clock, events, ids
from app.kernel.access import Actor, require
from app.kernel.errors import Refused
from app.kernel.jobs import Job
from app.kernel.text import _
from app.kernel.words import fingerprint_of, several_lines
from app.kernel.work import Work, begin_work
from app.reports import queries
from app.reports.actions import DECIDED
from app.reports.events import SignaturesAsked
from app.reports.models import Report, Seat, SeatStatus, SeatVoice
from app.reports.policy import ReportPermission, Signing, asked_now, is_in_turn, outcome_of
from app.reports.service import answers

PURPOSE = "report:sign"
NEEDS_STATEMENT = (SeatStatus.SIGNED_WITH_RESERVATION, SeatStatus.DECLINED)
LONGEST_STATEMENT = 500
DECISIONS = {
    "sign": SeatStatus.SIGNED,
    "reserve": SeatStatus.SIGNED_WITH_RESERVATION,
    "decline": SeatStatus.DECLINED,
    "abstain": SeatStatus.ABSTAINED,
}
"""What one may decide for a seat, by the word a form uses for it."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decides for a seat, and why."""

    status: SeatStatus
    statement: str = ""


def purpose_of(
    signing: Signing, *, decision: Decision, seen_sha256: str, seen_seat: str
) -> dict[str, Any]:
    """Return what a fresh sign-in will confirm.

    Args:
        decision: with its statement, which everybody who reads the report can read.
        seen_sha256: fingerprint on the signer's screen. You sign what you read.
        seen_seat: id of the seat on that screen: who holds two offices decides for the one shown.

    Raises:
        Refused: the file changed since it was read, another seat is next by now, or a reason is
            missing or too long.
    """
    _check_statement(decision)
    if signing.seat is None or seen_sha256 != signing.report.fingerprint:
        raise Refused(_("The text changed while you were reading. Read it again, then sign."))
    if seen_seat != str(signing.seat.id):
        raise Refused(
            _("This page was about another seat of yours. Open it again, then decide for this one.")
        )
    return {
        "action": PURPOSE,
        "report": str(signing.report.id),
        "sha256": seen_sha256,
        "seat": str(signing.seat.id),
        "decision": str(decision.status),
        "statement": decision.statement,
        "statement_sha256": fingerprint_of(decision.statement),
    }


def co_sign(actor: Actor, report: Report, *, ticket_id: UUID, sealing: Job) -> Seat:
    """Carry out a decision that the person has just confirmed by a fresh sign-in.

    A signature is followed by the organisation's seal; a refusal or abstention leaves its field
    empty.

    Args:
        sealing: the job that places the seal after the commit.

    Raises:
        NotAllowed: no seat, no valid mandate, the round is closed, or the seat has decided.
        Refused: the sign-in was not for exactly this, is too old or used; or the file changed.
    """
    with begin_work(actor) as work:
        work.lock(report)
        signing = queries.signing_of(actor, report, seats=queries.list_seats(report))
        require(actor, ReportPermission.SIGN, signing)
        ticket = take_ticket(work, signing, ticket_id=ticket_id)
        seat = seat_of(signing, ticket.purpose)
        mandate = signing.mandate_for(seat)
        if mandate is None:
            raise Refused(_("You hold no valid mandate for this seat today."))
        asked_before = asked_now(signing.seats)
        _decide(work, seat, ticket=ticket, mandate=mandate)
        answers.keep(work, seat, ticket=ticket)
        work.record(
            DECIDED[SeatStatus(ticket.purpose["decision"])],
            report,
            seat=seat.field_name,
            organisation=seat.organisation.code,
            sha256=report.fingerprint,
            mandate=mandate.number,
            nonce=ticket.nonce,
            statement_sha256=ticket.purpose["statement_sha256"],
            seat_status=seat.status,
            **answers.told(ticket),
        )
        ask_next(work, signing, asked_before=asked_before)
        if seat.awaits_seal:
            work.defer(
                sealing,
                once=f"seal:{seat.id}",
                report=str(report.id),
                seat=str(seat.id),
                workspace=str(report.workspace_id),
                # The seal is placed also after the signer's organisation has left.
                organisation=str(report.organisation_id),
            )
    return seat


def ask_next(work: Work, signing: Signing, *, asked_before: frozenset[UUID]) -> None:
    """Tell when a decision lets the turn of others come."""
    asked = asked_now(signing.seats) - asked_before
    if asked:
        owners = {each.organisation_id for each in signing.seats if each.id in asked}
        events.announce(work, SignaturesAsked(signing.report, frozenset(owners)))


def _check_statement(decision: Decision) -> None:
    reason = _("Give your reason. Everybody who reads the report reads it.")
    several_lines(
        decision.statement,
        field="statement",
        longest=LONGEST_STATEMENT,
        missing=reason if decision.status in NEEDS_STATEMENT else None,
    )


def take_ticket(
    work: Work, signing: Signing, *, ticket_id: UUID, action: str = PURPOSE
) -> FreshSignIn:
    """Use the fresh sign-in, which must be for this very file of this very report.

    Args:
        action: what it was for.
    """
    given = identity.find_fresh_sign_in(ticket_id)
    report = signing.report
    is_for_this = given is not None and given.purpose.get("report") == str(report.id)
    if given is not None and is_for_this and given.purpose.get("sha256") != report.fingerprint:
        raise Refused(_("The text changed while you were reading. Read it again, then sign."))
    exactly = {"action": action, "report": str(report.id), "sha256": report.fingerprint}
    return sessions.take_fresh_sign_in(work, ticket_id=ticket_id, purpose=exactly)


def seat_of(signing: Signing, purpose: Mapping[str, Any]) -> Seat:
    """Return the seat the sign-in was for; it must be a waiting one of the actor's own, in turn."""
    wanted = next((each for each in signing.own_waiting if str(each.id) == purpose["seat"]), None)
    if wanted is None:
        raise Refused(_("Your organisation has decided already. A decision cannot be made twice."))
    if not is_in_turn(wanted, signing.seats):
        raise Refused(_("Others sign first. You can decide once they have signed."))
    return wanted


def _decide(work: Work, seat: Seat, *, ticket: FreshSignIn, mandate: Mandate) -> None:
    """Let the person decide for the seat, or be one of those who decide for it together."""
    decision, proof = SeatStatus(ticket.purpose["decision"]), proof_of(ticket, mandate)
    if seat.quorum > 1:
        seat.status = _with_voice(work, seat, decision=decision, ticket=ticket, mandate=mandate)
    else:
        seat.status, seat.statement = decision, ticket.purpose["statement"]
    if seat.status != SeatStatus.WAITING:
        seat.decided_by_id, seat.decided_at = ticket.person_id, clock.now()
        seat.mandate_number, seat.proof = mandate.number, proof


def _with_voice(
    work: Work, seat: Seat, *, decision: SeatStatus, ticket: FreshSignIn, mandate: Mandate
) -> SeatStatus:
    """Keep what one holder decides; return what the seat decided by it."""
    voice = SeatVoice(
        id=ids.new_id(),
        seat_id=seat.id,
        report_id=seat.report_id,
        workspace_id=seat.workspace_id,
        organisation_id=seat.organisation_id,
        person_id=ticket.person_id,
        status=decision,
        statement=ticket.purpose["statement"],
        mandate_number=mandate.number,
        holder_id=mandate.holder_id,
        proof=proof_of(ticket, mandate),
        decided_at=clock.now(),
    )
    work.add(voice)
    voices = [*seat.voices, voice]
    return outcome_of(
        seat.quorum,
        [SeatStatus(each.status) for each in voices],
        left=_count_left(seat, heard={each.spoken_for for each in voices}),
    )


def _count_left(seat: Seat, *, heard: set[UUID]) -> int:
    """Count the holders of the office by whose mandates nobody decided for this seat yet."""
    offices = queries.list_offices([seat.organisation])
    held = [each for one in offices if one.name == seat.office for each in one.mandates]
    return len({each.holder_id for each in held} - heard)


def proof_of(ticket: FreshSignIn, mandate: Mandate) -> dict[str, Any]:
    """Return what is kept of a decision: the fresh sign-in, and the mandate as it stood."""
    return {
        "purpose": ticket.purpose,
        "nonce": ticket.nonce,
        "nonce_is": "SHA-256 of the purpose as JSON, keys sorted, no spaces",
        "claims": ticket.claims,
        "auth_time": ticket.auth_time.isoformat(),
        **answers.told(ticket),
        "mandate": {
            "number": mandate.number,
            "office": mandate.office,
            "valid_from": mandate.valid_from.isoformat(),
            "valid_to": mandate.valid_to.isoformat(),
            **_deputised(ticket, mandate),
        },
    }


def _deputised(ticket: FreshSignIn, mandate: Mandate) -> dict[str, str]:
    """Name the holder when a deputy decides."""
    return {} if mandate.holder_id == ticket.person_id else {"deputy_of": mandate.holder.name}
