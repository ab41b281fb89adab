"""Lines of a list: the same facts as the task's own page, a button each, and nothing of another."""

from datetime import date

import pytest

from app.tasks import queries
from app.tasks.policy import TaskPermission
from app.tasks.queries import Wanted

LIST = "/workspaces/WRK-2026-1001/tasks"


@pytest.fixture
def several(put_task, tomorrow):
    """Tasks of all sorts: done, free, held up, apart, answered."""
    first = put_task("bram", title="Eerst dit", due_on=tomorrow)
    return [
        first,
        put_task("cora", predecessor_id=first.id),
        put_task("carla", status="done", answer="Niet volledig."),
        put_task(None, organisation="ivho", due_on=date(2026, 11, 28)),
        put_task("bram", status="delivered", is_apart=True),
    ]


@pytest.mark.parametrize("who", ["anna", "bram", "carla"])
def test_a_line_tells_what_the_task_tells(application, in_work, several, who):
    with application.test_request_context(), in_work(who) as (actor, workspace):
        rows = queries.list_of(actor, workspace, Wanted.ALL)
        assert rows
        for row in rows:
            task = queries.get_for(
                actor, TaskPermission.VIEW, task_id=row.task.id, workspace=workspace
            )
            assert queries.row_of(actor, task) == row


def test_each_line_has_a_form_of_its_own(browser_of, put_task, stored):
    tasks = [put_task("bram"), put_task("bram", title="Nog een")]
    page = browser_of("bram").visit(LIST)

    keys = [each.get("value") for each in page.tree.cssselect(".sz-tasks input[name=form_key]")]
    assert len(set(keys)) == len(keys) == 2
    for task in tasks:
        assert page.submit(f"form[action='{LIST}/{task.id}/accept']").status == 303
    assert [str(stored(each.id).status) for each in tasks] == ["accepted", "accepted"]


def test_what_was_typed_stays_text(browser_of, put_task):
    put_task("bram", title="<b>vet</b> %(num)d {{ 7 * 7 }}", status="returned", answer="<i>x</i>")

    body = browser_of("anna").visit(LIST).body

    assert "&lt;b&gt;vet&lt;/b&gt; %(num)d {{ 7 * 7 }}" in body
    assert "&lt;i&gt;x&lt;/i&gt;" in body
    assert "<b>vet" not in body
    assert "<i>x" not in body


def test_lines_drawn_for_one_show_another_nothing_of_them(browser_of, put_task):
    put_task("bram")

    first, second = (browser_of(who).visit(LIST).text(".sz-tasks") for who in ("bram", "anna"))

    assert "Jij" in first
    assert "Taak aannemen" in first
    assert "Bram" in second
    assert "Jij" not in second
    assert "Taak aannemen" not in second


def test_who_came_in_between_two_statements_sees_the_rest_the_next_time(
    application, in_work, several
):
    with application.test_request_context(), in_work("bram") as (actor, workspace):
        assert queries.list_of_ours(actor, places=[workspace])
        assert queries.list_of_ours(actor, places=[]) == []
        assert queries.list_mine(actor, places=[]) == []
