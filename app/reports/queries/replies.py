"""What the inspected organisations said of a report, told by whoever keeps that."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.findings.models import Outcome
from app.identity.models import Organisation
from app.kernel.access import Actor
from app.reports.models import Report
from app.reports.queries.along import Asked, ask_along


@dataclass(frozen=True, slots=True)
class Reply:
    """A hearing of one organisation, as the page of a report shows it."""

    entity: str
    url: str
    words: str
    """Its status in words."""
    tone: str
    remarks: int
    undecided: int


@dataclass(frozen=True, slots=True)
class Heard:
    """Who was heard about a report."""

    rows: tuple[Reply, ...]
    open_url: str
    """Where the reader can open a hearing; empty when the reader cannot."""

    @property
    def undecided(self) -> int:
        """How many remarks wait for a decision."""
        return sum(each.undecided for each in self.rows)


@dataclass(frozen=True, slots=True)
class AnnexRow:
    """A remark with what became of it, as it is published."""

    number: int
    finding_id: UUID | None
    about: str
    """Reference and title of the finding; empty when it is about the whole."""
    place: str
    remark: str
    decision: Outcome | None
    """None while it is not decided."""
    reason: str
    organisation: Organisation
    """Who decides."""
    followed_by: int | None
    """The version of the finding that came of it."""


@dataclass(frozen=True, slots=True)
class Annex:
    """The ledger of one hearing, as it is published: without the people who wrote it."""

    entity: str
    report_ref: str
    """The report of which the text was put forward."""
    sent_on: date | None
    ends_on: date | None
    rows: tuple[AnnexRow, ...]

    @property
    def is_begun(self) -> bool:
        """True once something was decided, so that there is a table to publish."""
        return any(each.decision is not None for each in self.rows)


Told = Callable[[Actor, Report, str | None], Heard]
Annexes = Callable[[Actor, Report], Sequence[Annex]]
_keepers: dict[str, tuple[Told, Annexes]] = {}


def offer_replies(name: str, *, asked: Asked, told: Told, annexes: Annexes) -> None:
    """Let a feature above say what was said of a report; again, it replaces itself.

    Args:
        asked: a column of the statement that reads a report, so that it costs none of its own.
        told: makes of what that column held what pages show.
        annexes: in full, for the printed report.
    """
    ask_along(name, asked)
    _keepers[name] = (told, annexes)


def find_heard(actor: Actor, report: Report) -> Heard:
    """Return who was heard about any version of a report that was loaded for this actor."""
    told = [
        tell(actor, report, report.asked_along[name]) for name, (tell, _annexes) in _keepers.items()
    ]
    return Heard(
        tuple(row for each in told for row in each.rows),
        next((each.open_url for each in told if each.open_url), ""),
    )


def list_annexes(actor: Actor, report: Report) -> list[Annex]:
    """Return what was said of a report with what became of it, from whoever keeps that.

    Where nobody was heard, as the report told when it was loaded, nothing is asked.
    """
    return [
        each
        for name, (_told, annexes) in _keepers.items()
        if report.asked_along[name] is not None
        for each in annexes(actor, report)
    ]
