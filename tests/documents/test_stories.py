"""What people do in any order, over HTTP: after each step everybody sees what the oracle says.

Hypothesis chooses the steps: rules laid down, taken back and ended by the days that pass; documents
moved, withdrawn and restored; people let in, out and in again, organisations too; roles changed;
documents cited, copied, and somebody pointed at them by name. A failing story is shortened by it
and printed step by step.
"""

from copy import deepcopy
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, seed, settings
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
from tests.support.story import HOMES, LEVELS, OWNERS, Story, Wish

DOCUMENTS = st.sampled_from(("one", "two", "three", "four", "copy"))
"""The last is there once somebody copied one of the others."""
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
DOWNLOAD = LEVELS.index("download")
SPANS = 20
"""The pieces of the long run, each told by its own number, so also one by one."""


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
        documents = dict(self.stage.documents)
        self.story = replace(self.stage, passed=0, documents=documents, coordinated_last={})
        self.story.oracle = deepcopy(self.stage.oracle)

    def teardown(self):
        clock.now = self.real_now
        self.undoing.__exit__(None, None, None)

    def may_rule(self, name):
        return self.is_there(name) and self.story.works(self.story.owner_of(name))

    def is_there(self, name):
        return name in self.story.documents

    def level_of(self, who, name):
        """What a worker may do with a document that is there and not withdrawn."""
        if not self.is_there(name) or self.is_withdrawn(name) or not self.story.works(who):
            return 0
        return self.story.expected(who).get(self.story.documents[name], 0)

    @rule(name=DOCUMENTS, wishes=RULES)
    def rules_of_a_document(self, name, wishes):
        if self.may_rule(name):
            owner = self.story.owner_of(name)
            if self.story.can_be_laid_down(wishes, owner):
                self.story.rule_document(name, wishes)

    @rule(name=DOCUMENTS)
    def a_document_follows(self, name):
        if self.may_rule(name):
            self.story.rule_document(name, None)

    @rule(name=FOLDERS, owner=st.sampled_from(sorted(OWNERS)), wishes=RULES)
    def rules_of_a_folder(self, name, owner, wishes):
        who = OWNERS[owner]
        if self.story.works(who) and self.story.can_be_laid_down(wishes, who):
            self.story.rule_folder(name, owner, wishes)

    @rule(name=FOLDERS, owner=st.sampled_from(sorted(OWNERS)))
    def a_folder_follows(self, name, owner):
        if self.story.works(OWNERS[owner]) and name != "root":
            self.story.rule_folder(name, owner, None)

    @rule(name=DOCUMENTS, folder=FOLDERS)
    def a_document_moves(self, name, folder):
        if self.may_rule(name) and not self.is_withdrawn(name):
            self.story.move(name, folder)

    @rule(name=DOCUMENTS)
    def a_document_is_withdrawn_or_back(self, name):
        if self.may_rule(name):
            (self.story.restore if self.is_withdrawn(name) else self.story.withdraw)(name)

    @rule(who=OTHERS, role=ROLES)
    def somebody_comes_or_gets_another_role(self, who, role):
        if old := self.story.role_of(who):
            if giver := self.story.giver(who, old, role):
                self.story.change_role(giver, who, role)
        elif self.takes_part(HOMES[who]) and (giver := self.story.giver(who, role)):
            self.story.let_in(giver, who, role)

    @rule(who=OTHERS)
    def somebody_leaves(self, who):
        role = self.story.role_of(who)
        if role and (giver := self.story.giver(who, role)):
            self.story.let_out(giver, who)

    @rule(code=PARTNERS)
    def an_organisation_comes_or_leaves(self, code):
        if self.takes_part(code):
            self.story.end_part(code)
        else:
            self.story.take_part(code, "partner")

    @rule(who=st.sampled_from(("anna", "bram")), name=DOCUMENTS)
    def a_document_is_cited(self, who, name):
        if self.level_of(who, name):
            self.story.cite(who, name)

    @rule(who=st.sampled_from(("anna", "bram", "cora")), name=DOCUMENTS, whom=OTHERS)
    def somebody_is_pointed_at_a_document(self, who, name, whom):
        if self.level_of(who, name) >= DOWNLOAD:
            self.story.mention(who, name, whom)

    @rule(who=st.sampled_from(sorted(OWNERS.values())), name=DOCUMENTS, folder=FOLDERS)
    def a_document_is_copied(self, who, name, folder):
        if self.level_of(who, name) >= DOWNLOAD and not self.is_there("copy"):
            self.story.copy(who, name, folder)

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


def tell(stage, *, stories, steps, number=0):
    run_state_machine_as_test(
        seed(number)(type("Told", (Telling,), {"stage": stage})),
        settings=settings(
            max_examples=stories,
            stateful_step_count=steps,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_after_each_step_everybody_sees_what_the_oracle_says(stage):
    tell(stage, stories=15, steps=25)


@pytest.mark.torture
@pytest.mark.parametrize("span", range(SPANS))
def test_in_two_thousand_stories_of_fifty_steps(stage, span):
    tell(stage, stories=2000 // SPANS, steps=50, number=span)
