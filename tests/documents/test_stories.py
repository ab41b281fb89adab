"""What people do in any order, over HTTP: after each step everybody sees what the oracle says.

Hypothesis chooses the steps: rules laid down, taken back and ended by the days that pass; documents
moved, withdrawn and restored; people let in, out and in again, organisations too; roles changed;
documents cited. A failing story is shortened by it and printed step by step.
"""

from copy import deepcopy
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from app.kernel import clock
from app.kernel.web.house import house_of
from tests.support.database import OneTransaction
from tests.support.story import HOMES, OWNERS, Story, Wish

DOCUMENTS = st.sampled_from(("one", "two", "three", "four"))
FOLDERS = st.sampled_from(("root", "top", "below", "beside"))
ROLES = st.sampled_from(("coordinator", "contributor", "reader", "signatory"))
OTHERS = st.sampled_from(("bram", "cora", "carla", "wim", "els", "dirk"))
"""Anna stays the coordinator of the lead: somebody has to."""
PARTNERS = st.sampled_from(("igj", "ivho", "nvwa"))
PEOPLE = {
    code: [who for who, home in HOMES.items() if home == code] for code in ("igj", "ivho", "ijenv")
}
WISHES = st.sampled_from(sorted(PEOPLE)).flatmap(
    lambda code: st.builds(
        Wish,
        organisation=st.just(code),
        level=st.integers(0, 5),
        days=st.integers(0, 40),
        people=st.lists(st.sampled_from(PEOPLE[code]), max_size=2, unique=True).map(tuple),
    )
)
RULES = st.lists(WISHES, max_size=3).map(tuple)


@pytest.fixture(scope="module")
def stage(application, owner_engine, standing_world):
    """The workspace with its documents, in one transaction; each story is undone."""
    with OneTransaction(owner_engine, house_of(application)) as transaction:
        story = Story(application, standing_world, transaction)
        story.begin()
        yield story


class Telling(RuleBasedStateMachine):
    """A story that Hypothesis makes up, step by step."""

    stage = None

    def __init__(self):
        super().__init__()
        self.real_now, self.step = clock.now, 0
        self.undoing = self.stage.transaction.undone()
        self.undoing.__enter__()
        self.story = replace(self.stage, passed=0)
        self.story.oracle = deepcopy(self.stage.oracle)

    def teardown(self):
        clock.now = self.real_now
        self.undoing.__exit__(None, None, None)

    def may_rule(self, who):
        return self.story.works(who)

    @rule(name=DOCUMENTS, wishes=RULES)
    def rules_of_a_document(self, name, wishes):
        owner = self.story.owner_of(name)
        if self.may_rule(owner) and self.story.can_be_laid_down(wishes, owner):
            self.story.rule_document(name, wishes)

    @rule(name=DOCUMENTS)
    def a_document_follows(self, name):
        if self.may_rule(self.story.owner_of(name)):
            self.story.rule_document(name, None)

    @rule(name=FOLDERS, owner=st.sampled_from(sorted(OWNERS)), wishes=RULES)
    def rules_of_a_folder(self, name, owner, wishes):
        who = OWNERS[owner]
        if self.may_rule(who) and self.story.can_be_laid_down(wishes, who):
            self.story.rule_folder(name, owner, wishes)

    @rule(name=FOLDERS, owner=st.sampled_from(sorted(OWNERS)))
    def a_folder_follows(self, name, owner):
        if self.may_rule(OWNERS[owner]) and name != "root":
            self.story.rule_folder(name, owner, None)

    @rule(name=DOCUMENTS, folder=FOLDERS)
    def a_document_moves(self, name, folder):
        if self.may_rule(self.story.owner_of(name)) and not self.is_withdrawn(name):
            self.story.move(name, folder)

    @rule(name=DOCUMENTS)
    def a_document_is_withdrawn_or_back(self, name):
        if self.may_rule(self.story.owner_of(name)):
            (self.story.restore if self.is_withdrawn(name) else self.story.withdraw)(name)

    @rule(who=OTHERS, role=ROLES)
    def somebody_comes_or_gets_another_role(self, who, role):
        if self.story.role_of(who):
            self.story.change_role(who, role)
        elif self.takes_part(HOMES[who]):
            self.story.let_in(who, role)

    @rule(who=OTHERS)
    def somebody_leaves(self, who):
        if self.story.role_of(who):
            self.story.let_out(who)

    @rule(code=PARTNERS)
    def an_organisation_comes_or_leaves(self, code):
        if self.takes_part(code):
            self.story.end_part(code)
        else:
            self.story.take_part(code, "partner")

    @rule(who=st.sampled_from(("anna", "bram")), name=DOCUMENTS)
    def a_document_is_cited(self, who, name):
        document = self.story.documents[name]
        is_seen = document in self.story.expected(who) and not self.is_withdrawn(name)
        if self.story.works(who) and is_seen:
            self.story.cite(who, name)

    @precondition(lambda self: self.story.passed < 60)
    @rule(days=st.integers(1, 12))
    def days_pass(self, days):
        ahead, real = timedelta(days=self.story.passed + days), self.real_now
        clock.now = lambda: real() + ahead
        self.story.let_pass(days)

    def is_withdrawn(self, name):
        return self.story.oracle.documents[self.story.documents[name]].is_withdrawn

    def takes_part(self, code):
        world = self.story.world
        return self.story.oracle.participations[world.workspace.id, world.organisations[code].id]

    @invariant()
    def everybody_sees_what_the_oracle_says(self):
        """The list each time; by turns the page, the search and the address itself."""
        self.step += 1
        story = self.story
        roads = (story.on_screen, story.found, story.loaded)
        for number, who in enumerate(HOMES):
            wanted = story.expected(who)
            assert story.listed(who) == wanted, who
            if (self.step + number) % 3 == 0:
                road = roads[(self.step // 3 + number) % 3]
                assert road(who) == set(wanted), (who, road.__name__)


def tell(stage, *, stories, steps):
    run_state_machine_as_test(
        type("Told", (Telling,), {"stage": stage}),
        settings=settings(
            max_examples=stories,
            stateful_step_count=steps,
            derandomize=True,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_after_each_step_everybody_sees_what_the_oracle_says(stage):
    tell(stage, stories=15, steps=25)


@pytest.mark.torture
def test_in_two_thousand_stories_of_fifty_steps(stage):
    tell(stage, stories=2000, steps=50)
