"""Lines of a log as a PDF, to keep or to hand over: what its page shows, under each fingerprint."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from app.adapters import pdf
from app.adapters.fonts import packaged_fonts
from app.erasures.queries import ground_in_words
from app.kernel import clock
from app.kernel.clock import HOME_ZONE
from app.kernel.day_words import day_in_words
from app.kernel.text import _, language_in_use
from app.oversight.queries import LogLine, LogPage

TEMPLATE = Path(__file__).parents[2] / "templates" / "reports" / "log.typ"


def print_lines(page: LogPage, *, ref: str, name: str, by: str, about: Sequence[str]) -> bytes:
    """Print the lines of a page of the log, in the language of who asks.

    Args:
        ref: what people call the workspace.
        by: as which organisation they are seen.
        about: sentences that say which lines these are.
    """
    today = clock.now().astimezone(HOME_ZONE).date()
    said = {"ref": ref, "organisation": by, "day": day_in_words(today)}
    told = {
        "language": language_in_use(),
        "reference": ref,
        "date": today.isoformat(),
        "title": f"{_('Log')}: {ref} {name}",
        "description": _("Log of %(ref)s, as %(organisation)s may see it on %(day)s", **said),
        "about": list(about),
        "page": _("Page"),
        "headings": [
            _("Line"),
            _("Moment"),
            _("Who"),
            _("What"),
            _("Details"),
            _("Fingerprint"),
        ],
        "rows": list(_rows(page)),
    }
    return pdf.render(TEMPLATE, told, fonts=packaged_fonts()).content


def _rows(page: LogPage) -> Iterator[dict[str, str]]:
    for each in page.days:
        for line in each.lines:
            yield {"number": str(line.number), "fingerprint": line.fingerprint, **_told(line)}


def _told(line: LogLine) -> dict[str, str]:
    nobody = {"organisation": "", "person": "", "details": ""}
    if line.erased is not None:
        why = {"what": _("Erased"), "details": ground_in_words(line.erased.ground)}
        return {**nobody, "moment": _moment(line.erased.at), **why}
    told = line.told
    if told is None:
        return {**nobody, "moment": "", "what": _("Hidden")}
    return {
        "moment": _moment(told.at),
        "organisation": told.organisation.short_name if told.organisation else "",
        "person": told.person_name,
        "what": " ".join(str(each) for each in (told.verb, told.title) if each),
        "details": line.facts,
    }


def _moment(at: datetime) -> str:
    return f"{at.astimezone(HOME_ZONE):%d-%m-%Y %H.%M}"
