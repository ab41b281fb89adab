"""A mail that can never leave: it is not tried for ever, nothing is lost, and people hear of it."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text

from app.adapters.mail import MailServerFault
from app.kernel import clock
from app.notifications import queries
from app.notifications.models import Mailing

NEVER = "550 No such user"


@pytest.fixture
def ready(house):
    """Which mailings could leave now."""
    from app.kernel.access import system_actor

    def read():
        with house.database.session_for(system_actor("notifications.look")):
            return queries.list_ready(clock.now())

    return read


@pytest.fixture
def refused_once(due_task, remind, send, post, clock_at):
    """Bram's mailbox is dead; one mail was tried, at eight o'clock."""
    due_task()
    remind()
    clock_at("2026-11-20 07:00")
    post.answers = [NEVER]
    send()
    return post


def test_a_dead_mailbox_is_not_tried_again_for_the_same_mail(refused_once, ready, rows):
    assert ready() == []
    assert [each.sent_at for each in rows(Mailing)] == [None]


def test_a_server_that_says_not_now_is_tried_again(due_task, remind, send, post, clock_at, ready):
    due_task()
    remind()
    clock_at("2026-11-20 07:00")
    post.answers = ["451 Not now"]
    with pytest.raises(MailServerFault):
        send()
    assert len(ready()) == 1


def test_the_next_mail_is_tried_and_takes_along_what_did_not_leave(
    refused_once, due_task, remind, send, ready, rows, clock_at
):
    due_task(due_on=date(2026, 11, 30))
    clock_at("2026-11-23 06:30")
    remind()
    clock_at("2026-11-23 07:00")
    assert len(ready()) == 1

    send()

    (mail,) = refused_once.mails()[1:]
    assert mail.get_content().count("- Een taak") == 2
    assert all(each.sent_at for each in rows(Mailing))


def test_with_a_new_address_what_waited_leaves_by_itself(
    refused_once, send, ready, transaction, world
):
    with transaction.as_owner() as owner:
        owner.execute(
            text("update person set email = 'b.nieuw@igj.example' where id = :who"),
            {"who": world.person("bram").id},
        )
    assert len(ready()) == 1

    send()

    assert refused_once.mails()[-1]["To"] == "b.nieuw@igj.example"


def test_days_of_a_server_that_is_down_are_one_mail(
    due_task, remind, send, post, clock_at, ready, rows
):
    due_task()
    remind()
    clock_at("2026-11-26 06:00")
    remind()
    clock_at("2026-11-27 06:00")
    remind()
    clock_at("2026-11-27 07:30")
    assert len(rows(Mailing)) == 3
    assert len(ready()) == 1

    send()

    assert len(post.mails()) == 1
    assert ready() == []


def test_an_address_that_is_none_is_given_up(due_task, remind, send, clock_at, ready, transaction):
    with transaction.as_owner() as owner:
        owner.execute(text("update person set email = 'geen adres' where login = 'bram'"))
    due_task()
    remind()
    clock_at("2026-11-20 07:00")

    send()

    assert ready() == []


def test_the_person_reads_it_in_the_app_and_loses_the_mark_once_mail_arrives(
    refused_once, browser_of, due_task, remind, send, clock_at
):
    told = "Onze mails komen niet bij je aan."
    assert told in browser_of("bram").visit("/notices").text("main")
    assert told in browser_of("bram").visit("/notices/settings").text("main")
    assert told not in browser_of("cora").visit("/notices").text("main")

    due_task(due_on=date(2026, 11, 30))
    clock_at("2026-11-23 07:00")
    remind()
    clock_at("2026-11-24 07:00")
    send()

    assert told not in browser_of("bram").visit("/notices").text("main")


def test_coordinators_of_that_organisation_hear_it_and_no_others(
    due_task, remind, send, post, clock_at, run_jobs, notices, browser_of, world
):
    due_task("wim")
    remind("ijenv")
    clock_at("2026-11-20 07:00")
    post.answers = [NEVER]
    send()
    run_jobs("notifications.note_of_place")

    assert notices()["anna"] == "refused"
    assert "bram" not in notices()
    members = f"/workspaces/{world.workspace.ref}/members"
    assert "Mail komt terug" in browser_of("anna").visit(members).text("main")
    assert "Mail komt terug" not in browser_of("bram").visit(members).text("main")
    assert "Mail naar een collega komt niet aan" in browser_of("anna").visit("/notices").text(
        "main"
    )


def test_an_administrator_sees_whose_mail_comes_back(refused_once, browser_of, world):
    of_igj = browser_of("els").visit("/administration/organisations/igj").text("main")
    account = browser_of("els").visit(f"/administration/accounts/{world.person('bram').id}")

    assert of_igj.count("Mail komt terug") == 1
    assert "Mail komt terug sinds" in account.text("main")
