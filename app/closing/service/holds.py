"""Setting a legal hold, looking at it again, and lifting it; each stands in the log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.closing.actions import ClosingAction
from app.closing.models import LegalHold
from app.closing.policy import HoldPermission, HoldRegister
from app.kernel import clock, ids
from app.kernel.access import Actor, require
from app.kernel.errors import OutOfDate, Refused
from app.kernel.text import _
from app.kernel.words import one_line, several_lines
from app.kernel.work import Work, begin_work

LONGEST_REASON = 1000
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A legal hold as somebody wants it."""

    workspace_id: UUID
    reason: str
    asked_by: str
    from_on: date
    review_on: date


def set_hold(actor: Actor, register: HoldRegister, *, wish: Wish) -> LegalHold:
    """Freeze what the actor's organisation brought to a workspace, from this moment on.

    Raises:
        NotAllowed: the actor keeps no holds.
        Refused: it is no workspace of the register, or something is missing or in the wrong order.
    """
    if wish.workspace_id not in {each.id for each in register.places}:
        raise Refused(_("Choose a workspace from the list."), field="workspace")
    reason = several_lines(
        wish.reason, field="reason", longest=LONGEST_REASON, missing=_("Say why.")
    )
    asked_by = one_line(
        wish.asked_by, field="asked_by", longest=LONGEST_NAME, missing=_("Say who asked for it.")
    )
    if wish.from_on > clock.today():
        raise Refused(_("This day is still to come."), field="from_on")
    _check_review(wish.review_on)
    with begin_work(actor) as work:
        require(actor, HoldPermission.KEEP, register)
        hold = LegalHold(
            id=ids.new_id(),
            workspace_id=wish.workspace_id,
            organisation_id=register.organisation_id,
            reason=reason,
            asked_by=asked_by,
            from_on=wish.from_on,
            review_on=wish.review_on,
            set_by_id=actor.person_id,
            set_at=clock.now(),
            lift_reason="",
            version=1,
        )
        work.add(hold)
        work.settle()
        work.record(
            ClosingAction.HELD,
            hold,
            organisation=register.organisation_id,
            from_on=wish.from_on,
            review_on=wish.review_on,
        )
    return hold


def review_hold(
    actor: Actor, register: HoldRegister, hold: LegalHold, *, review_on: date, seen_version: int
) -> None:
    """Say that somebody looked at a hold and it is still needed, until the next time.

    Raises:
        OutOfDate: a colleague changed it meanwhile.
        Refused: it was lifted, or the day is not ahead.
    """
    _check_review(review_on)
    with begin_work(actor) as work:
        _take(work, register, hold, seen_version=seen_version)
        hold.review_on = review_on
        hold.reviewed_by_id, hold.reviewed_at = actor.person_id, clock.now()
        hold.version += 1
        work.record(ClosingAction.REVIEWED, hold, review_on=review_on)


def lift_hold(
    actor: Actor, register: HoldRegister, hold: LegalHold, *, reason: str, seen_version: int
) -> None:
    """Let things disappear again, with why; a lifted hold is history and does not change.

    Raises:
        OutOfDate: a colleague changed it meanwhile.
        Refused: it was lifted already, or nothing was said.
    """
    words = several_lines(
        reason, field="lift_reason", longest=LONGEST_REASON, missing=_("Say why.")
    )
    with begin_work(actor) as work:
        _take(work, register, hold, seen_version=seen_version)
        hold.lifted_by_id, hold.lifted_at = actor.person_id, clock.now()
        hold.lift_reason = words
        hold.version += 1
        work.record(ClosingAction.LIFTED, hold, organisation=hold.organisation_id)


def _take(work: Work, register: HoldRegister, hold: LegalHold, *, seen_version: int) -> None:
    require(work.actor, HoldPermission.KEEP, register)
    if hold.lifted_at is not None:
        raise Refused(_("This hold was lifted."))
    work.lock(hold)
    if hold.version != seen_version:
        raise OutOfDate(_("A colleague changed this hold. Look at it, then try again."))


def _check_review(day: date) -> None:
    if day <= clock.today():
        raise Refused(_("Choose a day that is still to come."), field="review_on")
