"""Who lost a document or finding still takes back the own words that others read there."""

import pytest
from sqlalchemy.exc import ProgrammingError

from app.comments.actions import CommentAction
from app.comments.models import CommentMention
from app.findings.models import Audience
from tests.support.acting import acting
from tests.support.counting import counting
from tests.support.documents import rule_for
from tests.support.judgement import Desk

SLIP = "Vergissing: naam van jongere Z, @Bram"


@pytest.fixture
def desk(app, world, transaction):
    return Desk(app, world, transaction)


@pytest.fixture
def path(world, desk):
    """The comments of Bram's finding (IGJ), which all partners read."""
    finding = desk.finding("bram")
    return f"/workspaces/{world.workspace.ref}/findings/{finding}/comments"


@pytest.fixture
def narrowed(browser_of, path, desk):
    """Anna's page from before the finding was kept to IGJ, with her own words on it."""
    browser_of("anna").visit(path).submit("#comment-form", body=SLIP)
    page = browser_of("anna").visit(path)
    finding = path.split("/")[-2]
    desk.change_finding("bram", finding, seen_version=2, audience=Audience.OWN)
    return page


def test_the_author_withdraws_after_the_finding_was_narrowed(
    browser_of, path, narrowed, kept, transaction, owner_engine
):
    with counting(owner_engine) as statements:
        answer = narrowed.submit("form[action$='/withdrawal']")

    assert (answer.status, kept()[0].body) == (303, "")
    assert len(statements) <= 14, str(statements)
    ended = answer.follow()
    assert "De opmerking is ingetrokken." in ended.body
    assert "Dagprogramma haalt het minimum niet" not in ended.body
    assert "Ingetrokken door wie het schreef." in browser_of("bram").visit(path).text("main")
    with transaction.as_owner() as owner:
        assert owner.query(CommentMention).count() == 0
    assert transaction.audited(path.split("/")[-2])[-1] == CommentAction.WITHDRAWN


def test_she_is_shown_nothing_by_it(browser_of, path, narrowed):
    assert browser_of("anna").visit(path).status == 404
    assert narrowed.submit("form[action$='/change']", body="Z?").status == 404
    assert narrowed.submit("#comment-form", body="Z?").status == 404
    narrowed.submit("form[action$='/withdrawal']")
    assert browser_of("anna").visit(path).status == 404


def test_only_ones_own_words_are_found_by_their_id(browser_of, path, narrowed, kept):
    browser_of("bram").visit(path).submit("#comment-form", body="Onder ons.")
    ours = next(each for each in kept() if each.body == "Onder ons.")
    answer = narrowed.submit("form[action$='/withdrawal']", comment=str(ours.id))

    assert answer.status == 404
    assert "Onder ons." in [each.body for each in kept()]


def test_past_the_second_wall_who_lost_it_takes_back(app, narrowed, world):
    with acting(app, world.actor("anna")) as session:
        wall = session.connection()
        assert wall.exec_driver_sql("select count(*) from comment_thread").scalar() == 0
        taken = wall.exec_driver_sql("update comment set body = '', withdrawn_at = now()")
        assert taken.rowcount == 1


def test_past_the_second_wall_who_lost_it_says_nothing_else(app, narrowed, world):
    with (
        acting(app, world.actor("anna")) as session,
        pytest.raises(ProgrammingError, match="row-level security"),
    ):
        session.connection().exec_driver_sql("update comment set body = 'Nee'")


@pytest.mark.parametrize("who", ["cora", "carla", "dirk"])
def test_the_second_wall_lets_nobody_else_take_back(app, narrowed, kept, world, who):
    with acting(app, world.actor(who)) as session:
        done = session.connection().exec_driver_sql("update comment set withdrawn_at = now()")
        assert done.rowcount == 0
    assert kept()[0].body == SLIP


def test_the_author_withdraws_after_the_document_was_taken_away(
    browser_of, say, page_of, library, document, kept
):
    say("anna", "Vergissing: jongere Z")
    page = page_of("anna")
    library.share("bram", document.id, rule_for("ijenv", "view"))
    assert page_of("anna").status == 403

    assert page.submit("form[action$='/withdrawal']").status == 303
    assert kept()[0].body == ""
