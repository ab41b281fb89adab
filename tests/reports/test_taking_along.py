"""The list of reports as a file: which there are, who signed and who did not yet.

Wim signs for IJenV and Cora for IGJ; Carla of IvhO reads, Dirk works on another case."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from app.kernel import clock
from app.workspaces.models import ParticipantRole, Participation


@pytest.fixture
def report(desk):
    return desk.frozen(sign_by=clock.today() + timedelta(days=9))


def test_it_says_who_signed_and_until_when_the_others_can(desk, report, place, take_list):
    desk.sign("wim", report)
    last = clock.today() + timedelta(days=9)

    [row] = take_list("carla", place)

    assert (row["Getekend"], row["Niet getekend"]) == ("IJenV", "IGJ")
    assert row["Tekenen tot en met"] == datetime(last.year, last.month, last.day)
    assert row["Stand"] == "Open om te tekenen"
    assert (row["Kenmerk"], row["Rapport"]) == tuple(shown(desk, report))
    assert {(each["list"], each["rows"]) for each in take_list.told("ivho")} == {("reports", 1)}


def test_with_an_observer_no_report_leaves(
    report, place, browser_of, take_list, world, transaction
):
    with transaction.as_owner() as owner:
        owner.execute(
            update(Participation)
            .where(Participation.organisation_id == world.organisations["ivho"].id)
            .values(role=ParticipantRole.OBSERVER)
        )

    assert take_list.links("carla", place) == []
    body = browser_of("carla").visit(f"{place}/export").body.lstrip("\ufeff")
    assert len(body.splitlines()) == 1, "only the headings"
    assert browser_of("dirk").visit(f"{place}/export").status == 404


def shown(desk, report):
    """What the report is called on its page."""
    found, _seats = desk.read(report)
    return found.ref, found.title
