"""Triage: what the duty inspectors decide about a report, before the committee meets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.incidents import queries
from app.incidents.actions import IncidentAction
from app.incidents.events import CaseAcute
from app.incidents.models import Case, CaseDecision, CaseStatus, Informed, Outcome, Within
from app.incidents.policy import IncidentPermission
from app.incidents.service.steps import note_change, one_text, take_case
from app.incidents.service.terms import follow_status
from app.kernel import clock, events, ids
from app.kernel.access import Actor
from app.kernel.errors import Refused, known
from app.kernel.text import _
from app.kernel.work import begin_work
from app.workspaces.templates import Term

LONGEST_REASON = 2000
AFTER = {
    Outcome.TO_COMMITTEE: CaseStatus.COMMITTEE,
    Outcome.FIND_OUT: CaseStatus.FINDING_OUT,
    Outcome.URGENT: CaseStatus.URGENT,
    Outcome.NOT_OURS: CaseStatus.CLOSED,
    Outcome.NO_INVESTIGATION: CaseStatus.CLOSED,
    Outcome.ASK_REPORT: CaseStatus.REPORT_ASKED,
    Outcome.INVESTIGATE: CaseStatus.INVESTIGATION,
    Outcome.CLOSE_WITH_LETTER: CaseStatus.CLOSED,
}
"""Where a case stands after each decision."""
TRIAGE = (Outcome.TO_COMMITTEE, Outcome.FIND_OUT, Outcome.URGENT, Outcome.NOT_OURS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Triage:
    """What the duty inspectors found and decide."""

    within: Within
    is_acute: bool
    """Somebody is not safe now."""
    informs: frozenset[Informed]
    outcome: Outcome
    reason: str


def triage_case(
    actor: Actor, case: Case, *, triage: Triage, usual: Sequence[Term], seen_version: int
) -> None:
    """Decide in triage; a report that is still unclear comes back here.

    Args:
        usual: the terms of the workspace's template.

    Raises:
        NotAllowed: the actor does not work here, or the committee has the case.
        OutOfDate: somebody changed it meanwhile.
        Refused: there is no reason, or the decision contradicts what was found.
    """
    with begin_work(actor) as work:
        take_case(work, case, IncidentPermission.TRIAGE, seen_version=seen_version)
        _check(triage)
        reason = one_text(
            triage.reason, longest=LONGEST_REASON, missing=_("Give the reason of the decision.")
        )
        decision = CaseDecision(
            id=ids.new_id(),
            case_id=case.id,
            workspace_id=case.workspace_id,
            organisation_id=known(actor.organisation_id),
            number=queries.highest_decision(case) + 1,
            outcome=triage.outcome,
            within=triage.within,
            is_acute=triage.is_acute,
            informs=sorted(triage.informs),
            reason=reason,
            made_by_id=known(actor.person_id),
            made_at=clock.now(),
        )
        work.add(decision)
        move_to(case, AFTER[triage.outcome])
        follow_status(work, case, usual=usual, starts_on=clock.today())
        note_change(
            work,
            case,
            IncidentAction.TRIAGED,
            number=decision.number,
            outcome=decision.outcome,
            is_acute=decision.is_acute,
        )
        if decision.is_acute:
            sharing = tuple(each.id for each in queries.list_inspectorates(case.workspace))
            events.announce(work, CaseAcute(case.workspace_id, case.id, sharing))


def move_to(case: Case, status: CaseStatus) -> None:
    """Put a case in a status."""
    case.status = status
    case.closed_at = clock.now() if status == CaseStatus.CLOSED else None


def _check(triage: Triage) -> None:
    if triage.outcome not in TRIAGE:
        raise Refused(_("Choose what you decide."), field="outcome")
    if (triage.outcome == Outcome.NOT_OURS) != (triage.within == Within.NO):
        raise Refused(
            _("A report that is not for us is closed, and only such a report."), field="outcome"
        )
    if triage.outcome == Outcome.FIND_OUT and triage.within != Within.UNCLEAR:
        raise Refused(_("The provider finds out only what is not clear yet."), field="outcome")
    if triage.outcome == Outcome.TO_COMMITTEE and triage.within == Within.UNCLEAR:
        raise Refused(
            _("First let the provider find out whether it must be reported."), field="outcome"
        )
    if triage.outcome == Outcome.URGENT and not triage.is_acute:
        raise Refused(_("The urgent route is for when somebody is not safe now."), field="outcome")
