"""A withdrawal is shown first when it is of several, and can be undone; so can closing a term.

Anna of IJenV asks; Bram of IGJ and Carla of IvhO do it."""

from datetime import date

import pytest
from sqlalchemy import update

from app.kernel.terms import TermUnit
from app.tasks.models import NamedTerm, Task, TaskStatus
from app.workspaces.models import Participation

TASKS = "/workspaces/WRK-2026-1001/tasks"
PAGE = f"{TASKS}/several"
BEFORE = [TaskStatus.OPEN, TaskStatus.ACCEPTED, TaskStatus.RETURNED, TaskStatus.DELIVERED]


@pytest.fixture
def page_of(browser_of):
    """A task's page, for Anna or for who is named."""
    return lambda task, who="anna": browser_of(who).visit(f"{TASKS}/{task.id}")


@pytest.mark.parametrize("status", BEFORE)
@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_what_was_withdrawn_is_asked_again_as_it_was(
    page_of, put_task, stored, transaction, status, htmx
):
    task = put_task("bram", status=status, answer="Zo was het.")
    page = page_of(task).submit("form#withdraw", htmx=htmx)
    assert stored(task.id).status is TaskStatus.WITHDRAWN
    assert (page if htmx else page.follow()).has("form#restore")

    back = page_of(task).submit("form#restore", htmx=htmx)

    assert "De taak is weer gevraagd" in (back if htmx else back.follow()).text()
    now = stored(task.id)
    assert (now.status, now.withdrawn_from, now.answer) == (status, None, "Zo was het.")
    assert transaction.audited(task.id) == ["task:request:withdraw", "task:request:restore"]
    assert not page_of(task).has("form#restore")


def test_only_who_asked_undoes_it_and_nobody_twice(page_of, put_task, browser_of, stored):
    task = put_task("bram")
    page_of(task).submit("form#withdraw")
    first, second = page_of(task), page_of(task)
    assert not page_of(task, "bram").has("form#restore")
    assert page_of(task, "dirk").status == 404

    assert first.submit("form#restore").status == 303
    assert second.submit("form#restore").status == 409
    assert stored(task.id).status is TaskStatus.OPEN


def test_where_nobody_kept_how_it_stood_it_stays_withdrawn(page_of, put_task):
    task = put_task("bram", status=TaskStatus.WITHDRAWN)

    assert not page_of(task).has("form#restore")
    assert "klaar" in page_of(task).text("#tasks-task")


def test_of_who_takes_no_part_any_more_it_is_not_asked_again(
    page_of, put_task, stored, transaction, world
):
    task = put_task("carla")
    page_of(task).submit("form#withdraw")
    with transaction.as_owner() as owner:
        owner.execute(
            update(Participation)
            .where(
                Participation.workspace_id == world.workspace.id,
                Participation.organisation_id == world.organisations["ivho"].id,
            )
            .values(ended_at=task.changed_at)
        )

    answer = page_of(task).submit("form#restore")

    assert answer.status == 422
    assert "doet hier niet meer mee" in answer.text("[role=alert]")
    assert stored(task.id).status is TaskStatus.WITHDRAWN


def test_its_day_is_the_end_of_its_term_as_that_is_now(
    page_of, put_task, put_term, browser_of, stored
):
    term = put_term("Besluit", start=date(2026, 9, 7))
    task = put_task("bram", term_id=term.id, due_on=date(2026, 9, 28))
    page_of(task).submit("form#withdraw")
    start = browser_of("anna").visit(f"{TASKS}/terms/{term.id}")
    start.submit("#start-form", starts_on="2026-09-14").submit("#foreseen-form")
    assert stored(task.id).due_on == date(2026, 9, 28)

    page_of(task).submit("form#restore")

    assert stored(task.id).due_on == date(2026, 10, 5)


@pytest.fixture
def two(put_task):
    """Two tasks that Anna asked."""
    return (
        put_task("bram", title="Van Bram", status=TaskStatus.ACCEPTED),
        put_task("carla", title="Van Carla"),
    )


@pytest.fixture
def seen(browser_of, two):
    """The page that shows what would be withdrawn."""
    page = browser_of("anna").visit(PAGE)
    return page.submit("#several-form", tasks=[str(each.id) for each in two], kind="withdraw")


def test_several_are_shown_before_they_are_withdrawn(seen, two, stored):
    assert seen.status == 200
    assert all(each in seen.text("#seen-form") for each in ("Van Bram", "Van Carla", "IvhO"))
    assert "Er is nog niets ingetrokken" in seen.text("#seen-form")
    assert {stored(each.id).version for each in two} == {1}

    assert seen.submit("#seen-form").status == 303

    assert {stored(each.id).status for each in two} == {TaskStatus.WITHDRAWN}


def test_what_changed_since_is_shown_anew(seen, two, stored, transaction):
    with transaction.as_owner() as owner:
        owner.execute(update(Task).where(Task.id == two[0].id).values(version=7))

    again = seen.submit("#seen-form")

    assert (again.status, again.has("#seen-form")) == (200, True)
    assert stored(two[1].id).status is TaskStatus.OPEN
    assert again.submit("#seen-form").status == 303


