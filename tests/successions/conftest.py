"""IGJ is succeeded: Els (IJenV) plans it, Dirk (NVWA) agrees; Gijs works at the NVWA too.

Bram and Cora of IGJ work in the workspace that IJenV leads; NVWA takes no part in it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from app.identity.models import Person
from app.kernel import clock, ids
from app.running import standing_in
from app.successions import jobs, queries, service
from app.successions.models import Succession
from app.successions.policy import SuccessionPermission
from app.workspaces.models import MemberRole, Membership
from tests.support.acting import acting
from tests.support.administering import make_administrator
from tests.support.confirmed import confirmed
from tests.support.documents import Library
from tests.support.tasks import TaskMaker

SOON = timedelta(days=10)


def day() -> Any:
    """The first day of the successor."""
    return clock.today() + SOON


@dataclass(frozen=True, slots=True)
class Successions:
    """Plans, agrees, and lets the day come."""

    app: Any
    world: Any
    transaction: Any
    monkeypatch: pytest.MonkeyPatch

    def new_person(self, login: str, code: str) -> Person:
        """Enter somebody of an organisation, who works nowhere yet."""
        home = self.world.organisations[code]
        peers = [each for each in self.world.people.values() if each.organisation_id == home.id]
        person = Person(
            id=ids.new_id(),
            organisation_id=home.id,
            provider_id=peers[0].provider_id,
            subject=login,
            login=login,
            name=login.capitalize(),
            email=f"{login}@{code}.example",
            job_title="inspecteur",
            duties=[],
        )
        with self.transaction.as_owner() as owner:
            owner.add(person)
        person.organisation = home
        self.world.people[login] = person
        return person

    def plan(self, gone: str = "igj", heir: str = "nvwa", **more: Any) -> Succession:
        """Let Els plan it."""
        asker = more.pop("by", "els")
        facts = {"from_on": day(), "legal_basis": "Wvbj art. 1", "source": "Stb. 2026, 1"}
        facts |= {"heirs": ()} | more
        with acting(self.app, actor := self.world.actor(asker)):
            return service.ask(
                actor,
                self.world.organisations[gone],
                service.Plan(successor=self.world.organisations[heir], **facts),
            )

    def agree(self, plan: Succession, who: str = "") -> Succession:
        """Let an administrator of elsewhere agree, of who ends unless somebody is named."""
        who = who or self.speaker_of(plan)
        actor, ticket = confirmed(
            self.transaction,
            self.world.person(who),
            self.world.actor(who),
            service.purpose_of(plan),
        )
        with acting(self.app, actor):
            found = queries.get_for(actor, SuccessionPermission.APPROVE, plan.id)
            service.approve(actor, found, tell=jobs.announce, ticket_id=ticket)
            return found

    def speaker_of(self, plan: Succession) -> str:
        """Return who administers for who ends; Dirk when they asked it, or there is none."""
        speakers = [self.world.person(each) for each in ("cora", "els")]
        for each in speakers:
            if each.organisation_id == plan.organisation_id and each.id != plan.asked_by_id:
                return each.login
        return "dirk"

    def take_back(self, plan: Succession, who: str = "els") -> None:
        """Let an administrator take back what was agreed."""
        with acting(self.app, actor := self.world.actor(who)):
            found = queries.get_for(actor, SuccessionPermission.TAKE_BACK, plan.id)
            service.take_back(actor, found, tell=jobs.announce)

    def agreed(self, *args: str, **more: Any) -> Succession:
        """Let both speak."""
        return self.agree(self.plan(*args, **more))

    def run(self) -> None:
        """Let the clock look, and the queue do what there is to do about successions."""
        with standing_in(self.app):
            jobs.look.run()
        self.work_off()

    def work_off(self) -> None:
        """Let the queue do what there is to do about successions."""
        doing: dict[str, Callable[..., None]] = {
            each.name: each.run
            for each in (jobs.announce, jobs.announce_one, jobs.carry_out, jobs.mail_officer)
        }
        while rows := self._taken():
            for row in rows:
                with standing_in(self.app):
                    doing[row.task_name](**row.args)

    def _taken(self) -> list[Any]:
        taking = (
            "delete from procrastinate_jobs where task_name like 'successions.%'"
            " returning task_name, args"
        )
        with self.transaction.as_owner() as owner:
            return list(owner.execute(text(taking)).all())

    def come(self, days: int = SOON.days) -> None:
        """Let days go by."""
        then = clock.now() + timedelta(days=days)
        self.monkeypatch.setattr(clock, "now", lambda: then)

    def read(self, plan: Succession) -> Succession:
        """Read a plan as it is in the database."""
        with self.transaction.as_owner() as owner:
            return owner.get_one(Succession, plan.id, populate_existing=True)

    def members(self, place: Any = None) -> dict[str, str]:
        """Return who works in a workspace, with their role."""
        with self.transaction.as_owner() as owner:
            rows = owner.query(Membership, Person).filter(
                Membership.person_id == Person.id,
                Membership.workspace_id == (place or self.world.workspace).id,
                Membership.ended_at.is_(None),
            )
            return {person.login: member.role.value for member, person in rows}

    def put_in(self, who: str, role: MemberRole, place: Any = None) -> None:
        """Let somebody work in a workspace."""
        person = self.world.person(who)
        with self.transaction.as_owner() as owner:
            owner.add(
                Membership(
                    workspace_id=(place or self.world.workspace).id,
                    person_id=person.id,
                    organisation_id=person.organisation_id,
                    role=role,
                    added_at=clock.now(),
                )
            )


@pytest.fixture
def successions(app, world, transaction, monkeypatch):
    """Els, Dirk and Cora administer; Gijs has an account at the NVWA."""
    known = dict(world.people)
    for who in ("dirk", "cora"):
        make_administrator(transaction, world, who)
        world.people[who].duties = ["administrator"]
    made = Successions(app, world, transaction, monkeypatch)
    made.new_person("gijs", "nvwa")
    yield made
    world.people.clear()
    world.people.update(known)
    for who in ("dirk", "cora"):
        world.people[who].duties = []


@pytest.fixture
def put_task(world, transaction):
    return TaskMaker(world, transaction)


@pytest.fixture
def library(house, world):
    """Documents of this test's world."""
    return Library(house, world)
