"""How far a publication is, and until when, in words: for pages and for the report's own page."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ScalarSelect, Text, cast, func, select

from app.kernel import clock, terms
from app.kernel.access import Actor
from app.kernel.clock import HOME_ZONE
from app.kernel.terms import LegalSystem, TermRule, TermUnit
from app.kernel.text import lazy
from app.publications.models import EntryKind, Publication, State, state_of
from app.publications.policy import visible_in
from app.reports.models import Report, ReportStatus
from app.reports.queries import Publishing
from app.tasks.models import TaskStatus
from app.tasks.queries import Reckoned
from app.tasks.queries.deadlines import Deadline, read_day
from app.tasks.queries.term_words import explained
from app.workspaces.models import Workspace

RULE = TermRule(
    length=6,
    unit=TermUnit.WEEKS,
    legal_system=LegalSystem.DUTCH,
    binds=False,
    source="Aanwijzingen inzake de rijksinspecties, BWBR0037073",
)
"""A minister who responds to a report delays its publication by at most six weeks.

Followed by policy, counted as the law counts; other reports follow it too, from adoption on.
"""
STATE_WORDS = {
    State.PLANNED: lazy("Under embargo"),
    State.HELD: lazy("Held: an agreement is missing"),
    State.PUBLISHED: lazy("Published"),
}
STATE_TONES = {State.PLANNED: "info", State.HELD: "risk", State.PUBLISHED: "ok"}
ENTRY_WORDS = {
    EntryKind.PLANNED: lazy("Planned"),
    EntryKind.CHANGED: lazy("Plan changed"),
    EntryKind.AGREED: lazy("Agrees"),
    EntryKind.OBJECTED: lazy("Objects"),
    EntryKind.HELD: lazy("Held"),
    EntryKind.PUBLISHED: lazy("Published"),
}
UNPLANNED = lazy("Not planned yet")


@dataclass(frozen=True, slots=True)
class TermToPublish:
    """The last day for publishing, and why that day."""

    starts_on: date
    """The day of offering, or of adoption while nothing is offered."""
    ends_on: date
    steps: tuple[str, ...]

    @property
    def deadline(self) -> Deadline:
        """How long still."""
        return read_day(TaskStatus.ACCEPTED, self.ends_on, today=clock.today())

    def is_late(self, moment: datetime) -> bool:
        """Tell whether a moment lies after the last day."""
        return moment >= terms.due_moment(self.ends_on)


def term_for(adopted_on: date, offered_on: date | None) -> TermToPublish:
    """Return until when a report is published.

    Source: Aanwijzingen inzake de rijksinspecties: at most six weeks after it is offered.
    """
    starts_on = offered_on or adopted_on
    told = terms.explain(RULE, starts_on)
    return TermToPublish(starts_on, told.ends_on, explained(Reckoned(told)))


def asked_with_report(actor: Actor, workspace: Workspace) -> ScalarSelect[str]:
    """Return the column that tells, with a report, how far its publication is."""
    row = func.jsonb_build_object(
        "id",
        Publication.id,
        "offered_to",
        Publication.offered_to,
        "offered_on",
        Publication.offered_on,
        "publish_at",
        Publication.publish_at,
        "held",
        Publication.held_at.is_not(None),
        "published_at",
        Publication.published_at,
        "sha256",
        func.encode(Publication.sha256, "hex"),
    )
    return (
        select(cast(row, Text))
        .where(visible_in(actor, workspace), Publication.report_id == Report.id)
        .correlate(Report)
        .scalar_subquery()
    )


def tell_publishing(
    report: Report, told: str | None, *, url: str, plan_url: str
) -> Publishing | None:
    """Make of what `asked_with_report` gave what the page of the report shows.

    Args:
        url: of the publication's own page, with ``{id}`` for its id.
        plan_url: where the reader can plan it; empty when the reader cannot.
    """
    if report.status != ReportStatus.ADOPTED or report.adopted_at is None:
        return None
    found: dict[str, Any] = json.loads(told or "{}")
    offered_on = date.fromisoformat(found["offered_on"]) if found.get("offered_on") else None
    adopted_on = report.adopted_at.astimezone(HOME_ZONE).date()
    term = term_for(adopted_on, offered_on)
    published_at = _moment(found.get("published_at"))
    state = (
        state_of(is_held=found["held"], is_published=published_at is not None) if found else None
    )
    waits = published_at is None
    return Publishing(
        state=state.value if state else "unplanned",
        words=str(STATE_WORDS[state] if state else UNPLANNED),
        tone=STATE_TONES[state] if state else "line",
        adopted_on=adopted_on,
        last_on=term.ends_on,
        steps=term.steps,
        left=term.deadline.words if waits else "",
        urgency=term.deadline.state if waits else "",
        offered_to=found.get("offered_to", ""),
        offered_on=offered_on,
        publish_at=_moment(found.get("publish_at")),
        published_at=published_at,
        sha256=found.get("sha256", ""),
        url=url.format(id=found["id"]) if found else "",
        plan_url=plan_url if waits else "",
    )


def _moment(told: str | None) -> datetime | None:
    return datetime.fromisoformat(told) if told else None
