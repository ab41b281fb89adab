"""A term and the date it ends on, told in plain sentences: which rule, which start, which days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from app.kernel.day_words import day_in_words, moment_in_words
from app.kernel.terms import (
    ChangeKind,
    DayKind,
    Explanation,
    Extension,
    HoursExplanation,
    LegalSystem,
    Reason,
    SkippedDay,
    Step,
    Suspension,
    TermRule,
    TermUnit,
)
from app.kernel.text import _, is_english, lazy, ngettext
from app.tasks.queries.reckoning import Reckoned

LAW_WORDS = {
    LegalSystem.DUTCH: lazy("Algemene termijnenwet"),
    LegalSystem.EUROPEAN: lazy("Regulation 1182/71"),
    LegalSystem.AGREED: lazy("Agreement: it ends on the day itself"),
}
UNIT_WORDS = {
    TermUnit.HOURS: lazy("hours"),
    TermUnit.DAYS: lazy("days"),
    TermUnit.WORKING_DAYS: lazy("working days"),
    TermUnit.WEEKS: lazy("weeks"),
    TermUnit.MONTHS: lazy("months"),
    TermUnit.YEARS: lazy("years"),
}
CHANGE_WORDS = {
    ChangeKind.SUSPENDED: lazy("Stands still"),
    ChangeKind.EXTENDED: lazy("More time"),
    ChangeKind.ADJUSTED: lazy("Temporarily adjusted policy"),
}
ARTICLES = {
    "1 lid 1": lazy("article 1, paragraph 1"),
    "1 lid 2": lazy("article 1, paragraph 2"),
    "2": lazy("article 2"),
    "4": lazy("article 4"),
    "4, a": lazy("article 4, under a"),
    "3(1)": lazy("article 3, paragraph 1"),
    "3(4)": lazy("article 3, paragraph 4"),
    "3(5)": lazy("article 3, paragraph 5"),
}


def length_in_words(length: int, unit: TermUnit) -> str:
    """Write a length: ``6 weken``, ``1 werkdag``."""
    match unit:
        case TermUnit.HOURS:
            return ngettext("%(num)d hour", "%(num)d hours", length)
        case TermUnit.DAYS:
            return ngettext("%(num)d day", "%(num)d days", length)
        case TermUnit.WORKING_DAYS:
            return ngettext("%(num)d working day", "%(num)d working days", length)
        case TermUnit.WEEKS:
            return ngettext("%(num)d week", "%(num)d weeks", length)
        case TermUnit.MONTHS:
            return ngettext("%(num)d month", "%(num)d months", length)
        case TermUnit.YEARS:
            return ngettext("%(num)d year", "%(num)d years", length)


def end_in_words(reckoned: Reckoned) -> str:
    """Write when a term ends: a day, or a moment for a term in hours."""
    if reckoned.is_fault:
        return _("This term cannot be counted any more.")
    if reckoned.ends_at is not None:
        return moment_in_words(reckoned.ends_at)
    if reckoned.still_since is not None:
        return _("Stands still since %(day)s", day=_full(reckoned.still_since))
    return _("Has not started") if reckoned.ends_on is None else _full(reckoned.ends_on)


def explained(reckoned: Reckoned) -> tuple[str, ...]:
    """Tell step by step why a term ends when it ends."""
    told = reckoned.told
    if reckoned.misses_time:
        return (
            _(
                "It counts hours, and the term before it ends on a day, not at a time. Say on which"
                " day and at what time it starts."
            ),
        )
    if told is None:
        return _why_not_yet(reckoned)
    if isinstance(told, HoursExplanation):
        return _hours(told)
    if reckoned.still_since is not None:
        return _until_it_stood_still(told, reckoned.still_since)
    lines = [line for step in told.steps for line in _step(told, step)]
    if not told.is_certain:
        lines.append(_("Which days are made equal to a holiday in that year is not known yet."))
    return tuple(lines)


def _until_it_stood_still(told: Explanation, since: date) -> tuple[str, ...]:
    """Tell how it was counted so far; in which days it ends is not known, so nothing of those."""
    so_far = (Reason.COUNTED, Reason.SUSPENDED, Reason.EXTENDED, Reason.ADJUSTED)
    lines = [line for step in told.steps if step.reason in so_far for line in _step(told, step)]
    said = _(
        "It stands still since %(day)s. When it goes on again, the days that were left are counted"
        " on.",
        day=_full(since),
    )
    return (*lines, said)


def _why_not_yet(reckoned: Reckoned) -> tuple[str, ...]:
    if not reckoned.is_derived or reckoned.is_fault:
        return ()
    return (_("It starts at the end of another term, and when that is, is not known yet."),)


def _hours(told: HoursExplanation) -> tuple[str, ...]:
    lines = [_("It starts at %(moment)s.", moment=moment_in_words(told.starts_at))]
    if told.counts_from != told.starts_at:
        lines.append(
            _(
                "The hour of the event does not count, so we count from %(moment)s (%(law)s).",
                moment=moment_in_words(told.counts_from),
                law=_law(told.rule, told.article),
            )
        )
    lines.append(
        _(
            "%(length)s later it is %(moment)s. Weekends and holidays count (%(law)s).",
            length=length_in_words(told.rule.length, told.rule.unit),
            moment=moment_in_words(told.ends_at),
            law=_law(told.rule, told.article),
        )
    )
    return tuple(lines)


def _step(told: Explanation, step: Step) -> list[str]:
    return _SAY[step.reason](told, step)


def _counted(told: Explanation, step: Step) -> list[str]:
    length = length_in_words(told.rule.length, told.rule.unit)
    start, end = _full(told.starts_on), _full(step.ends_on)
    if told.rule.counts_back:
        said = _("%(length)s before %(start)s is %(end)s.", length=length, start=start, end=end)
    else:
        said = _("%(length)s after %(start)s is %(end)s.", length=length, start=start, end=end)
    return [said, *_not_counted(step)]


def _suspended(_told: Explanation, step: Step) -> list[str]:
    still = step.change
    if not isinstance(still, Suspension):
        return []
    said = _(
        "It stood still from %(first)s up to and including %(last)s. The days that were left"
        " end on %(end)s.",
        first=_full(still.first_day),
        last=_full(still.last_day),
        end=_full(step.ends_on),
    )
    return [said, *_counted_once(step), *_not_counted(step)]


def _counted_once(step: Step) -> list[str]:
    """Say which days it stood still already: suspensions that overlap are one."""
    return [
        _("On %(first)s it stood still already. That day counts once.", first=_full(first))
        if first == last
        else _(
            "From %(first)s up to and including %(last)s it stood still already. Those days count"
            " once.",
            first=_full(first),
            last=_full(last),
        )
        for first, last in step.already
    ]


def _lengthened(_told: Explanation, step: Step) -> list[str]:
    change = step.change
    if change is None or isinstance(change, Suspension):
        return []
    length, end = length_in_words(change.length, change.unit), _full(step.ends_on)
    if isinstance(change, Extension):
        said = _("It got %(length)s more, until %(end)s.", length=length, end=end)
    else:
        said = _(
            "By adjusted policy it takes %(length)s, counted anew from the start: %(end)s.",
            length=length,
            end=end,
        )
    return [said, *_not_counted(step)]


def _runs_on(told: Explanation, step: Step) -> list[str]:
    return [
        *(not_ordinary_in_words(each) for each in step.skipped),
        _(
            "So it runs on until %(end)s (%(law)s).",
            end=_full(step.ends_on),
            law=_law(told.rule, step.article),
        ),
    ]


def _two_days(told: Explanation, step: Step) -> list[str]:
    said = _(
        "It must hold two working days, so it ends on %(end)s (%(law)s).",
        end=_full(step.ends_on),
        law=_law(told.rule, step.article),
    )
    return [*(not_ordinary_in_words(each) for each in step.skipped), said]


def _left_alone(told: Explanation, step: Step) -> list[str]:
    law = _law(told.rule, step.article)
    if step.reason is Reason.NO_EXTENSION_COUNTING_BACK:
        return [_("Counted back it does not move for a weekend or holiday (%(law)s).", law=law)]
    if step.reason is Reason.NO_EXTENSION_LONG_TERM:
        return [_("A term this long does not move for a weekend or holiday (%(law)s).", law=law)]
    return [_("This kind of term does not move for a weekend or holiday (%(law)s).", law=law)]


_SAY: dict[Reason, Callable[[Explanation, Step], list[str]]] = {
    Reason.COUNTED: _counted,
    Reason.SUSPENDED: _suspended,
    Reason.EXTENDED: _lengthened,
    Reason.ADJUSTED: _lengthened,
    Reason.RUNS_ON: _runs_on,
    Reason.TWO_ORDINARY_DAYS: _two_days,
    Reason.NO_EXTENSION_COUNTING_BACK: _left_alone,
    Reason.NO_EXTENSION_LONG_TERM: _left_alone,
    Reason.NO_EXTENSION_EXCLUDED: _left_alone,
}


def _not_counted(step: Step) -> list[str]:
    """Say which days a count in working days passed over; weekends are not named one by one."""
    if not step.skipped:
        return []
    named = [each for each in step.skipped if each.kind is DayKind.HOLIDAY]
    return [_("Saturdays and Sundays do not count."), *map(not_ordinary_in_words, named)]


def not_ordinary_in_words(skipped: SkippedDay) -> str:
    """Say why a day does not count."""
    day = _full(skipped.day)
    day = day[:1].upper() + day[1:]
    if skipped.kind is not DayKind.HOLIDAY:
        return _("%(day)s is not a working day.", day=day)
    name = skipped.name_en if is_english() else skipped.name
    return _("%(day)s is a public holiday: %(name)s.", day=day, name=name or "")


def _law(rule: TermRule, article: str) -> str:
    law = str(LAW_WORDS[rule.legal_system])
    return f"{law}, {ARTICLES[article]}" if article in ARTICLES else law


def _full(day: date) -> str:
    return day_in_words(day, "full")
