"""How people write a work programme in a table: as on our screens in either language."""

from __future__ import annotations

from enum import StrEnum

from app.importing.cells import Columns
from app.importing.words import by_word
from app.kernel.text import _
from app.programme.models import InvestigationPhase, Mode, SocietalTask


class Column(StrEnum):
    """What a column of the table is about, in the order in which the template has them."""

    REFERENCE = "reference"
    """Address of an investigation in our programme; empty for a new one."""
    YEAR = "year"
    OWNER = "owner"
    TASK = "task"
    TITLE = "title"
    SUMMARY = "summary"
    MODE = "mode"
    PHASE = "phase"
    PERIOD = "period"
    STARTS_ON = "starts_on"
    ENDS_ON = "ends_on"
    PARTNERS = "partners"
    VISIBLE_TO = "visible_to"
    PASSED_OVER = "passed_over"
    """Known, and not ours to read: a running number, why it was dropped, its workspace."""


HEADINGS = by_word(
    {
        Column.REFERENCE: "reference, kenmerk, referentie",
        Column.YEAR: "year, programme of the year, jaar, programmajaar, programma van het jaar",
        Column.OWNER: "organisation, programme of, organisatie, programma van",
        Column.TASK: "societal task, task, maatschappelijke opgave, opgave",
        Column.TITLE: "investigation, what is investigated, title, onderzoek,"
        " wat wordt er onderzocht, titel",
        Column.SUMMARY: "short description, description, korte omschrijving, omschrijving,"
        " toelichting",
        Column.MODE: "mode of supervision, mode, wijze van toezicht, wijze",
        Column.PHASE: "phase, fase",
        Column.PERIOD: "when, quarter, wanneer, periode, kwartaal",
        Column.STARTS_ON: "first day, starts on, eerste dag, begin, van",
        Column.ENDS_ON: "last day, ends on, laatste dag, einde, tot en met",
        Column.PARTNERS: "partners, with, with which organisations, met, met welke organisaties,"
        " samen met",
        Column.VISIBLE_TO: "visible to, who sees it, te zien door, zichtbaar voor, wie ziet het",
        Column.PASSED_OVER: "number, nr, nummer, reason, reden, workspace, ruimte, samenwerkruimte",
    }
)
TASKS = by_word(
    {
        SocietalTask.RESILIENT: "resilient, a resilient society, resilient society,"
        " een weerbare samenleving, weerbare samenleving, weerbaar",
        SocietalTask.SAFE: "safe, a safe society, safe society, een veilige samenleving,"
        " veilige samenleving, veilig",
        SocietalTask.PROTECTION: "protection, protection and perspective,"
        " bescherming en perspectief, bescherming",
    }
)
MODES = by_word(
    {
        Mode.REGULAR: "regular, regular supervision, regulier, regulier toezicht",
        Mode.IN_DEPTH: "in-depth, in-depth supervision, verdiepend, verdiepend toezicht",
        Mode.INTENSIVE: "intensive, intensive supervision, intensief, intensief toezicht",
    }
)
PHASES = by_word(
    {
        InvestigationPhase.PREPARATION: "preparation, voorbereiding",
        InvestigationPhase.EXECUTION: "execution, uitvoering",
        InvestigationPhase.REPORTING: "reporting, rapportage",
        InvestigationPhase.FINISHED: "finished, concluded, afgerond",
        InvestigationPhase.DROPPED: "dropped, vervallen",
    }
)
WHOLE_YEAR = frozenset({"wholeyear", "thewholeyear", "year", "heeljaar", "hetheelejaar", "jaar"})


def heading_of(column: Column) -> str:
    """Return what stands above a column in the template."""
    headings = {
        Column.REFERENCE: _("Reference"),
        Column.YEAR: _("Year"),
        Column.OWNER: _("Organisation"),
        Column.TASK: _("Societal task"),
        Column.TITLE: _("Investigation"),
        Column.SUMMARY: _("Short description"),
        Column.MODE: _("Mode of supervision"),
        Column.PHASE: _("Phase"),
        Column.PERIOD: _("Quarter"),
        Column.STARTS_ON: _("First day"),
        Column.ENDS_ON: _("Last day"),
        Column.PARTNERS: _("Partners"),
        Column.VISIBLE_TO: _("Visible to"),
    }
    return headings[column]


TEMPLATE_COLUMNS = tuple(each for each in Column if each != Column.PASSED_OVER)
COLUMNS = Columns(HEADINGS, heading_of, TEMPLATE_COLUMNS, Column.PASSED_OVER)
