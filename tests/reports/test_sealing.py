"""Sealing: after the commit of a decision, and only then; done twice, it happens once."""

import pytest
from sqlalchemy import text, update

from app.kernel import clock, db
from app.kernel.access import system_actor
from app.kernel.errors import NotAllowed
from app.reports import jobs
from app.reports.models import ReportStatus
from app.reports.policy import SEALER
from app.reports.service import sealing
from app.workspaces.models import Participation
from tests.support.acting import acting


@pytest.fixture
def report(desk):
    return desk.frozen()


def do(desk, facts):
    """Do what the worker would with one job that waits."""
    with desk.app.app_context():
        jobs.place_seal.run(**facts)


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


def test_nothing_is_locked_while_a_file_is_sealed(desk, report, monkeypatch):
    """Somebody else decides about the same report meanwhile, and need not wait."""
    works = []
    seal = sealing.pades.seal

    def watched(*arguments, **facts):
        works.append(db.session().info.get("work"))
        return seal(*arguments, **facts)

    monkeypatch.setattr("app.reports.service.sealing.pades.seal", watched)
    desk.sign("wim", report)

    assert works == [None]
    assert desk.read(report)[0].revision == 2


def test_when_another_seal_was_first_it_is_placed_on_that_file(desk, report, monkeypatch):
    for who in ("wim", "cora"):
        actor, ticket_id = desk.ticket(who, report)
        desk.co_sign(actor, report, ticket_id=ticket_id)
    first, late = desk.waiting_jobs()
    seal, fields = sealing.pades.seal, []

    def overtaken(content, field_name, **facts):
        fields.append(field_name)
        if len(fields) == 1:
            do(desk, first)
        return seal(content, field_name, **facts)

    monkeypatch.setattr("app.reports.service.sealing.pades.seal", overtaken)
    do(desk, late)
    files = [desk.content(report, revision=number) for number in (1, 2, 3)]

    assert (len(fields), fields[0]) == (3, fields[2])
    assert files[2].startswith(files[1])
    assert all(seat.sealed_at for seat in desk.read(report)[1])


def test_one_job_that_runs_at_two_places_at_once_places_one_seal(desk, report, monkeypatch):
    actor, ticket_id = desk.ticket("cora", report)
    desk.co_sign(actor, report, ticket_id=ticket_id)
    [job] = desk.waiting_jobs()
    seal, calls = sealing.pades.seal, []

    def twice(*arguments, **facts):
        calls.append(None)
        if len(calls) == 1:
            do(desk, job)
        return seal(*arguments, **facts)

    monkeypatch.setattr("app.reports.service.sealing.pades.seal", twice)
    do(desk, job)

    assert (len(calls), desk.read(report)[0].revision) == (2, 2)


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

    assert len(rows) == 4
    assert sum(row.organisation_id is None for row in rows) == 2, "certifying, and time stamps"
    for row in rows:
        assert b"PRIVATE KEY" not in row.material


def test_keys_are_made_once(desk, report, transaction):
    desk.frozen()
    with transaction.as_owner() as owner:
        assert owner.execute(text("select count(*) from signing_key")).scalar_one() == 3
    assert desk.read(report)[0].status == ReportStatus.SIGNING
