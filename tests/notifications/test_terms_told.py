"""Terms of the law are told as tasks are: last days of activities, terms of cases, named terms.

Bram works for IGJ in the workspace; Cora beside him can coordinate. The terms of an
incident in hours are told at once, at night and on Sundays too."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text, update

from app.kernel.terms import TermUnit
from app.notifications import jobs
from app.notifications.models import HOURS_OVER, HOURS_RISK, HOURS_RUN, Mailing, Notice, Reminder
from app.running import standing_in
from app.workspaces.models import MemberRole, Membership
from tests.support.running_terms import TermMaker

DUE = date(2026, 11, 27)
"""A Friday."""
NOTICED = datetime(2026, 11, 20, 21, 30, tzinfo=UTC)
"""Friday evening, half past ten in the Netherlands: it is quiet, and then it is weekend."""


@pytest.fixture
def put(world, transaction, clock_at):
    clock_at("2026-10-28 09:00")
    maker = TermMaker(world, transaction)
    maker.template("digi", holds_cases=True)
    return maker


@pytest.fixture
def cora_coordinates(world, transaction):
    with transaction.as_owner() as owner:
        hers = update(Membership).where(Membership.person_id == world.person("cora").id)
        owner.execute(hers.values(role=MemberRole.COORDINATOR))


@pytest.fixture
def kinds(put):
    """Put one of each kind, all with the same last day."""
    return {
        "activity": lambda: put.activity(due_on=DUE),
        "case": lambda: put.case(due_on=DUE),
        "term": lambda: put.term(starts_on=date(2026, 10, 16)),
    }


EACH = pytest.mark.parametrize("kind", ["activity", "case", "term"])


@EACH
@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-19 12:00", []),
        ("2026-11-20 06:00", [("bram", 7)]),
        ("2026-11-27 06:00", [("bram", 0)]),
        ("2026-11-28 06:00", [("bram", -1)]),
        ("2026-12-11 06:00", [("bram", -14)]),
    ],
)
def test_a_last_day_is_reminded_of_as_of_a_task(
    kinds, remind, reminded, clock_at, kind, moment, expected
):
    kinds[kind]()
    clock_at(moment)
    remind()
    remind()
    assert reminded() == expected


@EACH
def test_who_coordinates_for_the_own_organisation_hears_when_it_is_late(
    kinds, remind, notices, clock_at, cora_coordinates, choose, kind
):
    kinds[kind]()
    choose("cora", moments=[])
    clock_at("2026-11-28 06:00")
    remind()
    remind("ijenv")
    assert notices() == {"bram": "term_late", "cora": "coordinating"}


@EACH
def test_who_is_away_is_stood_in_for(
    kinds, remind, notices, clock_at, cora_coordinates, choose, world, kind
):
    kinds[kind]()
    choose("cora", moments=[])
    away = {"away_from": date(2026, 11, 16), "away_until": date(2026, 11, 30)}
    choose("bram", deputy_id=world.person("cora").id, **away)
    clock_at("2026-11-20 06:00")
    remind()
    assert notices() == {"bram": "term_due", "cora": "for_another"}


@EACH
def test_the_mail_says_where_and_by_when_and_never_what(
    kinds, remind, send, post, clock_at, kind, world
):
    kinds[kind]()
    clock_at("2026-11-20 06:00")
    remind()
    send()
    body = post.mails()[0].get_content()
    line = next(each for each in body.splitlines() if each.startswith("- "))
    assert f"({world.workspace.ref})" in line
    assert "vrijdag 27 november 2026" in line
    assert not any(word in body for word in ("eheim", "Reiger", "Vuurvlinder", "CMJ-2026"))


@EACH
@pytest.mark.parametrize(
    "change",
    [
        "update membership set ended_at = now() where person_id = :who",
        "update participation set ended_at = now() where organisation_id = :home",
        "update person set blocked_at = now() where id = :who",
        "insert into place_choice (person_id, workspace_id, level) values (:who, :place, 'app')",
        (
            "update activity set finished_at = now(); update named_term set ended_at = now();"
            " update incident_case set came_in_on = '2026-11-19'"
        ),
        (
            "update activity set due_on = '2026-12-18'; update named_term set length = 9;"
            " update incident_case set due_on = '2026-12-18'"
        ),
        (
            "update activity set organisation_id = :other; update named_term set"
            " organisation_id = :other; update incident_case set organisation_id = :other"
        ),
    ],
)
def test_what_changed_before_sending_is_looked_at_once_more(
    kinds, remind, send, post, clock_at, transaction, world, kind, change
):
    kinds[kind]()
    clock_at("2026-11-20 06:00")
    remind()
    values = {
        "who": world.person("bram").id,
        "home": world.organisations["igj"].id,
        "other": world.organisations["ijenv"].id,
        "place": world.workspace.id,
    }
    with transaction.as_owner() as owner:
        for statement in change.split(";"):
            used = {name: each for name, each in values.items() if f":{name}" in statement}
            owner.execute(text(statement), used)
    send()
    assert post.mails() == []


@EACH
def test_the_notice_leads_there_and_is_gone_for_who_lost_sight(
    kinds, remind, browser_of, clock_at, transaction, world, kind
):
    key = kinds[kind]()
    clock_at("2026-11-20 06:00")
    remind()
    bram = browser_of("bram")
    link = bram.visit("/notices").tree.cssselect("[data-rows] a")[0].get("href")
    opened = bram.visit(link)
    assert str(key) in opened.location
    assert bram.visit(opened.location).status == 200
    with transaction.as_owner() as owner:
        owner.execute(text("update participation set role = 'observer'"))
        owner.execute(text("update activity set organisation_id = :id"), _ijenv(world))
    assert not bram.visit("/notices").has("[data-rows]")
    assert bram.visit(link).status == 404


def _ijenv(world):
    return {"id": world.organisations["ijenv"].id}


@EACH
def test_the_clock_looks_once_a_day_where_a_last_day_is_near(
    app, kinds, run_jobs, clock_at, world, kind
):
    kinds[kind]()
    clock_at("2026-11-20 06:00")
    with standing_in(app):
        jobs.look.run()
        assert len(run_jobs("notifications.remind")) == 1
        jobs.look.run()
        assert run_jobs("notifications.remind") == []


# Terms in hours.


@pytest.fixture
def mailed(app, run_jobs, post):
    """Let the clock look and do what it put in the queue; return to whom mails went, in order."""

    def run():
        with standing_in(app):
            jobs.look.run()
        run_jobs("notifications.remind")
        run_jobs("notifications.send")
        gone = [str(each["To"]) for each in post.mails()]
        post.taken.clear()
        return gone

    return run


HERE = ["bram@igj.example"]


def test_an_incident_is_told_at_once_at_night_and_again_before_each_term_is_over(
    put, mailed, clock_at, reminded, notices, rows
):
    clock_at("2026-11-20 21:35")
    put.incident(NOTICED)
    assert mailed() == HERE
    assert (notices(), reminded()) == ({"bram": "term_hours"}, [("bram", HOURS_RUN)])

    clock_at("2026-11-21 13:00")  # eight hours and a half before the early warning
    assert mailed() == []
    clock_at("2026-11-21 13:31")  # Saturday
    assert mailed() == HERE
    assert (notices(), reminded()[0]) == ({"bram": "term_risk"}, ("bram", HOURS_RUN))

    clock_at("2026-11-21 21:31")
    assert mailed() == HERE
    assert notices() == {"bram": "term_late"}

    clock_at("2026-11-23 13:31")  # the notification, 72 hours
    assert mailed() == HERE
    moments = [moment for _who, moment in reminded()]
    assert moments == [HOURS_RUN, HOURS_RISK + 1, HOURS_RISK + 2, HOURS_OVER + 1]
    assert mailed() == []
    assert len(rows(Notice)) == 1


def test_registering_it_tells_it(put, browser_of, world, run_jobs, clock_at, notices):
    from app.coordination.models import ActivityKind

    clock_at("2026-11-20 21:35")
    key = put.activity(due_on=date(2027, 1, 4), kind=ActivityKind.INCIDENT)
    page = browser_of("bram").visit(f"/coordination/activities/{key}/incident")
    answer = page.submit("#incident-form", noticed_on="2026-11-20", noticed_time="22.30")
    assert answer.status == 303
    assert [each["workspace_id"] for each in run_jobs("notifications.remind")] == [
        str(world.workspace.id)
    ]
    assert notices() == {"bram": "term_hours"}


def test_what_was_received_is_not_told_any_more(put, mailed, clock_at, transaction):
    clock_at("2026-11-20 21:35")
    put.incident(NOTICED)
    mailed()
    with transaction.as_owner() as owner:
        owner.execute(text("update activity set warned_at = noticed_at, notified_at = noticed_at"))
    for moment in ("2026-11-21 13:31", "2026-11-21 21:31", "2026-11-23 13:31", "2026-11-23 21:31"):
        clock_at(moment)
        assert mailed() == []


def test_an_old_term_in_hours_tells_nobody(put, mailed, clock_at):
    put.incident(datetime(2026, 10, 1, 8, tzinfo=UTC))
    clock_at("2026-11-20 21:35")
    assert mailed() == []


def test_a_named_term_in_hours_is_told_as_well(put, mailed, clock_at, reminded):
    clock_at("2026-11-20 21:35")
    put.term(unit=TermUnit.HOURS, length=72, starts_at=NOTICED)
    assert mailed() == HERE
    clock_at("2026-11-23 13:31")
    assert mailed() == HERE
    assert reminded() == [("bram", HOURS_RUN), ("bram", HOURS_RISK)]


def test_who_wants_no_mails_gets_none_of_these_and_reads_it_in_the_app(
    put, mailed, clock_at, choose, notices, rows
):
    choose("bram", mail_hours=[])
    clock_at("2026-11-20 21:35")
    put.incident(NOTICED)
    assert mailed() == []
    assert (notices(), rows(Mailing)) == ({"bram": "term_hours"}, [])


def test_what_is_pressing_takes_along_what_waits_and_leaves_what_comes_later(
    put, mailed, clock_at, choose, due_task, remind, rows
):
    choose("bram", mail_hours=[8, 23], quiet_from=20, quiet_until=7)
    due_task()
    clock_at("2026-11-20 21:35")
    remind()
    put.incident(NOTICED)
    assert mailed() == HERE
    assert {each.is_pressing: bool(each.sent_at) for each in rows(Mailing)} == {
        True: True,
        False: False,
    }
    assert len(rows(Reminder)) == 2


def test_my_work_shows_the_incidents_of_ones_organisation(put, browser_of, clock_at):
    clock_at("2026-11-20 21:35")
    put.incident(NOTICED)
    shown = browser_of("bram").visit("/").text("[aria-labelledby=incidents]")
    assert "Vroegtijdige waarschuwing" in shown
    assert not browser_of("anna").visit("/").has("[aria-labelledby=incidents]")
