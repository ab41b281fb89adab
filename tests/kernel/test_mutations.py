"""Faults that people make, planted one by one in the product itself; each is caught by a lock.

Forgetting `require` or `record` cannot commit; forgetting the condition of sight is found by the
walls; forgetting what somebody read is found by who read it; a policy that goes is missed.
"""

import pytest
from sqlalchemy import func, select, text

from app.documents import service as documents
from app.documents.models import Document
from app.documents.queries import citing, listing
from app.documents.queries import documents as document_queries
from app.documents.service import changes
from app.findings.models import Audience, Finding
from app.findings.queries import texts
from app.findings.service import texts as findings
from app.identity.models import Person
from app.identity.service import organisations, people
from app.identity.service.organisations import OrganisationFacts
from app.kernel.errors import OutOfDate, UncheckedWork
from app.kernel.web.house import house_of
from app.tasks import jobs as task_jobs
from app.tasks import queries as task_queries
from app.tasks import service as tasks
from app.tasks.models import Task
from app.tasks.policy import TaskPermission
from app.tasks.service import Wish, asking, steps
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace
from app.workspaces.policy import WorkspacePermission
from app.workspaces.queries import places
from tests.support.acting import acting
from tests.support.documents import Library
from tests.support.judgement import Desk
from tests.support.mutating import WithoutCall, WithoutCheckOf, WithoutCondition, plant

FACTS = OrganisationFacts(
    code="new",
    name="Nieuw",
    short_name="N",
    kind="other",
    mail_domain="new.example",
    highest_classification="ongerubriceerd",
)


class Doing:
    """What people do in these tests: one verb of each feature."""

    def __init__(self, app, world, transaction) -> None:
        self.app, self.world = app, world
        self.desk = Desk(app, world, transaction)
        with acting(app, world.actor("bram")):
            self.document_id = Library(house_of(app), world).bring("bram").id
        self.finding_id = self.desk.finding("bram", audience=Audience.OWN, is_final=False)
        self.task_id = self.ask()

    def place(self, actor):
        return workspaces.get_for(actor, WorkspacePermission.VIEW, self.world.workspace.ref)

    def ask(self):
        anna, bram = self.world.actor("anna"), self.world.person("bram")
        wish = Wish(title="Lees", organisation_id=bram.organisation_id, assignee_id=bram.id)
        with acting(self.app, anna):
            tell = task_jobs.tell_assignee
            return tasks.create_task(anna, self.place(anna), wish=wish, tell=tell).id

    def choose_settings(self):
        bram = self.world.actor("bram")
        with acting(self.app, bram) as session:
            person = session.get(Person, bram.person_id)
            people.choose_settings(bram, person, language="en", scheme=None, has_shortcuts=True)

    def add_organisation(self):
        els = self.world.actor("els")
        with acting(self.app, els):
            organisations.add_organisation(els, FACTS)

    def write_finding(self):
        self.desk.finding("anna", is_final=False)

    def change_finding(self, seen_version=1):
        self.desk.change_finding("bram", self.finding_id, seen_version=seen_version, title="Anders")

    def withdraw(self, seen_version=1):
        bram = self.world.actor("bram")
        with acting(self.app, bram):
            documents.withdraw(bram, self.document_id, seen_version=seen_version)

    def accept(self, seen_version=1):
        bram = self.world.actor("bram")
        with acting(self.app, bram):
            permission = TaskPermission.ACCEPT
            task = task_queries.get_anywhere(bram, permission, self.task_id)
            tasks.accept(bram, task, seen_version=seen_version)


@pytest.fixture
def doing(app, world, transaction):
    return Doing(app, world, transaction)


FORGOTTEN_DECISIONS = {
    "choose_settings": people.choose_settings,
    "add_organisation": organisations.add_organisation,
    "write_finding": findings.write_finding,
    "withdraw": document_queries.get_for,
    "accept": steps.take,
    "ask": asking.ask_all,
}
FORGOTTEN_RECORDS = {
    "choose_settings": people.choose_settings,
    "add_organisation": organisations.add_organisation,
    "write_finding": findings.write_finding,
    "withdraw": changes.withdraw,
    "accept": steps.move,
    "ask": asking.ask_all,
}
FORGOTTEN_VERSIONS = {
    "change_finding": findings._check_version,
    "withdraw": changes._locked,
    "accept": steps.take,
}


