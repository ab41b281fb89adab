"""What one authority did about an overlap by itself: it called, or it accepts it with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.coordination import queries
from app.coordination.actions import CoordinationAction
from app.coordination.models import Activity, NoteKind, OverlapNote
from app.coordination.policy import CoordinationPermission
from app.coordination.queries import Pair
from app.coordination.service.reasons import right_reason
from app.coordination.service.turns import take_turn
from app.kernel import clock, ids
from app.kernel.access import Actor, require
from app.kernel.errors import OutOfDate, Refused, known
from app.kernel.text import _
from app.kernel.work import Work, begin_work

LONGEST_NAMES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """What is noted about an overlap."""

    called_on: date | None = None
    called_with: str = ""
    reason: str = ""


def note_overlap(actor: Actor, ours: Activity, *, pair: Pair, remark: Remark) -> OverlapNote:
    """Note that an overlap is settled for the own authority, while both windows stay as they are.

    Args:
        ours: one of the two, of the own authority.
        pair: as the actor read it.

    Raises:
        NotAllowed: the actor does not plan for this authority.
        OutOfDate: the two do not overlap any more, or on other days.
        Refused: nothing is to be noted about this pair, or something is missing.
    """
    with begin_work(actor) as work:
        require(actor, CoordinationPermission.CHANGE, ours)
        pair = take_turn(actor, ours.workspace, pair)
        kind = pair.note_kind_for(actor.organisation_id)
        if kind is None:
            raise Refused(_("You both see what is planned. Propose something to the other."))
        if pair.note is not None:
            raise Refused(_("This is noted already."))
        _replace(work, ours, pair)
        made = _made(actor, ours, pair=pair, remark=_right(kind, remark), kind=kind)
        work.add(made)
        work.record(CoordinationAction.NOTED, made, kind=kind)
    return made


def take_back_note(actor: Actor, note: OverlapNote, *, seen_version: int) -> None:
    """Take a note back; the overlap is open again.

    Raises:
        OutOfDate: somebody took it back already.
    """
    with begin_work(actor) as work:
        work.lock(note)
        _end(work, note, seen_version=seen_version)


def _replace(work: Work, ours: Activity, pair: Pair) -> None:
    """End the note that stands about windows that have moved since."""
    both = {"one": pair.first.activity_id, "other": pair.second.activity_id}
    standing = queries.find_standing_note(work.actor, ours.workspace, **both)
    if standing is not None:
        _end(work, standing, seen_version=standing.version)
        work.settle()


def _end(work: Work, note: OverlapNote, *, seen_version: int) -> None:
    require(work.actor, CoordinationPermission.TAKE_BACK_NOTE, note)
    if note.version != seen_version or note.taken_back_at is not None:
        raise OutOfDate
    note.version += 1
    note.taken_back_at = clock.now()
    work.record(CoordinationAction.NOTE_TAKEN_BACK, note, kind=note.kind)


def _right(kind: NoteKind, remark: Remark) -> Remark:
    """Return a remark that holds what its kind asks, and nothing else."""
    if kind == NoteKind.ACCEPTED:
        return Remark(reason=right_reason(remark.reason))
    if remark.called_on is None:
        raise Refused(_("Choose a day."), field="called_on")
    if remark.called_on > clock.today():
        raise Refused(_("This day is still to come."), field="called_on")
    names = remark.called_with.strip()
    if not names:
        raise Refused(_("Say whom you spoke."), field="called_with")
    if len(names) > LONGEST_NAMES:
        raise Refused(
            _("This is too long. Use at most %(max)s characters.", max=LONGEST_NAMES),
            field="called_with",
        )
    reason = right_reason(remark.reason) if remark.reason.strip() else ""
    return Remark(called_on=remark.called_on, called_with=names, reason=reason)


def _made(
    actor: Actor, ours: Activity, *, pair: Pair, remark: Remark, kind: NoteKind
) -> OverlapNote:
    first, second = pair.in_order
    return OverlapNote(
        id=ids.new_id(),
        workspace_id=ours.workspace_id,
        organisation_id=known(actor.organisation_id),
        version=1,
        first_activity_id=first.activity_id,
        second_activity_id=second.activity_id,
        first_starts_on=first.starts_on,
        first_ends_on=first.ends_on,
        second_starts_on=second.starts_on,
        second_ends_on=second.ends_on,
        kind=kind,
        called_on=remark.called_on,
        called_with=remark.called_with,
        reason=remark.reason,
        noted_by_id=known(actor.person_id),
        noted_at=clock.now(),
        taken_back_at=None,
    )
