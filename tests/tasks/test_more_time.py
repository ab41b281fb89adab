"""More time: whoever does a task asks with a reason, whoever asked it decides; both dates stay."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from app.kernel import clock
from app.tasks.models import ExtensionStatus, TaskExtension, TaskStatus

DUE, LATER, LATEST = (clock.today() + timedelta(days=days) for days in (5, 12, 20))
WHY = "Het rooster komt pas maandag."


def address(task):
    return f"/workspaces/WRK-2026-1001/tasks/{task.id}"


@pytest.fixture
def task(put_task):
    return put_task("bram", title="Rooster opvragen", status=TaskStatus.ACCEPTED, due_on=DUE)


@pytest.fixture
def ask(browser_of, task):
    """Ask as Bram for more time: ``ask(LATER)``."""

    def asking(day, reason=WHY, **more):
        page = browser_of("bram").visit(address(task))
        return page.submit("form#ask-time", due_on=day.isoformat(), reason=reason, **more)

    return asking


@pytest.fixture
def history(transaction, task):
    """What stays of each wish: the day before, the day asked for, the day given, the state."""

    def read():
        with transaction.as_owner() as owner:
            rows = owner.query(TaskExtension).filter_by(task_id=task.id)
            return [
                (each.old_on, each.wanted_on, each.granted_on, each.status)
                for each in rows.order_by(TaskExtension.asked_at)
            ]

    return read


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_a_wish_waits_and_changes_no_day(browser_of, task, ask, stored, history, transaction, htmx):
    answer = ask(LATER, htmx=htmx)

    assert answer.status == (200 if htmx else 303)
    assert "Je vroeg om meer tijd." in (answer if htmx else answer.follow()).text()
    assert stored(task.id).due_on == DUE
    assert history() == [(DUE, LATER, None, ExtensionStatus.ASKED)]
    assert transaction.audited(task.id) == ["task:term:ask"]
    assert not browser_of("bram").visit(address(task)).has("form#ask-time")


def test_whoever_asked_the_task_finds_the_wish_in_the_own_work(browser_of, ask):
    ask(LATER)

    page = browser_of("anna").visit("/")

    assert "Rooster opvragen" in page.text("section[aria-labelledby=work-judge]")
    assert "Er is meer tijd gevraagd" in page.text("section[aria-labelledby=work-judge]")


def test_time_is_given_twice_and_all_dates_stay(browser_of, task, ask, stored, history):
    for wanted, granted in ((LATER, LATER), (LATEST + timedelta(days=9), LATEST)):
        ask(wanted)
        page = browser_of("anna").visit(address(task))
        assert WHY in page.text("#tasks-task")
        page.submit("form#extension", due_on=granted.isoformat())

    assert stored(task.id).due_on == LATEST
    assert history() == [
        (DUE, LATER, LATER, ExtensionStatus.GRANTED),
        (LATER, LATEST + timedelta(days=9), LATEST, ExtensionStatus.GRANTED),
    ]
    told = browser_of("carla").visit(address(task)).tree.cssselect("#tasks-task ol time")
    days = {each.get("datetime") for each in told}
    assert {DUE.isoformat(), LATER.isoformat(), LATEST.isoformat()} <= days


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_time_is_refused_with_a_reason(browser_of, task, ask, stored, transaction, htmx):
    ask(LATER)
    page = browser_of("anna").visit(address(task))

    answer = page.submit("form#refuse-time", htmx=htmx, reason="Het bezoek staat vast.")

    assert answer.status == (200 if htmx else 303)
    assert stored(task.id).due_on == DUE
    assert transaction.audited(task.id)[-1] == "task:term:refuse"
    again = browser_of("bram").visit(address(task))
    assert "Het bezoek staat vast." in again.text("section[aria-labelledby=task-extensions]")
    assert again.has("form#ask-time")


WRONG = [
    (DUE, WHY, "Dit geeft niet meer tijd."),
    (date(2001, 1, 1), WHY, "Deze datum is al geweest."),
    (LATER, "   ", "Zeg waarom je meer tijd nodig hebt."),
]


@pytest.mark.parametrize(("day", "reason", "sentence"), WRONG)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(ask, history, day, reason, sentence):
    answer = ask(day, reason=reason)

    assert answer.status == 422
    assert sentence in answer.text("form#ask-time")
    assert answer.tree.cssselect("form#ask-time input[name=due_on]")[0].get("value") == str(day)
    assert history() == []


def test_a_second_wish_waits_for_the_first(browser_of, task, ask):
    old = browser_of("bram").visit(address(task))
    ask(LATER)

    answer = old.submit("form#ask-time", due_on=LATEST.isoformat(), reason=WHY, seen_version="2")

    assert answer.status == 422
    assert "Er is al om meer tijd gevraagd." in answer.text()


def test_asked_of_somebody_else_the_wish_lapses(browser_of, world, task, ask, history):
    ask(LATER)
    page = browser_of("anna").visit(f"{address(task)}/edit")

    page.submit("form#change-task", assignee=f"{world.organisations['ivho'].id}/")

    assert history() == [(DUE, LATER, None, ExtensionStatus.LAPSED)]
    assert not browser_of("anna").visit(address(task)).has("form#refuse-time")


@pytest.mark.parametrize("verb", ["ask-time", "refuse-time"])
@pytest.mark.parametrize(("who", "status"), [("carla", 403), ("dirk", 404)])
def test_nobody_else_asks_or_refuses(browser_of, task, ask, verb, who, status):
    ask(LATER)
    browser = browser_of(who)
    token = browser.visit("/settings").tree.cssselect("input[name=csrf_token]")[0].get("value")
    sent = {"csrf_token": token, "seen_version": "2", "reason": "x", "due_on": LATEST.isoformat()}

    assert browser.send(f"{address(task)}/{verb}", sent).status == status


def test_the_api_asks_gives_and_refuses(api_of, task):
    at, anna, bram = f"/tasks/{task.id}", api_of("anna"), api_of("bram")
    wish = {"due_on": LATER.isoformat(), "reason": WHY}

    asked = bram.ask("POST", f"{at}/extension", json=wish)
    refused = anna.ask("POST", f"{at}/extension/refuse", json={"reason": "Nee."})
    bram.ask("POST", f"{at}/extension", json=wish)
    given = anna.ask("POST", f"{at}/extension", json={"due_on": LATER.isoformat()})

    assert [each["status"] for each in asked.json["extensions"]] == ["asked"]
    assert (refused.json["due_on"], refused.json["extensions"][0]["answer"]) == (str(DUE), "Nee.")
    assert [each["status"] for each in given.json["extensions"]] == ["refused", "granted"]
    assert given.json["due_on"] == LATER.isoformat()
    assert bram.ask("POST", f"{at}/extension", json={"due_on": str(LATEST)}).status_code == 422
    assert anna.ask("POST", f"{at}/extension/refuse", json={"reason": "x"}).status_code == 422


def test_the_second_wall_holds_for_wishes(house, world, task, ask, as_guest, put_task):
    ask(LATER)
    as_guest("ivho")
    for who, count in (("anna", 1), ("bram", 1), ("carla", 0), ("dirk", 0), ("els", 0)):
        with house.database.session_for(world.actor(who)) as session:
            found = session.execute(text("select count(*) from task_extension")).scalar_one()
            assert found == count, who
    with house.database.session_for(world.actor("bram")) as session:
        settle = text("update task_extension set status = 'refused', decided_at = now()")
        assert session.connection().execute(settle).rowcount == 0
        with pytest.raises(ProgrammingError):
            session.connection().execute(text("update task_extension set reason = 'x'"))


@pytest.mark.parametrize(
    "wrong", ["wanted_on = old_on", "decided_at = now()", "granted_on = wanted_on"]
)
def test_the_table_refuses_what_is_no_wish(transaction, ask, wrong):
    ask(LATER)
    with pytest.raises(IntegrityError), transaction.as_owner() as owner:
        owner.execute(text(f"update task_extension set {wrong}"))
