"""A mail due in quiet hours is sent after them, never lost, never twice; who chose them is told."""

import pytest
from sqlalchemy import text

from app.kernel import clock
from app.kernel.access import system_actor
from app.kernel.jobs import named
from app.notifications import jobs, queries
from app.notifications.models import Mailing, Reminder
from app.running import standing_in

OF_ALL = "/notices/settings/organisation"


@pytest.fixture
def knock(app, house, clock_at):
    """Send what is ready at a moment, as clock and queue would; return how many were ready."""

    def at(moment):
        clock_at(moment)
        actor = system_actor(jobs.CLOCK)
        with standing_in(app):
            with house.database.session_for(actor):
                ready = queries.list_ready(clock.now())
            for each in ready:
                jobs.send.run(mailing_id=str(each))
        return len(ready)

    return at


@pytest.fixture
def all_of(transaction, world):
    """Let an organisation choose, past the form."""

    def put(code, **more):
        values = {"digest": None, "first": None, "last": None, "rests": None} | more
        with transaction.as_owner() as owner:
            owner.execute(
                text(
                    "insert into organisation_hours values (:home, :digest, :first, :last, :rests)"
                ),
                {"home": world.organisations[code].id, **values},
            )

    return put


def test_a_mail_that_missed_its_hour_waits_until_the_morning_and_comes_once(
    due_task, remind, knock, post, rows
):
    due_task()
    remind()
    assert knock("2026-11-24 21:00") == 1  # the worker stood still for a day; it is night now
    assert post.mails() == []
    assert rows(Mailing)[0].waits_until.isoformat() == "2026-11-25T06:00:00+00:00"

    assert [knock(f"2026-11-25 0{hour}:59") for hour in (0, 3, 5)] == [0, 0, 0]
    assert knock("2026-11-25 06:00") == 1
    assert len(post.mails()) == 1
    assert knock("2026-11-25 06:05") == 0


def test_who_works_at_night_and_sleeps_by_day_is_asked_by_the_own_hours(
    due_task, remind, knock, post, choose
):
    due_task()
    choose("bram", mail_hours=[8], quiet_from=7, quiet_until=15, rests=False)
    remind()
    assert [knock(f"2026-11-20 {hour}:00") for hour in ("07", "13")] == [0, 0]
    assert knock("2026-11-20 14:00") == 1
    assert len(post.mails()) == 1


def test_quiet_hours_chosen_after_the_mail_was_planned_hold(due_task, remind, knock, post, choose):
    due_task()
    remind()
    choose("bram", mail_hours=None, quiet_from=8, quiet_until=10)
    knock("2026-11-20 07:00")
    assert post.mails() == []
    knock("2026-11-20 09:00")
    assert len(post.mails()) == 1


def test_who_wants_no_mails_any_more_gets_none(due_task, remind, knock, post, choose):
    due_task()
    remind()
    choose("bram", mail_hours=[])
    knock("2026-11-20 07:00")
    assert post.mails() == []


def test_what_comes_up_for_a_mail_that_left_already_goes_along_with_the_next(
    due_task, remind, knock, post, clock_at, rows, put_task
):
    """The clock of one worker is behind that of another, which sent the mail of this hour."""
    due_task()
    remind()
    knock("2026-11-20 07:05")
    clock_at("2026-10-28 09:00")
    put_task("bram", due_on=rows(Reminder)[0].ends_on)
    clock_at("2026-11-20 06:30")
    remind()
    knock("2026-11-20 07:10")
    assert len(post.mails()) == 1
    knock("2026-11-23 07:00")
    assert len(post.mails()) == 2


def test_what_comes_up_while_the_mail_is_written_is_not_lost(
    due_task, remind, knock, post, monkeypatch
):
    due_task()
    remind()
    real = queries.list_reminders
    before = [[]]
    monkeypatch.setattr(
        queries, "list_reminders", lambda key: before.pop() if before else real(key)
    )
    knock("2026-11-20 07:00")
    assert post.mails() == []
    knock("2026-11-20 07:05")
    assert len(post.mails()) == 1


def test_the_mail_keeps_its_name_when_it_was_held_and_then_cut(due_task, remind, knock, post):
    due_task()
    remind()
    knock("2026-11-20 20:00")
    post.answers = ["cut"]
    with pytest.raises(Exception, match="SMTP"):
        knock("2026-11-23 06:00")
    knock("2026-11-23 06:05")
    first, second = post.mails()
    assert first["Message-ID"] == second["Message-ID"]


