"""Mailings: one mail with a line for each task, without content, sent once, checked once more."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text

from app.adapters.mail import Mailer, MailServerFault
from app.kernel import clock
from app.notifications.models import Mailing
from app.tasks.models import TaskStatus


def test_one_mail_holds_a_line_for_each_task_and_no_content(due_task, remind, send, post):
    due_task()
    due_task(title="Tweede zaak")
    remind()

    send()

    (mail,) = post.mails()
    assert mail["To"] == "bram@igj.example"
    assert mail["Subject"] == "Samenzicht: er wachten 2 taken op je"
    body = mail.get_content()
    assert mail.get_content_type() == "text/plain"
    assert (
        body.count(
            "- Een taak (WRK-2026-1001), uiterlijk vrijdag 27 november 2026: http://localhost/"
        )
        == 2
    )
    assert mail["List-Unsubscribe"] == "<http://localhost/notices/settings>"
    for secret in ("Meerkoet", "Tweede", "Werkruimte"):
        assert secret not in mail.as_string()


def test_the_line_leads_to_the_task_for_its_receiver_alone(
    due_task, remind, send, post, browser_of
):
    task = due_task()
    remind()
    send()
    link = post.mails()[0].get_content().split("http://localhost")[1].split()[0]

    led = browser_of("bram").visit(link)

    assert led.location.endswith(f"/tasks/{task.id}")
    assert browser_of("cora").visit(link).status == 404


def test_a_line_more_costs_no_statement_more(due_task, remind, send, post, statements):
    """A digest of a busy week took five statements a line, and three for each reminder."""
    for _task in range(12):
        due_task()
    statements.clear()

    remind()
    send()

    assert post.mails()[0].get_content().count("- Een taak") == 12
    # One of them ends the mark of an address that was refused before: this mail was taken.
    assert len(statements) <= 34, str(statements)


def test_sent_twice_it_leaves_once(due_task, remind, send, post):
    due_task()
    remind()
    send()
    send()
    assert len(post.mails()) == 1


def test_a_server_that_is_down_loses_nothing(due_task, remind, send, post, rows):
    due_task()
    remind()
    post.answers = ["451 Not now"]
    with pytest.raises(MailServerFault):
        send()
    assert [each.sent_at for each in rows(Mailing)] == [None]

    send()

    assert len(post.mails()) == 1


def test_cut_after_acceptance_it_comes_again_under_the_same_name(
    due_task, remind, send, post, rows
):
    due_task()
    remind()
    post.answers = ["cut"]
    with pytest.raises(MailServerFault):
        send()

    send()

    first, second = post.mails()
    assert first["Message-ID"] == second["Message-ID"]
    assert rows(Mailing)[0].sent_at is not None


def test_cut_after_acceptance_nothing_of_it_comes_under_another_name(
    due_task, remind, send, post, clock_at
):
    """What became due meanwhile took along what had left, as if it never was on its way."""
    due_task()
    remind()
    clock_at("2026-11-20 07:00")
    post.answers = ["cut"]
    with pytest.raises(MailServerFault):
        send()
    due_task(due_on=date(2026, 11, 30))
    clock_at("2026-11-23 06:30")
    remind()
    clock_at("2026-11-23 07:00")

    send()

    first, again, next_one = post.mails()
    assert again["Message-ID"] == first["Message-ID"] != next_one["Message-ID"]
    assert again.get_content() == first.get_content()
    assert next_one.get_content().count("- Een taak") == 1


def test_while_a_mail_is_on_its_way_nothing_is_added_to_it(due_task, remind, send, post, clock_at):
    due_task()
    remind()
    clock_at("2026-11-20 07:00")
    post.answers = ["cut"]
    with pytest.raises(MailServerFault):
        send()
    due_task()
    clock_at("2026-11-20 06:59")
    remind()
    clock_at("2026-11-23 07:00")

    send()

    assert [each.get_content().count("- Een taak") for each in post.mails()] == [1, 1, 1]


def test_what_certainly_did_not_leave_goes_along_with_the_next(
    due_task, remind, send, post, clock_at, house, monkeypatch
):
    due_task()
    remind()
    clock_at("2026-11-20 07:00")
    real = house.tool(Mailer)
    monkeypatch.setitem(house.tools, Mailer, replace(real, smtp_url="smtp://127.0.0.1:1"))
    with pytest.raises(MailServerFault):
        send()
    monkeypatch.setitem(house.tools, Mailer, real)
    due_task(due_on=date(2026, 11, 30))
    clock_at("2026-11-23 06:30")
    remind()
    clock_at("2026-11-23 07:00")

    send()

    (mail,) = post.mails()
    assert mail.get_content().count("- Een taak") == 2


@pytest.mark.parametrize(
    "change",
    [
        "update membership set ended_at = now() where person_id = :who",
        "update participation set ended_at = now() where organisation_id = :home",
        "update person set blocked_at = now() where id = :who",
        "update task set status = 'delivered' where id = :task",
        "update task set due_on = '2026-12-18' where id = :task",
        "update task set assignee_id = :colleague where id = :task",
        "insert into notice_choice (person_id, moments) values (:who, '{}')",
        "insert into place_choice (person_id, workspace_id, level) values (:who, :place, 'app')",
    ],
)
def test_what_changed_before_sending_is_looked_at_once_more(
    due_task, remind, send, post, transaction, world, rows, change
):
    task = due_task()
    remind()
    values = {
        "who": world.person("bram").id,
        "colleague": world.person("cora").id,
        "home": world.organisations["igj"].id,
        "task": task.id,
        "place": world.workspace.id,
    }
    with transaction.as_owner() as owner:
        named = {key: value for key, value in values.items() if f":{key}" in change}
        owner.execute(text(change), named)

    send()

    assert post.mails() == []
    assert rows(Mailing)[0].sent_at == clock.now()


def test_who_delivered_one_of_two_reads_of_the_other(due_task, remind, send, post, transaction):
    due_task()
    done = due_task()
    remind()
    with transaction.as_owner() as owner:
        owner.merge(done).status = TaskStatus.DELIVERED
    send()
    assert post.mails()[0]["Subject"] == "Samenzicht: er wacht 1 taak op je"
