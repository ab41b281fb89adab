"""The list of what is published as a file: what is planned leaves with who may know of it only.

Anna plans for IJenV, Cora signs for IGJ; Dirk is in no part of it."""

import pytest
from sqlalchemy import update

from app.workspaces.models import ParticipantRole, Participation
from tests.support.publishing import in_days


@pytest.fixture
def planned(press):
    press.plan(publish_at=in_days(3))
    return press.find()


@pytest.fixture
def listed(press):
    return f"{press.place}/publications"


def test_it_says_when_and_how_far_it_is(planned, listed, take_list):
    [row] = take_list("cora", listed)

    assert (row["Kenmerk"], row["Rapport"]) == (planned.ref, planned.title)
    assert row["Stand"] == "Onder embargo"
    assert row["Moment"].date() == in_days(3).date()
    assert {(each["list"], each["rows"]) for each in take_list.told("igj")} == {("publications", 1)}


def test_what_is_planned_does_not_leave_with_an_observer(
    planned, listed, browser_of, take_list, world, transaction
):
    with transaction.as_owner() as owner:
        owner.execute(
            update(Participation)
            .where(Participation.organisation_id == world.organisations["ivho"].id)
            .values(role=ParticipantRole.OBSERVER)
        )

    assert take_list.links("carla", listed) == []
    body = browser_of("carla").visit(f"{listed}/export").body.lstrip("\ufeff")
    assert len(body.splitlines()) == 1, "only the headings"
    assert browser_of("dirk").visit(f"{listed}/export").status == 404
