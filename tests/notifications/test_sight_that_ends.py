"""Sight of documents that ends within a week is told once, to who coordinates on both sides.

Bram's IGJ brings a document; Anna coordinates for IJenV, and Bram for IGJ here."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text, update

from app.kernel.work import circumstances
from app.notifications import jobs
from app.running import standing_in
from app.workspaces.models import MemberRole, Membership
from tests.support.documents import Library, rule_for

DAY = date(2026, 11, 27)


@pytest.fixture(autouse=True)
def _coordinating(clock_at, world, transaction):
    clock_at("2026-11-02 11:00")
    with transaction.as_owner() as owner:
        his = update(Membership).where(Membership.person_id == world.person("bram").id)
        owner.execute(his.values(role=MemberRole.COORDINATOR))


@pytest.fixture
def library(house, world):
    with circumstances(request_id="test", queue=house.queue):
        yield Library(house, world)


@pytest.fixture
def document(library):
    rule = replace(rule_for("ijenv"), until=DAY)
    return library.bring("bram", rule, title="Zeer eigen verhaal")


@pytest.fixture
def all_reminded(remind, notices):
    def run():
        for code in ("igj", "ijenv", "ivho"):
            remind(code)
        return notices()

    return run


def test_both_sides_hear_it_a_week_before_and_once(
    document, all_reminded, clock_at, rows, browser_of
):
    clock_at("2026-11-19 11:00")
    assert all_reminded() == {}
    clock_at("2026-11-20 11:00")
    assert all_reminded() == {"anna": "sight_ends", "bram": "sight_ends"}
    from app.notifications.models import Reminder

    clock_at("2026-11-23 11:00")
    all_reminded()
    assert len(rows(Reminder)) == 2
    page = browser_of("anna").visit("/notices")
    assert "Inzage in documenten eindigt binnen een week" in page.text("[data-rows]")
    assert "Zeer eigen" not in page.text()


def test_the_mail_names_the_place_alone(document, all_reminded, clock_at, send, post, world):
    clock_at("2026-11-20 11:00")
    all_reminded()
    clock_at("2026-11-23 07:00")
    send()
    lines = {
        str(mail["To"]): [each for each in mail.get_content().splitlines() if each[:2] == "- "]
        for mail in post.mails()
    }
    assert set(lines) == {"anna@ijenv.example", "bram@igj.example"}
    assert lines["anna@ijenv.example"][0].startswith(
        f"- Inzage in documenten eindigt binnen een week ({world.workspace.ref}): http"
    )
    assert "eigen" not in str(lines)


def test_sight_that_goes_on_by_another_rule_is_not_told(library, all_reminded, clock_at):
    ends, stays = replace(rule_for("ijenv"), until=DAY), rule_for("ijenv", "download")
    library.bring("bram", ends, stays)
    clock_at("2026-11-20 11:00")
    assert all_reminded() == {}


@pytest.mark.parametrize(
    "change",
    [
        "update document set withdrawn_at = now()",
        "update document set is_private = true",
        "update document set status = 'received'",
        "update access_rule set level = 1",
        "update access_rule set people = array[owner_id]",
    ],
)
def test_of_what_one_does_not_see_nothing_is_told(
    document, all_reminded, clock_at, transaction, change
):
    with transaction.as_owner() as owner:
        owner.execute(text(change))
    clock_at("2026-11-20 11:00")
    assert "anna" not in all_reminded()


def test_given_longer_before_the_mail_leaves_it_does_not_leave(
    document, all_reminded, clock_at, transaction, send, post
):
    clock_at("2026-11-20 11:00")
    all_reminded()
    with transaction.as_owner() as owner:
        owner.execute(text("update access_rule set until = '2027-06-01'"))
    clock_at("2026-11-23 07:00")
    send()
    assert post.mails() == []


def test_the_clock_looks_there(app, document, run_jobs, clock_at, world):
    clock_at("2026-11-20 11:00")
    with standing_in(app):
        jobs.look.run()
    asked = {each["organisation_id"] for each in run_jobs("notifications.remind")}
    assert asked == {str(world.organisations[code].id) for code in ("igj", "ijenv")}
