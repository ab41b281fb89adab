"""Comments beside a document: for who may download it; settled, answered, changed, withdrawn."""

from datetime import timedelta

import pytest
import time_machine

from app.comments.actions import CommentAction
from app.comments.models import Comment
from app.kernel import clock
from tests.support.acting import acting
from tests.support.counting import counting
from tests.support.documents import rule_for


def test_both_read_what_the_other_said(say, page_of, document, transaction):
    assert say("bram", "Klopt tabel 3?\nIk twijfel <b>erg</b>.").status == 303
    assert say("anna", "Ja, dat klopt.").status == 303

    for who in ("bram", "anna", "cora"):
        shown = page_of(who)
        assert [each.text_content() for each in shown.tree.cssselect(".sz-said")] == [
            "Klopt tabel 3?\nIk twijfel <b>erg</b>.",
            "Ja, dat klopt.",
        ]
    assert transaction.audited(document.id)[-1] == CommentAction.ADDED


@pytest.mark.parametrize(("who", "status"), [("carla", 403), ("dirk", 404), ("els", 404)])
def test_who_gets_no_words_of_the_document_gets_none_about_it(say, page_of, who, status):
    say("bram", "Klopt tabel 3?")
    page = page_of(who)

    assert (page.status, "tabel 3" in page.body) == (status, False)


@pytest.mark.parametrize("change", ["rule", "withdrawn"])
def test_who_loses_the_document_loses_its_comments(
    say, page_of, library, document, browser_of, change
):
    say("bram", "Klopt tabel 3, @Anna?")
    assert "Je bent genoemd" in browser_of("anna").visit("/").text("main")
    if change == "rule":
        library.share("bram", document.id, rule_for("ijenv", "view"))
    else:
        bram = browser_of("bram").visit(library.address(document, "/withdrawal"))
        bram.submit("#withdrawal-form")

    assert page_of("anna").status in (403, 404)
    assert "Je bent genoemd" not in browser_of("anna").visit("/").text("main")


@pytest.mark.parametrize("who", ["carla", "dirk"])
def test_row_security_alone_hides_them_too(app, say, world, who, transaction):
    say("bram", "Klopt tabel 3, @Anna?")
    for table in ("comment", "comment_thread", "comment_mention"):
        with acting(app, world.actor(who)) as session:
            count = session.connection().exec_driver_sql(f"select count(*) from {table}").scalar()
        assert count == 0, table
        with acting(app, world.actor("anna")) as session:
            count = session.connection().exec_driver_sql(f"select count(*) from {table}").scalar()
        assert count == 1, table


def test_nobody_changes_anothers_words_past_the_second_wall(app, say, world, kept):
    say("bram", "Klopt tabel 3?")
    with acting(app, world.actor("anna")) as session:
        changed = session.connection().exec_driver_sql("update comment set body = 'Nee'").rowcount
    assert (changed, [each.body for each in kept()]) == (0, ["Klopt tabel 3?"])


def test_an_answer_stands_in_its_thread_and_opens_it_again(say, page_of, kept):
    say("bram", "Klopt tabel 3?")
    thread = kept()[0].thread_id
    settled = page_of("anna").submit("form[action$='/state']")
    assert settled.status == 303
    assert "1 afgerond gesprek" in page_of("bram").text("main")

    page_of("bram").submit(f"[id='answer-{thread}']", body="Toch niet.")

    assert {each.thread_id for each in kept()} == {thread}
    assert "afgerond gesprek" not in page_of("bram").text("main")


def test_settled_and_opened_again_stand_in_the_log(say, page_of, document, transaction):
    say("bram", "Klopt tabel 3?")
    page_of("anna").submit("form[action$='/state']")
    page_of("bram").submit("form[action$='/state']", reopen="1")

    assert transaction.audited(document.id)[-2:] == [
        CommentAction.SETTLED,
        CommentAction.REOPENED,
    ]


