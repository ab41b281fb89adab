"""Carrying investigations over to the programme of the next year, and undoing that."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from app.coordination.models import Rest
from app.kernel import clock, ids
from app.kernel.access import Actor, require
from app.kernel.errors import OutOfDate, Refused, known
from app.kernel.text import _
from app.kernel.work import Work, begin_work
from app.programme.actions import ProgrammeAction
from app.programme.models import Investigation, Keeping
from app.programme.policy import ProgrammePermission
from app.programme.queries import own
from app.programme.queries.carrying import can_go_on
from app.programme.service.entering import finish, kept_of
from app.programme.service.saying import check_year


def carry_over(
    actor: Actor, keeping: Keeping, *, year: int, chosen: Mapping[UUID, int], keeps_sight: bool
) -> list[UUID]:
    """Let investigations of a year go on in the next: each as a line of its own that names it.

    The former line stays as it is. The new one says the same, in the same phase; a period that ends
    before the next year begins is left open.

    Args:
        year: in which they stand now.
        chosen: ids, with the version on the person's screen.
        keeps_sight: who sees the former line sees the new one; else only the own organisation.

    Raises:
        NotAllowed: the actor does not keep that programme.
        OutOfDate: somebody changed one of them meanwhile.
        Refused: nothing is chosen, or one cannot go on.
    """
    with begin_work(actor) as work:
        require(actor, ProgrammePermission.ENTER, keeping)
        check_year(year + 1)
        own.wait_for_turn(known(actor.organisation_id))
        found = _taken(work, keeping, years=(year, year + 1), chosen=chosen)
        carried = {each.carried_from_id for each in found.values()}
        made = []
        for key in chosen:
            it = found[key]
            if it.id in carried:
                raise Refused(_("“%(title)s” is carried over already.", title=it.title))
            if it.year != year or not can_go_on(it):
                raise Refused(_("“%(title)s” has ended and does not go on.", title=it.title))
            made.append(_carry(work, it, keeps_sight=keeps_sight))
        return made


def undo_carrying(actor: Actor, keeping: Keeping, *, year: int, chosen: Mapping[UUID, int]) -> None:
    """Take lines that were carried over out of the programme again; the former ones stay.

    Args:
        year: to which they were carried over.
        chosen: ids, with the version on the person's screen.

    Raises:
        NotAllowed: the actor does not keep that programme.
        OutOfDate: somebody changed one of them meanwhile.
        Refused: nothing is chosen.
    """
    with begin_work(actor) as work:
        require(actor, ProgrammePermission.ENTER, keeping)
        found = _taken(work, keeping, years=(year,), chosen=chosen)
        for key in chosen:
            it = found[key]
            if it.carried_from_id is None:
                raise Refused(_("“%(title)s” was not carried over.", title=it.title))
            before = kept_of(it)
            it.withdrawn_at = clock.now()
            finish(work, it, before=before, word=ProgrammeAction.CARRYING_UNDONE)


def _taken(
    work: Work, keeping: Keeping, *, years: tuple[int, ...], chosen: Mapping[UUID, int]
) -> dict[UUID, Investigation]:
    """Take what is chosen for this work, as it stood on the person's screen; give those years."""
    if not chosen:
        raise Refused(_("Choose at least one investigation."), field="chosen")
    versions = own.lock_versions(chosen)
    found = {each.id: each for each in own.list_own(work.actor, keeping, years=years)}
    for key, seen in chosen.items():
        if key not in found or versions.get(key) != seen:
            raise OutOfDate(
                _("Somebody changed one of these while you were reading. Look at them again.")
            )
        require(work.actor, ProgrammePermission.CHANGE, found[key])
    return found


def _carry(work: Work, it: Investigation, *, keeps_sight: bool) -> UUID:
    goes_on = it.ends_on is not None and it.ends_on.year > it.year
    made = Investigation(
        id=ids.new_id(),
        organisation_id=it.organisation_id,
        year=it.year + 1,
        task=it.task,
        title=it.title,
        summary=it.summary,
        mode=it.mode,
        phase=it.phase,
        phase_reason="",
        starts_on=it.starts_on if goes_on else None,
        ends_on=it.ends_on if goes_on else None,
        partners=list(it.partners),
        named=list(it.named) if keeps_sight else [],
        rest=it.rest if keeps_sight else Rest.NOTHING,
        withdrawn_at=None,
        changed_at=clock.now(),
        version=1,
        before=None,
        carried_from_id=it.id,
        carried_from_year=it.year,
    )
    work.add(made)
    work.record(ProgrammeAction.CARRIED, made, year=made.year, carried_from=str(it.id))
    return made.id
