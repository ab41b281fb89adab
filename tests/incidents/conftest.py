"""Fixtures of the tests of cases: the workspace of the cast holds cases, with the usual terms."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text, update

from app.incidents import service
from app.incidents.models import Case
from app.incidents.policy import IncidentPermission
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace
from tests.support.acting import acting
from tests.support.api import Api
from tests.support.cases import report, usual_terms
from tests.support.database import watching_off
from tests.support.tasks import change_part, stand_still

TODAY = "2026-11-24 10:00"
"""A Tuesday."""
PLACE = "/workspaces/WRK-2026-1001"
CASES = f"{PLACE}/cases"
TRIAGED = {"within": "yes", "outcome": "to_committee", "reason": "Het is een calamiteit."}
REPORT_ASKED = {"outcome": "ask_report", "reason": "De commissie wil weten wat er is geleerd."}


@pytest.fixture(autouse=True)
def holds_cases(world, transaction):
    """The workspace of the cast is one of the committee for youth reports."""
    with transaction.as_owner() as owner, watching_off(owner):
        owner.execute(
            update(Workspace)
            .where(Workspace.id == world.workspace.id)
            .values(holds_cases=True, template="cmj")
        )


@pytest.fixture
def clock_at(monkeypatch):
    return stand_still(monkeypatch)


@pytest.fixture
def as_part(world, transaction):
    """Let an organisation have another part: ``as_part("ivho", ParticipantRole.GUEST)``."""
    return lambda code, role: change_part(world, transaction, code, role)


@pytest.fixture
def api_of(app, world, transaction):
    """A partner's system that acts as somebody: ``api_of("bram")``."""
    return lambda who: Api(app, world.person(who), transaction)


@pytest.fixture
def usual(app):
    return usual_terms(app)


@pytest.fixture
def place_of(app, world):
    """The workspace as somebody loads it, inside ``acting``."""
    return lambda actor: workspaces.get_place_for(
        actor, IncidentPermission.LIST, world.workspace.ref
    )


@pytest.fixture
def register(app, world, usual, place_of):
    """Register a case as Anna, and return its id."""

    def registered(who="anna", **said):
        actor = world.actor(who)
        with acting(app, actor):
            made = service.register_case(actor, place_of(actor), wish=report(**said), usual=usual)
            return made.id

    return registered


@pytest.fixture
def stored(transaction):
    """Return a case as it stands in its table."""

    def read(case_id):
        with transaction.as_owner() as owner:
            found = owner.execute(
                select(Case).where(Case.id == case_id).execution_options(populate_existing=True)
            ).scalar_one()
            owner.expunge(found)
            return found

    return read


@pytest.fixture
def decided(browser_of, register, clock_at, transaction):
    """A case about which the committee decided today, in a meeting whose list is closed."""
    clock_at(TODAY)
    case_id, anna = register(), browser_of("anna")
    anna.visit(f"{CASES}/{case_id}").submit("#triage-form", **TRIAGED)
    anna.visit(f"{CASES}/meetings").submit("#meeting-form", held_on="2026-11-24")
    anna.visit(f"{CASES}/{case_id}").submit("#agenda-form")
    anna.visit(f"{CASES}/{case_id}/decision").submit("#decision-form", **REPORT_ASKED)
    return case_id


@pytest.fixture
def close_list(browser_of, transaction):
    def close():
        with transaction.as_owner() as owner:
            found = owner.execute(text("select id from incident_meeting")).scalar_one()
        done = browser_of("anna").visit(f"{CASES}/meetings/{found}").submit("#close-form")
        assert done.status == 303

    return close


@pytest.fixture
def drafted(browser_of, decided, close_list):
    """The address of a letter of IJenV and IGJ that waits for both."""
    close_list()
    page = browser_of("anna").visit(f"{CASES}/{decided}/letters/new")
    done = page.submit("#letter-form", parties=["ijenv", "igj"])
    assert done.status == 303
    return done.location
