"""Carrying a succession out: telling places, ending the old organisation, taking over."""

from __future__ import annotations

from datetime import timedelta

from app.identity import queries as identity
from app.identity.actions import IdentityAction
from app.identity.service import openings
from app.kernel import clock
from app.kernel.access import Actor, require
from app.kernel.events import announce
from app.kernel.work import Work, begin_work
from app.successions import queries
from app.successions.actions import SuccessionAction
from app.successions.events import PlaceSucceeds
from app.successions.models import PlaceStep, Succession, SuccessionPlace
from app.successions.policy import Line, PlaceOf, SuccessionPermission
from app.successions.queries import Taken
from app.successions.service.planning import two_of

WORD_OF_KIND = {
    "member_ended": SuccessionAction.PERSON_ENDED,
    "member_added": SuccessionAction.PERSON_GOES_ON,
    "task": SuccessionAction.TASK_TAKEN_OVER,
    "document": SuccessionAction.DOCUMENT_TAKEN_OVER,
    "destruction": SuccessionAction.DESTRUCTION_STOPPED,
}
"""Of what goes over beside these it is told that it does, and the kind is its table."""
PARTS = ("part_ended", "part_added", "part_resumed")
MEMBERSHIPS = ("member_ended", "member_added")
WORD_OF_STEP = {
    PlaceStep.ANNOUNCED: SuccessionAction.ANNOUNCED,
    PlaceStep.TAKEN_BACK: SuccessionAction.CALLED_OFF,
}
TOLD = tuple(WORD_OF_STEP)


def tell_place(actor: Actor, place: PlaceOf, step: PlaceStep) -> bool:
    """Write in the log of one place what was agreed or taken back; once, however often asked.

    Nothing is written when it was answered otherwise since, or taken back before it was told.

    Args:
        actor: the clerk, acting for the old organisation in that place.
    """
    succession = place.succession
    with begin_work(actor) as work:
        require(actor, SuccessionPermission.CARRY_OUT, place)
        told = {each: queries.was_told(succession, place.workspace_id, each) for each in TOLD}
        now = queries.find_succession(succession.id)
        is_taken_back = now is None or now.taken_back_at is not None
        is_in_turn = told[PlaceStep.ANNOUNCED] is is_taken_back
        if told[step] or not is_in_turn or is_taken_back is not (step is PlaceStep.TAKEN_BACK):
            return False
        _notes(work, place, step)
        part = Line(place.workspace_id, place.workspace_id, "workspace")
        work.record(WORD_OF_STEP[step], part, **two_of(succession))
        _tell_all(work, place)
    return True


def take_over_place(actor: Actor, place: PlaceOf) -> int:
    """Carry out what was agreed in one place; return how many rows went over or ended.

    A place that waits for somebody who leads, or was done before, gives none.

    Args:
        actor: the clerk, acting for the successor in that place.
    """
    succession, moment = place.succession, clock.now()
    with begin_work(actor) as work:
        require(actor, SuccessionPermission.CARRY_OUT, place)
        taken = queries.take_over(
            succession, place.workspace_id, today=clock.today(), moment=moment
        )
        if not taken:
            return 0
        _notes(work, place, PlaceStep.TAKEN_OVER)
        for each in taken:
            _write_down(work, place, each)
        _tell_all(work, place)
    return len(taken)


def _write_down(work: Work, place: PlaceOf, taken: Taken) -> None:
    """Write in the log of a place what became of one row."""
    here = place.workspace_id
    if taken.kind in PARTS:
        if taken.kind != "part_ended":
            part = Line(taken.id, here, "participation")
            work.record(
                SuccessionAction.TAKEN_OVER, part, **two_of(place.succession), role=taken.role
            )
        return
    is_person = taken.kind in MEMBERSHIPS
    thing = Line(taken.id, here, "membership" if is_person else taken.kind)
    word = WORD_OF_KIND.get(taken.kind, SuccessionAction.WORK_TAKEN_OVER)
    facts = {"person": taken.person_id} if is_person else _version_of(taken)
    work.record(word, thing, **facts)


def _version_of(taken: Taken) -> dict[str, object]:
    return {"version": taken.version} if taken.version else {}


def _tell_all(work: Work, place: PlaceOf) -> None:
    there = queries.list_who_takes_part(place.workspace_id)
    announce(work, PlaceSucceeds(place.workspace_id, tuple(there)))


def _notes(work: Work, place: PlaceOf, step: PlaceStep) -> bool:
    row = SuccessionPlace(
        succession_id=place.succession.id,
        workspace_id=place.workspace_id,
        step=step,
        at=clock.now(),
    )
    return work.put_unless_taken(row, "succession_id", "workspace_id", "step")


def end_organisation(actor: Actor, succession: Succession) -> None:
    """End what the old organisation had to act with, and name its successor; once.

    Its sign-in ended by itself when its last day was over; this puts it in order.
    """
    with begin_work(actor) as work:
        work.lock(succession)
        require(actor, SuccessionPermission.END, succession)
        if succession.ended_at is not None:
            return
        old, last_day = succession.organisation, succession.from_on - timedelta(days=1)
        for provider in identity.list_providers_of(old.id):
            openings.close(work, provider)
        for mandate in identity.list_register(old.id):
            if mandate.valid_to > last_day:
                mandate.valid_to, mandate.version = last_day, mandate.version + 1
                work.record(IdentityAction.MANDATE_CHANGED, mandate, valid_to=last_day)
        old.successor_id, old.valid_to = succession.successor_id, last_day
        succession.ended_at = clock.now()
        work.record(IdentityAction.SUCCEEDED, old, successor=succession.successor_id)
        work.record(SuccessionAction.ENDED, succession, **two_of(succession))


def finish(actor: Actor, succession: Succession) -> bool:
    """Say that it is done once the old organisation takes part nowhere; tell whether it is."""
    with begin_work(actor) as work:
        work.lock(succession)
        require(actor, SuccessionPermission.END, succession)
        if succession.done_at is not None or queries.list_places(succession.id):
            return succession.done_at is not None
        succession.done_at = clock.now()
        work.record(SuccessionAction.DONE, succession, **two_of(succession))
    return True
