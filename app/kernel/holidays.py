"""Days on which no statutory term ends: the recognised holidays and the days made equal to them.

Computed from `config/holidays.toml`, not from a library of days off work: the Algemene
termijnenwet has its own list (5 May every year, Good Friday, bridging days by decree).

Source: Algemene termijnenwet, article 3.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from app.kernel.configuration import STRICT_SHAPE, WrongConfigurationError, read_toml, shape

SHIPPED_FILE = Path(__file__).parents[2] / "config" / "holidays.toml"
SUNDAY = 6


@dataclass(frozen=True, slots=True)
class Holiday:
    """One day that the law counts as a holiday, with the place that says so."""

    day: date
    name: str
    name_en: str
    article: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HolidayRule:
    """How one holiday falls in a year: a fixed date, or days after Easter Sunday."""

    __pydantic_config__ = STRICT_SHAPE

    name: str
    name_en: str
    article: str
    month: int | None = None
    day: int | None = None
    after_easter: int | None = None
    if_sunday: int = 0
    from_year: int = 1

    def falls_on(self, year: int) -> date | None:
        """Return the day of this holiday in `year`, or None when it was not yet kept."""
        if year < self.from_year:
            return None
        if self.after_easter is not None:
            return easter_sunday(year) + timedelta(days=self.after_easter)
        if self.month is None or self.day is None:
            return None
        fixed = date(year, self.month, self.day)
        return fixed + timedelta(days=self.if_sunday) if fixed.weekday() == SUNDAY else fixed


@dataclass(frozen=True, slots=True)
class _Recognised:
    __pydantic_config__ = STRICT_SHAPE

    source: str
    rules: tuple[HolidayRule, ...]


@dataclass(frozen=True, slots=True)
class _DecreedDay:
    __pydantic_config__ = STRICT_SHAPE

    on: date
    source: str


@dataclass(frozen=True, slots=True)
class _Decreed:
    __pydantic_config__ = STRICT_SHAPE

    from_year: int
    until_year: int
    days: tuple[_DecreedDay, ...]


@dataclass(frozen=True, slots=True)
class _HolidayFile:
    __pydantic_config__ = STRICT_SHAPE

    recognised: _Recognised
    decreed: _Decreed


class HolidayCalendar:
    """Answers which days are holidays; years are computed once and kept."""

    def __init__(self, content: _HolidayFile) -> None:
        """Keep the rules; `load_holidays` is the way to make one."""
        self._content = content
        self._years: dict[int, dict[date, Holiday]] = {}

    def find(self, day: date) -> Holiday | None:
        """Return the holiday that `day` is, or None."""
        return self._year(day.year).get(day)

    def list_year(self, year: int) -> tuple[Holiday, ...]:
        """Return the holidays of a year in order."""
        return tuple(sorted(self._year(year).values(), key=lambda holiday: holiday.day))

    def knows_decrees_of(self, day: date) -> bool:
        """Tell whether the royal decrees for the year of `day` are in the file."""
        decreed = self._content.decreed
        return decreed.from_year <= day.year <= decreed.until_year

    def _year(self, year: int) -> dict[date, Holiday]:
        if year not in self._years:
            self._years[year] = {holiday.day: holiday for holiday in self._compute(year)}
        return self._years[year]

    def _compute(self, year: int) -> list[Holiday]:
        recognised = self._content.recognised
        made_equal = [
            Holiday(decree.on, "Gelijkgestelde dag", "Day made equal", "3 lid 3", decree.source)
            for decree in self._content.decreed.days
            if decree.on.year == year
        ]
        by_law = [
            Holiday(day, rule.name, rule.name_en, rule.article, recognised.source)
            for rule in recognised.rules
            if (day := rule.falls_on(year)) is not None
        ]
        return made_equal + by_law  # a day that is both keeps the name the law gives it


def load_holidays(path: Path) -> HolidayCalendar:
    """Return the calendar a holiday file describes.

    Raises:
        WrongConfigurationError: the file cannot be read, or a rule names no day or two.
    """
    content = shape(_HolidayFile, read_toml(path), name=path.name)
    wrong = [
        f"{path.name}: {rule.name} needs either month and day, or after_easter."
        for rule in content.recognised.rules
        if (rule.after_easter is None) == (rule.month is None or rule.day is None)
    ]
    if wrong:
        raise WrongConfigurationError(wrong)
    return HolidayCalendar(content)


@lru_cache(maxsize=1)
def standard_calendar() -> HolidayCalendar:
    """Return the calendar of the holiday file that comes with the product."""
    return load_holidays(SHIPPED_FILE)


def easter_sunday(year: int) -> date:
    """Return Easter Sunday of a year in the Gregorian calendar.

    Source: the anonymous algorithm of Nature, 20 April 1876, as given by J. Meeus,
        Astronomical Algorithms (1991), chapter 8.
    """
    golden = year % 19
    century, rest = divmod(year, 100)
    leap_centuries, century_rest = divmod(century, 4)
    moon_correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap_centuries - moon_correction + 15) % 30
    leap_years, year_rest = divmod(rest, 4)
    weekday = (32 + 2 * century_rest + 2 * leap_years - epact - year_rest) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)
