"""Comments on a finding: for who reads it; they change nothing in it.

Bram of IGJ wrote it for the workspace, or for IGJ alone. Anna leads, Carla of IvhO only reads."""

import pytest

from app.comments.actions import CommentAction
from app.comments.models import CommentMention
from app.findings.models import Audience
from tests.support.acting import acting
from tests.support.counting import counting
from tests.support.judgement import Desk


@pytest.fixture
def desk(app, world, transaction):
    return Desk(app, world, transaction)


@pytest.fixture
def finding(desk):
    return desk.finding("bram")


@pytest.fixture
def own_finding(desk):
    """A finding that only IGJ reads."""
    return desk.finding("bram", audience=Audience.OWN)


@pytest.fixture
def beside(browser_of, world):
    """The page of comments on a finding, as somebody sees it."""
    path = f"/workspaces/{world.workspace.ref}/findings"
    return lambda who, finding: browser_of(who).visit(f"{path}/{finding}/comments")


@pytest.fixture
def say_beside(beside):
    return lambda who, finding, words: beside(who, finding).submit("#comment-form", body=words)


def test_whoever_reads_a_finding_comments_on_it(
    browser_of, beside, say_beside, finding, world, desk, transaction
):
    detail = browser_of("anna").visit(f"/workspaces/{world.workspace.ref}/findings/{finding}")
    assert detail.has(f"a[href$='/findings/{finding}/comments']")
    for who, words in (("anna", "Waar staat die 61 uur?"), ("carla", "Bij ons ook zo.")):
        assert say_beside(who, finding, words).status == 303

    for who in ("anna", "bram", "cora", "carla"):
        shown = beside(who, finding)
        said = [each.text_content() for each in shown.tree.cssselect(".sz-said")]
        assert said == ["Waar staat die 61 uur?", "Bij ons ook zo."]
    assert transaction.audited(finding)[-2:] == [CommentAction.ADDED] * 2
    assert desk.read_finding(finding).version == 2, "put forward, and not changed since"


def test_a_comment_says_of_which_version_it_is(beside, say_beside, finding, desk):
    say_beside("anna", finding, "Waar staat die 61 uur?")
    desk.change_finding("bram", finding, seen_version=2, text="Wij telden **62 uur**.")
    say_beside("anna", finding, "Dank.")

    heads = [each.text_content() for each in beside("bram", finding).tree.cssselect("li header")]
    assert ["versie 2" in heads[0], "versie 3" in heads[1]] == [True, True]


def test_a_thread_is_settled_answered_and_opened_again(beside, say_beside, finding, transaction):
    say_beside("anna", finding, "Waar staat die 61 uur?")
    assert beside("bram", finding).submit("form[action$='/state']").status == 303
    assert "1 afgerond gesprek" in beside("anna", finding).text("main")
    beside("anna", finding).submit("[id^=answer-]", body="Gevonden.")

    assert "afgerond gesprek" not in beside("bram", finding).text("main")
    words = transaction.audited(finding)
    assert words[-3:] == [CommentAction.ADDED, CommentAction.SETTLED, CommentAction.ADDED]


@pytest.mark.parametrize("who", ["anna", "carla", "dirk", "els"])
def test_on_a_finding_of_one_organisation_only_that_one_talks(
    app, beside, say_beside, own_finding, who, world, api_of
):
    say_beside("bram", own_finding, "Klopt 61, @Cora?")

    assert beside(who, own_finding).status == 404
    assert api_of(who).get(f"/findings/{own_finding}/comments").status_code == 404
    for table in ("comment", "comment_thread", "comment_mention"):
        with acting(app, world.actor(who)) as session:
            count = session.connection().exec_driver_sql(f"select count(*) from {table}").scalar()
        assert count == 0, table
    assert "Klopt 61" in beside("cora", own_finding).text("main")


