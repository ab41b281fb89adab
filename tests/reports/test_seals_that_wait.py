"""No seal is forgotten: what was decided validly gets its seal, whatever happened to the job.

Wim signs for IJenV, Cora for IGJ; the authority for time stamps is away. Bram of IGJ reads."""

from datetime import timedelta

import pytest
from sqlalchemy import text, update

from app.adapters.timestamps import Distrust, NoTimestamp
from app.identity.models import Mandate
from app.kernel import clock
from app.reports import jobs, queries
from app.reports.models import ReportStatus, Seat
from app.running import standing_in
from app.worker import PERIODIC
from app.workspaces import queries as workspaces
from app.workspaces import service as places
from app.workspaces.models import Workspace, WorkspaceStatus
from app.workspaces.policy import WorkspacePermission
from tests.support.acting import acting
from tests.support.judgement import CHIEF


@pytest.fixture
def away(monkeypatch):
    """Let no time stamp come, for a reason; ``away(None)`` lets it come again."""
    from app.adapters import pades

    real = pades.seal

    def be(why):
        def down(*_given, **_facts):
            raise NoTimestamp(why)

        monkeypatch.setattr("app.reports.service.sealing.pades.seal", real if why is None else down)

    return be


@pytest.fixture
def report(desk):
    return desk.frozen()


@pytest.fixture
def signed(desk, report, away):
    """Everybody has signed, and no time stamp comes."""
    away(Distrust.UNREACHABLE)
    for who in ("wim", "cora"):
        actor, ticket_id = desk.ticket(who, report)
        desk.co_sign(actor, report, ticket_id=ticket_id)
        with pytest.raises(NoTimestamp):
            desk.run_jobs()
    return report


@pytest.fixture
def seek(desk):
    """Do what the clock defers."""

    def run():
        with standing_in(desk.app):
            jobs.seek_seals.run()

    return run


def test_a_round_whose_seal_does_not_come_can_end_after_two_days(
    browser_of, place, signed, transaction
):
    anna, ends = browser_of("anna"), "#reports-round form"
    assert not anna.visit(f"{place}/{signed}").has(ends)
    with transaction.as_owner() as owner:
        owner.execute(update(Seat).values(decided_at=clock.now() - timedelta(days=2, minutes=1)))
    anna.visit(f"{place}/{signed}").submit(ends, action="reopen", reason="Het zegel komt niet.")

    assert "Het zegel komt niet." in browser_of("bram").visit(f"{place}/{signed}").text()


def set_jobs(transaction, status, **more):
    """Let every seal that was deferred be in some state of the queue."""
    with transaction.as_owner() as owner:
        owner.execute(
            text(
                "update procrastinate_jobs set status = cast(:status as procrastinate_job_status),"
                " worker_id = :worker where task_name = 'reports.seal'"
            ),
            {"status": status, "worker": None} | more,
        )


def count_waiting(transaction):
    with transaction.as_owner() as owner:
        return owner.scalar(
            text(
                "select count(*) from procrastinate_jobs"
                " where task_name = 'reports.seal' and status = 'todo'"
            )
        )


def test_a_seal_is_tried_again_though_its_job_gave_up(desk, signed, away, seek, transaction):
    """After 500 attempts the queue lets go; the decision stands, and so does the duty to seal."""
    set_jobs(transaction, "failed")
    seek()
    assert count_waiting(transaction) == 2

    away(None)
    desk.run_jobs()
    found, seats = desk.read(signed)
    assert found.status == ReportStatus.ADOPTED
    assert all(seat.sealed_at for seat in seats)


def test_the_clock_looks_for_seals_that_wait():
    assert [every for job, every in PERIODIC if job is jobs.seek_seals] == [timedelta(hours=1)]


def test_what_is_in_the_queue_is_not_put_there_twice(signed, seek, transaction):
    seek()
    seek()
    assert count_waiting(transaction) == 2


def test_what_a_worker_is_doing_is_left_to_it(signed, seek, transaction):
    with transaction.as_owner() as owner:
        worker = owner.scalar(text("insert into procrastinate_workers default values returning id"))
    set_jobs(transaction, "doing", worker=worker)
    seek()
    assert count_waiting(transaction) == 0


def test_what_a_worker_left_half_way_is_done_anew(signed, seek, transaction):
    """The queue forgets a worker that died; its jobs would be in doing for ever."""
    set_jobs(transaction, "doing")
    seek()
    assert count_waiting(transaction) == 2


def test_what_is_sealed_or_refused_is_not_looked_for(desk, report, seek, transaction):
    desk.sign("wim", report)
    desk.sign("cora", report, decision="declined", statement="Nee.")
    set_jobs(transaction, "succeeded")
    seek()
    assert count_waiting(transaction) == 0


