"""Kinds of happenings one can choose in the log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.closing.actions import ClosingAction
from app.contributions.actions import ContributionAction
from app.coordination.actions import CoordinationAction
from app.documents.actions import DocumentAction
from app.emergencies.actions import EmergencyAction
from app.erasures.actions import ErasureAction
from app.findings.actions import FindingAction
from app.incidents.actions import IncidentAction
from app.kernel.text import lazy
from app.oversight.actions import OversightAction
from app.programme.actions import ProgrammeAction
from app.reports.actions import ReportAction
from app.requests.actions import RequestAction
from app.tasks.actions import TaskAction, TermAction
from app.workspaces.actions import WorkspaceAction


@dataclass(frozen=True, slots=True)
class Kind:
    """Some audit words under one plain name."""

    label: Any
    actions: Sequence[str]


def _words(*families: type) -> tuple[str, ...]:
    return tuple(str(word) for family in families for word in family)  # type: ignore[attr-defined]  # each is an enumeration


SIGHT = tuple(str(each) for each in DocumentAction if ":access:" in each)
READING = tuple(
    str(each)
    for family in (DocumentAction, ReportAction)
    for each in family
    if each.endswith((":open", ":read", ":download", ":archive"))
)
KINDS = {
    "sight": Kind(lazy("Sight given or taken away"), SIGHT),
    "reading": Kind(lazy("Viewed or downloaded"), READING),
    "documents": Kind(lazy("Documents"), _words(DocumentAction)),
    "tasks": Kind(lazy("Tasks"), _words(TaskAction)),
    "terms": Kind(lazy("Terms"), _words(TermAction)),
    "contributions": Kind(lazy("Contribution rounds"), _words(ContributionAction)),
    "cases": Kind(lazy("Cases"), _words(IncidentAction)),
    "requests": Kind(lazy("Document requests"), _words(RequestAction)),
    "findings": Kind(lazy("Findings"), _words(FindingAction)),
    "reports": Kind(lazy("Reports and signing"), _words(ReportAction)),
    "coordination": Kind(lazy("Coordination"), _words(CoordinationAction)),
    "programme": Kind(lazy("Work programme"), _words(ProgrammeAction)),
    "emergencies": Kind(
        lazy("Emergency sight"), (*_words(EmergencyAction), str(DocumentAction.READ_IN_EMERGENCY))
    ),
    "closing": Kind(lazy("Closing"), _words(ClosingAction, OversightAction, ErasureAction)),
    "people": Kind(lazy("Participants and people"), _words(WorkspaceAction)),
}
