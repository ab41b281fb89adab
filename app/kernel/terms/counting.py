"""Counting a term from its start to its end, with every rule that moved the end."""

import calendar as months
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

from app.kernel.holidays import HolidayCalendar, standard_calendar
from app.kernel.terms.days import (
    AMSTERDAM,
    MONTHS_IN_A_YEAR,
    ONE_DAY,
    SkippedDays,
    Spans,
    add_months,
    add_working_days,
    at_most,
    days_from_to,
    is_working_day,
    next_working_day,
    shared_days,
    skipped_between,
    working_days_between,
)
from app.kernel.terms.rules import (
    Adjustment,
    Change,
    Explanation,
    Extension,
    HoursExplanation,
    LegalSystem,
    Reason,
    Step,
    Suspension,
    TermRule,
    TermUnit,
)

ORDINARY_DAYS_NEEDED = 2
ARTICLE_OF_HOURS = {
    LegalSystem.DUTCH: "4, a",
    LegalSystem.EUROPEAN: "3(1)",
    LegalSystem.AGREED: "",
}


class TermFault(ValueError):
    """This term cannot be counted as it is given."""


def explain(
    rule: TermRule,
    start: date,
    *,
    changes: Sequence[Change] = (),
    calendar: HolidayCalendar | None = None,
) -> Explanation:
    """Return when a term that follows an event ends, with every rule that moved the end.

    Args:
        start: the day of the event, which is not counted.
        changes: what happened to the term on its way, in that order.

    Raises:
        TermFault: the term is in hours, or has a length below nothing; a suspension begins outside
            the term or ends before it begins; the end lies beyond the calendar.
    """
    known = calendar or standard_calendar()
    try:
        steps = _steps(rule, start, changes=changes, calendar=known)
    except (OverflowError, months.IllegalMonthError) as fault:
        raise TermFault("This term ends beyond the calendar.") from fault
    end = steps[-1].ends_on
    return Explanation(rule, start, end, tuple(steps), known.knows_decrees_of(end))


def explain_hours(rule: TermRule, start: datetime) -> HoursExplanation:
    """Return the moment a term in hours ends; weekends and holidays do not move it.

    Hours are real hours: through the night the clock changes, the wall shows another time.

    Raises:
        TermFault: `start` has no time zone, the term is not in hours, or its end lies beyond the
            calendar.

    Source: Algemene termijnenwet, article 4, a; Regulation 1182/71, article 3(1): the hour in
        which the event occurs is not counted; 3(2)(a) and 3(4).
    """
    if start.tzinfo is None:
        raise TermFault("A term in hours starts at a moment with a time zone.")
    if rule.unit is not TermUnit.HOURS or rule.counts_back:
        raise TermFault("This term does not count hours from an event.")
    try:
        starts_at = counts_from = start.astimezone(UTC)
        if rule.legal_system is LegalSystem.EUROPEAN:
            local = start.astimezone(AMSTERDAM).replace(minute=0, second=0, microsecond=0)
            counts_from = local.astimezone(UTC) + timedelta(hours=1)
        ends_at = counts_from + timedelta(hours=rule.length)
        ends_at.astimezone(AMSTERDAM)
    except OverflowError as fault:
        raise TermFault("This term ends beyond the calendar.") from fault
    article = ARTICLE_OF_HOURS[rule.legal_system]
    return HoursExplanation(rule, starts_at, counts_from, ends_at, article)


def _steps(
    rule: TermRule, start: date, *, changes: Sequence[Change], calendar: HolidayCalendar
) -> list[Step]:
    first = _count(rule, start, calendar=calendar)
    steps = [Step(Reason.COUNTED, "", first, _passed(rule.unit, start, first, calendar=calendar))]
    for change in changes:
        already = _already(change, steps)
        at = steps[-1].ends_on
        step = _changed(rule, start, at=at, change=change, already=already, calendar=calendar)
        steps.append(step)
    suspended = [each for each in changes if isinstance(each, Suspension)]
    steps.extend(_runs_on(rule, steps[-1].ends_on, calendar=calendar))
    steps.extend(
        _two_ordinary_days(
            rule, start, end=steps[-1].ends_on, suspended=suspended, calendar=calendar
        )
    )
    return steps


