"""Tasks and terms of a workspace to take along: what the reader sees on the page, as a table."""

from datetime import date

import pytest

from app.workspaces.models import ParticipantRole
from tests.support.tables import rows_of

TASKS = "/workspaces/WRK-2026-1001/tasks/export"
TERMS = "/workspaces/WRK-2026-1001/tasks/terms/export"


def rows(browser, path):
    return rows_of(browser.visit(path).response.data, "csv")


def test_tasks_go_along_as_far_as_one_sees_them(browser_of, put_task, as_guest):
    put_task("bram", title="=Rooster", due_on=date(2027, 5, 14))
    put_task("carla", title="Verslag", due_on=date(2027, 5, 17))
    as_guest("igj", ParticipantRole.GUEST)

    anna, bram = (rows(browser_of(who), TASKS) for who in ("anna", "bram"))

    assert [row[1] for row in anna] == ["Titel", "'=Rooster", "Verslag"]
    assert [(row[1], row[2], row[5]) for row in bram[1:]] == [("'=Rooster", "igj", "2027-05-14")]


def test_a_list_that_is_narrowed_goes_along_narrowed(browser_of, put_task):
    put_task("bram", title="Van Bram", due_on=date(2027, 5, 14))
    put_task("carla", title="Van Carla", due_on=date(2027, 5, 17))

    found = rows(browser_of("bram"), f"{TASKS}?show=mine")

    assert [row[1] for row in found[1:]] == ["Van Bram"]


def test_only_what_one_searched_for_goes_along(browser_of, put_task, world):
    put_task("bram", title="Rooster van Bram")
    put_task("bram", title="Verslag van Bram")
    put_task("carla", title="Rooster van Carla")
    of = world.organisations["igj"].id
    page = browser_of("anna").visit(f"{TASKS.replace('/export', '')}?words=rooster&of={of}")
    [link] = page.tree.cssselect("a[href*='format=csv']")

    found = rows(browser_of("anna"), link.get("href"))

    assert [row[1] for row in found[1:]] == ["Rooster van Bram"]


def test_terms_go_along_with_why_they_end_when_they_do(browser_of):
    anna = browser_of("anna")
    page = anna.visit(TERMS.replace("export", "new"))
    law = "algemene_termijnenwet"
    made = page.submit(
        "#term-form", name="Wederhoor", length="3", unit="weeks", legal_system=law, source="=Awb"
    )
    made.follow().submit("#start-form", starts_on="2026-04-14").submit("#foreseen-form")

    [head, row] = rows(anna, TERMS)

    assert (head[0], row[0], row[1], row[3]) == ("Termijn", "Wederhoor", "'=Awb", "2026-05-06")
    assert row[5] == "ijenv"
    assert "Bevrijdingsdag" in row[7]


@pytest.mark.parametrize("path", [TASKS, TERMS])
def test_a_stranger_takes_nothing_along(browser_of, path):
    assert [browser_of(who).visit(path).status for who in ("dirk", "els")] == [404, 404]
