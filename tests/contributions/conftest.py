"""Fixtures of the tests of contribution rounds: Anna of IJenV asks IGJ (Bram) and IvhO (Carla)."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from app.contributions import service
from app.contributions.models import Contribution, ContributionRound
from app.documents.legal_bases import LegalBases
from app.kernel.jobs import named
from app.running import standing_in
from app.tasks.models import Task
from app.workspaces import queries as workspaces
from app.workspaces.models import MemberRole, Membership
from app.workspaces.policy import WorkspacePermission
from tests.support.api import Api
from tests.support.database import watching_off
from tests.support.documents import BASIS, Library, next_month
from tests.support.tasks import change_part, stand_still

PLACE = "/workspaces/WRK-2026-1001"
ROUNDS = f"{PLACE}/contributions"


@pytest.fixture(autouse=True)
def carla_contributes(world, transaction):
    """Carla works here for IvhO."""
    with transaction.as_owner() as owner, watching_off(owner):
        owner.execute(
            update(Membership)
            .where(Membership.person_id == world.person("carla").id)
            .values(role=MemberRole.CONTRIBUTOR)
        )


@pytest.fixture
def clock_at(monkeypatch):
    return stand_still(monkeypatch)


@pytest.fixture
def as_part(world, transaction):
    """Let an organisation have another part: ``as_part("ivho", ParticipantRole.GUEST)``."""
    return lambda code, role: change_part(world, transaction, code, role)


@pytest.fixture
def library(house, world):
    return Library(house, world)


@pytest.fixture
def begin(app, house, world):
    """Begin a round as Anna, and return it."""

    def begun(*codes, who="anna", **more):
        chosen = codes or ("igj", "ivho")
        said = {
            "title": "Bijdrage aan het inspectiebeeld",
            "details": "Beschrijf de drie grootste risico's.",
            "purpose": "Samen een beeld maken",
            "legal_basis": BASIS,
            "due_on": next_month(),
            "organisations": tuple(world.organisations[code].id for code in chosen),
        }
        actor = world.actor(who)
        with standing_in(app), house.database.session_for(actor):
            place = workspaces.get_for(actor, WorkspacePermission.VIEW, world.workspace.ref)
            return service.start_round(
                actor,
                place,
                wish=service.NewRound(**{**said, **more}),
                bases=house.tool(LegalBases),
                tell=named("tasks.tell_assignee"),
            )

    return begun


@pytest.fixture
def stored(transaction):
    """Read a round as it is in the database."""

    def read(round_):
        with transaction.as_owner() as owner:
            return owner.get_one(ContributionRound, round_.id, populate_existing=True)

    return read


@pytest.fixture
def of(world, transaction):
    """What one organisation is asked: its contribution, and its task."""

    def read(round_, code):
        with transaction.as_owner() as owner:
            statement = select(Contribution).where(
                Contribution.round_id == round_.id,
                Contribution.organisation_id == world.organisations[code].id,
            )
            found = owner.execute(statement).scalar_one()
            return found, owner.get_one(Task, found.task_id)

    return read


@pytest.fixture
def deliver(browser_of, of):
    """Write and deliver, by the form."""

    def done(round_, who="bram", code="igj", text="Leveranciers zijn het grootste risico."):
        contribution, _task = of(round_, code)
        page = browser_of(who).visit(f"{ROUNDS}/given/{contribution.id}")
        return page.submit("#write-form", text=text, delivers="y")

    return done


@pytest.fixture
def api_of(app, world, transaction):
    def make(who, **options):
        return Api(app, world.person(who), transaction, **options)

    return make
