"""How days, moments and sizes are written in the HTML of a page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache, partial
from typing import Any

from flask import Flask
from markupsafe import Markup, escape

from app.kernel.clock import HOME_ZONE, today
from app.kernel.day_words import day_in_words, moment_seen_from
from app.kernel.text import (
    _,
    fingerprint_groups,
    language_in_use,
    short_fingerprint,
    size_in_words,
    to_safe_html,
)

YEARLESS = ("short", "brief")
"""How a day of this year is written where there is little room."""


def day(value: date | None, style: str = "long") -> Markup:
    """Write a day inside ``<time>``; one of another year with that year, however short."""
    if value is None:
        return Markup("")
    is_told_apart = style not in YEARLESS or value.year == today().year
    return _time(value.isoformat(), day_in_words(value, style if is_told_apart else "medium"))


def moment(value: datetime | None, language: str | None = None) -> Markup:
    """Write a moment inside ``<time>``."""
    if value is None:
        return Markup("")
    return _moment(value, language=language or language_in_use(), this_day=today())


def _moment(value: datetime, *, language: str, this_day: date) -> Markup:
    written = moment_seen_from(this_day, value, language)
    return Markup(f'<time datetime="{value.isoformat()}">{written}</time>')  # noqa: S704 - digits and our own words  # nosec B704


def size(value: int, language: str | None = None) -> Markup:
    """Write a number of bytes: ``640 kB``."""
    return _sized(value, language or language_in_use())


@lru_cache(maxsize=2000)
def _sized(value: int, language: str) -> Markup:
    return Markup(size_in_words(value, language))  # noqa: S704 - digits and our own words  # nosec B704


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
    return Markup(f'<time datetime="{exactly}">{escape(written)}</time>')  # noqa: S704 - digits and escaped words  # nosec B704


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
