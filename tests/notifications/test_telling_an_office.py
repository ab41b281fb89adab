"""Telling of a task of an office: who holds it at that moment, else who coordinates.

Cora signs for IGJ and Bram contributes; nobody coordinates there. Anna coordinates for IJenV, and
Wim signs."""

from datetime import date

import pytest
from sqlalchemy import text

from app.identity.models import PRIVACY_OFFICER
from app.kernel.access import system_actor
from app.kernel.jobs import named
from app.running import standing_in
from app.tasks import queries
from app.tasks.models import Office, TaskStatus
from app.workspaces.models import MemberRole, Membership

TASKS = "/workspaces/WRK-2026-1001/tasks"


@pytest.fixture
def become(world, transaction):
    """Let people be something else in the workspace: ``become(wim="reader")``."""

    def change(**roles):
        with transaction.as_owner() as owner:
            for who, role in roles.items():
                owner.query(Membership).filter_by(
                    workspace_id=world.workspace.id, person_id=world.person(who).id
                ).update({"role": MemberRole(role)})

    return change


@pytest.fixture
def told(house):
    """Return who is mailed of a task now."""

    def read(task):
        actor = system_actor(
            "tasks.tell", organisation_id=task.organisation_id, place_id=task.workspace_id
        )
        with house.database.session_for(actor):
            return [each.login for each in queries.list_recipients(actor, task.id).people]

    return read


@pytest.fixture
def asked(browser_of, world, app, transaction):
    """Ask an office as Bram, and make the notices."""

    def ask(code="ijenv", office="signatory", change=None):
        page = browser_of("bram").visit(f"{TASKS}/new")
        choice = f"{world.organisations[code].id}/@{office}"
        assert page.submit("form#ask-task", title="Teken", assignee=choice).status == 303
        if change:
            change()
        with transaction.as_owner() as owner:
            statement = (
                "delete from procrastinate_jobs where task_name = 'notifications.note'"
                " returning args"
            )
            waiting = owner.execute(text(statement)).all()
        with standing_in(app):
            for row in waiting:
                named("notifications.note").run(**row.args)

    return ask


def test_who_holds_it_gets_the_notice_and_nobody_else(asked, notices):
    asked()
    assert notices() == {"wim": "asked"}


def test_who_holds_it_by_then_gets_the_notice(asked, notices, become):
    asked(change=lambda: become(wim="reader", anna="signatory"))
    assert notices() == {"anna": "asked"}


def test_while_nobody_holds_it_who_coordinates_gets_the_notice(asked, notices, become):
    become(wim="reader")
    asked()
    assert notices() == {"anna": "asked"}


def test_whoever_holds_it_is_mailed_and_rights_are_looked_at_then(told, put_task, become):
    task = put_task(organisation="ijenv", by="bram", office=Office.SIGNATORY)
    assert told(task) == ["wim"]
    become(wim="contributor")
    assert told(task) == ["anna"]
    become(wim="signatory", anna="signatory")
    assert told(task) == ["anna", "wim"]


@pytest.mark.parametrize("column", ["ended_at", "blocked_at"])
def test_who_left_or_is_blocked_is_mailed_no_more(told, put_task, world, transaction, column):
    task = put_task(organisation="ijenv", by="bram", office=Office.SIGNATORY)
    table, key = {"ended_at": ("membership", "person_id"), "blocked_at": ("person", "id")}[column]
    with transaction.as_owner() as owner:
        owner.execute(
            text(f"update {table} set {column} = now() where {key} = :who"),
            {"who": world.person("wim").id},
        )
    assert told(task) == ["anna"]


def test_where_nobody_coordinates_either_nobody_is_told(told, put_task, become):
    task = put_task(organisation="igj", office=Office.COORDINATOR)
    assert told(task) == []
    become(bram="coordinator")
    assert told(task) == ["bram"]


def test_the_privacy_officer_is_one_who_works_there(told, put_task, world, transaction):
    task = put_task(organisation="igj", office=Office.PRIVACY_OFFICER)
    with transaction.as_owner() as owner:
        for who in ("cora", "dirk"):
            owner.execute(
                text("update person set duties = :duties where id = :who"),
                {"duties": [PRIVACY_OFFICER], "who": world.person(who).id},
            )
    assert told(task) == ["cora"]


def test_taken_up_only_who_has_it_is_told(told, put_task):
    task = put_task("bram", office=Office.SIGNATORY, status=TaskStatus.ACCEPTED)
    assert told(task) == ["bram"]


@pytest.mark.parametrize(
    ("wim", "expected"), [("signatory", [("wim", 7)]), ("reader", [("anna", 7)])]
)
def test_the_reminder_goes_to_who_holds_it_then(
    put_task, clock_at, remind, reminded, become, wim, expected
):
    clock_at("2026-10-28 09:00")
    put_task(organisation="ijenv", by="bram", office=Office.SIGNATORY, due_on=date(2026, 11, 27))
    become(wim=wim)
    clock_at("2026-11-20 06:00")
    remind("ijenv")
    assert reminded() == expected


@pytest.mark.parametrize(("who", "days"), [("cora", 1), ("bram", 0)])
def test_the_calendar_of_who_holds_it_has_the_day(browser_of, anonymous, put_task, who, days):
    put_task(organisation="igj", office=Office.SIGNATORY, due_on=date(2036, 12, 1))
    page = browser_of(who).visit("/notices/calendar").submit("#feed-form")
    path = page.text("#feed-address").removeprefix("http://localhost")
    assert anonymous.visit(path).body.count("BEGIN:VEVENT") == days