def test_a_person_learns_nothing_from_where_the_clock_looks(desk, signed, world):
    """The function is for jobs: it names reports of every workspace."""
    for who in ("anna", "dirk"):
        actor = world.actor(who)
        with acting(desk.app, actor):
            assert queries.list_unsealed() == []


def end_part(desk, world, code):
    """Let Anna, who coordinates for the lead, end the part of an organisation."""
    anna = world.actor("anna")
    with acting(desk.app, anna):
        place = workspaces.get_for(anna, WorkspacePermission.MANAGE, world.workspace.ref)
        [part] = [
            each
            for each in workspaces.list_participants(place)
            if each.organisation_id == world.organisations[code].id
        ]
        places.end_participant(anna, place, participation=part)


def test_a_part_that_ends_takes_no_signature_along(
    desk, signed, away, seek, world, transaction, browser_of, place
):
    """A decision given by who was mandated then stands, also when part and mandate have ended."""
    end_part(desk, world, "igj")
    with transaction.as_owner() as owner:
        owner.execute(
            update(Mandate)
            .where(Mandate.organisation_id == world.organisations["igj"].id)
            .values(valid_to=clock.today() - timedelta(days=1))
        )
    set_jobs(transaction, "failed")
    page = browser_of("anna").visit(f"{place}/{signed}")
    assert page.text("#reports-seats").count("Getekend") == 2

    seek()
    away(None)
    desk.run_jobs()
    found, seats = desk.read(signed)
    assert (found.status, [seat.status for seat in seats]) == ("adopted", ["signed", "signed"])
    assert all(seat.sealed_at and seat.stamped_at for seat in seats)


@pytest.mark.parametrize("end", ["place", "round"])
def test_what_ends_around_it_takes_no_signature_along(
    desk, report, away, seek, transaction, world, end
):
    """The workspace or the round is closed while a seal waits; it is placed, and that is all."""
    away(Distrust.UNREACHABLE)
    actor, ticket_id = desk.ticket("cora", report)
    desk.co_sign(actor, report, ticket_id=ticket_id)
    with transaction.as_owner() as owner:
        if end == "place":
            owner.execute(
                update(Workspace)
                .where(Workspace.id == world.workspace.id)
                .values(status=WorkspaceStatus.CLOSED)
            )
        else:
            owner.execute(text("update report set status = 'closed'"))
    set_jobs(transaction, "failed")
    seek()
    away(None)
    desk.run_jobs()

    found, seats = desk.read(report)
    assert [bool(seat.sealed_at) for seat in seats] == [False, True]
    assert found.status == ("signing" if end == "place" else "closed")


def test_the_page_says_since_when_a_seal_waits_and_why(
    desk, report, away, browser_of, place, transaction
):
    away(Distrust.UNREACHABLE)
    actor, ticket_id = desk.ticket("wim", report)
    desk.co_sign(actor, report, ticket_id=ticket_id)
    with pytest.raises(NoTimestamp):
        desk.run_jobs()
    with transaction.as_owner() as owner:
        owner.execute(update(Seat).values(stamp_awaited_at=clock.now() - timedelta(days=30)))
    bram = browser_of("bram")
    told = bram.visit(f"{place}/{report}").text("#reports-seats")
    assert "Het zegel staat nog niet in het bestand" in told
    assert "is niet bereikbaar" in told
    assert "De handtekening geldt" in told

    away(Distrust.FORGED)
    with pytest.raises(NoTimestamp):
        desk.run_jobs()
    told = bram.visit(f"{place}/{report}").text("#reports-seats")
    assert "is niet bereikbaar" not in told
    assert "klopt niet" in told
    assert transaction.audited(report).count("report:seal:wait") == 2

    away(None)
    desk.run_jobs()
    assert "nog niet in het bestand" not in bram.visit(f"{place}/{report}").text("#reports-seats")


def test_a_seal_that_stays_away_for_another_reason_is_told_too(
    desk, report, browser_of, place, transaction
):
    """A decision of hours ago, and no seal: whoever runs the installation has to look."""
    actor, ticket_id = desk.ticket("wim", report)
    desk.co_sign(actor, report, ticket_id=ticket_id)
    path = f"{place}/{report}"
    assert "nog niet in het bestand" not in browser_of("bram").visit(path).text("#reports-seats")
    with transaction.as_owner() as owner:
        earlier = clock.now() - timedelta(hours=3)
        owner.execute(update(Seat).where(Seat.status == "signed").values(decided_at=earlier))

    told = browser_of("bram").visit(path).text("#reports-seats")
    assert "Het zegel staat nog niet in het bestand" in told
    assert "beheerder" in told


def test_a_seat_for_which_nobody_can_sign_says_so(desk, report, world, browser_of, place):
    """A required seat of an organisation that left would keep the round open without a word."""
    end_part(desk, world, "igj")
    told = browser_of("anna").visit(f"{place}/{report}").text("#reports-seats")
    assert "Niemand kan nu voor deze plaats tekenen" in told
    assert CHIEF in told