@pytest.mark.parametrize(
    ("own", "common", "slot"),
    [
        (None, None, "07:00"),
        (None, {"digest": [10]}, "09:00"),
        ([11], {"digest": [10]}, "10:00"),
        (None, {"first": 6, "last": 12, "rests": False}, "11:00"),
        ([11], {"first": 6, "last": 12, "rests": True}, "10:00"),  # own rest: none
    ],
)
def test_a_person_goes_before_the_organisation_and_that_before_us(
    due_task, remind, rows, choose, all_of, own, common, slot
):
    due_task()
    if own:
        choose("bram", mail_hours=own)
    if common:
        all_of("igj", **common)
    all_of("ijenv", digest=[15])
    remind()
    assert rows(Mailing)[0].slot_at.isoformat() == f"2026-11-20T{slot}:00+00:00"


def test_the_page_says_where_each_comes_from(browser_of, all_of):
    page = browser_of("bram").visit("/notices/settings")
    assert page.text("#hours-now").count("Dit stelt Samenzicht voor") == 3
    all_of("igj", digest=[10, 16])
    page = browser_of("bram").visit("/notices/settings")
    assert "Om 10.00 en 16.00. Je organisatie koos dit" in page.text("#hours-now")
    assert "Van 20.00 tot 7.00, en in het weekend" in page.text("#hours-now")
    page.submit("#choice-form", rest_by="own", quiet_from="22", quiet_until="6")
    told = browser_of("bram").visit("/notices/settings").text("#hours-now")
    assert "Van 22.00 tot 6.00" in told
    assert "Je koos dit zelf" in told
    assert "Je organisatie koos dit" in told


def test_following_again_takes_ones_own_choice_away(browser_of, choose, transaction):
    choose("bram", mail_hours=[9], quiet_from=1, quiet_until=2)
    page = browser_of("bram").visit("/notices/settings")
    page.submit("#choice-form", digest_by="follows", rest_by="follows")
    with transaction.as_owner() as owner:
        row = owner.execute(text("select mail_hours, quiet_from, rests from notice_choice")).one()
    assert tuple(row) == (None, None, None)


def test_a_coordinator_chooses_for_the_own_organisation_and_the_log_tells(
    browser_of, transaction, world
):
    page = browser_of("anna").visit(OF_ALL)
    done = page.submit(
        "#hours-form", digest_by="own", mail_hours=["9", "15"], rest_by="own", quiet_from="",
        quiet_until="",
    )  # fmt: skip
    assert done.status == 303
    with transaction.as_owner() as owner:
        row = owner.execute(text("select * from organisation_hours")).one()
        entry = owner.execute(
            text("select entry from log_entry where action = 'organisation:hours:set'")
        ).scalar_one()
    assert (row.organisation_id, row.mail_hours) == (world.organisations["ijenv"].id, [9, 15])
    assert (row.quiet_from, row.rests) == (None, True)
    assert b'"mail_hours":[9,15]' in bytes(entry)
    assert "Om 9.00 en 15.00. Je organisatie koos dit" in browser_of("wim").visit(
        "/notices/settings"
    ).text("#hours-now")


def test_only_a_coordinator_is_led_there(browser_of):
    link = f'a[href="{OF_ALL}"]'
    assert browser_of("anna").visit("/notices/settings").has(link)
    assert not browser_of("bram").visit("/notices/settings").has(link)
    assert browser_of("bram").visit(OF_ALL).status == 403


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"rest_by": "own", "quiet_from": "20", "quiet_until": ""}, "vanaf welk uur"),
        ({"rest_by": "own", "quiet_from": "7", "quiet_until": "7"}, "de hele dag"),
        ({"rest_by": "own", "quiet_from": "24", "quiet_until": "7"}, "geldige keuze"),
        ({"digest_by": "own", "mail_hours": []}, "Kies minstens één uur"),
    ],
)
def test_wrong_hours_are_told_and_not_kept(browser_of, transaction, typed, told):
    answer = browser_of("anna").visit(OF_ALL).submit("#hours-form", **typed)
    assert answer.status == 422
    assert told in answer.text()
    with transaction.as_owner() as owner:
        assert owner.execute(text("select count(*) from organisation_hours")).scalar_one() == 0


