"""News: what others did in my workspaces since my previous visit, as sentences."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from app.desk import queries
from app.documents.models import Level
from app.kernel import clock
from app.tasks.actions import TaskAction
from app.workspaces.models import ParticipantRole
from app.workspaces.queries import list_of
from tests.support.acting import acting
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


MORE_LINES = text(
    "insert into log_entry (tree_id, index, at, action, actor_id, organisation_id, object_kind,"
    " object_id, entry, salt, leaf_hash)"
    " select tree_id, index + each, at + each * :step * interval '1 microsecond', action, actor_id,"
    " organisation_id, object_kind, object_id, entry, salt, leaf_hash"
    " from log_entry, generate_series(1, :number) each"
    " where object_id = :about and action = :action"
)
READ_ROWS = text(
    "select coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)"
    " from pg_stat_xact_user_tables where relname = 'log_entry'"
)


@pytest.fixture
def lengthen(transaction):
    """Let one line of the log be followed, or preceded, by many that are like it."""

    def repeat(task, *, number, step):
        told = {"about": task.id, "action": TaskAction.DELIVERED, "number": number, "step": step}
        with transaction.as_owner() as owner:
            assert owner.execute(MORE_LINES, told).rowcount == number
            owner.execute(text("analyze log_entry"))

    return repeat


def news_of(app, world, who):
    """Return the five newest entries that somebody sees, and how many rows were read for them."""
    actor = world.actor(who)
    with acting(app, actor) as session:
        places = list_of(actor)
        before = session.execute(READ_ROWS).scalar_one()
        news = queries.list_news(actor, places, limit=5)
        return news.entries, session.execute(READ_ROWS).scalar_one() - before


def test_a_long_log_is_not_read_for_what_happened_last(browser_of, put_task, lengthen, app, world):
    task = put_task("bram", title="Rooster sturen")
    deliver(browser_of, task)
    lengthen(task, number=3000, step=-1)

    entries, read = news_of(app, world, "anna")

    assert len(entries) == 5
    assert read < 100


def test_much_that_i_may_not_see_hides_nothing_that_i_may(
    browser_of, put_task, lengthen, app, world, transaction
):
    change_part(world, transaction, "ivho", ParticipantRole.GUEST)
    mine, theirs = put_task("carla", title="Voor mij"), put_task("bram", title="Geheim rooster")
    assert browser_of("carla").visit(f"{PATH}/{mine.id}").submit("form#deliver").status == 303
    assert [title for _entry, title in news_of(app, world, "carla")[0]] == ["Voor mij"]
    deliver(browser_of, theirs)
    lengthen(theirs, number=1000, step=1)

    entries, _read = news_of(app, world, "carla")

    assert [title for _entry, title in entries] == ["Voor mij"]
