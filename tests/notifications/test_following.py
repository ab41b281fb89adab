"""Following a task: its notices, because one chose so; only while one may see it."""

import pytest
from sqlalchemy import text

from app.kernel.jobs import named
from app.running import standing_in

TASKS = "/workspaces/WRK-2026-1001/tasks"


@pytest.fixture
def deferred(app, transaction):
    """Run the jobs that were put in the queue for notices."""

    def run():
        with transaction.as_owner() as owner:
            wanted = owner.execute(
                text(
                    "delete from procrastinate_jobs where task_name like 'notifications.note%'"
                    " returning task_name, args"
                )
            ).all()
        with standing_in(app):
            for row in wanted:
                named(row.task_name).run(**row.args)

    return run


@pytest.fixture
def follow(browser_of):
    def press(who, task, button="follow"):
        answer = browser_of(who).visit(f"{TASKS}/{task.id}").submit(f"#{button}")
        assert answer.status == 303

    return press


def test_who_follows_hears_each_step_and_reads_why(browser_of, put_task, follow, deferred, notices):
    task = put_task("bram")
    page = browser_of("carla").visit(f"{TASKS}/{task.id}")
    assert [page.submit("#follow").status for _press in range(2)] == [303, 303]
    browser_of("bram").visit(f"{TASKS}/{task.id}").submit("form#deliver")
    deferred()
    assert notices() == {"anna": "answered", "carla": "followed"}
    carla = browser_of("carla").visit("/notices")
    assert "omdat je dit volgt" in carla.text("main")


def test_who_hears_it_anyway_hears_it_once_for_the_first_reason(
    browser_of, put_task, follow, deferred, notices
):
    task = put_task("bram")
    follow("anna", task)
    browser_of("bram").visit(f"{TASKS}/{task.id}").submit("form#deliver")
    deferred()
    assert notices() == {"anna": "answered"}


def test_what_is_withdrawn_is_told_to_followers_too(
    browser_of, put_task, follow, deferred, notices
):
    task = put_task("bram")
    follow("cora", task)
    follow("anna", task)  # takes the step, and knows
    browser_of("anna").visit(f"{TASKS}/{task.id}").submit("form#withdraw")
    deferred()
    assert notices() == {"bram": "withdrawn", "cora": "followed"}


def test_who_stopped_following_hears_nothing(browser_of, put_task, follow, deferred, notices):
    task = put_task("bram")
    follow("carla", task)
    follow("carla", task, "unfollow")
    browser_of("bram").visit(f"{TASKS}/{task.id}").submit("form#deliver")
    deferred()
    assert notices() == {"anna": "answered"}
    assert browser_of("carla").visit(f"{TASKS}/{task.id}").has("#follow")


@pytest.mark.parametrize(
    "change",
    [
        "update membership set ended_at = now() where person_id = :who",
        "update task set is_apart = true",
        "insert into place_choice values (:who, :place, 'nothing')",
    ],
)
def test_who_may_not_see_it_any_more_or_wants_silence_hears_nothing(
    browser_of, put_task, follow, deferred, notices, transaction, world, change
):
    task = put_task("bram")
    follow("carla", task)
    values = {"who": world.person("carla").id, "place": world.workspace.id}
    with transaction.as_owner() as owner:
        used = {key: value for key, value in values.items() if f":{key}" in change}
        owner.execute(text(change), used)
    browser_of("bram").visit(f"{TASKS}/{task.id}").submit("form#return", reason="Nee.")
    deferred()
    assert notices() == {"anna": "answered"}


def test_dirk_follows_nothing_here(browser_of, put_task):
    task = put_task("bram")
    dirk = browser_of("dirk")
    token = dirk.visit("/settings").tree.cssselect("input[name=csrf_token]")[0].get("value")
    sent = {"csrf_token": token, "seen_version": "1"}
    assert dirk.send(f"{TASKS}/{task.id}/follow", sent).status == 404


@pytest.mark.parametrize(("who", "seen"), [("carla", 1), ("anna", 0), ("dirk", 0)])
def test_the_second_wall_shows_nobody_what_others_follow(house, world, put_task, follow, who, seen):
    follow("carla", put_task("bram"))
    with house.database.session_for(world.actor(who)) as session:
        assert session.execute(text("select count(*) from task_follower")).scalar_one() == seen
