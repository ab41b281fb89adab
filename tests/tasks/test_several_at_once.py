"""Several tasks in one act: another day, somebody else, or taken back; all chosen, or none.

Anna of IJenV asked them; Bram of IGJ and Carla of IvhO do them."""

from datetime import date

import pytest

from app.tasks.models import TaskStatus
from app.tasks.views import several

TASKS = "/workspaces/WRK-2026-1001/tasks"
PAGE = f"{TASKS}/several"
NEW = date(2030, 12, 9)


@pytest.fixture
def two(put_task):
    """Two tasks that Anna asked."""
    return put_task("bram", title="Van Bram"), put_task("carla", title="Van Carla")


@pytest.fixture
def send(browser_of):
    """Choose tasks, and what is done with them."""

    def filled_in(*tasks, who="anna", **typed):
        page = browser_of(who).visit(PAGE)
        return page.submit("#several-form", tasks=[str(each.id) for each in tasks], **typed)

    return filled_in


def test_several_get_another_day(send, two, stored, transaction):
    assert send(*two, kind="day", due_on=NEW.isoformat()).status == 303

    assert {stored(each.id).due_on for each in two} == {NEW}
    assert transaction.audited(two[0].id) == ["task:term:move"]


def test_several_are_asked_of_somebody_else(send, two, stored, world, put_task):
    accepted = put_task("carla", status=TaskStatus.ACCEPTED)
    igj, cora = world.organisations["igj"].id, world.person("cora").id

    assert send(*two, accepted, kind="assignee", assignee=f"{igj}/{cora}").status == 303

    now = [stored(each.id) for each in (*two, accepted)]
    assert {(each.organisation_id, each.assignee_id, each.status) for each in now} == {
        (igj, cora, TaskStatus.OPEN)
    }


def test_several_are_withdrawn_and_others_stay(send, two, stored, put_task):
    other = put_task("bram")

    assert send(*two, kind="withdraw").submit("#seen-form").status == 303

    assert {stored(each.id).status for each in two} == {TaskStatus.WITHDRAWN}
    assert stored(other.id).status is TaskStatus.OPEN


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"kind": "day"}, "Kies een dag"),
        ({"kind": "day", "due_on": "2001-01-01"}, "Deze datum is al geweest"),
        ({"kind": "assignee"}, "Kies iemand die hier meedoet"),
    ],
)
def test_what_is_wrong_changes_none_and_the_choice_stays(send, two, stored, typed, told):
    answer = send(*two, **typed)

    assert answer.status == 422
    assert told in answer.text("#several-form")
    assert len(answer.tree.cssselect("#several-form input[name=tasks][checked]")) == 2
    assert {stored(each.id).version for each in two} == {1}


def test_nothing_chosen_or_finished_meanwhile_is_told(send, two, browser_of, put_task):
    assert "Kies minstens één taak" in send(kind="withdraw").text("#several-form")
    page = browser_of("anna").visit(PAGE)
    detail = browser_of("anna").visit(f"{TASKS}/{two[0].id}")
    detail.submit("form#withdraw")

    chosen = [str(each.id) for each in two]
    answer = page.submit("#several-form", tasks=chosen, kind="withdraw")

    assert answer.status == 422
    assert "Kies opnieuw" in answer.text("#several-form")


@pytest.mark.parametrize(
    "typed", [{"kind": "day", "due_on": NEW.isoformat()}, {"kind": "assignee"}], ids=["day", "who"]
)
def test_one_that_a_colleague_changed_meanwhile_is_looked_at_first(
    browser_of, two, stored, world, typed
):
    page, chosen = browser_of("anna").visit(PAGE), [str(each.id) for each in two]
    browser_of("anna").visit(f"{TASKS}/{two[0].id}/edit").submit("form#change-task", title="Anders")
    said = {"assignee": f"{world.organisations['igj'].id}/", **typed}

    answer = page.submit("#several-form", tasks=chosen, **said)

    assert "Een deel van deze taken is intussen veranderd" in answer.text("#several-form")
    checked = answer.tree.cssselect("#several-form input[name=tasks][checked]")
    assert [each.get("value") for each in checked] == [str(two[1].id)]
    assert [stored(each.id).version for each in two] == [2, 1]
    assert answer.submit("#several-form", tasks=chosen, **said).status == 303


def test_one_that_waits_is_not_asked_of_who_does_not_see_the_first(send, two, put_task, world):
    waiting = put_task("bram", title="Wacht", predecessor_id=two[0].id)

    answer = send(waiting, kind="assignee", assignee=f"{world.organisations['ivho'].id}/")

    assert answer.status == 422
    assert "Wacht wacht op een andere taak" in answer.text("#several-form")


def test_what_another_organisation_asked_is_not_offered_nor_taken(
    browser_of, send, two, put_task, stored
):
    theirs = put_task("carla", title="Van IGJ gevraagd", by="bram")
    assert "Van IGJ gevraagd" not in browser_of("anna").visit(PAGE).text("main")

    assert send(two[0], theirs, kind="withdraw").status == 403

    assert stored(two[0].id).status is TaskStatus.OPEN
    assert browser_of("carla").visit(PAGE).status == 403
    assert browser_of("dirk").visit(PAGE).status == 404


def test_one_chooses_among_what_was_meant_on_the_list(browser_of, two, world):
    query = f"?words=van&of={world.organisations['igj'].id}"
    listed = browser_of("anna").visit(f"{TASKS}{query}")
    [link] = listed.tree.cssselect("a[href*='/several']")

    page = browser_of("anna").visit(link.get("href"))

    assert "Van Bram" in page.text("#several-form")
    assert "Van Carla" not in page.text("#several-form")
    wrong = page.submit("#several-form", tasks=[str(two[0].id)], kind="day")
    assert "Van Carla" not in wrong.text("#several-form")
    done = page.submit("#several-form", tasks=[str(two[0].id)], kind="day", due_on="2030-12-09")
    assert "words=van" in done.location
    none = browser_of("anna").visit(f"{PAGE}?words=niets")
    assert "Geen taak is zo" in none.text("main")
    assert none.has("#narrow-form")


def test_it_says_when_there_are_more_than_it_looks_at(browser_of, two, put_task, monkeypatch):
    assert "Er zijn heel veel open taken" not in browser_of("anna").visit(PAGE).text("main")
    monkeypatch.setattr(several, "MOST", 2)
    put_task("bram", title="De derde")

    page = browser_of("anna").visit(PAGE)

    assert "Er zijn heel veel open taken. Van de eerste 2 op dag" in page.text("main")
    assert len(page.tree.cssselect("#several-form input[name=tasks]")) == 2
    third = browser_of("anna").visit(f"{PAGE}?words=derde")
    assert "De derde" in third.text("#several-form")
    assert "heel veel" not in third.text("main")


def test_the_page_costs_the_same_with_many_tasks(browser_of, two, put_task, statements):
    browser = browser_of("anna")
    browser.visit(PAGE)
    statements.clear()
    browser.visit(PAGE)
    few = len(statements)
    for _count in range(12):
        put_task("bram")
    statements.clear()
    browser.visit(PAGE)
    assert len(statements) == few <= 8
