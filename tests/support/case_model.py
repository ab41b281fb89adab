"""A small model of a case, written apart from the product: statuses, and days counted by hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

DAY = timedelta(days=1)
HOLIDAYS_2026 = {
    date(2026, 1, 1),
    date(2026, 4, 3),
    date(2026, 4, 6),
    date(2026, 4, 27),
    date(2026, 5, 5),
    date(2026, 5, 14),
    date(2026, 5, 25),
    date(2026, 12, 25),
    date(2026, 12, 26),
}
"""Algemene termijnenwet, article 3, for 2026; from a calendar on paper."""
TRIAGE = {
    "to_committee": "committee",
    "find_out": "finding_out",
    "urgent": "urgent",
    "not_ours": "closed",
}
COMMITTEE = {
    "no_investigation": "closed",
    "ask_report": "report_asked",
    "investigate": "investigation",
    "close_with_letter": "closed",
}
STEPS = {"days": DAY, "weeks": 7 * DAY}


class NotSo(Exception):
    """The product should refuse this step."""


def is_working(day: date) -> bool:
    """Tell whether people work on a day."""
    return day.weekday() < 5 and day not in HOLIDAYS_2026


def working_days_after(day: date, number: int) -> date:
    """Walk on, day by day."""
    while number:
        day += DAY
        number -= is_working(day)
    return day


@dataclass
class CaseModel:
    """What should be true of a case."""

    received_on: date
    status: str = "registered"
    start: date | None = None
    unit: str = ""
    length: int = 0
    changes: list[tuple] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.start, self.unit, self.length = self.received_on, "working_days", 1

    @property
    def due_on(self) -> date | None:
        """Return the last day, counted anew from the start."""
        return None if self.start is None else self._count(self.changes)

    def triage(self, outcome: str, today: date) -> None:
        """Decide in triage."""
        if self.status not in ("registered", "finding_out"):
            raise NotSo
        self._go(TRIAGE[outcome], today)

    def decide(self, outcome: str, today: date) -> None:
        """Decide in a meeting of today."""
        if self.status in ("registered", "finding_out"):
            raise NotSo
        self._go(COMMITTEE[outcome], today)

    def change(self, change: tuple) -> None:
        """Let something happen to the term."""
        if self.start is None:
            raise NotSo
        self._count([*self.changes, change])
        self.changes.append(change)

    def _go(self, status: str, today: date) -> None:
        if status == self.status == "finding_out" or status == self.status == "report_asked":
            return  # asked already: the term goes on as it runs
        self.status, self.changes, self.start = status, [], None
        weeks = {"finding_out": 6, "report_asked": 8}.get(status)
        if weeks:
            self.start, self.unit, self.length = today, "weeks", weeks

    def _count(self, changes: list[tuple]) -> date:
        end, still = self._after(self.start, self.unit, self.length), set()
        for kind, first, second in changes:
            if kind == "suspended":
                end = self._stood_still(end, first, second, still)
            else:
                end = self._after(end if kind == "extended" else self.start, second, first)
                still = still if kind == "extended" else set()
        return end

    def _after(self, day: date, unit: str, length: int) -> date:
        if unit == "working_days":
            return working_days_after(day, length)
        return day + length * STEPS[unit]

    def _stood_still(self, end: date, first: date, last: date, still: set[date]) -> date:
        """Walk on from the last day, over days that stood still already, for each day left."""
        if not self.start < first <= end or last < first:
            raise NotSo
        left = [first + n * DAY for n in range((end - first).days + 1)]
        number = sum(self._counts(each, still) for each in left)
        day = last
        while number:
            day += DAY
            number -= self._counts(day, still)
        still |= {first + n * DAY for n in range((last - first).days + 1)}
        return day

    def _counts(self, day: date, still: set[date]) -> bool:
        return day not in still and (self.unit != "working_days" or is_working(day))
