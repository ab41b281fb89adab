"""News: what others did in my workspaces since my previous visit, as sentences."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from app.documents.models import Level
from app.kernel import clock
from app.workspaces.models import ParticipantRole
from tests.support.tasks import change_part

PATH = "/workspaces/WRK-2026-1001/tasks"


@pytest.fixture
def visited(transaction, world):
    """Say when a person was here before: ``visited("bram", timedelta(days=1))``."""

    def note(who, ago):
        with transaction.as_owner() as owner:
            owner.execute(
                text(
                    "insert into last_visit (person_id, seen_at, previous_at)"
                    " values (:who, :now, :before)"
                ),
                {
                    "who": world.person(who).id,
                    "now": clock.now(),
                    "before": clock.now() - ago,
                },
            )

    return note


def deliver(browser_of, task):
    browser_of("bram").visit(f"{PATH}/{task.id}").submit("form#deliver")


def test_what_others_did_is_told(browser_of, put_task, visited):
    visited("anna", timedelta(hours=1))
    task = put_task("bram", title="Rooster sturen")
    deliver(browser_of, task)

    page = browser_of("anna").visit("/")

    assert "Nieuw sinds" in page.text("#news")
    assert "Bram leverde op: Rooster sturen" in page.text(".sz-news")
    assert page.has(f'.sz-news a[href="{PATH}/{task.id}"]')


@pytest.mark.parametrize(
    ("page", "form", "fields", "told"),
    [
        ("/edit", "change-task", {"title": "Dagrooster"}, "Anna wijzigde Dagrooster"),
        ("", "withdraw", {}, "Anna trok in: Rooster sturen"),
    ],
)
def test_the_log_and_the_news_tell_whole_sentences(browser_of, put_task, page, form, fields, told):
    task = put_task("bram", title="Rooster sturen")
    shown = browser_of("anna").visit(f"{PATH}/{task.id}{page}")
    assert shown.submit(f"form#{form}", **fields).status == 303

    assert told in browser_of("bram").visit("/").text(".sz-news")
    assert told in browser_of("bram").visit("/workspaces/WRK-2026-1001/log").text()


def test_what_i_did_myself_is_no_news(browser_of, put_task):
    deliver(browser_of, put_task("bram"))

    assert "leverde op" not in browser_of("bram").visit("/").text(".sz-news")


def test_what_happened_before_my_previous_visit_is_no_news(browser_of, put_task, visited):
    deliver(browser_of, put_task("bram"))
    visited("anna", timedelta(hours=-1))

    page = browser_of("anna").visit("/")

    assert "Er gebeurde niets in je ruimtes." in page.text()


def test_at_a_first_visit_the_last_happenings_are_told(browser_of, put_task):
    deliver(browser_of, put_task("bram"))

    page = browser_of("anna").visit("/")

    assert page.text("#news") == "Laatst gebeurd"
    assert "Bram leverde op:" in page.text(".sz-news")


def test_what_i_may_not_see_is_no_news(browser_of, put_task, world, transaction):
    task = put_task("bram", title="Geheim rooster")
    change_part(world, transaction, "ivho", ParticipantRole.GUEST)
    deliver(browser_of, task)

    for who in ("carla", "dirk", "els"):
        page = browser_of(who).visit("/")
        assert "Geheim rooster" not in page.body
        assert "leverde op" not in page.body


def test_reading_is_no_news(browser_of, desk, app, world):
    document_id = desk.document("igj", ijenv=Level.DOWNLOAD)
    bram = browser_of("bram")
    bram.visit(f"/api/v1/documents/{document_id}/content")

    assert ":read" not in browser_of("anna").visit("/").body
    assert ":download" not in browser_of("anna").visit("/").body


def test_every_audit_word_has_its_phrase(house):
    from app.desk.queries import Phrasebook
    from app.kernel.audit.entries import Action

    known = house.tool(Phrasebook)
    words = {str(word) for kind in Action.__subclasses__() for word in kind}

    assert words - set(known) == set()
    assert known.verb("thing:unknown") == "thing:unknown"


def test_findings_documents_and_reports_are_named(browser_of, desk):
    desk.frozen()

    text_of_news = browser_of("bram").visit("/").text(".sz-news")

    assert "Dagprogramma haalt het minimum niet" in text_of_news
    assert "Rapport De Meerkoet" in text_of_news
