"""The sample: made-up people and cases of real authorities, read from `config/demo/`.

Days in the files are whole numbers: n days after the Monday of the week of loading, so that a
demonstration never goes stale. Everything that names something else (a person, a workspace, a
legal basis) is checked in `sample_checks`; a wrong name is refused in plain words.
"""

from datetime import date
from pathlib import Path
from typing import TypeVar

from app.demo.sample_breaches import SampleBreach
from app.demo.sample_calendar import SampleCalendarRow
from app.demo.sample_cases import SampleCase
from app.demo.sample_checks import mistakes_in
from app.demo.sample_closings import SampleClosing
from app.demo.sample_contributions import SampleRound
from app.demo.sample_emergencies import SampleEmergency
from app.demo.sample_observations import SampleObservation
from app.demo.sample_programme import SampleInvestigation
from app.demo.sample_publications import SamplePublication
from app.demo.sample_rows import (
    Sample,
    SampleDocument,
    SampleFinding,
    SampleMandate,
    SampleOrganisation,
    SamplePerson,
    SampleProvider,
    SampleRebuttal,
    SampleReport,
    SampleTask,
    SampleWorkspace,
)
from app.demo.sample_scorings import SampleScoring
from app.documents.legal_bases import load_legal_bases
from app.kernel.configuration import WrongConfigurationError, read_toml, shape
from app.workspaces.templates import load_templates

SHIPPED_FOLDER = Path(__file__).parents[2] / "config" / "demo"

Row = TypeVar("Row")


def load_sample(folder: Path, monday: date) -> Sample:
    """Return the sample of a folder, its days counted from `monday`.

    The workspace templates and legal bases are read from the folder above it.

    Raises:
        WrongConfigurationError: a file is wrong, or names something that is not there.
    """

    def rows(table: str, kind: type[Row]) -> tuple[Row, ...]:
        name = f"{table}.toml"
        content = read_toml(folder / name).get(table, [])
        return tuple(
            shape(kind, row, name=f"{name}, row {number}", monday=monday)
            for number, row in enumerate(content, 1)
        )

    sample = Sample(
        monday=monday,
        organisations={row.code: row for row in rows("organisations", SampleOrganisation)},
        providers={row.organisation: row for row in rows("providers", SampleProvider)},
        people={row.number: row for row in rows("people", SamplePerson)},
        mandates={row.number: row for row in rows("mandates", SampleMandate)},
        workspaces={row.code: row for row in rows("workspaces", SampleWorkspace)},
        documents={row.code: row for row in rows("documents", SampleDocument)},
        tasks={row.code: row for row in rows("tasks", SampleTask)},
        findings={row.code: row for row in rows("findings", SampleFinding)},
        reports={row.code: row for row in rows("reports", SampleReport)},
        rebuttals={row.report: row for row in rows("rebuttals", SampleRebuttal)},
        breaches=tuple(rows("breaches", SampleBreach)),
        emergencies=tuple(rows("emergencies", SampleEmergency)),
        closings=tuple(rows("closings", SampleClosing)),
        publications={row.report: row for row in rows("publications", SamplePublication)},
        rounds={row.code: row for row in rows("contributions", SampleRound)},
        observations={row.code: row for row in rows("observations", SampleObservation)},
        scorings={row.code: row for row in rows("scorings", SampleScoring)},
        calendar={row.number: row for row in rows("calendar", SampleCalendarRow)},
        cases={row.number: row for row in rows("cases", SampleCase)},
        programme={row.number: row for row in rows("programme", SampleInvestigation)},
        templates=load_templates(folder.parent / "workspace_templates"),
        legal_bases=load_legal_bases(folder.parent / "legal_bases.toml"),
    )
    problems = tuple(mistakes_in(sample))
    if problems:
        raise WrongConfigurationError(problems)
    return sample
