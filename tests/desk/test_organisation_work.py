"""Werk van mijn organisatie: what is asked of my organisation, where I may see it."""

from datetime import timedelta

from app.kernel import clock
from app.tasks.models import TaskStatus

PAGE = "/organisation-work"


def test_what_nobody_has_stands_first_and_can_be_taken(browser_of, put_task, stored):
    put_task("cora", title="Van Cora", due_on=clock.today() - timedelta(days=9))
    free = put_task(None, organisation="igj", title="Van niemand")
    put_task("carla", title="Van IvhO")
    page = browser_of("bram").visit(PAGE)

    assert page.text("main").index("Van niemand") < page.text("main").index("Van Cora")
    assert "Van IvhO" not in page.text("main")
    assert page.submit(f"form[action$='/{free.id}/take-over']").status == 303
    assert stored(free.id).status is TaskStatus.ACCEPTED


def test_working_for_an_organisation_gives_no_sight(browser_of, put_task, world):
    put_task("bram", title="Van Bram")
    assert "Van Bram" in browser_of("cora").visit(PAGE).text("main")
    for who in ("anna", "dirk", "els"):
        assert "Van Bram" not in browser_of(who).visit(PAGE).text("main")


def test_what_ours_asked_and_is_delivered_a_colleague_judges(browser_of, put_task, stored):
    """Cora asked it and is away: Bram, who contributes for the same organisation, judges it."""
    done = put_task("anna", title="Opgeleverd", by="cora", status=TaskStatus.DELIVERED)
    put_task("anna", title="Nog bezig", by="cora")
    page = browser_of("bram").visit(PAGE)

    assert "Wacht op jouw oordeel" in page.text("main")
    assert "Nog bezig" not in page.text("main")
    assert "Opgeleverd" not in browser_of("carla").visit(PAGE).text("main")
    page.submit(f"form[action$='/{done.id}/confirm']")
    assert stored(done.id).status is TaskStatus.DONE


def test_it_costs_the_same_with_many_tasks(browser_of, put_task, statements):
    browser = browser_of("bram")
    put_task("bram")
    browser.visit(PAGE)
    statements.clear()
    browser.visit(PAGE)
    few = len(statements)
    for _number in range(40):
        put_task("cora")
    statements.clear()
    browser.visit(PAGE)
    assert len(statements) == few <= 8
