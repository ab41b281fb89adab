"""Putting investigations in the programme, changing and withdrawing them, undoing that."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from app.coordination.models import Rest
from app.coordination.service.entities import CLOSED, Opening, known
from app.identity import queries as identity
from app.kernel import clock, ids
from app.kernel.access import Actor, require
from app.kernel.errors import OutOfDate, Refused
from app.kernel.text import _
from app.kernel.work import Work, begin_work
from app.programme.actions import ProgrammeAction
from app.programme.models import Investigation, InvestigationPhase, Keeping, Mode, SocietalTask
from app.programme.policy import ProgrammePermission

LONGEST_TITLE, LONGEST_SUMMARY = 200, 1000
FIRST_YEAR, LAST_YEAR = 2015, 2099
"""Years before or after these are typing mistakes."""
LONGEST_PERIOD_DAYS = 5 * 366
DAYS = ("starts_on", "ends_on")
CODES = {"task": SocietalTask, "mode": Mode, "phase": InvestigationPhase, "rest": Rest}
LISTS = ("partners", "named")
KEPT = ("title", "summary", *CODES, "phase_reason", *DAYS, *LISTS, "withdrawn_at")
"""What a change replaces and undoing puts back."""
STARTING_PHASES = (
    InvestigationPhase.PREPARATION,
    InvestigationPhase.EXECUTION,
    InvestigationPhase.REPORTING,
    InvestigationPhase.FINISHED,
)
"""In which one may stand when it is entered: a programme is often written down late."""
_TURNING = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Signs that turn the direction of writing: they would make a line read as another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What an investigation says."""

    title: str
    summary: str = ""
    task: SocietalTask
    mode: Mode
    starts_on: date | None = None
    ends_on: date | None = None
    partners: tuple[str, ...] = ()
    """Codes of organisations."""
    opening: Opening = CLOSED


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing:
    """Where a new investigation stands."""

    year: int
    phase: InvestigationPhase = InvestigationPhase.PREPARATION


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
        if not FIRST_YEAR <= placing.year <= LAST_YEAR:
            raise Refused(_("Choose a year between 2015 and 2099."), field="year")
        if placing.phase not in STARTING_PHASES:
            raise Refused(_("Enter it first, then say that it is dropped."), field="phase")
        it = Investigation(
            id=ids.new_id(),
            organisation_id=known(actor.organisation_id),
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
        _write(it, entry)
        work.add(it)
        work.record(
            ProgrammeAction.ADDED, it, year=it.year, task=it.task, mode=it.mode, phase=it.phase
        )
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
        _write(it, entry)
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
        it.withdrawn_at = clock.now() if back["withdrawn_at"] else None
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


def one_line(text: str) -> str:
    """Return a text in one line, without signs that make it read as another."""
    return " ".join(_harmless(text).split())


def paragraphs(text: str) -> str:
    """Return a text with its line breaks, without signs that make it read as another."""
    return "\n".join(_harmless(line).rstrip() for line in text.splitlines()).strip()


def _harmless(text: str) -> str:
    return "".join(
        " " if unicodedata.category(each) in ("Cc", "Zl", "Zp") else each
        for each in text
        if each not in _TURNING and unicodedata.category(each) != "Cs"
    )


def _write(it: Investigation, entry: Entry) -> None:
    title, summary = one_line(entry.title), paragraphs(entry.summary)
    if not title:
        raise Refused(_("Say in a few words what is investigated."), field="title")
    if len(title) > LONGEST_TITLE:
        raise Refused(_("This is too long."), field="title")
    if len(summary) > LONGEST_SUMMARY:
        raise Refused(_("This is too long."), field="summary")
    if entry.opening.rest == Rest.PLANNED:
        raise Refused(_("Choose who sees this investigation."), field="rest")
    _check_period(it.year, entry)
    organisations = {each.code: each.id for each in identity.organisations_by_id().values()}
    standing = {each.code for each in identity.list_organisations()}
    it.title, it.summary = title, summary
    it.task, it.mode = entry.task, entry.mode
    it.starts_on, it.ends_on = entry.starts_on, entry.ends_on
    it.rest = entry.opening.rest
    for field, codes in (("partners", entry.partners), ("named", entry.opening.named)):
        there = set(getattr(it, field))
        chosen = _chosen(codes, organisations, standing=standing, there=there, field=field)
        setattr(it, field, [each for each in chosen if each != it.organisation_id])


def _chosen(
    codes: Sequence[str],
    organisations: Mapping[str, UUID],
    *,
    standing: set[str],
    there: set[UUID],
    field: str,
) -> list[UUID]:
    """Return the ids of organisations; one that has ended only where it stood already."""
    for code in codes:
        if code not in organisations:
            raise Refused(_("We do not know this organisation."), field=field)
        if code not in standing and organisations[code] not in there:
            raise Refused(
                _("%(code)s does not exist any more. Choose its successor.", code=code.upper()),
                field=field,
            )
    return [organisations[code] for code in dict.fromkeys(codes)]


def _check_period(year: int, entry: Entry) -> None:
    first, last = entry.starts_on, entry.ends_on
    if first is None and last is None:
        return
    if first is None:
        raise Refused(_("Choose the first day too."), field="starts_on")
    if last is None:
        raise Refused(_("Choose the last day too."), field="ends_on")
    if last < first:
        raise Refused(_("The period ends before it begins."), field="ends_on")
    if (last - first).days > LONGEST_PERIOD_DAYS:
        raise Refused(_("A period lasts five years at most."), field="ends_on")
    if first.year > year or last.year < year:
        raise Refused(
            _("No day of this period lies in %(year)d, the year of the programme.", year=year),
            field="starts_on",
        )
