"""Reminders: on by default, once for each moment; to the doer, the deputy, the coordinator."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text

from app.kernel import db
from app.kernel.access import system_actor
from app.notifications.models import Mailing, Reminder
from app.notifications.queries import MailHours, Rest
from app.tasks.models import TaskStatus


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-19 12:00", []),
        ("2026-11-20 06:00", [("bram", 7)]),
        ("2026-11-23 06:00", [("bram", 7)]),  # the clock stood still over the weekend
        ("2026-11-26 06:00", [("bram", 1)]),
        ("2026-11-27 06:00", [("bram", 0)]),
        ("2026-11-27 22:59", [("bram", 0)]),  # still the 27th in the Netherlands
        ("2026-11-27 23:01", [("bram", -1)]),
        ("2026-12-04 06:00", [("bram", -7)]),
    ],
)
def test_the_moment_that_came_last_is_told_and_no_older_one(
    due_task, remind, reminded, clock_at, moment, expected
):
    due_task()
    clock_at(moment)
    remind()
    assert [each for each in reminded() if each[0] == "bram"] == expected


def test_a_reminder_is_made_once_however_often_the_clock_looks(
    due_task, remind, reminded, clock_at, rows
):
    due_task()
    for moment in ("2026-11-20 06:00", "2026-11-20 06:05", "2026-11-21 09:00", "2026-11-20 05:00"):
        clock_at(moment)  # the clock also steps back
        remind()
    assert reminded() == [("bram", 7)]
    assert len(rows(Mailing)) == 1


def test_a_day_that_moves_is_a_reminder_anew(due_task, remind, reminded, transaction, clock_at):
    task = due_task()
    remind()
    with transaction.as_owner() as owner:
        owner.merge(task).due_on = date(2026, 11, 30)
    clock_at("2026-11-23 06:00")
    remind()
    assert reminded() == [("bram", 7), ("bram", 7)]


def test_a_task_that_was_asked_late_is_not_told_at_once(put_task, clock_at, remind, reminded):
    clock_at("2026-11-24 09:00")
    put_task("bram", due_on=date(2026, 11, 27))
    remind()
    assert reminded() == []


def test_a_due_day_on_saturday_counts_until_monday(due_task, remind, reminded, clock_at):
    due_task(due_on=date(2026, 11, 28))
    clock_at("2026-11-29 09:00")
    remind()
    assert reminded() == [("bram", 1)]


@pytest.mark.parametrize("status", [TaskStatus.DELIVERED, TaskStatus.DONE, TaskStatus.WITHDRAWN])
def test_what_is_answered_is_not_reminded_of(due_task, remind, reminded, status):
    due_task(status=status)
    remind()
    assert reminded() == []


def test_without_assignee_those_who_work_there_are_reminded(due_task, remind, reminded):
    due_task(None, organisation="igj")
    remind()
    assert reminded() == [("bram", 7)]


def test_when_late_the_coordinator_of_that_organisation_hears_it(
    due_task, remind, notices, clock_at
):
    due_task("wim")
    clock_at("2026-11-30 06:00")
    remind("ijenv")
    assert notices() == {"wim": "late", "anna": "coordinating"}


def test_the_deputy_is_reminded_while_somebody_is_away(
    due_task, remind, notices, choose, world, rows
):
    due_task()
    choose(
        "bram",
        away_from=date(2026, 11, 16),
        away_until=date(2026, 11, 30),
        deputy_id=world.person("cora").id,
    )
    remind()
    assert notices() == {"bram": "due", "cora": "for_another"}
    assert [each.person_id for each in rows(Mailing)] == [world.person("cora").id]


@pytest.fixture
def cora_coordinates(transaction, world):
    with transaction.as_owner() as owner:
        owner.execute(
            text("update membership set role = 'coordinator' where person_id = :who"),
            {"who": world.person("cora").id},
        )


@pytest.mark.usefixtures("cora_coordinates")
@pytest.mark.parametrize("deputy", ["dirk", "wim", None])
def test_without_a_deputy_who_works_there_the_coordinator_hears_instead(
    due_task, remind, notices, choose, world, rows, deputy
):
    due_task()
    away = {"away_from": date(2026, 11, 16), "away_until": date(2026, 11, 30)}
    choose("bram", **away, deputy_id=world.person(deputy).id if deputy else None)
    remind()
    assert notices() == {"bram": "due", "cora": "for_another"}
    assert [each.person_id for each in rows(Mailing)] == [world.person("cora").id]


def test_a_deputy_who_is_away_too_stands_in_for_nobody(due_task, remind, notices, choose, world):
    due_task("anna")
    away = {"away_from": date(2026, 11, 16), "away_until": date(2026, 11, 30)}
    choose("anna", **away, deputy_id=world.person("wim").id)
    choose("wim", **away)
    remind("ijenv")
    assert notices() == {"anna": "due"}


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-30 06:00", -1),
        ("2026-12-03 06:00", -1),
        ("2026-12-04 06:00", -7),
        ("2026-12-11 06:00", -14),
        ("2026-12-24 06:00", -21),
        ("2027-06-04 06:00", -189),
    ],
)
@pytest.mark.parametrize("moments", [[7, 1, 0, -1, -7], [7], []])
def test_the_coordinator_hears_of_what_is_late_each_week_whatever_who_does_it_ticked(
    due_task, remind, reminded, choose, clock_at, moments, moment, expected
):
    due_task("wim")
    choose("wim", moments=moments)
    clock_at(moment)
    remind("ijenv")
    assert [each for each in reminded() if each[0] == "anna"] == [("anna", expected)]


def test_who_does_it_hears_it_each_week_when_that_was_ticked(
    due_task, remind, reminded, choose, clock_at
):
    due_task()
    clock_at("2026-12-04 06:00")
    remind()
    clock_at("2026-12-11 06:00")
    remind()
    clock_at("2026-12-12 06:00")
    remind()
    assert reminded() == [("bram", -14), ("bram", -7)]


def test_the_deputy_hears_of_what_is_late_whatever_who_is_away_ticked(
    due_task, remind, reminded, choose, clock_at, world
):
    due_task()
    away = {"away_from": date(2026, 11, 16), "away_until": date(2026, 12, 30)}
    choose("bram", **away, deputy_id=world.person("cora").id, moments=[])
    clock_at("2026-11-30 06:00")
    remind()
    assert reminded() == [("cora", -1)]


def test_own_moments_and_no_mails_are_kept_to(due_task, remind, reminded, choose, rows, clock_at):
    due_task()
    choose("bram", moments=[3], mail_hours=[])
    remind()
    assert reminded() == []
    clock_at("2026-11-24 06:00")
    remind()
    assert reminded() == [("bram", 3)]
    assert [each.mailing_id for each in rows(Reminder)] == [None]


@pytest.mark.parametrize(
    ("now", "hours", "rests", "slot"),
    [
        ("2026-11-20 06:00", [8], True, "2026-11-20 07:00"),
        ("2026-11-20 07:00", [8], True, "2026-11-23 07:00"),  # Friday 8.00 has come: Monday
        ("2026-11-20 07:00", [8], False, "2026-11-21 07:00"),
        ("2026-11-20 08:30", [8, 16], True, "2026-11-20 15:00"),
        ("2026-12-24 12:00", [8], True, "2026-12-28 07:00"),  # Christmas and a weekend
        ("2027-03-27 20:00", [6], False, "2027-03-28 04:00"),  # the clock goes forward
        ("2026-10-24 20:00", [6], False, "2026-10-25 05:00"),  # the clock goes back
        ("2026-11-20 06:00", [], True, None),
    ],
)
def test_a_mail_comes_at_a_chosen_hour(now, hours, rests, slot):
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)
    wanted = datetime.fromisoformat(slot).replace(tzinfo=UTC) if slot else None

    assert MailHours(tuple(hours), Rest(None, rests=rests)).next_slot(moment) == wanted


def test_a_person_does_not_hear_where_something_is_due(due_task, world, house):
    due_task("bram")
    statement = text("select * from samenzicht_places_to_look('2100-01-01', '2026-11-20')")
    with house.database.session_for(system_actor("notifications.look")):
        assert db.session().execute(statement).all() != []
    for who in ("anna", "bram", "dirk"):
        with house.database.session_for(world.actor(who)):
            assert db.session().execute(statement).all() == []
