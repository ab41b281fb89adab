"""A session that ends while somebody types: the text comes back, and is sent by the person alone.

Bram of IGJ makes a folder in the workspace.
"""

import pytest
from sqlalchemy import update

from app.documents.models import Folder
from app.identity.models import SignInSession
from app.kernel import clock

FORM, KEPT = "#folder-form", "#signed-out"
NAME = 'Bezoek "maart" <b>\nvierde week'


@pytest.fixture
def page(browser_of, world):
    return browser_of("bram").visit(f"/workspaces/{world.workspace.ref}/folders")


@pytest.fixture
def end_sessions(transaction):
    def end():
        with transaction.as_owner() as owner:
            owner.execute(update(SignInSession).values(ended_at=clock.now()))

    return end


@pytest.fixture
def begin_again(transaction):
    """Sign in once more, in another tab of the same browser."""

    def begin():
        with transaction.as_owner() as owner:
            owner.execute(update(SignInSession).values(ended_at=None))

    return begin


@pytest.fixture
def names(transaction):
    def told():
        with transaction.as_owner() as owner:
            return [each.name for each in owner.query(Folder) if each.parent_id]

    return told


def test_what_was_typed_comes_back_and_is_sent_again(page, end_sessions, begin_again, names):
    before = names()
    end_sessions()
    answer = page.submit(FORM, name=NAME)

    assert (answer.status, names()) == (401, before)
    assert answer.response.headers["Cache-Control"] == "no-store"
    fields = dict(answer.tree.cssselect(KEPT)[0].form_values())
    assert fields["name"].replace("\r\n", "\n") == NAME
    link = answer.tree.cssselect(f"{KEPT} a")[0]
    assert (link.get("href"), link.get("target")) == ("/login?next=/", "_blank")
    assert "Je tekst is niet kwijt." in answer.text("main")
    assert answer.submit(KEPT).status == 401

    begin_again()
    assert answer.submit(KEPT).status == 303
    assert 'Bezoek "maart" <b> vierde week' in names()


def test_sent_again_twice_it_is_carried_out_once(page, end_sessions, begin_again, names):
    end_sessions()
    answer = page.submit(FORM, name="Een keer")
    begin_again()
    answer.submit(KEPT)
    answer.submit(KEPT)
    assert names().count("Een keer") == 1


def test_a_form_of_another_site_is_not_filled_in_for_anybody(page, end_sessions):
    end_sessions()
    browser, address = page.browser, page.response.request.path
    for sent in (
        {"name": "Van een ander"},
        {"name": "Van een ander", "csrf_token": "AAAA"},
    ):
        answer = browser.send(address, sent)
        assert (answer.status, answer.location) == (303, f"/login?next={address}")
    token = page.tree.cssselect("input[name=csrf_token]")[0].get("value")
    elsewhere = browser.client.post(
        address,
        data={"name": "Van een ander", "csrf_token": token},
        headers={"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
    )
    assert elsewhere.status_code == 303


def test_what_is_too_large_is_not_read_from_a_stranger(page, end_sessions):
    end_sessions()
    answer = page.submit(FORM, name="x" * 70_000)
    assert answer.status == 303


def test_with_htmx_the_page_stays(page, end_sessions):
    end_sessions()
    answer = page.submit(FORM, name="Blijft staan", htmx=True)
    assert (answer.status, answer.has("#problem")) == (401, True)
    assert "HX-Redirect" not in answer.response.headers