def test_who_loses_the_finding_loses_what_was_said_of_it(
    browser_of, beside, say_beside, finding, desk
):
    say_beside("bram", finding, "Klopt 61, @Anna?")
    assert "Je bent genoemd" in browser_of("anna").visit("/").text("main")
    desk.change_finding("bram", finding, seen_version=2, audience=Audience.OWN)

    assert beside("anna", finding).status == 404
    assert "Je bent genoemd" not in browser_of("anna").visit("/").text("main")


def test_who_is_named_finds_it_in_mijn_werk(browser_of, say_beside, finding, transaction, world):
    say_beside("anna", finding, "Klopt 61, @Bram?")
    with transaction.as_owner() as owner:
        assert {each.person_id for each in owner.query(CommentMention)} == {world.person("bram").id}

    mine = browser_of("bram").visit("/")
    [link] = mine.tree.cssselect("[aria-labelledby=named] a")
    assert link.text_content() == "Dagprogramma haalt het minimum niet"
    there = browser_of("bram").visit(link.get("href").partition("#")[0])
    assert "Klopt 61" in there.text("main")


@pytest.mark.parametrize("name", ["Anna", "Carla", "Dirk", "Nergens"])
def test_of_who_does_not_read_it_the_same_is_said_as_of_nobody(say_beside, own_finding, name):
    answer = say_beside("bram", own_finding, f"Klopt dit, @{name}?")

    assert answer.status == 422
    assert f"@{name} is niemand die dit kan lezen." in answer.text("#body-error")


def test_ones_own_words_are_changed_and_withdrawn_and_nobody_elses(
    beside, say_beside, finding, transaction
):
    say_beside("anna", finding, "Waar staat die 61 uur?")
    assert not beside("bram", finding).has("form[action$='/change']")
    page = beside("anna", finding)
    assert page.submit("form[action$='/change']", body="Waar staat 61?").status == 303
    assert beside("anna", finding).submit("form[action$='/withdrawal']").status == 303

    assert "Ingetrokken door wie het schreef." in beside("bram", finding).text("main")
    assert transaction.audited(finding)[-2:] == [CommentAction.CHANGED, CommentAction.WITHDRAWN]


def test_a_comment_beside_one_thing_is_none_beside_another(
    browser_of, beside, say_beside, finding, own_finding, transaction
):
    """Its id does not open it beside a finding one reads."""
    from app.comments.models import Comment

    say_beside("bram", own_finding, "Klopt 61?")
    with transaction.as_owner() as owner:
        [comment] = owner.query(Comment).all()
    say_beside("anna", finding, "Iets anders.")
    page = beside("anna", finding)
    assert page.submit("form[action$='/withdrawal']", comment=str(comment.id)).status == 404
    answer = page.submit("#comment-form", body="Mee?", thread=str(comment.thread_id))
    assert answer.status == 404


def test_other_systems_read_and_write_it_too(api_of, finding):
    place = f"/findings/{finding}/comments"
    said = api_of("bram").post(place, json={"body": "Klopt 61, @Anna?"})
    answer = api_of("anna").post(place, json={"body": "Ja.", "thread": said.json["thread"]})
    found = api_of("carla").get(place).json

    assert (said.status_code, answer.status_code) == (201, 201)
    assert [(each["author"], each["body"], each["version"]) for each in found["items"]] == [
        ("bram", "Klopt 61, @Anna?", 2),
        ("anna", "Ja.", 2),
    ]
    assert found["items"][0]["mentions"] == ["Anna"]


def test_a_page_asks_the_same_however_many_comments(beside, say_beside, finding, owner_engine):
    asked = []
    for _round in range(2):
        say_beside("anna", finding, "Klopt 61, @Bram?")
        with counting(owner_engine) as statements:
            beside("anna", finding)
        asked.append(len(statements))
    assert asked[0] == asked[1] <= 8, str(statements)


def test_saying_something_costs_few_statements(beside, finding, owner_engine):
    page = beside("anna", finding)
    with counting(owner_engine) as statements:
        page.submit("#comment-form", body="Klopt 61, @Bram?")
    assert len(statements) <= 14, str(statements)
