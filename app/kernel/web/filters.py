"""How days, moments, sizes and fingerprints are written on screen and in mails."""

from __future__ import annotations

from datetime import date, datetime

from babel.dates import format_date, format_datetime
from flask import Flask
from flask_babel import get_locale
from markupsafe import Markup

from app.kernel.clock import HOME_ZONE, today
from app.kernel.text import _, size_in_words, to_safe_html

GROUP = 4


def day_in_words(value: date, style: str = "long") -> str:
    """Write a day: ``vrijdag 27 november 2026`` (full), ``27 november 2026``, ``vr 27 nov``."""
    patterns = {"full": "EEEE d MMMM y", "long": "d MMMM y", "short": "EEE d MMM", "brief": "d MMM"}
    locale = get_locale()
    return format_date(value, patterns[style], locale=locale).replace(".", "")


def day(value: date | None, style: str = "long") -> Markup:
    """Write a day inside ``<time>``."""
    if value is None:
        return Markup("")
    return Markup('<time datetime="{}">{}</time>').format(
        value.isoformat(), day_in_words(value, style)
    )


def moment_in_words(value: datetime) -> str:
    """Write a moment with its day, in the home zone: ``vandaag 9.04``, ``vr 20 nov 15.31``."""
    local = value.astimezone(HOME_ZONE)
    clock_time = format_datetime(local, "H.mm", locale=get_locale())
    if local.date() == today():
        # Translators: a moment today, "today 9.04".
        return _("today %(time)s", time=clock_time)
    style = "EEE d MMM" if local.year == today().year else "d MMM y"
    written = format_date(local.date(), style, locale=get_locale()).replace(".", "")
    # Translators: a moment on another day, "Fri 20 Nov 15.31".
    return _("%(day)s %(time)s", day=written, time=clock_time)


def moment(value: datetime | None) -> Markup:
    """Write a moment inside ``<time>``."""
    if value is None:
        return Markup("")
    return Markup('<time datetime="{}">{}</time>').format(value.isoformat(), moment_in_words(value))


def time_of_day(value: datetime) -> Markup:
    """Write the time of a moment whose day stands above it, in the home zone: ``9.21 uur``."""
    local = value.astimezone(HOME_ZONE)
    # Translators: a time of day, "9.21".
    written = _("%(time)s", time=format_datetime(local, "H.mm", locale=get_locale()))
    return Markup('<time datetime="{}">{}</time>').format(value.isoformat(), written)


def fingerprint_groups(value: str) -> list[str]:
    """Cut a hexadecimal fingerprint into groups of four."""
    return [value[start : start + GROUP] for start in range(0, len(value), GROUP)]


def short_fingerprint(value: str) -> str:
    """Shorten a fingerprint where nobody signs: ``f366 47f9 … 5528``."""
    groups = fingerprint_groups(value)
    return f"{groups[0]} {groups[1]} … {groups[-1]}"


def add_filters(app: Flask) -> None:
    """Give the templates their filters."""
    app.jinja_env.filters.update(
        day=day,
        moment=moment,
        clock=time_of_day,
        size=size_in_words,
        fingerprint=short_fingerprint,
        fingerprint_groups=fingerprint_groups,
        markdown=to_safe_html,
    )