def test_all_of_one_act_are_asked_again_and_nothing_else(
    seen, two, stored, put_task, browser_of, page_of, transaction
):
    other = put_task("bram")
    page_of(other).submit("form#withdraw")
    listed = seen.submit("#seen-form").follow()
    assert "2 taken zijn ingetrokken" in listed.text("#undo-form")

    done = listed.submit("#undo-form")

    assert "2 taken zijn weer gevraagd" in done.follow().text()
    assert [stored(each.id).status for each in (*two, other)] == [
        TaskStatus.ACCEPTED,
        TaskStatus.OPEN,
        TaskStatus.WITHDRAWN,
    ]
    assert transaction.audited(two[0].id) == ["task:request:withdraw", "task:request:restore"]
    at = listed.tree.cssselect("#undo-form input[name=at]")[0].get("value")
    anna = browser_of("anna")
    assert anna.send(f"{PAGE}/undo", {"at": at, "csrf_token": token_of(anna)}).status == 422
    assert not browser_of("anna").visit(listed_again(listed)).has("#undo-form")


def listed_again(page):
    return page.response.request.full_path


@pytest.mark.parametrize("at", ["", "gisteren", "2026-11-30", "2026-11-30T12:00:00"])
def test_what_is_no_moment_undoes_nothing(browser_of, two, at):
    anna = browser_of("anna")
    assert not anna.visit(f"{TASKS}?withdrawn={at}").has("#undo-form")

    assert anna.send(f"{PAGE}/undo", {"at": at, "csrf_token": token_of(anna)}).status == 422


def token_of(browser):
    [found] = browser.visit(f"{TASKS}/new").tree.cssselect("#ask-task input[name=csrf_token]")
    return found.get("value")


def test_another_organisation_undoes_nothing_of_it(seen, two, browser_of, stored):
    listed = seen.submit("#seen-form")
    at = listed.follow().tree.cssselect("#undo-form input[name=at]")[0].get("value")
    bram = browser_of("bram")
    assert not bram.visit(listed.location).has("#undo-form")

    answer = bram.send(f"{PAGE}/undo", {"at": at, "csrf_token": token_of(bram)})

    assert answer.status == 422
    assert stored(two[0].id).status is TaskStatus.WITHDRAWN


def test_a_closed_term_is_opened_again_after_it_was_shown(
    browser_of, put_term, put_task, stored, transaction
):
    first = put_term("Eerst", length=1, start=date(2026, 9, 7))
    term = put_term("Daarna", length=1, after_id=first.id)
    last = put_term("Daarna weer", length=1, after_id=term.id)
    task = put_task("bram", term_id=term.id, due_on=date(2026, 9, 21))
    follower = put_task("bram", term_id=last.id, due_on=date(2026, 9, 28))
    address = f"{TASKS}/terms/{term.id}"
    anna = browser_of("anna")
    anna.visit(address).submit("#close-form")
    moved = anna.visit(f"{TASKS}/terms/{first.id}").submit("#start-form", starts_on="2026-09-14")
    moved.submit("#foreseen-form")
    assert not browser_of("bram").visit(address).has("#reopen-form")

    seen = anna.visit(address).submit("#reopen-form")

    assert "28 september 2026" in seen.text("#foreseen-form")
    with transaction.as_owner() as owner:
        assert owner.get_one(NamedTerm, term.id).ended_at is not None
    assert seen.submit("#foreseen-form").status == 303
    with transaction.as_owner() as owner:
        assert owner.get_one(NamedTerm, term.id).ended_at is None
    assert stored(task.id).due_on == date(2026, 9, 28)
    assert stored(follower.id).due_on == date(2026, 10, 5)
    assert transaction.audited(term.id)[-1] == "term:term:reopen"
    assert seen.submit("#foreseen-form").status in (409, 422)
    assert anna.visit(address).has("#close-form")


def test_what_starts_at_the_end_of_a_closed_term_keeps_its_end(
    browser_of, put_term, put_task, stored, newest, world
):
    first = put_term("Eerst", length=1, start=date(2030, 9, 2))
    term = put_term("Daarna", length=1, after_id=first.id)
    task = put_task("bram", term_id=term.id, due_on=date(2030, 9, 16))
    anna, address = browser_of("anna"), f"{TASKS}/terms/{term.id}"
    anna.visit(f"{TASKS}/terms/{first.id}").submit("#close-form")

    seen = anna.visit(address).submit(
        "#course-form", kind="extended", length="1", unit="weeks", reason="Druk."
    )

    assert "Het was: maandag 16 september 2030" in seen.text("#foreseen-form")
    assert "Het wordt: maandag 23 september 2030" in seen.text("#foreseen-form")
    seen.submit("#foreseen-form")
    assert stored(task.id).due_on == date(2030, 9, 23)
    igj = world.organisations["igj"].id
    asking = anna.visit(f"{TASKS}/new")
    asking.submit("#ask-task", title="Ook", assignee=f"{igj}/", term=str(term.id))
    assert newest().due_on == date(2030, 9, 23)
    asking = anna.visit(f"{TASKS}/new")
    closed = asking.submit("#ask-task", title="Nee", assignee=f"{igj}/", term=str(first.id))
    assert closed.status == 422


def test_a_term_in_hours_is_opened_again(browser_of, put_term, transaction):
    term = put_term(length=24, unit=TermUnit.HOURS)
    address = f"{TASKS}/terms/{term.id}"
    browser_of("anna").visit(address).submit("#close-form")

    browser_of("anna").visit(address).submit("#reopen-form").submit("#foreseen-form")

    with transaction.as_owner() as owner:
        assert owner.get_one(NamedTerm, term.id).ended_at is None
