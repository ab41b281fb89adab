"""By when what must be there about an incident, and why then; pure, no clock is read.

Each law has terms and a basis of its own; a law that is not here has none that we count.

| law | what | term | basis |
|---|---|---|---|
| Cbw | early warning | 24 hours after it was noticed | Cbw, article 26 |
| Cbw | notification | 72 hours after it was noticed; for trust services 24 hours | article 27 |
| Cbw | final report | one month after the notification | article 29 |
| Cbw | progress report | in place of that, while the incident goes on | article 29 |
| Cbw | final report then | one month after it was handled | article 29 |
| Wwke | first report | 24 hours after it was noticed | CER directive, article 15 |
| Wwke | detailed report | one month after the first report | CER directive, article 15 |

The Wwke brings directive (EU) 2022/2557 (CER) into Dutch law. DORA has terms of its own, of the
financial supervisors, and who falls under none of these laws has none.

The Cbw gives board members two years for their training (article 24(3)), so one term for all: it
counts from the day the law came into force.

Terms in hours know no weekends (Algemene termijnenwet, article 4, a); a month that ends on a
Saturday, Sunday or holiday runs on (article 1).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from app.coordination.models import CBW, Regime, Sector
from app.kernel import terms
from app.kernel.terms import AMSTERDAM, Explanation, HoursExplanation, TermRule, TermUnit

WARNING_RULE = TermRule(length=24, unit=TermUnit.HOURS, source="Cbw, artikel 26")
NOTIFICATION_RULE = TermRule(length=72, unit=TermUnit.HOURS, source="Cbw, artikel 27")
TRUST_RULE = TermRule(length=24, unit=TermUnit.HOURS, source="Cbw, artikel 27")
REPORT_RULE = TermRule(length=1, unit=TermUnit.MONTHS, source="Cbw, artikel 29")
FIRST_RULE = TermRule(length=24, unit=TermUnit.HOURS, source="Wwke; CER-richtlijn, artikel 15")
DETAILED_RULE = TermRule(length=1, unit=TermUnit.MONTHS, source="Wwke; CER-richtlijn, artikel 15")
TRAINING_RULE = TermRule(length=2, unit=TermUnit.YEARS, source="Cbw, artikel 24, derde lid")
CBW_IN_FORCE_ON = date(2026, 8, 15)
"""Stb. 2026, 187."""


class DeadlineKind(StrEnum):
    """What must be there by then; in the order in which they stand on one day."""

    WARNING = "early_warning"
    NOTIFICATION = "notification"
    PROGRESS = "progress_report"
    FINAL = "final_report"
    FIRST = "first_report"
    DETAILED = "detailed_report"
    CERTIFICATE = "training_certificate"
    ACTIVITY = "activity"


class Incident(Protocol):
    """What is known of an incident."""

    sector: Sector
    terms_under: Regime | None
    terms_sector: Sector | None
    noticed_at: datetime | None
    is_ongoing: bool
    warned_at: datetime | None
    notified_at: datetime | None
    progressed_at: datetime | None
    handled_at: datetime | None
    reported_at: datetime | None


@dataclass(frozen=True, slots=True)
class IncidentTerm:
    """One term of an incident."""

    kind: DeadlineKind
    told: Explanation | HoursExplanation
    done_at: datetime | None
    is_expected: bool = False
    """It counts from a report that is not there yet, so from when that must be."""

    @property
    def ends_at(self) -> datetime:
        """The moment it is over."""
        if isinstance(self.told, HoursExplanation):
            return self.told.ends_at
        return terms.due_moment(self.told.ends_on)

    @property
    def due_on(self) -> date:
        """The last day, in the Netherlands."""
        if isinstance(self.told, HoursExplanation):
            return day_of(self.told.ends_at)
        return self.told.ends_on


def terms_of(incident: Incident) -> list[IncidentTerm]:
    """Return the terms of an incident, what comes first on top; none while it has no beginning."""
    noticed_at = incident.noticed_at
    if noticed_at is None:
        return []
    if incident.terms_under in (None, *CBW):
        return _of_cbw(incident, noticed_at)
    return _of_wwke(incident, noticed_at) if incident.terms_under == Regime.WWKE else []


def board_training() -> Explanation:
    """Return by when board members must have their certificate, and why then."""
    return terms.explain(TRAINING_RULE, CBW_IN_FORCE_ON)


def day_of(moment: datetime) -> date:
    """Return the day of a moment in the Netherlands."""
    return moment.astimezone(AMSTERDAM).date()


def _of_cbw(incident: Incident, noticed_at: datetime) -> list[IncidentTerm]:
    is_trust = (incident.terms_sector or incident.sector) == Sector.TRUST
    warning = terms.explain_hours(WARNING_RULE, noticed_at)
    notification = terms.explain_hours(TRUST_RULE if is_trust else NOTIFICATION_RULE, noticed_at)
    return [
        IncidentTerm(DeadlineKind.WARNING, warning, incident.warned_at),
        IncidentTerm(DeadlineKind.NOTIFICATION, notification, incident.notified_at),
        *_reports(incident, notification_ends_at=notification.ends_at),
    ]


def _of_wwke(incident: Incident, noticed_at: datetime) -> list[IncidentTerm]:
    first = terms.explain_hours(FIRST_RULE, noticed_at)
    detailed = terms.explain(DETAILED_RULE, day_of(incident.warned_at or first.ends_at))
    is_expected = incident.warned_at is None
    return [
        IncidentTerm(DeadlineKind.FIRST, first, incident.warned_at),
        IncidentTerm(DeadlineKind.DETAILED, detailed, incident.reported_at, is_expected),
    ]


def _reports(incident: Incident, *, notification_ends_at: datetime) -> list[IncidentTerm]:
    starts_at = incident.notified_at or notification_ends_at
    told = terms.explain(REPORT_RULE, day_of(starts_at))
    is_expected = incident.notified_at is None
    if not _goes_on(incident, until=terms.due_moment(told.ends_on)):
        return [IncidentTerm(DeadlineKind.FINAL, told, incident.reported_at, is_expected)]
    found = [IncidentTerm(DeadlineKind.PROGRESS, told, incident.progressed_at, is_expected)]
    if incident.handled_at is not None:
        final = terms.explain(REPORT_RULE, day_of(incident.handled_at))
        found.append(IncidentTerm(DeadlineKind.FINAL, final, incident.reported_at))
    return found


def _goes_on(incident: Incident, *, until: datetime) -> bool:
    """Tell whether the incident goes on past the day of its report, or was reported to do so."""
    if incident.progressed_at is not None:
        return True
    return incident.is_ongoing and (incident.handled_at is None or incident.handled_at >= until)
