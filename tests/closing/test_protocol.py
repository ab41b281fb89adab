"""Closing in order: the lead asks, each organisation answers for itself, silence is the archive."""

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from app.closing import jobs
from app.kernel import clock
from app.running import standing_in
from tests.support.counting import counting
from tests.support.documents import rule_for


def send(page, path, **fields):
    """Send what the page has no form for any more."""
    token = page.tree.cssselect("[name=csrf_token]")[0].get("value")
    return page.browser.send(path, {"csrf_token": token, **fields})


def close(browser_of, address):
    return browser_of("anna").visit(address).submit("#close-form")


def told(transaction, action):
    with transaction.as_owner() as owner:
        found = owner.execute(
            text("select entry from log_entry where action = :action order by index"),
            {"action": action},
        ).scalars()
        return [json.loads(bytes(each))["facts"] for each in found]


def test_everybody_is_asked_and_the_lead_sees_who_answered(browser_of, address, started, answering):
    assert answering("bram", "return", "destroy").status == 303
    page = browser_of("anna").visit(address).text("main")
    assert "Aan ons teruggeven" in page
    assert "Wacht op antwoord" in page


def test_what_was_chosen_for_the_own_layer_is_nobody_elses(
    browser_of, address, started, answering, transaction, world
):
    answering("bram", "archive", "destroy")
    with transaction.as_owner() as owner:
        rows = owner.execute(text("select layer, choice from closing_answer")).all()
    assert sorted(tuple(row) for row in rows) == [("private", "destroy"), ("shared", "archive")]
    log = browser_of("anna").visit(f"/workspaces/{world.workspace.ref}/log").body
    assert "destroy" not in log
    assert "Vernietigen" not in browser_of("anna").visit(address).text(
        "[aria-labelledby=parties-title]"
    )


def test_the_log_says_of_which_workspace_something_was_chosen(
    browser_of, address, started, answering, world
):
    answering("bram", "archive")

    log = browser_of("anna").visit(f"/workspaces/{world.workspace.ref}/log").text()

    chosen = "koos wat er gebeurt met wat de organisatie inbracht, in"
    assert f"{chosen} {world.workspace.title}" in log


def test_it_does_not_close_while_somebody_has_time(browser_of, address, started, answering):
    answering("anna", "archive")
    answering("bram", "archive")
    page = browser_of("anna").visit(address)
    assert not page.tree.cssselect("#close-form")
    seen = page.tree.cssselect("[name=seen_version]")[0].get("value")
    refused = send(page, f"{address}/close", seen_version=seen)
    assert refused.status == 422
    assert "IvhO heeft nog niet geantwoord" in refused.text("main")


def test_after_the_term_silence_is_the_archive(
    browser_of, address, started, answering, later, transaction, world
):
    answering("bram", "return")
    later(30)
    assert close(browser_of, address).status == 303
    page = browser_of("bram").visit(address).text("main")
    assert page.count("antwoordde niet") == 2
    [facts] = told(transaction, "closing:workspace:close")
    assert (facts["answered"], len(facts["silent"])) == (1, 2)
    with transaction.as_owner() as owner:
        status = owner.execute(
            text("select status from workspace where id = :id"), {"id": world.workspace.id}
        ).scalar_one()
    assert status == "closed"


def test_what_is_taken_back_is_out_of_the_others_sight_and_still_ones_own(
    browser_of, address, library, started, answering, later
):
    document = library.bring("bram", rule_for("ijenv"), title="Rooster")
    kept = library.bring("anna", rule_for("igj"), title="Plan")
    answering("bram", "return")
    later(30)
    close(browser_of, address)
    assert browser_of("anna").visit(library.address(document)).status == 200
    assert browser_of("bram").visit(address).submit("#take-form").status == 303
    seen = [browser_of(who).visit(library.address(document)).status for who in ("anna", "bram")]
    assert seen == [404, 200]
    assert browser_of("bram").visit(library.address(kept)).status == 200
    assert not browser_of("bram").visit(address).tree.cssselect("#take-form")


def test_who_chose_the_archive_takes_nothing_back(browser_of, address, started, answering, later):
    answering("bram", "archive")
    later(30)
    close(browser_of, address)
    refused = send(browser_of("bram").visit(address), f"{address}/take-back")
    assert refused.status == 422
    assert "koos er niet voor" in refused.text("main")


def test_stopping_lets_work_go_on_and_what_was_answered_is_only_proposed_then(
    browser_of, address, library, started, answering, later
):
    """IGJ chose to destroy what it had brought then; of what it brought since it said nothing."""
    for who in ("anna", "bram"):
        answering(who, "destroy", "destroy")
    assert browser_of("anna").visit(address).submit("#stop-form").status == 303
    assert library.bring("bram", title="Nog een stuk")
    assert not browser_of("bram").visit(address).tree.cssselect("#answer-form")
    later(1)
    browser_of("anna").visit(address).submit("#start-form")

    lead = browser_of("anna").visit(address)
    assert not lead.has("#close-form")
    assert "ernietigen" not in lead.text("table")
    page = browser_of("bram").visit(address)
    assert page.tree.cssselect("#answer-form [name=shared][value=destroy][checked]")
    assert page.submit("#answer-form").status == 303
    assert "ernietigen" in browser_of("anna").visit(address).text("table")


def test_silence_after_an_earlier_answer_is_the_archive(
    browser_of, address, library, started, answering, later
):
    library.bring("bram")
    answering("bram", "destroy", "destroy")
    browser_of("anna").visit(address).submit("#stop-form")
    later(1)
    browser_of("anna").visit(address).submit("#start-form")
    later(30)
    assert close(browser_of, address).status == 303

    page = browser_of("bram").visit(address.replace("/closing", "/destructions"))
    answer = page.submit("#proposal-form", layer="shared", ground="copy")

    assert answer.status == 422
    assert "koos" in answer.text("main")


@pytest.mark.parametrize("days", [0, 1, 2])
def test_everybody_gets_three_working_days(browser_of, address, days, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: date(2026, 12, 7))
    day = date(2026, 12, 7) + timedelta(days=days)
    answer = browser_of("anna").visit(address).submit("#start-form", due_on=day.isoformat())
    assert answer.status == 422
    assert "ten minste 3 werkdagen" in answer.text("main")


def test_who_is_silent_is_reminded_once(
    app, browser_of, address, started, answering, later, transaction
):
    answering("anna", "archive")
    later(12)
    for _time in range(2):
        with standing_in(app):
            jobs.remind_silent.run()
    with transaction.as_owner() as owner:
        told = owner.execute(
            text("select count(*) from procrastinate_jobs where task_name = 'closing.remind_one'")
        ).scalar_one()
    assert told == 2  # IGJ and IvhO, each once


def test_it_lists_what_is_open_and_only_what_one_sees(browser_of, address, started, owner_engine):
    browser_of("carla").visit(address)
    with counting(owner_engine) as statements:
        page = browser_of("carla").visit(address)
    assert page.status == 200
    assert "Niets dat je ziet" in page.text("main")
    assert len(statements) <= 8, str(statements)
