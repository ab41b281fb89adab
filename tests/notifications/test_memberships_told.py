"""Who is let into a workspace, gets another role or works there no more hears it, also by mail."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text

from app.notifications.models import Notice, Reminder
from app.workspaces.models import Membership

MEMBERS = "/workspaces/WRK-2026-1001/members"


@pytest.fixture(autouse=True)
def _working_day(clock_at):
    clock_at("2026-11-20 11:00")


@pytest.fixture
def membership_of(world, transaction):
    def found(who):
        with transaction.as_owner() as owner:
            return owner.execute(
                select(Membership.id).where(
                    Membership.person_id == world.person(who).id,
                    Membership.workspace_id == world.workspace.id,
                    Membership.ended_at.is_(None),
                )
            ).scalar_one()

    return found


@pytest.fixture
def mailed(send, post, clock_at):
    """Send what is due the next working morning; return the lines by address."""

    def read():
        clock_at("2026-11-23 07:00")
        send()
        return {
            str(mail["To"]): [each for each in mail.get_content().splitlines() if each[:2] == "- "]
            for mail in post.mails()
        }

    return read


def test_who_is_let_in_hears_it_and_comes_there(browser_of, run_jobs, notices, mailed, world):
    browser_of("anna").visit(MEMBERS).submit(
        "form#add-person", email="els@ijenv.example", role="reader"
    )
    run_jobs()
    assert notices() == {"els": "let_in"}
    els = browser_of("els")
    page = els.visit("/notices")
    assert "Je werkt nu in deze samenwerkruimte" in page.text("[data-rows]")
    opened = els.visit(page.tree.cssselect("[data-rows] a")[0].get("href"))
    assert els.visit(opened.location).status == 200
    lines = mailed()
    assert lines["els@ijenv.example"][0].startswith(
        f"- Je werkt nu in een samenwerkruimte ({world.workspace.ref}): http"
    )
    assert world.workspace.title not in str(lines)


def test_another_role_is_told_to_who_has_it(browser_of, run_jobs, notices, mailed, membership_of):
    anna = browser_of("anna")
    form = f"form[action$='{membership_of('wim')}/role']"
    anna.visit(MEMBERS).submit(form, role="reader")
    run_jobs()
    assert notices() == {"wim": "role"}
    assert "een andere rol" in mailed()["wim@ijenv.example"][0]


def test_who_works_there_no_more_reads_so_by_its_number_and_nothing_else(
    browser_of, run_jobs, notices, mailed, membership_of, world, api_of
):
    answer = api_of("anna").ask(
        "DELETE", f"/workspaces/{world.workspace.ref}/members/{membership_of('wim')}"
    )
    assert answer.status_code == 204
    run_jobs()
    assert notices() == {"wim": "put_out"}
    wim = browser_of("wim")
    page = wim.visit("/notices")
    assert "Je werkt niet meer in deze samenwerkruimte" in page.text("[data-rows]")
    assert world.workspace.ref in page.text("[data-rows]")
    assert world.workspace.title not in page.text()
    link = page.tree.cssselect("[data-rows] a")[0].get("href")
    assert wim.visit(link).location.endswith("/workspaces")
    assert f"({world.workspace.ref})" in mailed()["wim@ijenv.example"][0]


def test_the_number_stands_in_no_other_notice(browser_of, run_jobs, rows):
    browser_of("anna").visit(MEMBERS).submit(
        "form#add-person", email="els@ijenv.example", role="reader"
    )
    run_jobs()
    assert [each.place_ref for each in rows(Notice)] == [None]


def test_done_twice_it_is_one_notice_and_one_line(browser_of, run_jobs, rows, transaction):
    browser_of("anna").visit(MEMBERS).submit(
        "form#add-person", email="els@ijenv.example", role="reader"
    )
    with transaction.as_owner() as owner:
        owner.execute(
            text(
                "insert into procrastinate_jobs (queue_name, task_name, args, status)"
                " select queue_name, task_name, args, status from procrastinate_jobs"
                " where task_name = 'notifications.note_news'"
            )
        )
    assert len(run_jobs("notifications.note_news")) == 2
    assert (len(rows(Notice)), len(rows(Reminder))) == (1, 1)


def test_who_lost_the_workspace_before_the_mail_left_gets_no_line_of_being_let_in(
    browser_of, run_jobs, mailed, lost
):
    browser_of("anna").visit(MEMBERS).submit(
        "form#add-person", email="els@ijenv.example", role="reader"
    )
    run_jobs()
    lost("els")
    assert not browser_of("els").visit("/notices").has("[data-rows]")
    assert mailed() == {}