def _already(change: Change, steps: Sequence[Step]) -> Spans:
    """Return the days of a suspension in which the term stands still by those before it.

    A length that is adjusted counts anew from the start: suspensions before it moved nothing.
    """
    if not isinstance(change, Suspension):
        return ()
    before: list[Suspension] = []
    for step in steps:
        if step.reason is Reason.ADJUSTED:
            before.clear()
        elif isinstance(step.change, Suspension):
            before.append(step.change)
    return shared_days(
        (change.first_day, change.last_day), [(each.first_day, each.last_day) for each in before]
    )


def _changed(
    rule: TermRule,
    start: date,
    *,
    at: date,
    change: Change,
    already: Spans,
    calendar: HolidayCalendar,
) -> Step:
    """Return the step that one change makes."""
    match change:
        case Suspension():
            _check_suspension(rule, start, at=at, suspension=change)
            left = _days_left(rule.unit, change, at=at, already=already, calendar=calendar)
            end = _on(rule.unit, change.last_day, left, calendar=calendar)
            skipped = _passed(rule.unit, change.last_day, end, calendar=calendar)
            before = _passed(rule.unit, change.first_day - ONE_DAY, at, calendar=calendar)
            return Step(Reason.SUSPENDED, "", end, before + skipped, change, already)
        case Extension():
            onward = _with_length(rule, change)
            end = _count(onward, at, calendar=calendar)
            skipped = _passed(change.unit, at, end, calendar=calendar)
            return Step(Reason.EXTENDED, "", end, skipped, change)
        case Adjustment():
            end = _count(_with_length(rule, change), start, calendar=calendar)
            skipped = _passed(change.unit, start, end, calendar=calendar)
            return Step(Reason.ADJUSTED, "", end, skipped, change)


def _with_length(rule: TermRule, change: Extension | Adjustment) -> TermRule:
    return TermRule(length=change.length, unit=change.unit, counts_back=rule.counts_back)


def _check_suspension(rule: TermRule, start: date, *, at: date, suspension: Suspension) -> None:
    first, last = suspension.first_day, suspension.last_day
    if rule.counts_back:
        raise TermFault("A term that counts back does not stand still.")
    if not start < first <= at or last < first:
        raise TermFault("A term stands still within its own days.")


def _days_left(
    unit: TermUnit,
    suspension: Suspension,
    *,
    at: date,
    already: Spans,
    calendar: HolidayCalendar,
) -> int:
    """Return how many days were left on the first day of standing still.

    Those in which it stood still already were not left: suspensions that overlap count as one.
    """

    def counted(first: date, last: date) -> int:
        if unit is TermUnit.WORKING_DAYS:
            return working_days_between(first - ONE_DAY, last, calendar=calendar)
        return (last - first).days + 1

    return counted(suspension.first_day, at) - sum(counted(*each) for each in already)


def _on(unit: TermUnit, day: date, count: int, *, calendar: HolidayCalendar) -> date:
    if unit is TermUnit.WORKING_DAYS:
        return add_working_days(day, count, calendar=calendar)
    return day + timedelta(days=count)


def _count(rule: TermRule, start: date, *, calendar: HolidayCalendar) -> date:
    if rule.length < 0:
        raise TermFault("A term is not shorter than nothing.")
    length = -rule.length if rule.counts_back else rule.length
    match rule.unit:
        case TermUnit.DAYS:
            return start + timedelta(days=length)
        case TermUnit.WEEKS:
            return start + timedelta(weeks=length)
        case TermUnit.WORKING_DAYS:
            return add_working_days(start, length, calendar=calendar)
        case TermUnit.MONTHS:
            return add_months(start, length)
        case TermUnit.YEARS:
            return add_months(start, MONTHS_IN_A_YEAR * length)
        case TermUnit.HOURS:
            raise TermFault("A term in hours ends at a moment, not on a day; use explain_hours.")


