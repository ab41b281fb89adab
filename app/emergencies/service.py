"""Opening, agreeing to, ending and judging emergency sight; each stands in the workspace's log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.emergencies.actions import EmergencyAction
from app.emergencies.models import MOST_HOURS, EmergencySight, Ending, Ground, Verdict
from app.emergencies.policy import EmergencyPermission, EmergencyRegister, Registered
from app.emergencies.queries import why_none_for
from app.identity.service.sessions import take_fresh_sign_in
from app.kernel import clock, ids
from app.kernel.access import Actor, require
from app.kernel.errors import OutOfDate, Refused
from app.kernel.jobs import Job
from app.kernel.text import _, lazy
from app.kernel.words import several_lines
from app.kernel.work import Work, begin_work

LONGEST_REASON = 1000
SHORTEST_REASON = 20
"""Characters; one word is no reason."""
WHY_NOT = {
    "unknown": lazy("Choose a colleague from the list."),
    "administrator": lazy("Who administers accounts cannot have emergency sight."),
    "member": lazy("This colleague works there already, and sees what we brought."),
    "running": lazy("This colleague has emergency sight there already."),
    "unjudged": lazy("An earlier one of this colleague there was not judged yet. Judge it first."),
}
END_ALL = """
do $$ begin
  if to_regclass('public.emergency_sight') is not null then
    update emergency_sight set ended_at = least(ends_at, greatest(opened_at, now())),
      ended_how = 'restored', version = version + 1 where ended_at is null;
  end if;
