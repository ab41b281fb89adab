"""How people write codes in a table: as on our screens in either language, or as they are used to.

Capitals, spaces and signs do not matter. A word stands for one code only.
"""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum

from app.coordination.models import ActivityKind, Regime, Sector
from app.coordination.queries.periods import Zoom, period_of
from app.importing.words import by_word, plain
from app.kernel.errors import Refused
from app.kernel.text import _


class Column(StrEnum):
    """What a column of the table is about, in the order in which the template has them."""

    REFERENCE = "reference"
    """Address of an activity in our calendar; empty for a new one."""
    ENTITY = "entity"
    NUMBER = "number"
    SECTOR = "sector"
    REGIME = "regime"
    SUPERVISOR = "supervisor"
    KIND = "kind"
    TITLE = "title"
    WINDOW = "window"
    STARTS_ON = "starts_on"
    ENDS_ON = "ends_on"
    DUE_ON = "due_on"
    VISIBLE_TO = "visible_to"
    PASSED_OVER = "passed_over"
    """Known, and not ours to read: a running number, or what others plan there."""


FIRST_MONTHS = {1: 1, 2: 4, 3: 7, 4: 10}
_QUARTERS = re.compile(
    r"(?:(20\d\d)\s*[-/]?\s*)?(?:q|k|kwartaal|quarter)\s*([1-4])"
    r"(?:\s*[-–]\s*(?:q|k|kwartaal|quarter)?\s*([1-4]))?(?:\s*[-/]?\s*(20\d\d))?",
    re.IGNORECASE,
)
HEADINGS = by_word(
    {
        Column.REFERENCE: "reference, kenmerk, referentie",
        Column.ENTITY: "entity, organisation, organisatie, entiteit, naam, instelling",
        Column.NUMBER: "register number, number in the trade register, trade register number,"
        " kvk-nummer, kvk, nummer in het handelsregister",
        Column.SECTOR: "sector",
        Column.REGIME: "legal regime, regime, law, under which law, wet, onder welke wet,"
        " wettelijk regime",
        Column.SUPERVISOR: "supervisor, authority, toezichthouder, inspectie",
        Column.KIND: "kind, kind of activity, soort, soort activiteit",
        Column.TITLE: "activity, what is planned, title, activiteit, wat is er gepland, titel",
        Column.WINDOW: "window, quarter, periode, kwartaal",
        Column.STARTS_ON: "starts on, first day of the window, first day, begin, eerste dag,"
        " eerste dag van de periode, van",
        Column.ENDS_ON: "ends on, last day of the window, last day, eind, einde, laatste dag,"
        " laatste dag van de periode, tot en met",
        Column.DUE_ON: "due on, ready at the latest, uiterlijk klaar, deadline, uiterste dag",
        Column.VISIBLE_TO: "visible to, who sees it, te zien door, zichtbaar voor, wie ziet het",
        Column.PASSED_OVER: "number, nr, nummer, also planned by, ook gepland door",
    }
)
SECTORS = by_word(
    {
        Sector.GOVERNMENT: "government, overheid",
        Sector.WATER_BOARD: "water board, water boards, waterschap, waterschappen, overheid-ws",
        Sector.POLICE: "police, politie",
        Sector.SAFETY_REGION: "safety region, safety regions, veiligheidsregio, veiligheidsregio's",
        Sector.HEALTH: "health, health care, zorg, zorg/jenv",
        Sector.ENERGY: "energy, energie",
        Sector.DRINKING_WATER: "drinking water, drinkwater",
        Sector.NUCLEAR: "nuclear, nucleair",
        Sector.TRANSPORT: "transport, vervoer",
        Sector.FOOD: "food, voedsel, levensmiddelen",
        Sector.DIGITAL: "digital, digital infrastructure, digitaal, digitale infrastructuur",
        Sector.TRUST: "trust, trust services, vertrouwensdiensten, eidas",
        Sector.FINANCE: "finance, financieel",
        Sector.ALL: "all, all sectors, alle, alle sectoren",
    }
)
REGIMES = by_word(
    {
        Regime.CBW_ESSENTIAL: "cbw essential, cbw essentieel, cbw-e",
        Regime.CBW_IMPORTANT: "cbw important, cbw belangrijk, cbw-b, cbw-i",
        Regime.WWKE: "wwke",
        Regime.DORA: "dora",
        Regime.NONE: "none, none of these, geen, geen van deze",
    }
)
KINDS = by_word(
    {
        ActivityKind.AUDIT: "audit",
        ActivityKind.INSPECTION: "inspection, inspectie",
        ActivityKind.SELF_ASSESSMENT: "self-assessment, zelfevaluatie",
        ActivityKind.INCIDENT: "incident, incident follow-up, opvolging van een incident",
        ActivityKind.EXERCISE: "exercise, oefening",
        ActivityKind.CERTIFICATE: "certificate of board training, certificaat bestuurstraining",
        ActivityKind.QUIET: "quiet, no visits, geen bezoek, toezichtvakantie",
    }
)
NO_REGIME = "-"
OWN = frozenset({"own", "eigen"})
PLANNED = frozenset({"planned", "gepland"})
EVERYONE = frozenset({"all", "everyone", "alle", "alles", "iedereen"})


def kind_in(title: str) -> ActivityKind:
    """Return the kind that the words of an activity name; an inspection when they name none."""
    said = plain(title)
    return next((code for word, code in KINDS.items() if word in said), ActivityKind.INSPECTION)


def quarters_in(text: str, year_otherwise: int | None) -> tuple[date, date]:
    """Read one quarter or a stretch of them.

    Args:
        year_otherwise: the year when the cell says none.

    Raises:
        Refused: it is none, or nobody says of which year.
    """
    found = _QUARTERS.fullmatch(text.strip())
    year = (found[1] or found[4]) if found else None
    in_year = int(year) if year else year_otherwise
    if found is None or in_year is None:
        raise Refused(_("This is no quarter with its year. Write it like Q2 2027."))
    first, last = int(found[2]), int(found[3] or found[2])
    if last < first:
        raise Refused(_("The window ends before it begins."))
    begins, ends = (date(in_year, FIRST_MONTHS[each], 1) for each in (first, last))
    return begins, period_of(Zoom.QUARTER, ends).last
