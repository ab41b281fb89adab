"""Sealing: after the commit of a decision, and only then; done twice, it happens once."""

import pytest
from sqlalchemy import text, update

from app.kernel import clock
from app.kernel.access import system_actor
from app.kernel.errors import NotAllowed
from app.reports.models import ReportStatus
from app.reports.policy import SEALER
from app.reports.service import sealing
from app.workspaces.models import Participation
from tests.support.acting import acting


@pytest.fixture
def report(desk):
    return desk.frozen()


def test_a_seal_waits_when_and_only_when_the_decision_is_kept(desk, report, monkeypatch):
    actor, ticket_id = desk.ticket("cora", report)

    def fail(*_arguments, **_facts):
        raise RuntimeError("the machine stops here")

    with monkeypatch.context() as broken:
        broken.setattr("app.kernel.work._check_and_append", fail)
        with pytest.raises(RuntimeError):
            desk.co_sign(actor, report, ticket_id=ticket_id)
    assert (desk.waiting_jobs(), desk.read(report)[1][1].status) == ([], "waiting")

    desk.co_sign(actor, report, ticket_id=ticket_id)
    seat = desk.read(report)[1][1]
    assert [each["seat"] for each in desk.waiting_jobs()] == [str(seat.id)]
    assert (seat.status, seat.sealed_at) == ("signed", None)


def test_the_job_may_run_twice(desk, report, transaction):
    desk.sign("wim", report)
    desk.run_jobs()

    assert desk.read(report)[0].revision == 2
    assert transaction.audited(report).count("report:seal:place") == 1


def test_each_seal_only_adds_to_the_file(desk, report):
    desk.sign("wim", report)
    desk.sign("cora", report)
    files = [desk.content(report, revision=number) for number in (1, 2, 3)]

    assert files[1].startswith(files[0])
    assert files[2].startswith(files[1])


def test_a_seal_is_placed_though_its_organisation_has_left(desk, report, world, transaction):
    actor, ticket_id = desk.ticket("cora", report)
    desk.co_sign(actor, report, ticket_id=ticket_id)
    with transaction.as_owner() as owner:
        owner.execute(
            update(Participation)
            .where(Participation.organisation_id == world.organisations["igj"].id)
            .values(ended_at=clock.now())
        )
    desk.run_jobs()

    assert desk.read(report)[1][1].sealed_at is not None


def test_a_person_places_no_seal(desk, report, world):
    actor, ticket_id = desk.ticket("cora", report)
    desk.co_sign(actor, report, ticket_id=ticket_id)
    facts = desk.waiting_jobs()[0]

    with acting(desk.app, world.actor("cora")), pytest.raises(NotAllowed):
        sealing.place_seal(
            world.actor("cora"),
            workspace_id=facts["workspace"] and world.workspace.id,
            report_id=report,
            seat_id=desk.read(report)[1][1].id,
            tools=desk.tools,
        )


def test_without_a_decision_there_is_no_seal(desk, report, world):
    seat = desk.read(report)[1][0]
    actor = system_actor(SEALER, organisation_id=seat.organisation_id, place_id=world.workspace.id)

    with acting(desk.app, actor):
        sealing.place_seal(
            actor,
            workspace_id=world.workspace.id,
            report_id=report,
            seat_id=seat.id,
            tools=desk.tools,
        )

    assert desk.read(report)[0].revision == 1


def test_keys_are_made_when_first_needed_and_kept_wrapped(desk, transaction):
    with transaction.as_owner() as owner:
        owner.execute(text("delete from signing_key"))
    desk.sign("wim", desk.frozen())
    with transaction.as_owner() as owner:
        rows = owner.execute(text("select organisation_id, material from signing_key")).all()

    assert len(rows) == 3
    assert sum(row.organisation_id is None for row in rows) == 1
    for row in rows:
        assert b"PRIVATE KEY" not in row.material


def test_keys_are_made_once(desk, report, transaction):
    desk.frozen()
    with transaction.as_owner() as owner:
        assert owner.execute(text("select count(*) from signing_key")).scalar_one() == 3
    assert desk.read(report)[0].status == ReportStatus.SIGNING
