"""A request that was answered is added to, sent back because something lacks, and opened again.

Anna (IJenV) asked Bram's IGJ.
"""

import io
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from app.documents.models import Document
from app.requests.models import RequestFile, RequestStatus
from tests.support.database import watching_off
from tests.support.documents import next_month

DROP, GIVE, REOPEN = "#requests-answer form", "#give-form", "#reopen-form"
RULE = {"until": next_month().isoformat(), "confirmed": "y"}
REST = {"missing": "Ook de weekenden.", "due_on": next_month().isoformat()}


@pytest.fixture
def page_of(browser_of, address):
    """The page of a request, as somebody sees it now."""
    return lambda request, who="bram": browser_of(who).visit(address(request))


@pytest.fixture
def answer(page_of):
    """Bring a file in as Bram, and give it when that is meant."""

    def done(request, name, *, gives=True):
        sent = {"file": (io.BytesIO(b"Nachtdienst: twee mensen"), name)}
        assert page_of(request).submit(DROP, files=sent).status == 303
        return page_of(request).submit(GIVE, **RULE) if gives else None

    return done


@pytest.fixture
def given(transaction):
    """When each document of a request was given, by title."""

    def found(request):
        with transaction.as_owner() as owner:
            statement = (
                select(Document.title, RequestFile.given_at)
                .join(RequestFile, RequestFile.document_id == Document.id)
                .where(RequestFile.request_id == request.id)
            )
            return dict(owner.execute(statement).all())

    return found


def test_an_answer_is_added_to(ask, answer, page_of, given, stored, transaction):
    request = ask()
    assert answer(request, "rooster.txt").status == 303
    first = given(request)["rooster"]
    assert not page_of(request).has(GIVE)
    assert answer(request, "weekend.txt").status == 303

    assert (stored(request).status, given(request)["rooster"]) == (RequestStatus.ANSWERED, first)
    assert given(request)["weekend"] > first
    anna = page_of(request, "anna").text("#requests-ready")
    assert ("rooster" in anna, "weekend" in anna) == (True, True)
    assert transaction.audited(request.id).count("request:answer:give") == 2


def test_what_lacks_is_asked_with_a_reason(ask, answer, page_of, stored, browser_of, transaction):
    request = ask()
    answer(request, "rooster.txt")
    anna = page_of(request, "anna")
    for wrong in ({"missing": " "}, {"due_on": ""}, {"due_on": "2020-01-01"}):
        assert anna.submit(REOPEN, **{**REST, **wrong}).status == 422
    later = next_month() + timedelta(days=3)
    assert anna.submit(REOPEN, **{**REST, "due_on": later.isoformat()}).status == 303

    found = stored(request)
    assert (found.status, found.missing, found.due_on) == (
        RequestStatus.OPEN,
        "Ook de weekenden.",
        later,
    )
    bram = page_of(request)
    assert "IJenV mist nog iets." in bram.text("main")
    assert "Ook de weekenden." in bram.text("main")
    assert "rooster" in bram.text("#requests-ready")
    assert not bram.has(GIVE)
    assert transaction.audited(request.id)[-1] == "request:request:reopen"
    assert answer(request, "weekend.txt").status == 303
    assert "mist nog iets" not in page_of(request, "anna").text("main")


@pytest.mark.parametrize("how", ["refused", "withdrawn", "closed"])
def test_what_is_over_is_opened_again(ask, answer, page_of, stored, how):
    request = ask()
    if how == "refused":
        page_of(request).submit("#refusal-form", reason="Dat mag niet.")
    elif how == "withdrawn":
        page_of(request, "anna").submit("#withdraw-form")
    else:
        answer(request, "rooster.txt")
        page_of(request, "anna").submit("#close-form")
    assert stored(request).status == RequestStatus(how)
    assert page_of(request, "anna").submit(REOPEN, **REST).status == 303

    said = "Dat mag niet." if how == "refused" else ""
    assert (stored(request).status, stored(request).refusal) == (RequestStatus.OPEN, said)
    assert ("weigerde eerder" in page_of(request).text("main")) is (how == "refused")
    assert answer(request, "alsnog.txt").status == 303


def test_only_who_asks_opens_it_again(ask, answer, page_of, browser_of, address, stored):
    request = ask()
    answer(request, "rooster.txt")
    assert not page_of(request).has(REOPEN)
    for who, status in (("bram", 403), ("wim", 403), ("carla", 404), ("dirk", 404)):
        browser = browser_of(who)
        sent = browser.send(address(request, "/reopening"), {"csrf_token": "x", **REST})
        assert sent.status in (400, status)
    assert stored(request).status == RequestStatus.ANSWERED


def test_programs_open_a_request_again(api_of, world, ask, answer, stored):
    request = ask()
    answer(request, "rooster.txt")
    anna, one = api_of("anna"), f"/workspaces/{world.workspace.ref}/document-requests/{request.id}"
    tag = anna.get(one).headers["ETag"]
    headers = {"If-Match": tag}
    assert anna.ask("POST", f"{one}/reopening", json={"missing": "x"}).status_code in (422, 428)
    done = anna.ask("POST", f"{one}/reopening", json=REST, headers=headers)

    assert (done.status_code, done.json["status"]) == (200, "open")
    assert done.json["missing"] == REST["missing"]
    again = anna.ask("POST", f"{one}/reopening", json=REST, headers=headers)
    assert again.status_code == 412


def test_what_was_dropped_shows_where_it_is_given(ask, answer, page_of, browser_of, address):
    """The script asks for this region when the last file is in."""
    request = ask()
    bram = page_of(request)
    zone = bram.tree.cssselect("#requests-answer [data-upload]")[0]
    region = bram.tree.cssselect("#requests-ready")[0]
    assert region.get("hx-trigger") == f"{zone.get('data-refresh')} from:body"
    answer(request, "rooster.txt", gives=False)

    fresh = browser_of("bram").visit(address(request), htmx=True)
    assert fresh.has("#requests-ready #give-form")
    assert not fresh.has("main")


def test_the_second_wall_lets_only_the_partner_note_what_was_given(house, world, ask, answer):
    request = ask()
    answer(request, "rooster.txt", gives=False)
    statement = text("update document_request_file set given_at = now() where request_id = :id")
    for who, count in (("anna", 0), ("carla", 0), ("bram", 1)):
        with house.database.session_for(world.actor(who)) as session:
            with watching_off(session):
                assert session.execute(statement, {"id": request.id}).rowcount == count
            session.rollback()
    other = text("update document_request_file set added_at = now()")
    with house.database.session_for(world.actor("bram")) as session:
        with watching_off(session), pytest.raises(ProgrammingError, match="permission denied"):
            session.execute(other)
        session.rollback()
