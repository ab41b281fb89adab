"""What every step with a case does: take it, check what was typed, count and record the change."""

from __future__ import annotations

from app.incidents.actions import IncidentAction
from app.incidents.models import Case
from app.incidents.policy import IncidentPermission
from app.incidents.service.naming import refuse_identity
from app.kernel import clock
from app.kernel.access import require
from app.kernel.errors import OutOfDate
from app.kernel.text import _
from app.kernel.words import several_lines
from app.kernel.work import Work


def take_case(work: Work, case: Case, permission: IncidentPermission, *, seen_version: int) -> None:
    """Lock a case and decide a permission about it.

    Raises:
        NotAllowed: the actor may not do this.
        OutOfDate: somebody changed it meanwhile.
    """
    work.lock(case)
    require(work.actor, permission, case)
    if case.version != seen_version:
        raise OutOfDate(_("Somebody changed this case while you were reading. Look at it again."))


def note_change(work: Work, case: Case, action: IncidentAction, **facts: object) -> None:
    """Count and record a change of a case; facts are codes, days and numbers, never words."""
    case.version += 1
    case.changed_at = clock.now()
    work.record(action, case, version=case.version, **facts)


def one_text(text: str, *, longest: int, missing: object, field: str = "reason") -> str:
    """Return a text that was typed about a case.

    Raises:
        Refused: there is none, it is too long, or it says who the case is about.
    """
    clean = several_lines(text, field=field, longest=longest, missing=missing)
    refuse_identity(clean, field=field)
    return clean
