"""Who succeeds whom as a file, for administrators: Els plans, Anna administers nothing."""

from app.successions import queries
from tests.successions.conftest import day

LIST = "/administration/successions"


def test_each_plan_says_from_which_day_and_how_far_it_is(successions, take_list, browser_of):
    successions.plan()

    [row] = take_list("els", LIST)

    assert row["Vanaf"].date() == day()
    assert row["Stand"] == "Wacht"
    assert browser_of("anna").visit(f"{LIST}/export").status in {403, 404}


def test_what_is_too_long_ago_for_the_page_is_in_the_file(successions, browser_of, monkeypatch):
    successions.plan()
    monkeypatch.setattr(queries, "MOST", 0)

    body = browser_of("els").visit(f"{LIST}/export").body

    assert len(body.splitlines()) == 2
