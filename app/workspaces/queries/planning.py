"""The phases of a workspace as they read today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.kernel import clock
from app.kernel.day_words import day_in_words
from app.kernel.text import _
from app.workspaces.models import Phase, Workspace
from app.workspaces.queries.places import list_phases


@dataclass(frozen=True, slots=True)
class PhaseRow:
    """A phase in the row of phases."""

    name: str
    words: str
    """``done 18 Sep``, ``now, until 27 Nov``, ``from 7 Dec``."""
    state: str
    """'done', 'now' or ''."""


def phase_rows(workspace: Workspace) -> list[PhaseRow]:
    """Return the phases in order, with where they stand today; one statement."""
    phases = list_phases(workspace)
    now = _current(phases)
    return [_row(phase, is_now=phase is now) for phase in phases]


def _current(phases: Sequence[Phase]) -> Phase | None:
    """Return the last phase that has begun and is not over; phases may overlap or leave a gap."""
    today = clock.today()
    running = [
        phase
        for phase in phases
        if phase.starts_on is not None
        and phase.starts_on <= today
        and (phase.ends_on is None or today <= phase.ends_on)
    ]
    return running[-1] if running else None


def _row(phase: Phase, *, is_now: bool) -> PhaseRow:
    today = clock.today()
    if phase.ends_on is not None and phase.ends_on < today:
        return PhaseRow(phase.name, _("done %(day)s", day=_brief(phase.ends_on)), "done")
    if phase.starts_on is not None and phase.starts_on <= today:
        until = None if phase.ends_on is None else _brief(phase.ends_on)
        words = _("now") if until is None else _("now, until %(day)s", day=until)
        return PhaseRow(phase.name, words, "now" if is_now else "")
    if phase.starts_on is None:
        return PhaseRow(phase.name, _("not planned yet"), "")
    return PhaseRow(phase.name, _("from %(day)s", day=_brief(phase.starts_on)), "")


def _brief(day: date) -> str:
    return day_in_words(day, "brief")
