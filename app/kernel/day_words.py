"""How days and moments are written, on screen, in mails and in what is printed."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from babel.dates import format_date

from app.kernel.clock import HOME_ZONE, today
from app.kernel.text import language_in_use, words_of

PATTERNS = {
    "full": "EEEE d MMMM y",
    "long": "d MMMM y",
    "medium": "d MMM y",
    "short": "EEE d MMM",
    "brief": "d MMM",
}
DUTCH = "nl"
"""The language of what is printed and kept, whoever asks for it."""


def day_in_words(value: date | None, style: str = "long", language: str | None = None) -> str:
    """Write a day: ``vrijdag 27 november 2026`` (full), ``27 november 2026``, ``vr 27 nov``.

    Args:
        value: nothing is written for no day.
        style: one of `PATTERNS`.
        language: the one of this answer when left out.
    """
    if value is None:
        return ""
    return _written(value, PATTERNS[style], language or language_in_use())


@lru_cache(maxsize=2000)
def _written(value: date, pattern: str, language: str) -> str:
    return format_date(value, pattern, locale=language).replace(".", "")


def moment_in_words(value: datetime, language: str | None = None) -> str:
    """Write a moment with its day, in the home zone: ``vandaag 9.04``, ``vr 20 nov 15.31``."""
    return moment_seen_from(today(), value, language or language_in_use())


def moment_seen_from(this_day: date, value: datetime, language: str) -> str:
    """Write a moment as who reads it on a day; many moments of one list share the day."""
    local = value.astimezone(HOME_ZONE)
    before, after = _around_time(local.date(), this_day, language)
    return f"{before}{local.hour}.{local.minute:02}{after}"


@lru_cache(maxsize=2000)
def _around_time(day_of_it: date, this_day: date, language: str) -> tuple[str, str]:
    """Write what stands before and after the time of a moment; a list has few days and many times.

    They hold nothing that needs escaping: our own words, with a day in them.
    """
    words = words_of(language)
    if day_of_it == this_day:
        # Translators: a moment today, "today 9.04".
        sentence = words.gettext("today %(time)s")
    else:
        style = "short" if day_of_it.year == this_day.year else "medium"
        written = _written(day_of_it, PATTERNS[style], language)
        # Translators: a moment on another day, "Fri 20 Nov 15.31".
        sentence = words.gettext("%(day)s %(time)s").replace("%(day)s", written)
    before, _time, after = str(sentence).partition("%(time)s")
    return before, after
