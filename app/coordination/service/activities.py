"""Planning activities, changing, moving and withdrawing them, and undoing the last change."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from app.coordination.actions import CoordinationAction
from app.coordination.models import Activity, ActivityKind, Rest, SupervisedEntity
from app.coordination.policy import CoordinationPermission
from app.coordination.queries.incident_terms import board_training
from app.coordination.service.entities import CLOSED, Opening, named_in
from app.coordination.service.room import check_room, within_room
from app.kernel import clock, ids
from app.kernel.access import Actor, require
from app.kernel.errors import OutOfDate, Refused, known
from app.kernel.text import _
from app.kernel.work import Work, begin_work
from app.workspaces.models import Workspace

LONGEST_TITLE = 200
EARLIEST, LATEST = date(2020, 1, 1), date(2100, 1, 1)
"""Days before or after these are typing mistakes."""
LONGEST_WINDOW_DAYS = 731
DAYS = ("starts_on", "ends_on", "due_on")
KEPT = ("kind", "title", *DAYS, "named", "rest", "withdrawn_at")
"""What a change replaces and undoing puts back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The days in which something is done, and the hard last day."""

    starts_on: date
    ends_on: date
    due_on: date | None = None
    """None: the end of the window."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an activity says."""

    kind: ActivityKind
    title: str
    window: Window
    opening: Opening = CLOSED


def plan_activity(
    actor: Actor, workspace: Workspace, *, entity: SupervisedEntity, plan: Plan
) -> Activity:
    """Plan something at an entity that the actor may see.

    Raises:
        NotAllowed: the actor may not enter anything here.
        Refused: something is missing, the days are not right, or the entity has ended.
    """
    with begin_work(actor) as work:
        require(actor, CoordinationPermission.ENTER, workspace)
        require(actor, CoordinationPermission.SEE, entity)
        named = named_in(work, workspace, plan.opening)
        with within_room(work):
            activity = enter_activity(work, entity, plan=plan, named=named)
            if _stands(activity):
                check_room(actor, activity)
        return activity


def enter_activity(
    work: Work, entity: SupervisedEntity, *, plan: Plan, named: list[UUID]
) -> Activity:
    """Enter one activity, inside a work that was decided."""
    if entity.ended_at is not None:
        raise Refused(_("This entity is no longer supervised."), field="entity")
    window, moment = right_window(_with_last_day(plan)), clock.now()
    activity = Activity(
        id=ids.new_id(),
        workspace_id=entity.workspace_id,
        organisation_id=known(work.actor.organisation_id),
        entity_id=entity.id,
        entity_name=entity.name,
        match_key=entity.match_key,
        sector=entity.sector,
        kind=plan.kind,
        title=right_title(plan.title),
        starts_on=window.starts_on,
        ends_on=window.ends_on,
        due_on=window.due_on,
        agreed_from=window.starts_on,
        agreed_until=window.ends_on,
        agreed_due_on=window.due_on,
        named=named,
        rest=plan.opening.rest,
        withdrawn_at=None,
        moved_at=moment,
        changed_at=moment,
        version=1,
        before=None,
    )
    work.add(activity)
    work.record(CoordinationAction.PLANNED, activity, kind=activity.kind, **_days_of(activity))
    return activity


def change_activity(actor: Actor, activity: Activity, *, plan: Plan, seen_version: int) -> None:
    """Change what an activity says, when it is, or who sees it.

    Raises:
        OutOfDate: somebody changed it meanwhile.
        Refused: something is missing, or the days are not right.
    """
    with begin_work(actor) as work:
        take_activity(work, activity, seen_version=seen_version)
        named = named_in(work, activity.workspace, plan.opening)
        amend_activity(work, activity, plan=plan, named=named)


