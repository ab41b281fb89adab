"""What pages of the work programme share: what is asked for, words, and who sees a row."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from flask import request, url_for

from app.coordination.models import Rest
from app.identity.models import Organisation
from app.kernel import clock
from app.kernel.text import _
from app.kernel.words import whole_number
from app.programme import queries
from app.programme.forms import stretch_of
from app.programme.models import Investigation, InvestigationPhase, Mode, SocietalTask
from app.programme.queries import Offered, WantedLines
from app.workspaces.models import Classification, Marking
from app.workspaces.queries import Facts, classification_cells

LONGEST_SEARCH, MOST_PAGES, DIGITS_OF_YEAR = 100, 10_000, 4
TABLE = "table"
WORDS = {
    "tasks": queries.TASK_WORDS,
    "modes": queries.MODE_WORDS,
    "phases": queries.PHASE_WORDS,
    "tones": queries.PHASE_TONES,
    "others": queries.OTHERS_WORDS,
    "stretch": stretch_of,
}

Known = Mapping[UUID, Organisation]
Kind = TypeVar("Kind", bound=StrEnum)


def asked_lines(offered: Offered, known: Known) -> WantedLines:
    """Read from the address which lines are wanted; what is no choice is left open."""
    args = request.args
    by_code = {each.code: each.id for each in known.values()}
    return WantedLines(
        year=asked_year(offered),
        words=args.get("q", "").strip()[:LONGEST_SEARCH].replace("\0", ""),
        task=one_of(SocietalTask, args.get("task")),
        mode=one_of(Mode, args.get("mode")),
        phase=one_of(InvestigationPhase, args.get("phase")),
        partner_id=by_code.get(args.get("partner", "")),
        owner_id=by_code.get(args.get("owner", "")),
        page=whole_number(args.get("page"), most=MOST_PAGES) or 0,
    )


def asked_year(offered: Offered) -> int:
    """Return the year in the address; else this one, or the newest with anything in it."""
    text = request.args.get("year", "")
    if text.isascii() and text.isdecimal() and len(text) == DIGITS_OF_YEAR:
        return int(text)
    return offered.usual_year(clock.today().year)


def one_of(kind: type[Kind], text: str | None) -> Kind | None:
    """Return the member that a text names; None for anything else."""
    try:
        return kind(text) if text else None
    except ValueError:
        return None


def address(endpoint: str, wanted: WantedLines, known: Known, **other: Any) -> str:
    """Return the address of the same lines, with something different."""
    said = {
        "year": wanted.year,
        "q": wanted.words,
        "task": wanted.task,
        "mode": wanted.mode,
        "phase": wanted.phase,
        "partner": known[wanted.partner_id].code if wanted.partner_id else "",
        "owner": known[wanted.owner_id].code if wanted.owner_id else "",
        **other,
    }
    return f"{url_for(endpoint)}?{urlencode({k: str(v) for k, v in said.items() if v})}"


def facts_of(it: Investigation, known: Known) -> Facts:
    """Return what the facts bar says of one investigation: who sees it."""
    seeing = {it.organisation_id} if it.withdrawn_at else {it.organisation_id, *it.named}
    seers = sorted((known[each] for each in seeing if each in known), key=lambda each: each.name)
    is_open = it.rest == Rest.EVERYTHING and it.withdrawn_at is None
    words = _("all organisations in Samenzicht") if is_open else ""
    cells = classification_cells(Classification.NONE, Marking.INTERNAL)
    return Facts(words, classification=cells, sight_orgs=seers)


def organisations_in(ids: list[UUID], known: Known) -> list[Organisation]:
    """Return organisations by name."""
    return sorted((known[each] for each in ids if each in known), key=lambda each: each.name)
