"""What an investigation may say: its words, its year and days, and whom it names."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.coordination.models import Rest
from app.coordination.service.entities import CLOSED, Opening
from app.identity import queries as identity
from app.kernel import words
from app.kernel.errors import Refused
from app.kernel.text import _
from app.programme.models import Investigation, InvestigationPhase, Mode, SocietalTask

LONGEST_TITLE, LONGEST_SUMMARY = 200, 1000
FIRST_YEAR, LAST_YEAR = 2015, 2099
"""Years before or after these are typing mistakes."""
LONGEST_PERIOD_DAYS = 5 * 366
STARTING_PHASES = (
    InvestigationPhase.PREPARATION,
    InvestigationPhase.EXECUTION,
    InvestigationPhase.REPORTING,
    InvestigationPhase.FINISHED,
)
"""In which one may stand when it is entered: a programme is often written down late."""
_TURNING = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Signs that turn the direction of writing: they would make a line read as another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What an investigation says."""

    title: str
    summary: str = ""
    task: SocietalTask
    mode: Mode
    starts_on: date | None = None
    ends_on: date | None = None
    partners: tuple[str, ...] = ()
    """Codes of organisations."""
    opening: Opening = CLOSED


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing:
    """Where a new investigation stands."""

    year: int
    phase: InvestigationPhase = InvestigationPhase.PREPARATION


@dataclass(frozen=True, slots=True)
class Around:
    """The organisations there are."""

    ids: Mapping[str, UUID]
    """By code; what has ended too."""
    standing: frozenset[str]

    def has_ended(self, code: str) -> bool:
        """Tell whether an organisation that we know does not exist any more."""
        return code not in self.standing


def organisations_now() -> Around:
    """Return the organisations that an investigation can name today."""
    ids_by_code = {each.code: each.id for each in identity.organisations_by_id().values()}
    return Around(ids_by_code, frozenset(each.code for each in identity.list_organisations()))


def one_line(text: str) -> str:
    """Return a text in one line, without signs that make it read as another."""
    return " ".join(_harmless(text).split())


def paragraphs(text: str) -> str:
    """Return a text with its line breaks, without signs that make it read as another."""
    return "\n".join(_harmless(line).rstrip() for line in text.splitlines()).strip()


def _harmless(text: str) -> str:
    return "".join(
        " " if unicodedata.category(each) in ("Cc", "Zl", "Zp") else each
        for each in text
        if each not in _TURNING and unicodedata.category(each) != "Cs"
    )


def check_year(year: int) -> None:
    """Refuse a year in which no programme is.

    Raises:
        Refused: it is a typing mistake.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refused(_("Choose a year between 2015 and 2099."), field="year")


def right_title(text: str) -> str:
    """Return the name of an investigation as it is kept.

    Raises:
        Refused: nothing stands there, or too much.
    """
    missing = _("Say in a few words what is investigated.")
    return words.one_line(one_line(text), field="title", longest=LONGEST_TITLE, missing=missing)


def right_summary(text: str) -> str:
    """Return the short description of an investigation as it is kept.

    Raises:
        Refused: it is too long.
    """
    return words.several_lines(paragraphs(text), field="summary", longest=LONGEST_SUMMARY)


def write(it: Investigation, entry: Entry, *, around: Around) -> None:
    """Write in an investigation what an entry says.

    Raises:
        Refused: something is missing or wrong.
    """
    title, summary = right_title(entry.title), right_summary(entry.summary)
    if entry.opening.rest == Rest.PLANNED:
        raise Refused(_("Choose who sees this investigation."), field="rest")
    check_period(it.year, entry.starts_on, entry.ends_on)
    it.title, it.summary = title, summary
    it.task, it.mode = entry.task, entry.mode
    it.starts_on, it.ends_on = entry.starts_on, entry.ends_on
    it.rest = entry.opening.rest
    for field, codes in (("partners", entry.partners), ("named", entry.opening.named)):
        chosen = _chosen(codes, around, there=set(getattr(it, field)), field=field)
        setattr(it, field, [each for each in chosen if each != it.organisation_id])


def _chosen(codes: Sequence[str], around: Around, *, there: set[UUID], field: str) -> list[UUID]:
    """Return the ids of organisations; one that has ended only where it stood already."""
    for code in codes:
        if code not in around.ids:
            raise Refused(_("We do not know this organisation."), field=field)
        if around.has_ended(code) and around.ids[code] not in there:
            raise Refused(
                _("%(code)s does not exist any more. Choose its successor.", code=code.upper()),
                field=field,
            )
    return [around.ids[code] for code in dict.fromkeys(codes)]


def check_period(year: int, first: date | None, last: date | None) -> None:
    """Refuse a period that cannot be one of the programme of a year.

    Raises:
        Refused: a day is missing, or the days do not fit.
    """
    if first is None and last is None:
        return
    if first is None:
        raise Refused(_("Choose the first day too."), field="starts_on")
    if last is None:
        raise Refused(_("Choose the last day too."), field="ends_on")
    if last < first:
        raise Refused(_("The period ends before it begins."), field="ends_on")
    if (last - first).days > LONGEST_PERIOD_DAYS:
        raise Refused(_("A period lasts five years at most."), field="ends_on")
    if first.year > year or last.year < year:
        raise Refused(
            _("No day of this period lies in %(year)d, the year of the programme.", year=year),
            field="starts_on",
        )
