"""A comment stays with whom it was written for, also when its thing is opened to others later.

Bram and Cora are of IGJ, that wrote the finding and brought the document; Anna leads for IJenV and
Carla is of IvhO, that only reads along."""

import pytest
from sqlalchemy.exc import ProgrammingError

from app.comments.models import CommentMention
from app.findings.models import Audience
from tests.support.acting import acting
from tests.support.documents import rule_for
from tests.support.judgement import Desk

SECRET = "Intern: de bron is meneer X, @Cora"


@pytest.fixture
def desk(app, world, transaction):
    return Desk(app, world, transaction)


@pytest.fixture
def beside(browser_of, world):
    """The page of comments on a finding, as somebody sees it."""
    path = f"/workspaces/{world.workspace.ref}/findings"
    return lambda who, finding: browser_of(who).visit(f"{path}/{finding}/comments")


@pytest.fixture
def widen(desk):
    """Open a finding of IGJ to the workspace, or keep it to IGJ again."""

    def change(finding, audience=Audience.WORKSPACE):
        version = desk.read_finding(finding).version
        desk.change_finding("bram", finding, seen_version=version, audience=audience)

    return change


@pytest.fixture
def widened(desk, beside, widen):
    """A finding that all partners read, beside which IGJ talked while it was its own."""
    finding = desk.finding("bram", audience=Audience.OWN)
    assert beside("bram", finding).submit("#comment-form", body=SECRET).status == 303
    widen(finding)
    return finding


def rows(app, actor, table):
    with acting(app, actor) as session:
        return session.connection().exec_driver_sql(f"select count(*) from {table}").scalar()


@pytest.mark.parametrize("who", ["anna", "carla"])
def test_what_was_said_among_ourselves_stays_there(app, beside, widened, api_of, world, who):
    shown = beside(who, widened)
    told = api_of(who).get(f"/findings/{widened}/comments")

    assert (shown.status, told.status_code, told.json["items"]) == (200, 200, [])
    assert "meneer X" not in shown.body
    for table in ("comment", "comment_thread", "comment_mention"):
        assert rows(app, world.actor(who), table) == 0, table
        assert rows(app, world.actor("cora"), table) == 1, table
    ours = beside("cora", widened).text("main")
    assert "meneer X" in ours
    assert "alleen voor je eigen organisatie" in ours


def test_the_log_does_not_tell_partners_whom_we_named(app, widened, world, transaction):
    with transaction.as_owner() as owner:
        assert owner.query(CommentMention).count() == 1
        entries = owner.connection().exec_driver_sql("select entry from log_entry").scalars()
        ours = [bytes(each).decode() for each in entries if b"comment:comment:add" in bytes(each)]
    assert len(ours) == 1
    assert str(world.person("cora").id) not in ours[0]


def test_an_answer_in_our_thread_stays_ours_and_a_new_one_is_for_all(beside, widened, kept):
    answered = beside("cora", widened).submit("[id^=answer-]", body="Dank, niet delen.")
    begun = beside("bram", widened).submit("#comment-form", body="Voor ons allen.")

    assert (answered.status, begun.status) == (303, 303)
    assert [each.audience for each in kept()] == ["own", "own", "workspace"]
    shown = beside("anna", widened).text("main")
    assert ("niet delen" in shown, "Voor ons allen." in shown) == (False, True)


def test_nobody_else_is_named_or_answers_in_our_thread(beside, widened, kept):
    named = beside("cora", widened).submit("[id^=answer-]", body="Wat denk je, @Anna?")
    assert named.status == 422
    assert "@Anna is niemand die dit kan lezen." in named.body

    thread = str(kept()[0].thread_id)
    assert beside("anna", widened).submit("#comment-form", body="Ik?", thread=thread).status == 404


def test_what_was_written_for_all_is_for_all_again(desk, beside, widen):
    """Between the two IGJ talks in that thread among itself, and that stays so."""
    finding = desk.finding("bram")
    beside("anna", finding).submit("#comment-form", body="Klopt 61?")
    widen(finding, Audience.OWN)
    beside("bram", finding).submit("[id^=answer-]", body="Dit weet zij niet.")
    widen(finding)

    shown = beside("anna", finding).text("main")
    assert ("Klopt 61?" in shown, "Dit weet zij niet." in shown) == (True, False)
    assert beside("anna", finding).submit("[id^=answer-]", body="En nu?").status == 303


def test_the_form_holds_for_whom_it_said_it_was(desk, beside, widen):
    finding = desk.finding("bram", audience=Audience.OWN)
    page = beside("bram", finding)
    assert "wordt alleen gelezen door je eigen organisatie" in page.text("#comment-form")
    widen(finding)
    assert page.submit("#comment-form", body="Dacht: alleen wij.").status == 303

    assert "alleen wij" not in beside("anna", finding).body
    assert "iedereen die deze bevinding mag lezen" in beside("bram", finding).text("#comment-form")


def test_a_partner_cannot_write_for_the_owner_alone(desk, beside, kept):
    finding = desk.finding("bram")
    answer = beside("anna", finding).submit("#comment-form", body="Hoi.", seen_audience="own")

    assert (answer.status, kept()[0].audience) == (303, "workspace")


def test_row_security_alone_keeps_a_thread_of_ours_from_getting_wider(app, widened, kept, world):
    """Neither by a wider answer in it nor by making what stands there wider."""
    copied = (
        "insert into comment (id, thread_id, workspace_id, finding_id, author_id, organisation_id,"
        " number, audience, body, made_at) select gen_random_uuid(), thread_id, workspace_id,"
        " finding_id, author_id, organisation_id, number, 'workspace', 'wijd', made_at from comment"
    )
    for statement in (copied, "update comment set audience = 'workspace'"):
        with (
            acting(app, world.actor("bram")) as session,
            pytest.raises(ProgrammingError, match=r"row-level security|permission denied"),
        ):
            session.connection().exec_driver_sql(statement)
    assert [each.audience for each in kept()] == ["own"]


def test_beside_a_private_document_it_stays_ours_when_that_is_shared(
    app, browser_of, library, kept, world
):
    document = library.bring("bram")
    path = library.address(document, "/comments")
    page = browser_of("bram").visit(path)
    assert "wordt alleen gelezen door je eigen organisatie" in page.text("#comment-form")
    page.submit("#comment-form", body=SECRET)
    library.share("bram", document.id, rule_for("ijenv", "download"))
    browser_of("bram").visit(path).submit("#comment-form", body="Klopt het, @Anna?")

    shown = browser_of("anna").visit(path).text("main")
    assert ("meneer X" in shown, "Klopt het" in shown) == (False, True)
    assert [each.audience for each in kept()] == ["own", "workspace"]
    assert rows(app, world.actor("anna"), "comment") == 1
    assert "meneer X" in browser_of("cora").visit(path).text("main")
