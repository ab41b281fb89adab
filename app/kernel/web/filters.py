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
    local = value.astimezone(HOME_ZONE)
    sentence = _day_of_moment(local.date(), today(), language or str(get_locale()))
    return sentence % {"time": f"{local.hour}.{local.minute:02}"}


@lru_cache(maxsize=2000)
def _day_of_moment(day_of_it: date, this_day: date, language: str) -> str:
    """Write a moment with a gap for its time; in a list most stand on the same few days."""
    words = words_of(language)
    if day_of_it == this_day:
        # Translators: a moment today, "today 9.04".
        return str(words.gettext("today %(time)s"))
    style = "short" if day_of_it.year == this_day.year else "medium"
    written = _written(day_of_it, PATTERNS[style], language)
    # Translators: a moment on another day, "Fri 20 Nov 15.31".
    return str(words.gettext("%(day)s %(time)s")).replace("%(day)s", written)


def moment(value: datetime | None, language: str | None = None) -> Markup:
    """Write a moment inside ``<time>``."""
    if value is None:
        return Markup("")
    return _time(value.isoformat(), moment_in_words(value, language))


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
        "size": partial(size_in_words, language=language),
    }


def add_filters(app: Flask) -> None:
    """Give the templates their filters."""
    app.jinja_env.filters.update(
        day=day,
        in_words=day_in_words,
        moment=moment,
        clock=time_of_day,
        size=size_in_words,
        fingerprint=short_fingerprint,
        fingerprint_groups=fingerprint_groups,
        markdown=to_safe_html,
    )
