"""Following an explanation with nothing but what it says: no calendar, no rule of holidays."""

from __future__ import annotations

from datetime import date

from app.kernel.terms import Explanation, Reason, Step, Suspension
from tests.support.finger import DAY, Told, walked_months


def retold(told: Explanation) -> date:
    """Return the day to which the steps of an explanation lead somebody who only reads them."""
    at = told.starts_on
    for step in told.steps:
        at = _read(told, step, at)
    return at


def _read(told: Explanation, step: Step, at: date) -> date:
    skipped = {each.day for each in step.skipped}
    change, back = step.change, told.rule.counts_back
    in_working_days = told.rule.unit == "working_days"
    if step.reason is Reason.COUNTED:
        return _counted(told.starts_on, told.rule.length, told.rule.unit, back, skipped)
    if isinstance(change, Suspension):
        return _after_standstill(step, change, at, passed=skipped if in_working_days else set())
    if change is not None:
        start = at if step.reason is Reason.EXTENDED else told.starts_on
        return _counted(start, change.length, change.unit, back, skipped)
    if step.reason is Reason.RUNS_ON:
        return _next(at, skipped)
    return _two_held(told, at, skipped) if step.reason is Reason.TWO_ORDINARY_DAYS else at


def _counted(start: date, length: int, unit: str, back: bool, skipped: set[date]) -> date:
    if unit in {"months", "years"}:
        return walked_months(Told(start, length, unit, back=back), -DAY if back else DAY)
    left = length * (7 if unit == "weeks" else 1)
    while left:
        start += -DAY if back else DAY
        left -= not (unit == "working_days" and start in skipped)
    return start


def _next(day: date, skipped: set[date]) -> date:
    while day in skipped:
        day += DAY
    return day


def _after_standstill(step: Step, still: Suspension, at: date, *, passed: set[date]) -> date:
    left, day = 0, still.first_day
    while day <= at:
        is_once = any(first <= day <= last for first, last in step.already)
        left += day not in passed and not is_once
        day += DAY
    day = still.last_day
    while left:
        day += DAY
        left -= day not in passed
    return day


def _two_held(told: Explanation, at: date, skipped: set[date]) -> date:
    still = [each.change for each in told.steps if isinstance(each.change, Suspension)]
    way = -DAY if told.rule.counts_back else DAY

    def counts(day: date) -> bool:
        return day not in skipped and not any(s.first_day <= day <= s.last_day for s in still)

    day, held = told.starts_on, 0
    while day != at:
        day += way
        held += counts(day)
    while held < 2:
        day += way
        held += counts(day)
    return day
