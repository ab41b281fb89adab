"""Random histories of cases against a small model that was written apart from the product."""

import random
from datetime import date, timedelta

from app.incidents import queries, service
from app.incidents.models import Outcome, Within
from app.incidents.policy import IncidentPermission
from app.incidents.service import Triage
from app.kernel.errors import NotAllowed, Refused
from app.kernel.terms import ChangeKind, TermUnit
from app.tasks.service import Course
from tests.support.acting import acting
from tests.support.case_model import COMMITTEE, CaseModel, NotSo

HISTORIES, STEPS = 30, 9
FOUND = {
    "to_committee": (Within.YES, False),
    "find_out": (Within.UNCLEAR, False),
    "urgent": (Within.YES, True),
    "not_ours": (Within.NO, False),
}


def random_change(dice, model, today):
    if dice.random() < 0.5:
        first = (model.start or today) + timedelta(days=dice.randint(-2, 45))
        return "suspended", first, first + timedelta(days=dice.randint(-1, 12))
    kind = dice.choice(["extended", "adjusted"])
    return kind, dice.randint(1, 6), dice.choice(["days", "weeks", "working_days"])


class Teller:
    """Tell the product the same steps as the model."""

    def __init__(self, app, world, usual, place):
        self.app, self.world, self.usual, self.place = app, world, usual, place
        self.actor = world.actor("anna")

    def _case(self, permission, case_id):
        workspace = self.place(self.actor)
        return queries.get_for(self.actor, permission, case_id=case_id, workspace=workspace)

    def triage(self, case_id, outcome):
        within, is_acute = FOUND[outcome]
        triage = Triage(
            within=within,
            is_acute=is_acute,
            informs=frozenset(),
            outcome=Outcome(outcome),
            reason="Zo is het.",
        )
        with acting(self.app, self.actor):
            case = self._case(IncidentPermission.VIEW, case_id)
            service.triage_case(
                self.actor, case, triage=triage, usual=self.usual, seen_version=case.version
            )

    def change(self, case_id, change):
        kind, first, second = change
        stands_still = kind == "suspended"
        course = Course(
            kind=ChangeKind(kind),
            reason="Zo is het.",
            first_day=first if stands_still else None,
            last_day=second if stands_still else None,
            length=None if stands_still else first,
            unit=None if stands_still else TermUnit(second),
        )
        with acting(self.app, self.actor):
            case = self._case(IncidentPermission.VIEW, case_id)
            service.change_course(self.actor, case, course=course, seen_version=case.version)

    def decide(self, case_id, outcome, today):
        """Put it on the agenda of a meeting of today, decide and close the list."""
        with acting(self.app, self.actor):
            case = self._case(IncidentPermission.VIEW, case_id)
            service.plan_meeting(self.actor, case.workspace, held_on=today)
            service.put_on_agenda(self.actor, case, seen_version=case.version)
            self._decide(case, outcome)
            self._close_until(case.workspace, today)

    def _close_until(self, workspace, today):
        for row in queries.list_meetings(self.actor, workspace):
            if row.meeting.closed_at is None and row.meeting.held_on <= today:
                found = queries.get_meeting_for(
                    self.actor,
                    IncidentPermission.CLOSE,
                    meeting_id=row.meeting.id,
                    workspace=workspace,
                )
                service.close_meeting(self.actor, found, seen=None)

    def _decide(self, case, outcome):
        service.decide(
            self.actor,
            case,
            outcome=Outcome(outcome),
            reason="Zo is het.",
            usual=self.usual,
            seen_version=case.version,
        )


def outcome_of(step, *given):
    try:
        step(*given)
    except (NotSo, Refused, NotAllowed):
        return False
    return True


def test_statuses_and_last_days_are_those_of_the_model(
    app, world, usual, place_of, register, stored, clock_at
):
    dice, teller = random.Random(20261129), Teller(app, world, usual, place_of)
    done, met = {True: 0, False: 0}, set()
    for _history in range(HISTORIES):
        today = date(2026, 1, 5) + timedelta(days=dice.randint(0, 60))
        clock_at(f"{today} 11:00")
        received_on = today - timedelta(days=dice.randint(0, 6))
        case_id, model = register(received_on=received_on), CaseModel(received_on)
        for _step in range(STEPS):
            today += timedelta(days=dice.randint(0, 5))
            clock_at(f"{today} 11:00")
            turn = dice.random()
            if turn < 0.3:
                wanted = dice.choice(list(FOUND))
                told = outcome_of(model.triage, wanted, today)
                assert outcome_of(teller.triage, case_id, wanted) == told
            elif turn < 0.5 and today not in met:
                met.add(today)
                wanted = dice.choice(list(COMMITTEE))
                told = outcome_of(model.decide, wanted, today)
                assert outcome_of(teller.decide, case_id, wanted, today) == told
            else:
                change = random_change(dice, model, today)
                told = outcome_of(model.change, change)
                assert outcome_of(teller.change, case_id, change) == told, (model, change)
            case = stored(case_id)
            assert (case.status, case.due_on) == (model.status, model.due_on), model
            assert (case.closed_at is not None) == (model.status == "closed")
            done[told] += 1

    assert min(done.values()) > HISTORIES, "both what may be and what may not happened often"