def test_ones_own_words_are_changed_for_a_while_and_withdrawn_always(
    say, page_of, kept, document, transaction
):
    with time_machine.travel(clock.now(), tick=False) as traveller:
        say("anna", "Klopt tabel 3?")
        page = page_of("anna")
        assert page.submit("form[action$='/change']", body="Klopt tabel 4?").status == 303
        assert [each.body for each in kept()] == ["Klopt tabel 4?"]

        traveller.shift(timedelta(minutes=16))
        assert page_of("anna").has("form[action$='/change']") is False
        late = page.submit("form[action$='/change']", body="Klopt tabel 5?")
        assert late.status == 403

    assert page_of("anna").submit("form[action$='/withdrawal']").status == 303
    assert [each.body for each in kept()] == [""]
    assert "Ingetrokken door wie het schreef." in page_of("bram").text("main")
    assert transaction.audited(document.id)[-2:] == [
        CommentAction.CHANGED,
        CommentAction.WITHDRAWN,
    ]


@pytest.mark.parametrize("part", ["change", "withdrawal"])
def test_nobody_else_changes_or_withdraws(say, page_of, library, document, kept, part):
    say("bram", "Klopt tabel 3?")
    page = page_of("anna")
    assert not page.has(f"form[action$='/{part}']")
    token = page.tree.cssselect("[name=csrf_token]")[0].get("value")
    sent = {"csrf_token": token, "comment": str(kept()[0].id), "body": "Nee"}

    answer = page.browser.send(library.address(document, f"/comments/{part}"), sent)

    assert (answer.status, kept()[0].body) == (403, "Klopt tabel 3?")


@pytest.mark.parametrize("key", ["", "x", "00000000-0000-0000-0000-000000000007"])
@pytest.mark.parametrize("part", ["change", "withdrawal", "state", "answer"])
def test_what_is_not_beside_this_document_is_not_there(say, page_of, library, document, key, part):
    say("bram", "Klopt tabel 3?")
    page = page_of("bram")
    token = page.tree.cssselect("[name=csrf_token]")[0].get("value")
    sent = {"csrf_token": token, "comment": key, "thread": key, "body": "Nee"}
    path = "/comments" if part == "answer" else f"/comments/{part}"

    answer = page.browser.send(library.address(document, path), sent)

    assert answer.status == (404 if key else 303)


@pytest.mark.parametrize(
    ("words", "told"),
    [(" \n ", "Schrijf eerst iets."), ("a" * 2001, "Dit is te lang. Gebruik hoogstens")],
)
def test_what_cannot_be_said_is_told_and_kept(say, kept, words, told):
    answer = say("bram", words)

    assert answer.status == 422
    assert told in answer.text("#comment-form")
    assert (
        answer.tree.cssselect("#comment-form textarea")[0].text_content().strip() == words.strip()
    )
    assert kept() == []


def test_a_closed_conversation_costs_as_few_statements(say, page_of, owner_engine, browser_of):
    say("bram", "Klopt tabel 3, @Anna?")
    with counting(owner_engine) as few:
        page_of("anna")
    for number in range(12):
        say("bram", f"En tabel {number}, @Anna?")
    with counting(owner_engine) as many:
        page_of("anna")

    assert len(few) <= 8, str(few)
    assert len(many) == len(few)


def test_saying_something_costs_few_statements(say, page_of, owner_engine):
    page = page_of("bram")
    with counting(owner_engine) as statements:
        page.submit("#comment-form", body="Klopt tabel 3, @Anna?")
    assert len(statements) <= 14, str(statements)


def test_the_words_stand_in_no_log(say, transaction, document):
    say("bram", "Geheimzinnig woord")
    with transaction.as_owner() as owner:
        entries = owner.connection().exec_driver_sql("select entry from log_entry").scalars()
        assert not any("Geheimzinnig" in bytes(each).decode() for each in entries)
        assert owner.query(Comment).count() == 1
