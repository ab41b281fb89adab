"""Rounds in any order of events: after each step the product is where the model says.

Hypothesis chooses the steps: people sign, reserve, decline and abstain, also two at once; seals are
placed or wait; rounds are closed and followed; mandates, roles and organisations come and go; time
passes. At the end each decision is about the digest that was shown, and nobody's signature is gone.
"""

from copy import deepcopy
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from app.kernel import clock
from app.kernel.web.house import house_of
from tests.support.database import OneTransaction
from tests.support.judgement import CHIEF, Desk
from tests.support.rounds import COLLEGE, DEPUTY, SHAPES, begin_rounds
from tests.support.signing_keys import put_keys

SIGNERS = st.sampled_from(("wim", "cora", "cora", "bram", "carla", "anna"))
DECISIONS = st.sampled_from(
    ("signed", "signed", "signed_with_reservation", "declined", "abstained")
)
STATEMENTS = st.sampled_from(("Niet hoofdstuk 3.", "Wij missen cijfers.", ""))
REASONS = st.sampled_from(("De cijfers ontbreken.", ""))
ROLES = st.sampled_from(("signatory", "signatory", "coordinator", "reader", None))
OFFICES = st.sampled_from((CHIEF, DEPUTY, COLLEGE))
PAIRS = st.sampled_from((("cora", "bram"), ("bram", "cora"), ("wim", "anna")))
NUMBERS = st.integers(0, 9)


@pytest.fixture
def stage(application, owner_engine, standing_world, made_keys):
    """A frozen report of each shape, in one transaction; each history is undone."""
    with OneTransaction(owner_engine, house_of(application)) as transaction:
        put_keys(transaction, made_keys)
        yield transaction, begin_rounds(Desk(application, standing_world, transaction))


@pytest.fixture
def signing_keys():
    """The keys stand on the stage."""


class History(RuleBasedStateMachine):
    """A history that Hypothesis makes up, step by step."""

    stage = None

    def __init__(self):
        super().__init__()
        self.real_now, self.step = clock.now, 0
        transaction, self.begun = self.stage
        self.undoing = transaction.undone()
        self.undoing.__enter__()

    @initialize(shape=st.sampled_from(sorted(SHAPES)))
    def a_report_is_frozen(self, shape):
        first = self.begun[shape]
        self.rounds = type(first)(
            first.desk, deepcopy(first.model), list(first.reports), dict(first.digests)
        )
        self.model = self.rounds.model
        self.begun_at, self.passed = self.real_now(), timedelta(0)
        self.time_passes(timedelta(0))

    def teardown(self):
        try:
            if hasattr(self, "rounds"):
                self.rounds.place_seals()
                self.rounds.compare()
                self.rounds.check_proofs()
        finally:
            clock.now = self.real_now
            self.undoing.__exit__(None, None, None)

    def number(self, given):
        """Some round; mostly the newest."""
        count = len(self.model.rounds)
        return count - 1 if given > 2 else given % count

    @rule(who=SIGNERS, given=NUMBERS, decision=DECISIONS, statement=STATEMENTS)
    def somebody_signs_in_anew(self, who, given, decision, statement):
        self.rounds.confirm(who, self.number(given), decision=decision, statement=statement)

    @rule(who=SIGNERS, given=NUMBERS, decision=DECISIONS)
    def somebody_decides(self, who, given, decision):
        had = len(self.rounds.tickets)
        self.rounds.confirm(who, self.number(given), decision=decision, statement="Omdat.")
        if len(self.rounds.tickets) > had:
            self.rounds.carry_out(-1)

    @precondition(lambda self: self.rounds.tickets)
    @rule(which=NUMBERS)
    def a_confirmed_decision_is_carried_out(self, which):
        self.rounds.carry_out(which)

    @precondition(lambda self: len(self.rounds.tickets) > 1)
    @rule(one=NUMBERS, other=NUMBERS)
    def two_are_carried_out_at_once(self, one, other):
        self.rounds.carry_out_at_once(one, other)

    @rule()
    def the_worker_places_seals(self):
        self.rounds.place_seals()

    @rule(
        who=st.sampled_from(("anna", "anna", "wim", "bram", "cora")),
        given=NUMBERS,
        way=st.sampled_from(("close", "reopen", "reopen")),
        reason=REASONS,
    )
    def somebody_ends_a_round(self, who, given, way, reason):
        self.rounds.end(who, self.number(given), way=way, reason=reason)

    @precondition(lambda self: self.model.rounds[-1].state == "draft")
    @rule()
    def the_next_version_is_frozen(self):
        self.rounds.freeze()

    @rule(who=st.sampled_from(("wim", "cora", "bram")), role=ROLES)
    def somebody_gets_another_role(self, who, role):
        if self.model.homes[who] in self.model.parts:
            self.rounds.give_role(who, role)

    @rule()
    def an_organisation_leaves_or_returns(self):
        self.rounds.let_take_part("igj", is_in="igj" not in self.model.parts)

    @rule(who=st.sampled_from(("wim", "cora", "bram")), office=OFFICES, days=st.integers(-1, 20))
    def a_mandate_is_given_or_ends(self, who, office, days):
        self.rounds.give_mandate(who, office, last_day=clock.today() + timedelta(days=days))

    @rule(pair=PAIRS, office=OFFICES, days=st.integers(-1, 20))
    def somebody_is_away_with_a_deputy(self, pair, office, days):
        last_day = clock.today() + timedelta(days=days)
        self.rounds.send_away(pair[0], office, deputy=pair[1], last_day=last_day)

    @rule(minutes=st.sampled_from((1, 3, 5, 60 * 24 * 2)))
    def time_goes_by(self, minutes):
        self.time_passes(timedelta(minutes=minutes))

    def time_passes(self, more):
        """Move the clock; between two steps it stands still."""
        self.passed += more
        stands = self.begun_at + self.passed
        clock.now = lambda: stands
        self.model.now, self.model.today = stands, clock.today()

    @invariant()
    def all_is_where_the_model_says(self):
        if not hasattr(self, "rounds"):
            return
        self.step += 1
        self.rounds.compare()
        self.rounds.compare_what_waits(("wim", "cora", "bram")[self.step % 3])


def tell(stage, *, histories, steps, which=0):
    told = seed(which)(type("Told", (History,), {"stage": stage}))
    run_state_machine_as_test(
        told,
        settings=settings(
            max_examples=histories,
            stateful_step_count=steps,
            database=None,
            deadline=None,
            # Shortening a history takes minutes and tells little more.
            phases=(Phase.generate,),
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_after_each_step_rounds_are_where_the_model_says(stage):
    tell(stage, histories=20, steps=20)


@pytest.mark.torture
@pytest.mark.parametrize("which", range(1, 51))
def test_in_five_thousand_histories(stage, which):
    """In fifty parts, each in a transaction of its own: what was undone slows the next."""
    tell(stage, histories=100, steps=20, which=which)
