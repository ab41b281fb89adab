"""How days, moments, sizes and fingerprints are written on screen and in mails."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache, partial
from typing import Any

from babel.dates import format_date
from flask import Flask
from flask_babel import get_locale
from markupsafe import Markup, escape

from app.kernel.clock import HOME_ZONE, today
from app.kernel.text import _, size_in_words, to_safe_html, words_of

GROUP = 4
PATTERNS = {
    "full": "EEEE d MMMM y",
    "long": "d MMMM y",
    "medium": "d MMM y",
    "short": "EEE d MMM",
    "brief": "d MMM",
}


def day_in_words(value: date, style: str = "long") -> str:
    """Write a day: ``vrijdag 27 november 2026`` (full), ``27 november 2026``, ``vr 27 nov``."""
    return _written(value, PATTERNS[style], str(get_locale()))


@lru_cache(maxsize=2000)
def _written(value: date, pattern: str, language: str) -> str:
    return format_date(value, pattern, locale=language).replace(".", "")


def day(value: date | None, style: str = "long") -> Markup:
    """Write a day inside ``<time>``."""
    if value is None:
        return Markup("")
    return _time(value.isoformat(), day_in_words(value, style))


def moment_in_words(value: datetime, language: str | None = None) -> str:
    """Write a moment with its day, in the home zone: ``vandaag 9.04``, ``vr 20 nov 15.31``."""
    return _seen_from(today(), value, language or str(get_locale()))


def _seen_from(this_day: date, value: datetime, language: str) -> str:
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


def moment(value: datetime | None, language: str | None = None) -> Markup:
    """Write a moment inside ``<time>``."""
    if value is None:
        return Markup("")
    return _moment(value, language=language or str(get_locale()), this_day=today())


def _moment(value: datetime, *, language: str, this_day: date) -> Markup:
    written = _seen_from(this_day, value, language)
    return Markup(f'<time datetime="{value.isoformat()}">{written}</time>')  # noqa: S704 - digits and our own words


def size(value: int, language: str | None = None) -> Markup:
    """Write a number of bytes: ``640 kB``."""
    return _sized(value, language or str(get_locale()))


@lru_cache(maxsize=2000)
def _sized(value: int, language: str) -> Markup:
    return Markup(size_in_words(value, language))  # noqa: S704 - digits and our own words


def moments(language: str) -> Callable[[datetime], Markup]:
    """Return what writes many moments, all of them as seen from the same day."""
    return partial(_moment, language=language, this_day=today())


def time_of_day(value: datetime) -> Markup:
    """Write the time of a moment whose day stands above it, in the home zone: ``9.21 uur``."""
    local = value.astimezone(HOME_ZONE)
    # Translators: a time of day, "9.21".
    written = _("%(time)s", time=f"{local.hour}.{local.minute:02}")
    return _time(value.isoformat(), written)


def _time(exactly: str, written: str) -> Markup:
    return Markup(f'<time datetime="{exactly}">{escape(written)}</time>')  # noqa: S704 - digits and escaped words


def fingerprint_groups(value: str) -> list[str]:
    """Cut a hexadecimal fingerprint into groups of four."""
    return [value[start : start + GROUP] for start in range(0, len(value), GROUP)]


def short_fingerprint(value: str) -> str:
    """Shorten a fingerprint where nobody signs: ``f366 47f9 … 5528``."""
    groups = fingerprint_groups(value)
    return f"{groups[0]} {groups[1]} … {groups[-1]}"


def in_language(language: str) -> dict[str, Callable[..., Any]]:
    """Return the filters that lists ask for each row, knowing their language beforehand."""
    return {
        "moment": partial(moment, language=language),
        "size": partial(size, language=language),
    }


def add_filters(app: Flask) -> None:
    """Give the templates their filters."""
    app.jinja_env.filters.update(
        day=day,
        in_words=day_in_words,
        moment=moment,
        clock=time_of_day,
        size=size,
        fingerprint=short_fingerprint,
        fingerprint_groups=fingerprint_groups,
        markdown=to_safe_html,
    )
