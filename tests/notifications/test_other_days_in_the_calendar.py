"""The calendar feed holds meetings and requests as well: the day, and nothing of what they are."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from app.incidents.models import Meeting
from app.kernel import clock, ids
from app.requests.models import DocumentRequest, RequestStatus
from app.workspaces.models import Participation, Workspace
from tests.notifications.test_calendar import PAGE, fields
from tests.support.documents import BASIS

DAY = clock.today() + timedelta(days=14)


@pytest.fixture
def meet(world, transaction):
    """Put a meeting of the committee: ``meet(DAY)``."""
    with transaction.as_owner() as owner:
        owner.execute(
            update(Workspace).where(Workspace.id == world.workspace.id).values(holds_cases=True)
        )

    def put(day, *, is_cancelled=False):
        made = Meeting(
            id=ids.new_id(),
            workspace_id=world.workspace.id,
            held_on=day,
            usual_on=None,
            planned_by_id=world.person("anna").id,
            planned_at=clock.now(),
            closed_at=None,
            cancelled_at=clock.now() if is_cancelled else None,
        )
        with transaction.as_owner() as owner:
            owner.add(made)

    return put


@pytest.fixture
def asked(world, transaction):
    """IJenV asks IGJ for documents in two weeks."""
    with transaction.as_owner() as owner:
        made = DocumentRequest(
            id=ids.new_id(),
            workspace_id=world.workspace.id,
            organisation_id=world.organisations["ijenv"].id,
            asked_by_id=world.person("anna").id,
            partner_id=world.organisations["igj"].id,
            title="Geheime roosters",
            details="Alle roosters",
            purpose="Zien",
            legal_basis=BASIS,
            level=2,
            due_on=DAY,
            proposed_on=None,
            proposed_reason="",
            status=RequestStatus.OPEN,
            refusal="",
            missing="",
            asked_at=clock.now(),
            changed_at=clock.now(),
            version=1,
        )
        owner.add(made)
        owner.flush()
        return made


@pytest.fixture
def address(browser_of):
    """Make the address of somebody's calendar."""

    def make(who):
        page = browser_of(who).visit(PAGE).submit("#feed-form")
        return page.text("#feed-address").removeprefix("http://localhost")

    return make


def titles(body):
    return [value for name, value in fields(body) if name == "SUMMARY"]


def test_a_meeting_stands_there_for_who_is_of_the_committee(
    meet,
    address,
    anonymous,
    world,
    transaction,
):
    meet(DAY)
    paths = {who: address(who) for who in ("bram", "dirk")}
    body = anonymous.visit(paths["bram"]).body

    assert titles(body) == ["Samenzicht: een vergadering"]
    assert "WRK-2026" not in body
    assert titles(anonymous.visit(paths["dirk"]).body) == []
    with transaction.as_owner() as owner:
        igj = world.organisations["igj"].id
        owner.execute(
            update(Participation)
            .where(Participation.organisation_id == igj)
            .values(ended_at=clock.now())
        )
    assert titles(anonymous.visit(paths["bram"]).body) == []


def test_a_request_stands_there_for_who_is_asked_alone(asked, address, anonymous):
    bodies = {who: anonymous.visit(address(who)).body for who in ("bram", "anna", "carla")}

    assert {who: titles(body) for who, body in bodies.items()} == {
        "bram": ["Samenzicht: een documentverzoek"],
        "anna": [],
        "carla": [],
    }
    assert "roosters" not in bodies["bram"]


def test_what_is_over_is_not_there(meet, asked, address, anonymous, transaction):
    path = address("bram")
    meet(clock.today() - timedelta(days=1))
    meet(DAY, is_cancelled=True)
    assert len(titles(anonymous.visit(path).body)) == 1
    with transaction.as_owner() as owner:
        owner.execute(update(DocumentRequest).values(status=RequestStatus.REFUSED))

    assert titles(anonymous.visit(path).body) == []