@pytest.mark.parametrize(("who", "seen"), [("anna", 1), ("wim", 1), ("bram", 0), ("dirk", 0)])
def test_the_second_wall_shows_hours_to_the_own_people_only(house, world, all_of, who, seen):
    all_of("ijenv", digest=[9])
    with house.database.session_for(world.actor(who)) as session:
        count = session.execute(text("select count(*) from organisation_hours")).scalar_one()
    assert count == seen


@pytest.mark.parametrize(("who", "code"), [("wim", "ijenv"), ("anna", "igj"), ("bram", "igj")])
def test_the_second_wall_lets_a_coordinator_write_for_the_own_only(house, world, who, code):
    from sqlalchemy.exc import ProgrammingError

    from app.kernel.work import begin_work

    actor = world.actor(who)
    statement = text("insert into organisation_hours (organisation_id) values (:home)")
    with (
        house.database.session_for(actor),
        pytest.raises(ProgrammingError, match="row-level security"),
        begin_work(actor) as work,
    ):
        work.session.execute(statement, {"home": world.organisations[code].id})


@pytest.fixture
def told(app, transaction, put_task, clock_at, settings):
    """Ask a task of Bram at night; return how to run what waits, and what was mailed."""
    folder = settings.data / "mail"
    for old in folder.glob("task.*"):
        old.unlink()

    def run(task):
        with standing_in(app):
            named("tasks.tell_assignee").run(
                task_id=str(task.id),
                workspace_id=str(task.workspace_id),
                organisation_id=str(task.organisation_id),
                version=1,
            )

    def waiting():
        with transaction.as_owner() as owner:
            return owner.execute(
                text(
                    "select scheduled_at, args from procrastinate_jobs"
                    " where task_name = 'tasks.tell_later'"
                )
            ).all()

    def later(moment):
        clock_at(moment)
        with standing_in(app):
            for each in waiting():
                named("tasks.tell_later").run(**each.args)

    run.waiting, run.later = waiting, later
    run.mails = lambda: sorted(each.name for each in folder.glob("task.*"))
    return run


def test_a_task_asked_at_night_is_mailed_in_the_morning(told, put_task, clock_at):
    clock_at("2026-11-20 20:00")
    task = put_task("bram")
    told(task)
    told(task)  # safe to run twice
    (job,) = told.waiting()
    assert job.scheduled_at.isoformat() == "2026-11-23T06:00:00+00:00"
    assert told.mails() == []
    told.later("2026-11-23 05:59")
    assert told.mails() == []
    told.later("2026-11-23 06:00")
    assert len(told.mails()) == 1


def test_a_task_that_is_answered_by_then_is_not_mailed(told, put_task, clock_at, transaction):
    clock_at("2026-11-20 20:00")
    task = put_task("bram")
    told(task)
    with transaction.as_owner() as owner:
        owner.execute(text("update task set status = 'delivered'"))
    told.later("2026-11-23 06:00")
    assert told.mails() == []


def test_who_was_put_off_is_not_mailed_beside_it_when_the_asking_is_tried_again(
    told, put_task, clock_at
):
    clock_at("2026-11-20 20:00")
    task = put_task("bram")
    told(task)
    clock_at("2026-11-23 06:00")
    told(task)
    assert told.mails() == []
    told.later("2026-11-23 06:00")
    assert len(told.mails()) == 1


def test_who_is_put_off_anew_is_mailed_by_the_last_one_only(
    told, put_task, clock_at, transaction, mailed_by
):
    clock_at("2026-11-20 20:00")
    task = put_task("bram")
    told(task)
    told.later("2026-11-23 05:59")
    assert [each.args.get("turn") for each in told.waiting()] == [1, 2]
    told.later("2026-11-23 06:00")
    assert mailed_by() == 1


@pytest.fixture
def mailed_by(monkeypatch):
    """Count what leaves, also where it has the same name."""
    from app.adapters.mail import Mailer

    sent, real = [], Mailer.send

    def send(self, message_id, **facts):
        sent.append(message_id)
        real(self, message_id, **facts)

    monkeypatch.setattr(Mailer, "send", send)
    return lambda: len(sent)