def _runs_on(rule: TermRule, end: date, *, calendar: HolidayCalendar) -> Iterator[Step]:
    """Yield what article 1 of the Dutch law, or 3(4) of the Regulation, makes of the last day."""
    is_dutch = rule.legal_system is LegalSystem.DUTCH
    exception = _exception(rule)
    if rule.legal_system is LegalSystem.AGREED:
        return
    if exception is not None:
        yield Step(exception, "4", end)
    elif rule.counts_back:
        yield Step(Reason.NO_EXTENSION_COUNTING_BACK, "1 lid 2" if is_dutch else "3(4)", end)
    elif (later := next_working_day(end, calendar=calendar)) != end:
        skipped = skipped_between(end, later, calendar=calendar)
        yield Step(Reason.RUNS_ON, "1 lid 1" if is_dutch else "3(4)", later, skipped)


def _two_ordinary_days(
    rule: TermRule,
    start: date,
    *,
    end: date,
    suspended: Sequence[Suspension],
    calendar: HolidayCalendar,
) -> Iterator[Step]:
    """Yield what it takes to hold two ordinary days in which the term did not stand still.

    Neither law excludes counting back from this rule (article 2 has no second paragraph like that
    of article 1): such a term grows away from the event.

    Source: Algemene termijnenwet, article 2; Regulation 1182/71, article 3(5).
    """
    if not _needs_two(rule):
        return
    first, last = (end, start - ONE_DAY) if rule.counts_back else (start + ONE_DAY, end)

    def counts(day: date) -> bool:
        stands_still = any(each.first_day <= day <= each.last_day for each in suspended)
        return not stands_still and is_working_day(day, calendar=calendar)

    held = at_most(ORDINARY_DAYS_NEEDED, days_from_to(first, last), counts)
    if held == ORDINARY_DAYS_NEEDED:
        return
    missing = ORDINARY_DAYS_NEEDED - held
    later = add_working_days(end, -missing if rule.counts_back else missing, calendar=calendar)
    between = skipped_between(min(first, later), max(last, later), calendar=calendar)
    is_dutch = rule.legal_system is LegalSystem.DUTCH
    yield Step(Reason.TWO_ORDINARY_DAYS, "2" if is_dutch else "3(5)", later, between)


def _needs_two(rule: TermRule) -> bool:
    if rule.legal_system is LegalSystem.AGREED or _exception(rule) is not None:
        return False
    shortest = 3 if rule.legal_system is LegalSystem.DUTCH else 2
    is_in_days = rule.unit in (TermUnit.DAYS, TermUnit.WORKING_DAYS)
    return not (is_in_days and rule.length < shortest)


def _exception(rule: TermRule) -> Reason | None:
    """Return why the Dutch law leaves a term alone.

    Source: Algemene termijnenwet, article 4: more than 90 days, 12 weeks or 3 months, or one or
        more years; entry into force of rules; detention.
    """
    if rule.legal_system is not LegalSystem.DUTCH:
        return None
    if rule.is_excluded:
        return Reason.NO_EXTENSION_EXCLUDED
    longest = {TermUnit.DAYS: 90, TermUnit.WEEKS: 12, TermUnit.MONTHS: 3, TermUnit.YEARS: 0}
    if rule.length > longest.get(rule.unit, rule.length):
        return Reason.NO_EXTENSION_LONG_TERM
    return None


def _passed(unit: TermUnit, start: date, end: date, *, calendar: HolidayCalendar) -> SkippedDays:
    """Return the days that did not count, for a count in working days."""
    if unit is not TermUnit.WORKING_DAYS:
        return SkippedDays((), calendar)
    return skipped_between(min(start, end), max(start, end), calendar=calendar)
