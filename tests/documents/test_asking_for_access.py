"""Asking for access at a closed door, without learning whether anything is behind it.

Bram of IGJ brings a document that Anna of IJenV and Carla of IvhO may not know of; Dirk of NVWA is
not in the workspace."""

import re
from uuid import uuid4

import pytest
from sqlalchemy import select, text

from app.documents import queries
from app.documents.actions import DocumentAction
from app.documents.models import AccessRequest, RequestAnswer
from app.kernel.audit.models import LogEntry
from tests.support.counting import counting
from tests.support.documents import rule_for

SAME = "Als hier iets is, heeft de bronhouder je vraag."
PARTS = (
    "",
    "/pages/3",
    "/content",
    "/compare",
    "/compare?old=1&new=2",
    "/access",
    "/access/why",
    "/access/requests",
    "/private",
    "/edit",
    "/versions",
    "/lock",
    "/withdrawal",
    "/comments",
)


@pytest.fixture
def document(library):
    return library.bring("bram", title="Zeer eigen verhaal")


@pytest.fixture
def ask(browser_of, library):
    def asked(who, key, reason="Wij onderzoeken hetzelfde", htmx=False):
        page = browser_of(who).visit(f"{library.list_address}/{key}")
        return page.submit("#ask-form", reason=reason, htmx=htmx)

    return asked


@pytest.fixture
def kept(transaction):
    """What stands in the table, whoever may read it."""

    def rows():
        with transaction.as_owner() as owner:
            return list(owner.execute(select(AccessRequest)).scalars())

    return rows


def masked(page, key):
    """An answer without the address asked for and what is new in every answer."""
    body = page.body.replace(str(key), "KEY")
    body = re.sub(r'nonce="[^"]*"', "", body)
    body = re.sub(r'name="(csrf_token|form_key)" value="[^"]*"', "", body)
    body = re.sub(r'"X-CSRF-Token": "[^"]*"|X-CSRF-Token[^}]*}', "", body)
    kept = {
        name: re.sub(r"nonce-[\w-]+", "", value)
        for name, value in page.response.headers.items()
        if name not in ("Set-Cookie", "X-Request-Id")
    }
    return page.status, kept, body


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("who", ["anna", "carla"])
def test_the_door_looks_the_same_with_and_without_a_document(
    browser_of, library, document, who, part
):
    nothing = uuid4()
    browser = browser_of(who)
    hidden = masked(browser.visit(library.address(document, part)), document.id)
    missing = masked(browser.visit(f"{library.list_address}/{nothing}{part}"), nothing)
    assert hidden == missing
    assert hidden[0] == 404
    assert "Vraag om toegang" in hidden[2]
    assert "Zeer eigen" not in hidden[2]


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_the_answer_is_the_same_and_the_question_arrives_only_when_there_is_something(
    ask, browser_of, library, document, kept, htmx
):
    nothing = ask("anna", uuid4(), htmx=htmx)
    assert kept() == []
    something = ask("anna", document.id, htmx=htmx)
    assert nothing.status == something.status
    assert [(each.document_id, each.reason) for each in kept()] == [
        (document.id, "Wij onderzoeken hetzelfde")
    ]
    told = browser_of("anna").visit(library.list_address) if htmx else something.follow()
    assert htmx or SAME in told.text()


def test_the_log_of_the_asker_grows_the_same(ask, document, transaction, browser_of, world):
    def lines():
        with transaction.as_owner() as owner:
            entries = owner.execute(
                select(LogEntry).where(LogEntry.action == str(DocumentAction.ASKED))
            ).scalars()
            return [len(each.entry) for each in entries]

    ask("anna", uuid4())
    ask("anna", document.id)
    found = lines()
    assert len(found) == 2
    assert abs(found[0] - found[1]) <= 1
    log = f"/workspaces/{world.workspace.ref}/log"
    assert browser_of("anna").visit(log).text().count("vroeg om toegang tot een document") == 2
    assert browser_of("bram").visit(log).text().count("vroeg om toegang tot een document") == 1
    assert "vroeg om toegang tot een document" not in browser_of("carla").visit(log).text()
    assert "vroeg om toegang tot een document" not in browser_of("carla").visit("/").text()


def test_only_the_owner_reads_it_also_without_our_filter(house, ask, document, world):
    ask("anna", document.id)
    for who, number in {"anna": 0, "carla": 0, "dirk": 0, "bram": 1}.items():
        with house.database.session_for(world.actor(who)) as session:
            found = session.execute(text("select count(*) from access_request")).scalar_one()
            assert (who, found) == (who, number)


def test_our_filter_alone_shows_it_to_the_deciding_owner_only(
    house, ask, document, world, library, transaction
):
    ask("anna", document.id)
    with transaction.without_row_security():
        for who, number in {"anna": 0, "carla": 0, "cora": 0, "bram": 1}.items():
            with house.database.session_for(world.actor(who)):
                found = queries.list_requests(world.actor(who), [library.place(world.actor(who))])
                assert (who, len(found)) == (who, number)


