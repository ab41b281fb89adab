"""Moving an investigation through its phases: one step at a time."""

from __future__ import annotations

from app.kernel.access import Actor
from app.kernel.errors import Refused
from app.kernel.text import _
from app.kernel.words import several_lines
from app.kernel.work import begin_work
from app.programme.actions import ProgrammeAction
from app.programme.models import Investigation, InvestigationPhase
from app.programme.service.entering import check_stands, finish, kept_of, take
from app.programme.service.saying import paragraphs

LONGEST_REASON = 500
_P = InvestigationPhase
STEPS: dict[InvestigationPhase, dict[InvestigationPhase, bool]] = {
    _P.PREPARATION: {_P.EXECUTION: False, _P.DROPPED: True},
    _P.EXECUTION: {_P.REPORTING: False, _P.PREPARATION: True, _P.DROPPED: True},
    _P.REPORTING: {_P.FINISHED: False, _P.EXECUTION: True, _P.DROPPED: True},
    _P.FINISHED: {_P.REPORTING: True},
    _P.DROPPED: {_P.PREPARATION: True},
}
"""From where one may go where, and whether that needs a reason."""


def needs_reason(current: InvestigationPhase, to: InvestigationPhase) -> bool:
    """Tell whether a step needs a reason: a step back, dropping, and taking up again."""
    return STEPS[current].get(to, False)


def move_phase(
    actor: Actor, it: Investigation, *, to: InvestigationPhase, reason: str, seen_version: int
) -> None:
    """Move an investigation to another phase.

    Raises:
        OutOfDate: somebody changed it meanwhile.
        Refused: the step skips a phase, or a reason is missing.
    """
    with begin_work(actor) as work:
        take(work, it, seen_version=seen_version)
        check_stands(it)
        current, words = it.phase, paragraphs(reason)
        if to == current:
            raise Refused(_("It is in this phase already."), field="to")
        if to not in STEPS[current]:
            raise Refused(_("A phase cannot be skipped. Take the next step first."), field="to")
        if needs_reason(current, to) and not words:
            raise Refused(_("Say why."), field="reason")
        several_lines(words, field="reason", longest=LONGEST_REASON)
        before = kept_of(it)
        it.phase, it.phase_reason = to, words if needs_reason(current, to) else ""
        facts = {"from": current, "to": to}
        finish(work, it, before=before, word=ProgrammeAction.PHASE_MOVED, **facts)
