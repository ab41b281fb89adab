"""Whom and what a row of a table means: an entry of the own register, and an activity there.

Organisations are told apart by their number in the trade register, else by their name. An activity
is meant by a row when it is of the same name and kind at the same organisation, is not finished,
and its window lies in the year of the row, or right before or after the days of the row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta
from uuid import UUID

from app.coordination.models import Activity, SupervisedEntity
from app.coordination.queries import ADJOINING_DAYS
from app.coordination.queries.entities import match_key
from app.coordination.service.importing.reading import CalendarLine
from app.coordination.service.importing.words import Column
from app.importing.words import plain
from app.kernel.errors import Refused
from app.kernel.text import _

ADJOINING = timedelta(days=ADJOINING_DAYS)


class OwnRegister:
    """The entries of the own register, by whatever a row may say of them."""

    def __init__(self, entities: Sequence[SupervisedEntity]) -> None:
        self._by_id = {each.id: each for each in entities}
        self._numbered: dict[str, list[SupervisedEntity]] = defaultdict(list)
        self._named: dict[str, list[SupervisedEntity]] = defaultdict(list)
        for each in sorted(entities, key=lambda each: each.ended_at is not None):
            self._numbered[each.register_number].append(each)
            self._named[name_key(each.name)].append(each)

    def entry_of(self, activity: Activity) -> SupervisedEntity | None:
        """Return the entry an activity is planned at; None when that is of another authority."""
        return self._by_id.get(activity.entity_id)

    def entry_for(self, line: CalendarLine) -> SupervisedEntity | None:
        """Return the entry that a row means; None when it enters a new one.

        Raises:
            Refused: several of this name have different numbers, and the row says none.
        """
        named = self._named[name_key(line.entity)]
        if line.number:
            numbered = self._numbered[line.number]
            those = [each for each in numbered if each in named] or numbered or named
            return those[0] if those else None
        those = [each for each in named if not each.register_number] or named
        if len({each.match_key for each in those}) > 1:
            raise Refused(more_of_this_name(), field=Column.NUMBER)
        return those[0] if those else None


class OwnCalendar:
    """The own activities that no row has claimed yet."""

    def __init__(self, activities: Sequence[Activity], register: OwnRegister) -> None:
        self._register = register
        self._taken: set[UUID] = set()
        self._at: dict[tuple[str, str], list[Activity]] = defaultdict(list)
        for each in activities:
            for place in self._places_of(each):
                self._at[place, plain(each.title)].append(each)

    def take(self, activity: Activity) -> None:
        """Keep an activity for one row."""
        self._taken.add(activity.id)

    def is_taken(self, activity: Activity) -> bool:
        """Tell whether a row claimed it already."""
        return activity.id in self._taken

    def list_like(self, line: CalendarLine, entry: SupervisedEntity | None) -> list[Activity]:
        """Return what is left of this name and kind at the organisation that a row means."""
        found = {
            each.id: each
            for place in _places_for(line, entry)
            for each in self._at.get((place, plain(line.title)), ())
            if each.id not in self._taken
        }
        number = entry.register_number if entry else line.number
        return [
            each
            for each in found.values()
            if line.kind in (None, each.kind) and not _contradicts(each, number)
        ]

    def _places_of(self, activity: Activity) -> Iterable[str]:
        if self._register.entry_of(activity) is not None:
            return {str(activity.entity_id)}
        return {activity.match_key, name_key(activity.entity_name)}


def is_as_planned(line: CalendarLine, activity: Activity) -> bool:
    """Tell whether a row has the very days of an activity."""
    window = line.window
    days = (window.starts_on, window.ends_on, window.due_on)
    return days == (activity.starts_on, activity.ends_on, activity.due_on)


def could_have_moved(line: CalendarLine, activity: Activity) -> bool:
    """Tell whether a row can be about an activity though its days are others."""
    if activity.finished_at is not None:
        return False
    first, last = line.window.starts_on, line.window.ends_on
    is_near = activity.starts_on <= last + ADJOINING and activity.ends_on >= first - ADJOINING
    is_of_year = activity.starts_on.year <= last.year and activity.ends_on.year >= first.year
    return is_near or is_of_year


def name_key(name: str) -> str:
    """Return what is equal for two ways to write a name."""
    return match_key(name, "")


def more_of_this_name() -> str:
    """Say that a name alone does not tell which organisation is meant."""
    return _("There are more of this name. Fill in the trade register number of the one you mean.")


def _places_for(line: CalendarLine, entry: SupervisedEntity | None) -> Iterable[str]:
    if entry is not None:
        return {str(entry.id), entry.match_key, name_key(entry.name)}
    return {match_key(line.entity, line.number or ""), name_key(line.entity)}


def _contradicts(activity: Activity, number: str | None) -> bool:
    """Tell whether an activity stands at an organisation with another number."""
    has_number = activity.match_key.startswith("nr:")
    return bool(number) and has_number and activity.match_key != match_key("", number or "")