@pytest.mark.parametrize("verb", [*FORGOTTEN_DECISIONS, "change_finding"])
def test_every_verb_does_its_work_as_it_stands(doing, verb):
    getattr(doing, verb)()


@pytest.mark.parametrize(("verb", "function"), FORGOTTEN_DECISIONS.items())
def test_without_a_decision_nothing_is_saved(doing, monkeypatch, verb, function):
    plant(monkeypatch, function, WithoutCall("require"))

    with pytest.raises(UncheckedWork, match="Changed without a decision"):
        getattr(doing, verb)()


@pytest.mark.parametrize(("verb", "function"), FORGOTTEN_RECORDS.items())
def test_without_a_record_nothing_is_saved(doing, monkeypatch, verb, function):
    plant(monkeypatch, function, WithoutCall("record"))

    with pytest.raises(UncheckedWork, match="Changed without a record"):
        getattr(doing, verb)()


@pytest.mark.parametrize(("verb", "function"), FORGOTTEN_VERSIONS.items())
def test_a_text_somebody_else_changed_is_not_overwritten(doing, monkeypatch, verb, function):
    """The check stands; without it the very same step goes through, so this test would be red."""
    with pytest.raises(OutOfDate):
        getattr(doing, verb)(seen_version=7)

    plant(monkeypatch, function, WithoutCheckOf("seen_version"))
    getattr(doing, verb)(seen_version=7)


# ── sight: with row security taken down, only our own condition stands ─────────────────────────


def see_places(doing, who):
    actor = doing.world.actor(who)
    with acting(doing.app, actor):
        return {row.workspace.ref for row in workspaces.list_visible(actor, limit=50)}


def see_lines(doing, who):
    actor = doing.world.actor(who)
    with acting(doing.app, actor):
        return {each.id for each in listing.list_lines(actor, doing.place(actor)).lines}


def see_counted(doing, who):
    actor = doing.world.actor(who)
    with acting(doing.app, actor) as session:
        counted = listing.count_visible(actor, doing.place(actor))
        return set(range(session.execute(select(counted)).scalar_one()))


def see_citable(doing, who):
    actor = doing.world.actor(who)
    with acting(doing.app, actor):
        return {each.id for each in citing.list_citable(actor, doing.place(actor))}


def see_findings(doing, who):
    actor = doing.world.actor(who)
    with acting(doing.app, actor):
        return {row.id for row in texts.list_visible(actor, doing.place(actor))}


def count(doing, who, model):
    with acting(doing.app, doing.world.actor(who)) as session:
        return session.execute(select(func.count()).select_from(model)).scalar_one()


SIGHTS = [
    (see_places, "els", places._with_standing, set()),
    (see_counted, "anna", listing._brought_by_others, set()),
    (see_citable, "anna", citing.list_citable, set()),
    (see_findings, "anna", texts._listed, set()),
]


@pytest.mark.parametrize(("look", "who", "function", "seen"), SIGHTS)
def test_a_forgotten_condition_shows_something_foreign(
    doing, monkeypatch, transaction, look, who, function, seen
):
    with transaction.without_row_security():
        assert look(doing, who) == seen
        plant(monkeypatch, function, WithoutCondition())
        assert look(doing, who) > seen

    assert look(doing, who) == seen, "The second wall stands behind the first."


@pytest.mark.parametrize("model", [Workspace, Document, Task, Finding])
def test_a_policy_that_says_yes_to_all_shows_something_foreign(doing, transaction, model):
    """No condition of ours at all: only the policies of the table count."""
    before = count(doing, "dirk", model)
    with transaction.as_owner() as owner:
        owner.execute(text(f"create policy open on {model.__tablename__} for select using (true)"))

    assert count(doing, "dirk", model) > before


@pytest.mark.parametrize("model", [Workspace, Document, Task, Finding])
def test_a_table_that_loses_its_policy_shows_nothing_at_all(doing, transaction, model):
    """And `db check` finds it: `test_checking_the_schema.py` takes every policy away in turn."""
    assert count(doing, "bram", model) > 0
    with transaction.as_owner() as owner:
        owner.execute(text(f"drop policy sees on {model.__tablename__}"))

    assert count(doing, "bram", model) == 0
