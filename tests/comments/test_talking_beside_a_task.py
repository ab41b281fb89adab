"""What people say beside a task is for who sees the task, and for whom it was written.

Anna (IJenV) asks; Bram (IGJ) does it, Cora is his colleague; Carla (IvhO) is a partner too.
"""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from app.workspaces.models import ParticipantRole
from tests.support.acting import acting
from tests.support.tasks import TaskMaker, change_part

SECRET, OPEN = "Alleen onder ons.", "Lukt het voor vrijdag?"


@pytest.fixture
def put_task(world, transaction):
    return TaskMaker(world, transaction)


@pytest.fixture
def page_of(world):
    return lambda task: f"/workspaces/{world.workspace.ref}/tasks/{task.id}/comments"


@pytest.fixture
def in_database(app, world):
    def read(who):
        with acting(app, world.actor(who)) as session:
            return set(session.connection().execute(text("select body from comment")).scalars())

    return read


def say(browser_of, page, who, body):
    return browser_of(who).visit(page).submit("#comment-form", body=body)


def test_who_sees_a_task_talks_about_it(
    browser_of, world, put_task, page_of, in_database, transaction
):
    task = put_task("bram", title="Rooster sturen")
    way = browser_of("bram").visit(page_of(task).removesuffix("/comments"))
    assert page_of(task) in [each.get("href") for each in way.tree.cssselect("a")]

    assert say(browser_of, page_of(task), "anna", OPEN).status == 303
    assert say(browser_of, page_of(task), "carla", "Mij niet.").status == 303

    for who in ("bram", "cora", "carla"):
        page = browser_of(who).visit(page_of(task))
        assert OPEN in page.body
        assert "iedereen die deze taak mag lezen" in page.text("#read-by")
        assert in_database(who) == {OPEN, "Mij niet."}
    assert browser_of("dirk").visit(page_of(task)).status == 404
    assert in_database("dirk") == set()
    assert transaction.audited(task.id) == ["comment:comment:add"] * 2
    assert put_task.read(task.id).version == 1, "the task itself stays as it is"


def test_beside_a_task_apart_only_the_two_talk(browser_of, put_task, page_of, in_database):
    task = put_task("bram", is_apart=True)
    say(browser_of, page_of(task), "anna", OPEN)

    assert OPEN in browser_of("bram").visit(page_of(task)).body
    assert browser_of("carla").visit(page_of(task)).status == 404
    assert in_database("carla") == set()
    refused = say(browser_of, page_of(task), "bram", "@Carla, kijk je mee?")
    assert "Carla is niemand die dit kan lezen" in refused.text("#comment-form")


def test_what_the_asker_said_at_home_stays_there(
    browser_of, world, put_task, page_of, in_database, transaction
):
    """Asked of another later, a task does not bring along what was said before."""
    task = put_task("anna", is_apart=True)
    say(browser_of, page_of(task), "anna", SECRET)
    with transaction.as_owner() as owner:
        owner.execute(
            text("update task set organisation_id = :igj, assignee_id = null where id = :id"),
            {"igj": world.organisations["igj"].id, "id": task.id},
        )
    say(browser_of, page_of(task), "bram", OPEN)

    for who, seen in (("anna", {SECRET, OPEN}), ("bram", {OPEN})):
        body = browser_of(who).visit(page_of(task)).body
        assert {each for each in (SECRET, OPEN) if each in body} == seen
        assert in_database(who) == seen


def test_a_guest_talks_only_beside_what_it_is_asked(
    browser_of, world, put_task, page_of, in_database, transaction
):
    own, other = put_task("carla"), put_task("bram")
    change_part(world, transaction, "ivho", ParticipantRole.GUEST)
    say(browser_of, page_of(other), "anna", SECRET)

    assert say(browser_of, page_of(own), "carla", OPEN).status == 303
    assert browser_of("carla").visit(page_of(other)).status == 404
    assert in_database("carla") == {OPEN}


def test_who_is_named_finds_it_while_the_task_is_seen(
    browser_of, world, put_task, page_of, transaction
):
    task = put_task("bram", title="Rooster sturen")
    say(browser_of, page_of(task), "anna", "@Carla, weet jij dit?")

    def links():
        tree = browser_of("carla").visit("/").tree
        return [each.get("href") or "" for each in tree.cssselect("a")]

    assert any(each.startswith(f"{page_of(task)}#comment-") for each in links())

    change_part(world, transaction, "ivho", ParticipantRole.GUEST)
    assert not any(page_of(task) in each for each in links())


def test_one_changes_settles_and_withdraws_it_as_elsewhere(
    browser_of, put_task, page_of, transaction
):
    task = put_task("bram")
    say(browser_of, page_of(task), "anna", OPEN)
    browser_of("bram").visit(page_of(task)).submit("form[id^=answer]", body="Ja.")
    browser_of("anna").visit(page_of(task)).submit("form[action$=change]", body="Lukt het?")
    browser_of("bram").visit(page_of(task)).submit("form[action$=state]")
    browser_of("anna").visit(page_of(task)).submit("form[action$=withdrawal]")

    page = browser_of("bram").visit(page_of(task))
    assert "Ja." in page.body
    assert "Lukt het?" not in page.body
    assert transaction.audited(task.id) == [
        "comment:comment:add",
        "comment:comment:add",
        "comment:comment:change",
        "comment:thread:settle",
        "comment:comment:withdraw",
    ]


def test_over_the_api_too(api_of, put_task):
    task = put_task("bram")
    path = f"/tasks/{task.id}/comments"
    made = api_of("anna").post(path, json={"body": OPEN})

    assert made.status_code == 201
    assert [each["body"] for each in api_of("bram").get(path).json["items"]] == [OPEN]
    assert api_of("dirk").get(path).status_code == 404


def test_the_database_lets_nobody_write_for_more_than_see_it(app, world, put_task):
    put_task("anna", is_apart=True, is_private=True)
    written = text(
        "insert into comment_thread (id, workspace_id, task_id, audience)"
        " select gen_random_uuid(), workspace_id, id, 'workspace' from task"
    )
    with acting(app, world.actor("anna")) as session, pytest.raises(DatabaseError):
        session.connection().execute(written)
