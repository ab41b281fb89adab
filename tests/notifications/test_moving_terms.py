"""A task that follows a term gets another day when the term moves: whoever does it gets a notice.

Anna of IJenV keeps the term; Bram of IGJ does the task."""

from datetime import date

import pytest
from sqlalchemy import text

from app.kernel.jobs import named
from app.kernel.terms import LegalSystem, TermUnit
from app.running import standing_in
from app.tasks import queries, service
from app.tasks.models import TaskStatus
from app.tasks.policy import TermPermission
from app.tasks.service import NewTerm, Start
from app.workspaces import queries as workspaces
from app.workspaces.policy import WorkspacePermission

FIRST, LATER = date(2026, 11, 2), date(2026, 11, 9)
DUE, NEW_DUE = date(2026, 12, 28), date(2027, 1, 4)


@pytest.fixture
def term(house, world, clock_at):
    """A term of eight weeks that started, kept by Anna."""
    clock_at("2026-11-02 09:00")
    wish = NewTerm(
        name="Concept na bezoek", length=8, unit=TermUnit.WEEKS, legal_system=LegalSystem.DUTCH
    )
    actor = world.actor("anna")
    with house.database.session_for(actor):
        place = workspaces.get_for(actor, WorkspacePermission.VIEW, world.workspace.ref)
        made = service.add_term(actor, place, wish=wish)
        service.set_start(actor, made, start=Start(on=FIRST), seen_version=1)
    return made


@pytest.fixture
def move(house, world, app, transaction):
    """Let the term start at another day, and run what was put in the queue for it."""

    def run(term, day, who="anna"):
        actor = world.actor(who)
        with standing_in(app), house.database.session_for(actor):
            place = workspaces.get_for(actor, WorkspacePermission.VIEW, world.workspace.ref)
            found = queries.get_term_for(
                actor, TermPermission.CHANGE, term_id=term.id, workspace=place
            )
            service.set_start(actor, found, start=Start(on=day), seen_version=found.version)
        with transaction.as_owner() as owner:
            wanted = owner.execute(
                text(
                    "delete from procrastinate_jobs where task_name = 'notifications.note_moved'"
                    " returning args"
                )
            ).all()
        with standing_in(app):
            for row in wanted:
                named("notifications.note_moved").run(**row.args)

    return run


def test_whoever_does_it_hears_that_the_day_moved(browser_of, term, move, put_task, notices):
    task = put_task("bram", title="Concept", due_on=DUE, term_id=term.id)

    move(term, LATER)

    assert notices() == {"bram": "moved"}
    assert put_task.read(task.id).due_on == NEW_DUE
    page = browser_of("bram").visit("/notices")
    assert "de datum met een termijn mee verschoof" in page.text("main")


def test_without_assignee_those_who_work_there_hear_it(term, move, put_task, notices):
    put_task(None, title="Concept", due_on=DUE, term_id=term.id)
    move(term, LATER)
    assert notices() == {"bram": "moved"}


def test_a_day_that_stays_is_no_news(term, move, put_task, notices):
    put_task("bram", title="Concept", due_on=DUE, term_id=term.id)
    move(term, FIRST)
    assert notices() == {}


@pytest.mark.parametrize("status", [TaskStatus.DELIVERED, TaskStatus.RETURNED, TaskStatus.DONE])
def test_a_task_that_nobody_has_to_do_now_is_no_news(term, move, put_task, notices, status):
    put_task("bram", title="Concept", due_on=DUE, term_id=term.id, status=status)
    move(term, LATER)
    assert notices() == {}


def test_who_moves_the_term_is_not_told_of_the_own_task(term, move, put_task, notices):
    put_task("anna", title="Zelf", due_on=DUE, term_id=term.id)
    move(term, LATER)
    assert notices() == {}