def test_the_owner_reads_it_on_my_work_and_gives_sight(
    ask, browser_of, library, document, kept, transaction
):
    ask("anna", document.id)
    bram = browser_of("bram")
    assert "Zeer eigen verhaal" in bram.visit("/").text("[aria-labelledby=asked]")
    page = bram.visit(library.address(document, "/access/requests"))
    assert "Wij onderzoeken hetzelfde" in page.text("#documents-requests")
    link = page.tree.cssselect("#documents-requests article a")[0].get("href")
    assert link.endswith("/access?organisation=ijenv")
    library.share("bram", document.id, rule_for("ijenv"))
    assert kept()[0].answer == RequestAnswer.GRANTED
    assert DocumentAction.ASKED_GRANTED in transaction.audited(kept()[0].id)
    assert not bram.visit("/").has("[aria-labelledby=asked]")
    assert browser_of("anna").visit(library.address(document)).status == 200


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_the_owner_refuses_with_a_reason_that_the_asker_does_not_read(
    ask, browser_of, library, document, kept, transaction, htmx
):
    ask("anna", document.id)
    page = browser_of("bram").visit(library.address(document, "/access/requests"))
    empty = page.submit("#documents-requests form", htmx=htmx, reason=" ")
    assert (empty.status, empty.is_whole_page) == (422, not htmx)
    assert "Zeg waarom je weigert." in empty.text("#documents-requests")
    done = page.submit("#documents-requests form", htmx=htmx, reason="Loopt nog")
    assert done.status == (204 if htmx else 303)
    request = kept()[0]
    assert (request.answer, request.answer_reason) == (RequestAnswer.REFUSED, "Loopt nog")
    assert transaction.audited(request.id)[-1] == DocumentAction.ASKED_REFUSED
    again = browser_of("anna").visit(library.address(document))
    assert "Loopt nog" not in again.body
    log = browser_of("anna").visit(f"/workspaces/{library.world.workspace.ref}/log").text()
    assert "weigerde de gevraagde toegang" not in log
    twice = page.submit("#documents-requests form", reason="Nog eens", form_key=str(uuid4()))
    assert twice.status == 422


@pytest.mark.parametrize(
    ("who", "status"), [("cora", 403), ("anna", 404), ("carla", 404), ("dirk", 404), ("els", 404)]
)
def test_nobody_else_reads_or_answers(ask, browser_of, library, document, who, status):
    ask("anna", document.id)
    page = browser_of("bram").visit(library.address(document, "/access/requests"))
    assert page.status == 200
    address = library.address(document, "/access/requests")
    assert browser_of(who).visit(address).status == status


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501])
@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_a_wrong_reason_is_kept_and_told(ask, document, kept, reason, htmx):
    answer = ask("anna", document.id, reason=reason, htmx=htmx)
    assert answer.status == 422
    assert answer.has("#reason-error")
    assert answer.tree.cssselect("#reason")[0].text_content().strip() == reason.strip()
    assert kept() == []


def test_a_document_of_elsewhere_and_a_made_up_address_arrive_nowhere(
    browser_of, library, document, kept, world
):
    page = browser_of("anna").visit(library.address(document))
    for wanted in ("", "'; drop table document", str(world.workspace.id), "x" * 4000):
        assert (
            page.submit("#ask-form", document=wanted, reason="x", form_key=str(uuid4())).status
            == 303
        )
    assert kept() == []
    assert browser_of("dirk").visit(library.address(document)).text().count("Vraag om toegang") == 0


def test_one_asks_once_and_not_without_end(ask, document, kept):
    for _number in range(5):
        assert ask("anna", document.id).status == 303
        assert ask("anna", uuid4()).status == 303
    last = ask("anna", document.id)
    assert last.status == 422
    assert ask("anna", uuid4()).status == 422
    assert "Je vroeg vandaag al vaak." in last.text()
    assert len(kept()) == 1


def test_what_is_ones_own_or_seen_needs_no_question(ask, browser_of, library, document, kept):
    assert not browser_of("bram").visit(library.address(document)).has("#ask-form")
    library.share("bram", document.id, rule_for("ivho"))
    assert not browser_of("carla").visit(library.address(document)).has("#ask-form")


def test_it_costs_few_statements(ask, browser_of, library, document, owner_engine):
    ask("anna", document.id)
    bram = browser_of("bram")
    with counting(owner_engine) as reading:
        bram.visit(library.address(document, "/access/requests"))
    page = browser_of("carla").visit(library.address(document))
    with counting(owner_engine) as writing:
        page.submit("#ask-form", reason="Ook wij")
    assert len(reading) <= 8, str(reading)
    assert len(writing) <= 14, str(writing)


def test_who_sees_it_is_not_told_to_ask(browser_of, library):
    seen = library.bring("bram", rule_for("ivho", "download"))
    page = browser_of("carla").visit(library.address(seen, "/content?version=99"))
    assert page.status == 404
    assert "Vraag om toegang" not in page.text()
