"""Reading the chains of proof of adopted reports, and which of them wear out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import load_only

from app.kernel import clock, db
from app.reports.models import Report, ReportProof

RENEW_BEFORE = timedelta(days=30)
"""So long before its end a proof is renewed. The built-in authority takes a new certificate so long
before the end of the old one, so that what is asked for then lasts longer."""
OVERDUE = timedelta(days=14)
"""With so little left, whoever runs the installation has to look."""


@dataclass(frozen=True, slots=True)
class Wearing:
    """An adopted report whose proof ends soon, or of which nobody has looked yet when it does."""

    workspace_id: UUID
    organisation_id: UUID
    """Holds the pen of the report."""
    report_id: UUID


@dataclass(frozen=True, slots=True)
class InNeed:
    """How many proofs need somebody to look: numbers of the whole installation."""

    overdue: int
    lapsed: int


def list_proofs(report_ids: Iterable[UUID]) -> dict[UUID, list[ReportProof]]:
    """Return the links of some reports the actor has loaded, oldest first; one statement."""
    statement = (
        select(ReportProof)
        .where(ReportProof.report_id.in_(set(report_ids)))
        .order_by(ReportProof.report_id, ReportProof.number)
    )
    found: dict[UUID, list[ReportProof]] = {}
    for row in db.session().execute(statement).scalars():
        found.setdefault(row.report_id, []).append(row)
    return found


def list_renewals(report: Report) -> list[ReportProof]:
    """Return when the proof of a report the actor has loaded was renewed, the newest first."""
    told = (ReportProof.number, ReportProof.stamped_at, ReportProof.stamped_by)
    statement = (
        select(ReportProof)
        .options(load_only(*told, ReportProof.holds_until, raiseload=True))
        .where(ReportProof.report_id == report.id)
        .order_by(ReportProof.number.desc())
    )
    return list(db.session().execute(statement).scalars())


_WEARING = text(
    "select workspace_id, organisation_id, report_id from samenzicht_wearing_proofs(:moment, :soon)"
)
_IN_NEED = text("select wearing, lapsed from samenzicht_proofs_in_need(:moment, :soon)")


def list_wearing() -> list[Wearing]:
    """Return the reports whose proof must be renewed; for jobs, of every place.

    What has ended is not among them: nothing mends that.
    """
    moment = clock.now()
    facts = {"moment": moment, "soon": moment + RENEW_BEFORE}
    return [Wearing(*row) for row in db.session().execute(_WEARING, facts)]


def count_in_need() -> InNeed:
    """Return how many proofs should have been renewed, and how many have ended; for operators."""
    moment = clock.now()
    facts = {"moment": moment, "soon": moment + OVERDUE}
    return InNeed(*db.session().execute(_IN_NEED, facts).one())