def amend_activity(work: Work, activity: Activity, *, plan: Plan, named: list[UUID]) -> None:
    """Change what an activity says, inside a work that was decided and that holds it.

    Raises:
        Refused: something is missing, the days are not right, or nothing is different.
    """
    check_stands(activity)
    before, window = _kept(activity), right_window(_with_last_day(plan))
    activity.kind, activity.title = plan.kind, right_title(plan.title)
    _set_window(activity, window)
    activity.named, activity.rest = named, plan.opening.rest
    if _kept(activity) == before:
        raise Refused(_("Nothing is different."))
    _finish(work, activity, before=before)


def move_activity(actor: Actor, activity: Activity, *, window: Window, seen_version: int) -> None:
    """Give an activity another window.

    Args:
        window: without a last day, the last day moves along with the window.

    Raises:
        OutOfDate: somebody changed it meanwhile.
        Refused: the days are not right.
    """
    with begin_work(actor) as work:
        take_activity(work, activity, seen_version=seen_version)
        check_stands(activity)
        before = _kept(activity)
        if window.due_on is None:
            due_on = activity.due_on + (window.starts_on - activity.starts_on)
            window = replace(window, due_on=due_on)
        _set_window(activity, right_window(window))
        if _kept(activity) == before:
            raise Refused(_("Nothing is different."))
        _finish(work, activity, before=before)


def withdraw_activity(actor: Actor, activity: Activity, *, seen_version: int) -> None:
    """Take an activity off the calendar.

    Raises:
        OutOfDate: somebody changed it meanwhile.
        Refused: it is withdrawn already.
    """
    with begin_work(actor) as work:
        take_activity(work, activity, seen_version=seen_version)
        check_stands(activity)
        before = _kept(activity)
        activity.withdrawn_at = clock.now()
        _finish(work, activity, before=before)


def finish_activity(actor: Actor, activity: Activity, *, seen_version: int) -> None:
    """Say that the work is done; done twice, it is taken up again.

    Raises:
        OutOfDate: somebody changed it meanwhile.
        Refused: it is withdrawn.
    """
    with begin_work(actor) as work:
        take_activity(work, activity, seen_version=seen_version)
        check_stands(activity)
        is_finished = activity.finished_at is not None
        activity.finished_at = None if is_finished else clock.now()
        activity.changed_at = clock.now()
        activity.version += 1
        word = CoordinationAction.TAKEN_UP if is_finished else CoordinationAction.FINISHED
        work.record(word, activity, version=activity.version)


def undo_change(actor: Actor, activity: Activity, *, seen_version: int) -> None:
    """Put back what the last change replaced; done twice, the change is there again.

    Raises:
        OutOfDate: somebody changed it meanwhile.
        Refused: there is nothing to undo.
    """
    with begin_work(actor) as work:
        take_activity(work, activity, seen_version=seen_version)
        if activity.before is None:
            raise Refused(_("There is nothing to undo."))
        before, back = _kept(activity), activity.before
        activity.kind, activity.title = ActivityKind(back["kind"]), back["title"]
        days = {name: date.fromisoformat(back[name]) for name in DAYS}
        _set_window(activity, Window(**days))
        activity.named = [UUID(each) for each in back["named"]]
        activity.rest = Rest(back["rest"])
        with within_room(work):
            activity.withdrawn_at = clock.now() if back["withdrawn_at"] else None
            _finish(work, activity, before=before, word=CoordinationAction.UNDONE)


def right_window(window: Window) -> Window:
    """Return a window with its last day, when the days are right.

    Raises:
        Refused: it ends before it begins, is longer than two years, or lies in another age.
    """
    due_on = window.due_on or window.ends_on
    for name, day in (
        ("starts_on", window.starts_on),
        ("ends_on", window.ends_on),
        ("due_on", due_on),
    ):
        if not EARLIEST <= day < LATEST:
            raise Refused(_("Choose a day between 2020 and 2100."), field=name)
    if window.ends_on < window.starts_on:
        raise Refused(_("The window ends before it begins."), field="ends_on")
    if (window.ends_on - window.starts_on).days > LONGEST_WINDOW_DAYS:
        raise Refused(_("A window lasts two years at most."), field="ends_on")
    if due_on < window.starts_on:
        raise Refused(_("The last day lies before the window begins."), field="due_on")
    return replace(window, due_on=due_on)


