"""Delivering again keeps what was delivered, unless who delivers says otherwise.

Anna of IJenV asks it, Bram of IGJ delivers it, and his colleague Cora after him."""

from uuid import uuid4

import pytest

from app.documents.queries import enclosing
from app.tasks.models import TaskStatus
from tests.support.documents import Library, rule_for

TASKS = "/workspaces/WRK-2026-1001/tasks"
BOARD = f"{TASKS}/board"


@pytest.fixture
def library(house, world):
    """Documents of this test's world."""
    return Library(house, world)


@pytest.fixture
def report(library):
    """A document of IGJ that IJenV may see."""
    return library.bring("bram", rule_for("ijenv"), title="Rapportage")


@pytest.fixture
def sent_back(put_task, report):
    """A task of Bram's that was delivered with words and a document, and is not finished."""
    return put_task(
        "bram",
        status=TaskStatus.ACCEPTED,
        result="Eerste versie.",
        brought=[report.id],
        answer="Nog niet af.",
    )


def kept(task):
    return task.status, task.result, task.brought


@pytest.mark.parametrize("list_page", [f"{TASKS}?show=open", BOARD])
def test_a_list_leads_to_the_page_that_shows_what_would_go_along(
    browser_of, sent_back, stored, report, list_page
):
    page = browser_of("bram").visit(list_page)
    address = f"{TASKS}/{sent_back.id}/deliver"

    assert not page.has(f"form[action='{address}']")
    assert page.has(f"a[href='{address}']")
    browser_of("bram").visit(address).submit("#deliver-form")

    assert kept(stored(sent_back.id)) == (TaskStatus.DELIVERED, "Eerste versie.", [report.id])


def test_what_was_never_delivered_has_a_button(browser_of, put_task, stored):
    task = put_task("bram", status=TaskStatus.ACCEPTED)

    browser_of("bram").visit(TASKS).submit(f"form[action='{TASKS}/{task.id}/deliver']")

    assert kept(stored(task.id)) == (TaskStatus.DELIVERED, None, [])


def test_a_page_that_was_drawn_before_wipes_nothing(browser_of, sent_back, stored, put_task):
    other = put_task("bram", status=TaskStatus.ACCEPTED)
    page = browser_of("bram").visit(TASKS)
    [form] = page.tree.cssselect(f"form[action='{TASKS}/{other.id}/deliver']")

    page.browser.send(f"{TASKS}/{sent_back.id}/deliver", dict(form.form_values()))

    assert stored(sent_back.id).status is TaskStatus.DELIVERED
    assert stored(sent_back.id).result == "Eerste versie."


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_words_alone_leave_the_documents(browser_of, sent_back, stored, report, htmx):
    page = browser_of("bram").visit(f"{TASKS}/{sent_back.id}")

    page.submit("form#deliver", htmx=htmx, words="Tweede versie.")

    assert kept(stored(sent_back.id)) == (TaskStatus.DELIVERED, "Tweede versie.", [report.id])


def test_on_the_page_of_documents_no_tick_is_no_document(browser_of, sent_back, stored):
    page = browser_of("bram").visit(f"{TASKS}/{sent_back.id}/deliver")

    page.submit("#deliver-form", documents=[], words="")

    assert kept(stored(sent_back.id)) == (TaskStatus.DELIVERED, None, [])


def test_what_a_colleague_brought_and_one_cannot_see_stays(
    browser_of, put_task, stored, library, report
):
    gone = uuid4()
    task = put_task("bram", status=TaskStatus.ACCEPTED, brought=[gone, report.id])

    browser_of("bram").visit(f"{TASKS}/{task.id}/deliver").submit("#deliver-form", documents=[])

    assert stored(task.id).brought == [gone]


@pytest.mark.parametrize(
    ("body", "result", "number"),
    [
        (None, "Eerste versie.", 1),
        ({}, "Eerste versie.", 1),
        ({"words": ""}, None, 1),
        ({"documents": []}, "Eerste versie.", 0),
        ({"words": "Nieuw.", "documents": []}, "Nieuw.", 0),
    ],
)
def test_a_partners_system_leaves_what_it_does_not_send(
    api_of, sent_back, stored, body, result, number
):
    sent = {} if body is None else {"json": body}

    assert api_of("bram").ask("POST", f"/tasks/{sent_back.id}/deliver", **sent).status_code == 200

    now = stored(sent_back.id)
    assert (now.result, len(now.brought)) == (result, number)


