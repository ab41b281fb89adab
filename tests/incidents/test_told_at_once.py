"""The committee hears of what cannot wait: somebody who is not safe, a meeting, a joint letter.

Anna (IJenV) leads, Bram (IGJ) works for a partner and Wim beside Anna; Carla (IvhO) only reads."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text

from app.kernel.jobs import named
from app.notifications.models import Mailing, Notice, Reminder
from app.running import standing_in
from app.workspaces.models import ParticipantRole
from tests.incidents.conftest import CASES, TODAY, TRIAGED

ACUTE = TRIAGED | {"is_acute": True, "outcome": "urgent"}


@pytest.fixture
def told(app, transaction, world):
    """Do what was put in the queue; return who has which notice."""

    def read():
        taking = text(
            "delete from procrastinate_jobs where task_name like 'notifications.note%'"
            " and status = 'todo' returning id, task_name, args"
        )
        with transaction.as_owner() as owner:
            found = sorted(owner.execute(taking).all())
        with standing_in(app):
            for row in found:
                named(row.task_name).run(**row.args)
        names = {person.id: name for name, person in world.people.items()}
        with transaction.as_owner() as owner:
            kept = owner.execute(select(Notice.person_id, Notice.kind)).all()
        return {names[row[0]]: str(row[1]) for row in kept}

    return read


@pytest.fixture
def mails(transaction, world):
    """Of which people a mail waits, and whether it leaves at once."""

    def read():
        names = {person.id: name for name, person in world.people.items()}
        with transaction.as_owner() as owner:
            found = owner.execute(select(Mailing)).scalars().all()
            told = set(owner.execute(select(Reminder.mailing_id)).scalars())
            return {names[each.person_id]: each.is_pressing for each in found if each.id in told}

    return read


def test_who_takes_turns_on_duty_hears_at_once_that_somebody_is_not_safe(
    register, browser_of, clock_at, told, mails
):
    clock_at("2026-11-22 23:00")  # Sunday night
    case_id = register()
    page = browser_of("anna").visit(f"{CASES}/{case_id}")
    assert page.submit("#triage-form", **ACUTE).status == 303
    found = told()
    assert found["bram"] == "case_acute"
    assert not {"anna", "carla", "dirk"} & set(found)
    assert mails()["bram"] is True
    bram = browser_of("bram")
    link = bram.visit("/notices").tree.cssselect("[data-rows] a")[0].get("href")
    assert bram.visit(link).location.endswith(f"/cases/{case_id}")


def test_a_case_that_can_wait_tells_nobody(register, browser_of, clock_at, told):
    clock_at(TODAY)
    page = browser_of("anna").visit(f"{CASES}/{register()}")
    page.submit("#triage-form", **TRIAGED)
    assert told() == {}


def test_who_may_not_see_cases_any_more_has_no_notice(
    register, browser_of, clock_at, told, as_part
):
    clock_at(TODAY)
    page = browser_of("anna").visit(f"{CASES}/{register()}")
    page.submit("#triage-form", **ACUTE)
    told()
    as_part("igj", ParticipantRole.OBSERVER)
    assert not browser_of("bram").visit("/notices").has("[data-rows]")


@pytest.mark.parametrize(
    ("form", "typed", "kind"),
    [("#move-form", {"held_on": "2026-12-03"}, "meet_moved"), ("#cancel-form", {}, "meet_off")],
)
def test_a_meeting_that_moves_or_falls_through_is_told_to_the_committee(
    browser_of, clock_at, told, mails, transaction, form, typed, kind
):
    clock_at(TODAY)
    anna = browser_of("anna")
    anna.visit(f"{CASES}/meetings").submit("#meeting-form", held_on="2026-12-01")
    assert told() == {}
    with transaction.as_owner() as owner:
        meeting = owner.execute(text("select id from incident_meeting")).scalar_one()
    address = "day" if typed else "cancellation"
    page = anna.visit(f"{CASES}/meetings/{meeting}")
    assert page.submit(form, **typed).status in (200, 303), address
    found = told()
    assert found["bram"] == found["carla"] == kind
    assert "anna" not in found
    assert mails()["bram"] is False


def test_a_letter_that_waits_is_told_to_each_inspectorate_whose_it_is(
    drafted, told, mails, browser_of
):
    found = told()
    assert found["bram"] == "letter"
    assert "carla" not in found
    assert mails()["bram"] is False
    assert "gezamenlijke brief" in browser_of("bram").visit("/notices").text("[data-rows]")
