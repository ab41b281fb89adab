"""The facts of an entry in a few words; what has no word here is left to the entry itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from app.documents.service import AFTER_LEAVING_WORDS, PURPOSE_WORDS
from app.emergencies.queries import GROUND_WORDS, VERDICT_WORDS
from app.erasures.queries import ground_in_words
from app.identity.models import Organisation
from app.kernel.day_words import day_in_words, moment_in_words
from app.kernel.text import _, short_fingerprint

LEVELS = {
    "none": lambda: _("no access"),
    "finding": lambda: _("only as finding"),
    "view": lambda: _("view on screen"),
    "download": lambda: _("download"),
    "contribute": lambda: _("contribute"),
    "manage": lambda: _("manage"),
}


def in_words(facts: Mapping[str, Any], organisations: Mapping[UUID, Organisation]) -> str:
    """Write facts as one line: ``IvhO, bekijken op scherm, tot en met 31 januari 2027``."""
    words = [_organisation(facts.get("organisation"), organisations)]
    words += [word(facts[name]) for name, word in WORDS.items() if facts.get(name) is not None]
    if approver := _organisation(facts.get("approver"), organisations):
        words.append(_("agreed by %(organisation)s", organisation=approver))
    line = ", ".join(each for each in words if each)
    return line[:1].upper() + line[1:]


def _organisation(value: Any, organisations: Mapping[UUID, Organisation]) -> str:
    try:
        found = organisations.get(UUID(str(value)))
    except ValueError:
        found = next((each for each in organisations.values() if each.code == value), None)
    return found.short_name if found else ""


def _level(value: Any) -> str:
    return LEVELS[value]() if value in LEVELS else ""


def _until(value: Any) -> str:
    if "T" in value:
        return _("until %(moment)s", moment=moment_in_words(datetime.fromisoformat(value)))
    return _("until and including %(day)s", day=day_in_words(date.fromisoformat(value)))


def _due(value: Any) -> str:
    return _("before the end of %(day)s", day=day_in_words(date.fromisoformat(value)))


def _purpose(value: Any) -> str:
    words = PURPOSE_WORDS.get(value)
    return _("purpose: %(words)s", words=words) if words else ""


WORDS: dict[str, Callable[[Any], str]] = {
    "level": _level,
    "until": _until,
    "due_on": _due,
    "legal_basis": lambda value: _("basis %(code)s", code=value),
    "mandate": lambda value: _("mandate %(number)s", number=value),
    "version": lambda value: _("version %(number)s", number=value),
    "revision": lambda value: _("revision %(number)s", number=value),
    "reading_purpose": _purpose,
    "emergency_ground": lambda value: str(GROUND_WORDS.get(value, "")),
    "special": lambda value: _("asks for special data too") if value else "",
    "emergency": lambda _value: _("under emergency sight"),
    "emergency_verdict": lambda value: str(VERDICT_WORDS.get(value, "")),
    "after_leaving": lambda value: str(AFTER_LEAVING_WORDS.get(value, "")),
    "erased_line": lambda value: _("line %(number)s", number=value),
    "erasure_ground": ground_in_words,
    "sha256": lambda value: _("fingerprint %(code)s", code=short_fingerprint(str(value))),
}
