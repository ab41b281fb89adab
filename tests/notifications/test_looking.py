"""The clock has people reminded only where something is due that it did not look at yet."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text

from app.notifications import jobs
from app.running import standing_in


@pytest.fixture
def look(app, run_jobs, world):
    """Let the clock look, do what it put in the queue, and tell for which organisations."""

    def run():
        with standing_in(app):
            jobs.look.run()
        codes = {str(each.id): code for code, each in world.organisations.items()}
        return sorted(codes[each["organisation_id"]] for each in run_jobs("notifications.remind"))

    return run


def test_a_place_is_looked_at_once_a_day_and_again_when_a_task_changed(
    due_task, look, clock_at, transaction
):
    task = due_task()
    assert look() == ["igj"]
    assert look() == []
    clock_at("2026-11-20 15:00")
    assert look() == []

    with transaction.as_owner() as owner:
        moved = text("update task set due_on = :day, changed_at = :at where id = :id")
        changed = {"day": date(2026, 11, 21), "at": "2026-11-20 15:05Z", "id": task.id}
        owner.execute(moved, changed)
    clock_at("2026-11-20 15:06")
    assert look() == ["igj"]
    assert look() == []

    clock_at("2026-11-20 23:01")  # the 21st in the Netherlands
    assert look() == ["igj"]


def test_a_task_that_is_late_for_a_year_is_still_looked_at(due_task, look, clock_at):
    due_task()
    clock_at("2027-12-01 06:00")
    assert look() == ["igj"]


def test_where_nothing_is_near_nobody_looks(due_task, look):
    due_task(due_on=date(2027, 6, 1))
    assert look() == []


def test_who_chooses_other_moments_is_looked_at_at_once(due_task, look, browser_of, reminded):
    due_task(due_on=date(2026, 12, 4))
    look()
    page = browser_of("bram").visit("/notices/settings")
    page.submit("form#choice-form", moments_by="own", moments=["14"])

    assert look() == ["igj"]
    assert reminded() == [("bram", 14)]