def test_chosen_stay_on_top_and_the_rest_is_counted_and_found(
    browser_of, put_task, library, monkeypatch
):
    monkeypatch.setattr(enclosing, "MOST_OFFERED", 2)
    old = library.bring("bram", title="Oud verslag")
    for number in range(4):
        library.bring("bram", title=f"Rooster {number}")
    task = put_task("bram", status=TaskStatus.ACCEPTED, brought=[old.id])
    address = f"{TASKS}/{task.id}/deliver"

    page = browser_of("bram").visit(address)

    assert titles(page) == ["Oud verslag IGJ", "Rooster 3 IGJ", "Rooster 2 IGJ"]
    assert "2 documenten staan er niet bij" in page.text("#documents")
    found = page.submit("#deliver-form", look="1", q="ROOSTER 0")
    assert (found.status, titles(found)) == (200, ["Oud verslag IGJ", "Rooster 0 IGJ"])
    assert ticked(found) == [str(old.id)]
    assert titles(browser_of("bram").visit(f"{address}?q=rooster+1")) == [
        "Oud verslag IGJ",
        "Rooster 1 IGJ",
    ]
    none = page.submit("#deliver-form", look="1", q="50%", documents=[])
    assert "Geen document" in none.text("#documents")


def test_searching_keeps_what_was_ticked_and_typed(browser_of, put_task, library, monkeypatch):
    monkeypatch.setattr(enclosing, "MOST_OFFERED", 1)
    first, second = (library.bring("bram", title=each) for each in ("Eerste", "Tweede"))
    task = put_task("bram", status=TaskStatus.ACCEPTED)
    page = browser_of("bram").visit(f"{TASKS}/{task.id}/deliver")

    found = page.submit(
        "#deliver-form", look="1", q="eerste", words="Alvast.", documents=[str(second.id)]
    )

    assert ticked(found) == [str(second.id)]
    assert titles(found) == ["Tweede IGJ", "Eerste IGJ"]
    both = found.submit("#deliver-form", documents=[str(first.id), str(second.id)])
    assert both.status == 303
    assert "Alvast." in both.follow().text("main")


def test_refused_it_stays_on_the_page_with_what_was_chosen(
    browser_of, put_task, library, report, stored
):
    task = put_task("bram", status=TaskStatus.ACCEPTED)
    page = browser_of("bram").visit(f"{TASKS}/{task.id}/deliver")

    wrong = page.submit(
        "#deliver-form", documents=[str(report.id), str(uuid4())], words="Zie de bijlage."
    )

    assert wrong.status == 422
    assert ticked(wrong) == [str(report.id)]
    assert "Zie de bijlage." in wrong.text("#deliver-form textarea")
    assert wrong.has("[role=alert] a[href='#documents']")
    assert "Kies opnieuw" in wrong.text("#documents")
    many = page.submit("#deliver-form", documents=[str(uuid4()) for _each in range(21)])
    assert "Kies hoogstens 20 documenten" in many.text("#documents")
    long = page.submit("#deliver-form", words="x" * 5001)
    assert long.has("[role=alert] a[href='#words']")
    assert stored(task.id).status is TaskStatus.ACCEPTED


def test_what_changed_meanwhile_keeps_the_choice(browser_of, put_task, library, report):
    task = put_task("bram", status=TaskStatus.ACCEPTED)
    page = browser_of("bram").visit(f"{TASKS}/{task.id}/deliver")
    browser_of("bram").visit(f"{TASKS}/{task.id}").submit("form#deliver", words="Al gedaan.")

    late = page.submit("#deliver-form", documents=[str(report.id)])

    assert (late.status, ticked(late)) == (409, [str(report.id)])


def titles(page):
    return [
        " ".join(each.text_content().split())
        for each in page.tree.cssselect("#documents label")
        if each.get("for", "").startswith("document-")
    ]


def ticked(page):
    return [each.get("value") for each in page.tree.cssselect("input[name=documents][checked]")]