def chosen_window(starts_on: date | None, ends_on: date | None) -> tuple[date, date]:
    """Return the days that were chosen for a visit.

    Raises:
        Refused: one is not chosen, or they are not right.
    """
    if starts_on is None:
        raise Refused(_("Choose a day."), field="starts_on")
    if ends_on is None:
        raise Refused(_("Choose a day."), field="ends_on")
    window = right_window(Window(starts_on=starts_on, ends_on=ends_on))
    return window.starts_on, window.ends_on


def _with_last_day(plan: Plan) -> Window:
    """Return the window; a certificate without a last day has the one that the law sets."""
    window = plan.window
    if plan.kind != ActivityKind.CERTIFICATE or window.due_on is not None:
        return window
    by_law = board_training().ends_on
    return replace(window, due_on=by_law) if by_law >= window.starts_on else window


def right_title(text: str) -> str:
    """Return what is planned, in one line.

    Raises:
        Refused: it is empty or too long.
    """
    title = " ".join(text.split())
    if not title or len(title) > LONGEST_TITLE:
        raise Refused(_("Say in a few words what is planned."), field="title")
    return title


def _set_window(activity: Activity, window: Window) -> None:
    is_moved = (activity.starts_on, activity.ends_on) != (window.starts_on, window.ends_on)
    activity.starts_on, activity.ends_on = window.starts_on, window.ends_on
    activity.due_on = window.due_on or window.ends_on
    if is_moved:
        activity.moved_at = clock.now()


def _kept(activity: Activity) -> dict[str, Any]:
    values = {name: getattr(activity, name) for name in KEPT}
    return {
        **values,
        **{name: values[name].isoformat() for name in DAYS},
        "kind": str(activity.kind),
        "rest": str(activity.rest),
        "named": sorted(str(each) for each in activity.named),
        "withdrawn_at": activity.withdrawn_at is not None,
    }


def _finish(
    work: Work,
    activity: Activity,
    *,
    before: dict[str, Any],
    word: CoordinationAction | None = None,
) -> None:
    stood = not before["withdrawn_at"] and date.fromisoformat(before["ends_on"]) >= clock.today()
    if _stands(activity) and not stood:
        check_room(work.actor, activity)
    activity.before = before
    activity.version += 1
    activity.changed_at = clock.now()
    after = _kept(activity)
    changed = sorted(name for name in KEPT if before[name] != after[name])
    work.record(
        word or _word_for(changed),
        activity,
        version=activity.version,
        changed=changed,
        **_days_of(activity),
    )


def _stands(activity: Activity) -> bool:
    """Tell whether it is on the calendar, and not over."""
    return activity.withdrawn_at is None and activity.ends_on >= clock.today()


def _word_for(changed: list[str]) -> CoordinationAction:
    """Return the audit word of what weighs most in a change."""
    if "withdrawn_at" in changed:
        return CoordinationAction.WITHDRAWN
    if set(changed) & set(DAYS):
        return CoordinationAction.MOVED
    if set(changed) <= {"named", "rest"}:
        return CoordinationAction.OPENED
    return CoordinationAction.CHANGED


def _days_of(activity: Activity) -> dict[str, date]:
    return {name: getattr(activity, name) for name in DAYS}


def take_activity(work: Work, activity: Activity, *, seen_version: int) -> None:
    """Take an activity for this work, as it stood on the person's screen, and decide.

    Raises:
        OutOfDate: somebody changed it meanwhile.
    """
    work.lock(activity)
    require(work.actor, CoordinationPermission.CHANGE, activity)
    if activity.version != seen_version:
        raise OutOfDate(
            _("Somebody changed this activity while you were reading. Look at it again.")
        )


def check_stands(activity: Activity) -> None:
    """Refuse what is withdrawn.

    Raises:
        Refused: it is off the calendar.
    """
    if activity.withdrawn_at is not None:
        raise Refused(_("This activity is withdrawn. Undo that first."))
