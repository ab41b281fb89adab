"""Mijn werk: my tasks under headings, what waits for my signature, the sentence on top."""

from datetime import timedelta

import pytest

from app.kernel import clock
from app.tasks.models import TaskStatus
from tests.support.counting import counting

MONDAY = "2026-11-23 09:00"


def headings(page):
    return {
        " ".join(each.cssselect("h2")[0].text_content().split()): [
            row.cssselect(".sz-tasks__title")[0].text_content()
            for row in each.cssselect(".sz-tasks > li")
        ]
        for each in page.tree.cssselect("section.sz-box")
    }


def test_tasks_stand_under_headings(browser_of, put_task, clock_at):
    from datetime import date

    clock_at(MONDAY)
    put_task("bram", title="Vorige week", due_on=date(2026, 11, 20))
    put_task("bram", title="Nu", due_on=date(2026, 11, 23))
    put_task("bram", title="Vrijdag", due_on=date(2026, 11, 27))
    put_task("bram", title="Volgende week", due_on=date(2026, 11, 30))
    before = put_task("carla", title="Van Carla")
    put_task("bram", title="Na Carla", predecessor_id=before.id, due_on=date(2026, 11, 2))
    put_task("bram", title="Al gedaan", status=TaskStatus.DELIVERED)
    put_task(None, organisation="igj", title="Van niemand")
    put_task("carla", title="Ligt bij mij", by="bram", status=TaskStatus.DELIVERED)
    put_task("bram", title="Voorbij", status=TaskStatus.DONE)

    assert headings(browser_of("bram").visit("/")) == {
        "Te laat 1": ["Vorige week"],
        "Vandaag 1": ["Nu"],
        "Deze week 1": ["Vrijdag"],
        "Wacht op jouw oordeel 1": ["Ligt bij mij"],
        "Later 1": ["Volgende week"],
        "Wacht op anderen 2": ["Na Carla", "Al gedaan"],
        "Nog niemand bij je organisatie 1": ["Van niemand"],
    }


def test_a_line_names_whom_it_is_for_or_who_does_it(browser_of, put_task, world):
    mine = put_task("bram", title="Voor mij", by="anna")
    free = put_task(None, organisation="igj", title="Voor iemand hier", by="anna")
    theirs = put_task("carla", title="Voor Carla", by="bram")

    page = browser_of("bram").visit("/")
    meta = {
        each.cssselect(".sz-tasks__title")[0].text_content(): " ".join(
            each.cssselect(".sz-tasks__meta")[0].text_content().split()
        )
        for each in page.tree.cssselect(".sz-tasks li")
    }
    anna, carla = world.person("anna").name, world.person("carla").name
    assert meta[mine.title].endswith(f"voor IJenV {anna}")
    assert meta[free.title].endswith(f"voor IJenV {anna}")
    assert meta[theirs.title].endswith(f"IvhO {carla}")
    assert "voor" not in meta[theirs.title]


def test_what_i_asked_of_others_waits_for_them(browser_of, put_task, clock_at):
    from datetime import date

    clock_at(MONDAY)
    put_task("anna", title="Van Anna", by="bram", due_on=date(2026, 11, 20))
    put_task(None, organisation="ijenv", title="Van iemand", by="bram", due_on=date(2026, 12, 10))
    put_task("cora", title="Van Cora", by="bram", due_on=date(2026, 12, 11))
    put_task("bram", title="Van mijzelf", by="bram")
    put_task("anna", title="Van een collega", by="cora")

    page = browser_of("bram").visit("/")
    assert headings(page) == {
        "Later 1": ["Van mijzelf"],
        "Wacht op anderen 3": ["Van Anna", "Van iemand", "Van Cora"],
    }
    assert "te laat" in page.text("main")
    assert page.text(".sz-brief") == "Er wacht vandaag niets op je."


BRIEFS = [
    ([], "Er wacht vandaag niets op je."),
    ([-30], "Eén taak is te laat."),
    ([-30, -31, 0], "2 taken zijn te laat. Eén taak moet vandaag klaar."),
    ([0], "Eén taak moet vandaag klaar."),
]


@pytest.mark.parametrize(("days", "sentence"), BRIEFS)
def test_the_sentence_on_top_says_what_to_do_first(browser_of, put_task, clock_at, days, sentence):
    clock_at(MONDAY)
    for offset in days:
        put_task("bram", due_on=clock.today() + timedelta(days=offset))

    assert browser_of("bram").visit("/").text(".sz-brief") == sentence


def test_a_report_that_waits_for_me_is_named(browser_of, desk):
    report_id = desk.frozen()

    cora, bram = browser_of("cora").visit("/"), browser_of("bram").visit("/")

    assert cora.text(".sz-brief") == "Er wacht een rapport op jouw handtekening."
    assert cora.has(f'a[href="/workspaces/WRK-2026-1001/reports/{report_id}/sign"]')
    assert "Er wacht geen rapport op jouw handtekening." in bram.text()


@pytest.mark.parametrize(
    ("who", "words", "status"),
    [("cora", "Zelf oppakken", "accepted"), ("bram", "Zelf oppakken", "accepted")],
)
def test_a_task_is_taken_from_the_list(browser_of, put_task, who, words, status):
    task = put_task(None, organisation="igj")
    page = browser_of(who).visit("/")
    assert words in page.text(".sz-tasks form")

    answer = page.submit(".sz-tasks form")

    assert answer.status == 303
    assert answer.location == f"/workspaces/WRK-2026-1001/tasks/{task.id}"
    assert put_task.read(task.id).status == status


BUTTONS = [
    (TaskStatus.OPEN, "bram", "Taak aannemen"),
    (TaskStatus.ACCEPTED, "bram", "Opleveren"),
    (TaskStatus.DELIVERED, "anna", "Oplevering bevestigen"),
]


@pytest.mark.parametrize(("status", "who", "words"), BUTTONS)
def test_each_row_has_its_next_step(browser_of, put_task, status, who, words):
    put_task("bram", status=status)

    assert words in browser_of(who).visit("/").text(".sz-tasks form")


def test_nobody_sees_the_work_of_others(browser_of, put_task):
    put_task("bram", title="Van Bram")

    for who in ("cora", "carla", "dirk", "els", "wim"):
        assert "Van Bram" not in browser_of(who).visit("/").text(".sz-box")


def test_without_a_workspace_the_page_says_what_to_do(browser_of):
    page = browser_of("els").visit("/")

    assert page.status == 200
    assert "Je zit nog in geen enkele ruimte" in page.text()


def test_who_is_not_signed_in_goes_to_sign_in(anonymous):
    page = anonymous.visit("/")

    assert (page.status, page.location[:6]) == (303, "/login")


@pytest.mark.parametrize("who", ["bram", "cora", "anna"])
def test_the_page_costs_the_same_with_many_tasks(browser_of, put_task, desk, owner_engine, who):
    desk.frozen()
    browser = browser_of(who)
    first = put_task(who)
    with counting(owner_engine) as few:
        browser.visit("/")

    for _number in range(40):
        put_task(who, predecessor_id=first.id)
    with counting(owner_engine) as many:
        browser.visit("/")

    assert len(few) <= 8, str(few)
    assert len(many) == len(few)
