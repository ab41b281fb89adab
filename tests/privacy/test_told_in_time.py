"""The 72 hours of a data breach (AVG art. 33) are told to all privacy officers in time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text

from app.adapters.mail import Mailer
from app.kernel import clock
from app.kernel.jobs import named
from app.notifications.models import Notice, Reminder
from app.privacy import jobs
from app.running import standing_in
from tests.support.browser import Browser
from tests.support.officers import make_officer, put_breach

AWARE = datetime(2026, 11, 20, 21, 30, tzinfo=UTC)
"""Friday, half past ten in the evening; the hour in which it began is not counted."""


@pytest.fixture
def clock_at(monkeypatch):
    def stand(hours):
        moment = AWARE + timedelta(hours=hours)
        monkeypatch.setattr(clock, "now", lambda: moment)

    stand(0)
    return stand


@pytest.fixture
def officers(app, world, transaction, clock_at):
    """Two officers of IGJ and one of IJenV."""
    first = make_officer(app, world, transaction, code="igj")
    other = make_officer(app, world, transaction, code="ijenv")
    with transaction.as_owner() as owner:
        owner.execute(
            text("update person set duties = array['privacy_officer'] where id = :id"),
            {"id": world.person("cora").id},
        )
    return first, other


@pytest.fixture
def breach(officers, transaction, world):
    return put_breach(
        transaction, world.organisations["igj"], by=world.person("cora"), body="Zeer eigen brief"
    )


@pytest.fixture
def told(app, transaction):
    """Let the clock look, and do what it put in the queue; return who was told what."""

    def read():
        with standing_in(app):
            jobs.look.run()
            for _round in range(2):
                taking = text(
                    "delete from procrastinate_jobs where status = 'todo' and (task_name ="
                    " 'privacy.tell' or task_name = 'notifications.send')"
                    " returning task_name, args"
                )
                with transaction.as_owner() as owner:
                    found = owner.execute(taking).all()
                for row in found:
                    named(row.task_name).run(**row.args)
        with transaction.as_owner() as owner:
            kept = owner.execute(select(Notice.person_id, Notice.kind)).all()
        return {row[0]: str(row[1]) for row in kept}

    return read


@pytest.fixture
def sent(monkeypatch):
    """What was handed to the mail server."""
    gone = []
    monkeypatch.setattr(
        Mailer, "send", lambda _self, _name, *, to, text, **_more: gone.append((to, text))
    )
    return gone


def test_the_other_officers_hear_of_it_when_it_is_put_down(officers, told, world, sent):
    (browser, person), _other = officers
    page = browser.visit("/privacy-register/breaches/new")
    answer = page.submit(
        "#breach-form", aware_on="2026-11-20", aware_time="22.00", facts="Zeer eigen brief."
    )
    assert answer.status == 303
    assert told() == {world.person("cora").id: "breach"}
    assert [to for to, _body in sent] == ["cora@igj.example"]
    assert "- Een datalek: beslis uiterlijk maandag 23 november 2026 over melden" in sent[0][1]
    assert "eigen" not in sent[0][1]
    assert "DL-" not in sent[0][1]
    assert person.id not in told()


@pytest.mark.parametrize(
    ("hours", "kind"),
    [(48, None), (49, "breach_due"), (72, "breach_due"), (73, "breach_late"), (24 * 11, None)],
)
def test_all_hear_of_it_a_day_before_the_end_and_when_it_is_over(
    breach, officers, told, clock_at, world, sent, hours, kind
):
    (_browser, person), _other = officers
    clock_at(hours)
    both = {person.id: kind, world.person("cora").id: kind}
    assert told() == (both if kind else {})
    assert len(sent) == (2 if kind else 0)
    told()
    assert len(sent) == (2 if kind else 0)


def test_once_it_was_decided_nobody_hears_of_it_any_more(
    breach, officers, told, clock_at, transaction, sent
):
    (browser, _person), _other = officers
    page = browser.visit(f"/privacy-register/breaches/{breach}")
    done = page.submit("#step-form", kind="authority", outcome="not_needed", body="Geen risico.")
    assert done.status in (200, 303)
    for hours in (49, 73):
        clock_at(hours)
        assert told() == {}
    assert sent == []


def test_decided_before_the_mail_leaves_it_does_not_leave(
    app, breach, officers, clock_at, transaction, sent
):
    clock_at(49)
    with standing_in(app):
        jobs.look.run()
        with transaction.as_owner() as owner:
            found = owner.execute(
                text("select args from procrastinate_jobs where task_name = 'privacy.tell'")
            ).scalars()
            args = list(found)
        for each in args:
            named("privacy.tell").run(**each)
        with transaction.as_owner() as owner:
            owner.execute(text("update breach set closed_at = now()"))
            sending = owner.execute(
                text("select args from procrastinate_jobs where task_name = 'notifications.send'")
            ).scalars()
            mailings = list(sending)
        assert len(mailings) == 2
        for each in mailings:
            named("notifications.send").run(**each)
    assert sent == []


def test_it_stands_on_the_pages_of_an_officer_and_leads_to_the_record(
    app, breach, officers, told, clock_at, transaction
):
    (_early, person), (_too_early, of_ijenv) = officers
    clock_at(49)
    told()
    browser, of_other = (Browser.signed_in(app, each, transaction) for each in (person, of_ijenv))
    page = browser.visit("/notices")
    link = page.tree.cssselect("[data-rows] a")[0].get("href")
    assert browser.visit(link).location == f"/privacy-register/breaches/{breach}"
    assert "1 datalek wacht op een beslissing" in browser.visit("/").text("[aria-labelledby]")
    assert not of_other.visit("/notices").has("[data-rows]")
    assert "datalek" not in of_other.visit("/").text()
    with transaction.as_owner() as owner:
        owner.execute(text("update person set duties = '{}' where id = :id"), {"id": person.id})
    assert not browser.visit("/notices").has("[data-rows]")


def test_when_all_are_away_all_get_the_mail(breach, officers, told, clock_at, transaction, sent):
    with transaction.as_owner() as owner:
        owner.execute(
            text(
                "insert into notice_choice (person_id, away_from, away_until)"
                " select id, '2026-11-16', '2026-11-30' from person"
                " where 'privacy_officer' = any(duties)"
            )
        )
    clock_at(49)
    told()
    assert len(sent) == 2


@pytest.mark.parametrize(("by", "count"), [("bram", 2), (None, 1)], ids=["by another", "own"])
def test_nobody_keeps_an_officer_from_the_mail_by_an_absence(
    breach, officers, told, clock_at, transaction, sent, world, by, count
):
    values = {"who": world.person("cora").id, "by": by and world.person(by).id}
    with transaction.as_owner() as owner:
        owner.execute(
            text(
                "insert into notice_choice (person_id, away_from, away_until, away_set_by_id)"
                " values (:who, '2026-11-16', '2026-11-30', :by)"
            ),
            values,
        )
    clock_at(49)
    told()
    assert len(sent) == count


def test_the_table_holds_each_once(breach, told, clock_at, transaction):
    clock_at(49)
    told()
    clock_at(73)
    told()
    with transaction.as_owner() as owner:
        kept = owner.execute(select(Reminder.moment, Reminder.workspace_id)).all()
    assert len(kept) == 4
    assert {row[1] for row in kept} == {None}