end $$
"""
"""For the owner, when a backup was put back: nobody looks on by it. Older backups know none."""
FURTHER = text("select samenzicht_emergency_further(:sight, :now)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """An emergency sight as a privacy officer wants it."""

    workspace_id: UUID
    person_id: UUID
    ground: str
    reason: str
    hours: int
    wants_special: bool = False


def purpose_of(register: EmergencyRegister, wish: Wish) -> dict[str, Any]:
    """Return what the fresh sign-in of who opens one is for: all that was typed, which comes back.

    Raises:
        Refused: something is missing, too long, or in the way.
    """
    _checked(register, wish)
    _refuse_in_the_way(wish)
    return _exactly(wish)


def _exactly(wish: Wish) -> dict[str, Any]:
    typed = {name: str(value) for name, value in asdict(wish).items()}
    return {"action": str(EmergencyPermission.OPEN), **typed}


def wish_of(purpose: Mapping[str, Any]) -> Wish:
    """Return what was typed before a fresh sign-in.

    Raises:
        Refused: that sign-in was for something else.
    """
    if purpose.get("action") != EmergencyPermission.OPEN:
        raise Refused(_("You signed in again for something else. Sign in again to confirm this."))
    return Wish(
        workspace_id=UUID(purpose["workspace_id"]),
        person_id=UUID(purpose["person_id"]),
        ground=purpose["ground"],
        reason=purpose["reason"],
        hours=int(purpose["hours"]),
        wants_special=purpose["wants_special"] == str(True),
    )


def open_sight(
    actor: Actor, register: EmergencyRegister, *, wish: Wish, announce: Job, ticket_id: UUID
) -> EmergencySight:
    """Let a colleague look at what the own organisation brought to a workspace, from now on.

    Args:
        announce: the job that has everybody told.
        ticket_id: of the fresh sign-in with which the person confirmed exactly this.

    Raises:
        NotAllowed: the actor is no privacy officer, or administers accounts.
        Refused: something is missing, too long, or in the way, or nobody signed in anew for this.
    """
    reason = _checked(register, wish)
    try:
        with begin_work(actor) as work:
            require(actor, EmergencyPermission.OPEN, register)
            take_fresh_sign_in(work, ticket_id=ticket_id, purpose=_exactly(wish))
            _refuse_in_the_way(wish)
            now = clock.now()
            sight = EmergencySight(
                id=ids.new_id(),
                workspace_id=wish.workspace_id,
                organisation_id=register.organisation_id,
                person_id=wish.person_id,
                ground=Ground(wish.ground),
                reason=reason,
                wants_special=wish.wants_special,
                opened_by_id=actor.person_id,
                opened_at=now,
                ends_at=now + timedelta(hours=wish.hours),
                review_text="",
                version=1,
            )
            work.add(sight)
            work.settle()
            work.record(
                EmergencyAction.OPENED,
                sight,
                organisation=register.organisation_id,
                person=sight.person_id,
                emergency_ground=str(sight.ground),
                until=sight.ends_at,
                special=wish.wants_special,
            )
            _tell(work, sight, step="opened", announce=announce)
    except IntegrityError as error:
        if "uq_emergency_sight_person_id" in str(error.orig):
            raise Refused(str(WHY_NOT["running"]), field="person") from error
        raise
    return sight


def _checked(register: EmergencyRegister, wish: Wish) -> str:
    """Return the reason, when all of the form is right."""
    here = {each.id for each in register.places if each.takes_part}
    if wish.workspace_id not in here:
        raise Refused(_("Choose a workspace from the list."), field="workspace")
    if wish.ground not in list(Ground):
        raise Refused(_("Choose what makes it necessary."), field="ground")
    if not 1 <= wish.hours <= MOST_HOURS:
        raise Refused(_("Choose between 1 and %(most)s hours.", most=MOST_HOURS), field="hours")
    reason = several_lines(
        wish.reason, field="reason", longest=LONGEST_REASON, missing=_("Say why.")
    )
    if len(reason) < SHORTEST_REASON:
        raise Refused(_("Say in a sentence why this cannot wait."), field="reason")
    return reason


def _refuse_in_the_way(wish: Wish) -> None:
    why = why_none_for(wish.person_id, wish.workspace_id)
    if why == "left":
        raise Refused(_("Choose a workspace from the list."), field="workspace")
    if why:
        raise Refused(str(WHY_NOT[why]), field="person")


def confirm(actor: Actor, registered: Registered, *, seen_version: int) -> None:
    """Agree, as the second person, that special and police data can be seen too.

    Raises:
        NotAllowed: it was not asked for, it is over, or one opened it or has it oneself.
        OutOfDate: it changed meanwhile.
    """
    sight = registered.sight
    with begin_work(actor) as work:
        _take(work, EmergencyPermission.CONFIRM, registered, seen_version=seen_version)
        sight.confirmed_by_id, sight.confirmed_at = actor.person_id, clock.now()
        sight.version += 1
        work.record(EmergencyAction.CONFIRMED, sight, person=sight.person_id)


def end(actor: Actor, registered: Registered, *, seen_version: int, announce: Job) -> None:
    """End it at once; the next request of who has it finds nothing.

    Raises:
        NotAllowed: it is over already.
        OutOfDate: it changed meanwhile.
    """
    sight = registered.sight
    with begin_work(actor) as work:
        _take(work, EmergencyPermission.END, registered, seen_version=seen_version)
        sight.ended_at, sight.ended_how = clock.now(), Ending.HAND
        sight.ended_by_id = actor.person_id
        sight.version += 1
        work.record(EmergencyAction.ENDED, sight, person=sight.person_id)
        _tell(work, sight, step="ended", announce=announce)


def review(
    actor: Actor, registered: Registered, *, verdict: str, words: str, seen_version: int
) -> None:
    """Write down whether it was justified; that stands.

    Raises:
        NotAllowed: it still runs, somebody judged it, or it is another's to judge.
        OutOfDate: it changed meanwhile.
        Refused: no verdict was chosen, or nothing was said.
    """
    if verdict not in list(Verdict):
        raise Refused(_("Choose whether it was justified."), field="verdict")
    said = several_lines(
        words, field="words", longest=LONGEST_REASON, missing=_("Say how you come to this.")
    )
    sight = registered.sight
    with begin_work(actor) as work:
        _take(work, EmergencyPermission.REVIEW, registered, seen_version=seen_version)
        if sight.ended_at is None:
            # Over by the clock; the job that says so did not come by yet.
            sight.ended_at, sight.ended_how = sight.ends_at, Ending.CLOCK
            work.record(EmergencyAction.LAPSED, sight, person=sight.person_id)
        sight.verdict, sight.review_text = Verdict(verdict), said
        sight.reviewed_by_id, sight.reviewed_at = actor.person_id, clock.now()
        sight.version += 1
        work.record(
            EmergencyAction.REVIEWED,
            sight,
            person=sight.person_id,
            emergency_verdict=str(sight.verdict),
        )


def _take(
    work: Work, permission: EmergencyPermission, registered: Registered, *, seen_version: int
) -> None:
    """Take the row, read it anew, and decide with what stands there now."""
    work.lock(registered.sight)
    require(work.actor, permission, registered)
    if registered.sight.version != seen_version:
        raise OutOfDate(_("This changed meanwhile. Look at it, then try again."))


def take_further(actor: Actor, sight: EmergencySight, *, announce: Job) -> None:
    """End what is over, or ask again for the review that stays away; safe to run twice.

    Args:
        actor: the job, for the sight's organisation and in its place.
    """
    with begin_work(actor) as work:
        require(actor, EmergencyPermission.LAPSE, sight)
        asked = {"sight": sight.id, "now": clock.now()}
        done = str(work.session.execute(FURTHER, asked).scalar_one())
        if done == "ended":
            work.record(EmergencyAction.LAPSED, sight, person=sight.person_id)
        if done:
            step = "ended" if done == "ended" else "unjudged"
            _tell(work, sight, step=step, announce=announce)


def _tell(work: Work, sight: EmergencySight, *, step: str, announce: Job) -> None:
    work.defer(
        announce,
        once=f"emergency:{step}:{sight.id}",
        sight_id=str(sight.id),
        workspace_id=str(sight.workspace_id),
        organisation_id=str(sight.organisation_id),
        step=step,
    )
