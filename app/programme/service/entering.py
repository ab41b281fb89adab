"""Putting investigations in the programme, changing and withdrawing them, undoing that."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from app.coordination.models import Rest
from app.kernel import clock, ids
from app.kernel.access import Actor, require
from app.kernel.errors import OutOfDate, Refused, known
from app.kernel.text import _
from app.kernel.work import Work, begin_work
from app.programme.actions import ProgrammeAction
from app.programme.models import Investigation, InvestigationPhase, Keeping, Mode, SocietalTask
from app.programme.policy import ProgrammePermission
from app.programme.queries.carrying import find_carried
from app.programme.service.saying import (
    STARTING_PHASES,
    Around,
    Entry,
    Placing,
    check_year,
    organisations_now,
    write,
)

DAYS = ("starts_on", "ends_on")
CODES = {"task": SocietalTask, "mode": Mode, "phase": InvestigationPhase, "rest": Rest}
LISTS = ("partners", "named")
KEPT = ("title", "summary", *CODES, "phase_reason", *DAYS, *LISTS, "withdrawn_at")
"""What a change replaces and undoing puts back."""


def add_investigation(
    actor: Actor, keeping: Keeping, *, placing: Placing, entry: Entry
) -> Investigation:
    """Put an investigation in the programme of the actor's organisation.

    Raises:
        NotAllowed: the actor does not keep that programme.
        Refused: something is missing or wrong.
    """
    with begin_work(actor) as work:
        require(actor, ProgrammePermission.ENTER, keeping)
        return enter(work, placing=placing, entry=entry, around=organisations_now())


def enter(
    work: Work,
    *,
    placing: Placing,
    entry: Entry,
    around: Around,
    word: ProgrammeAction = ProgrammeAction.ADDED,
    **more: Any,
) -> Investigation:
    """Put an investigation in the own programme, within a work that decided on it.

    Raises:
        Refused: something is missing or wrong.
    """
    check_year(placing.year)
    if placing.phase not in STARTING_PHASES:
        raise Refused(_("Enter it first, then say that it is dropped."), field="phase")
    it = Investigation(
        id=ids.new_id(),
        organisation_id=known(work.actor.organisation_id),
        year=placing.year,
        phase=placing.phase,
        phase_reason="",
        withdrawn_at=None,
        partners=[],
        named=[],
        changed_at=clock.now(),
        version=1,
        before=None,
    )
    write(it, entry, around=around)
    work.add(it)
    work.record(word, it, year=it.year, task=it.task, mode=it.mode, phase=it.phase, **more)
    return it


def change_investigation(
    actor: Actor, it: Investigation, *, entry: Entry, seen_version: int
) -> None:
    """Change what an investigation says, when it is, with whom, or who sees it.

    Raises:
        OutOfDate: somebody changed it meanwhile.
        Refused: something is missing or wrong, or nothing is different.
    """
    with begin_work(actor) as work:
        take(work, it, seen_version=seen_version)
        check_stands(it)
        before = kept_of(it)
        write(it, entry, around=organisations_now())
        finish(work, it, before=before)


def withdraw_investigation(actor: Actor, it: Investigation, *, seen_version: int) -> None:
    """Take an investigation out of the programme; its own organisation can undo that.

    Raises:
        OutOfDate: somebody changed it meanwhile.
        Refused: it is withdrawn already.
    """
    with begin_work(actor) as work:
        take(work, it, seen_version=seen_version)
        check_stands(it)
        before = kept_of(it)
        it.withdrawn_at = clock.now()
        finish(work, it, before=before, word=ProgrammeAction.WITHDRAWN)


def undo_change(actor: Actor, it: Investigation, *, seen_version: int) -> None:
    """Put back what the last change replaced; done twice, the change is there again.

    Raises:
        OutOfDate: somebody changed it meanwhile.
        Refused: there is nothing to undo.
    """
    with begin_work(actor) as work:
        take(work, it, seen_version=seen_version)
        if it.before is None:
            raise Refused(_("There is nothing to undo."))
        before, back = kept_of(it), it.before
        it.title, it.summary = back["title"], back["summary"]
        it.phase_reason = back["phase_reason"]
        for name, kind in CODES.items():
            setattr(it, name, kind(back[name]))
        for name in DAYS:
            setattr(it, name, date.fromisoformat(back[name]) if back[name] else None)
        for name in LISTS:
            setattr(it, name, [UUID(each) for each in back[name]])
        was_withdrawn = it.withdrawn_at is not None
        it.withdrawn_at = clock.now() if back["withdrawn_at"] else None
        if was_withdrawn and it.withdrawn_at is None:
            _check_goes_on_once(actor, it)
        finish(work, it, before=before, word=ProgrammeAction.UNDONE)


def take(work: Work, it: Investigation, *, seen_version: int) -> None:
    """Take an investigation for this work, as it stood on the person's screen, and decide.

    Raises:
        OutOfDate: somebody changed it meanwhile.
    """
    work.lock(it)
    require(work.actor, ProgrammePermission.CHANGE, it)
    if it.version != seen_version:
        raise OutOfDate(
            _("Somebody changed this investigation while you were reading. Look at it again.")
        )


def check_stands(it: Investigation) -> None:
    """Refuse what is withdrawn.

    Raises:
        Refused: it is out of the programme.
    """
    if it.withdrawn_at is not None:
        raise Refused(_("This investigation is withdrawn. Undo that first."))


def _check_goes_on_once(actor: Actor, it: Investigation) -> None:
    if it.carried_from_id is not None and find_carried(actor, it.carried_from_id) is not None:
        raise Refused(_("It was carried over anew meanwhile. Take that one out first."))


def kept_of(it: Investigation) -> dict[str, Any]:
    """Return what undoing puts back, as JSON may hold it."""
    values = {name: getattr(it, name) for name in KEPT}
    return {
        **values,
        **{name: str(values[name]) for name in CODES},
        **{name: values[name].isoformat() if values[name] else None for name in DAYS},
        **{name: sorted(str(each) for each in values[name]) for name in LISTS},
        "withdrawn_at": it.withdrawn_at is not None,
    }


def finish(
    work: Work,
    it: Investigation,
    *,
    before: Mapping[str, Any],
    word: ProgrammeAction | None = None,
    **facts: Any,
) -> None:
    """Keep what was replaced, and record.

    Raises:
        Refused: nothing is different.
    """
    after = kept_of(it)
    changed = sorted(name for name in KEPT if before[name] != after[name])
    if not changed:
        raise Refused(_("Nothing is different."))
    it.before = dict(before)
    it.version += 1
    it.changed_at = clock.now()
    usual = ProgrammeAction.OPENED if set(changed) <= {"named", "rest"} else ProgrammeAction.CHANGED
    work.record(word or usual, it, version=it.version, changed=changed, **facts)
