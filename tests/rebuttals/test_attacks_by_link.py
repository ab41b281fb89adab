"""What a stranger, or an unkind holder of a link, tries: each is refused, and nothing leaks."""

import secrets
from datetime import timedelta

import pytest
from sqlalchemy import update

from app.kernel import clock
from app.rebuttals.models import ReplyLink
from app.rebuttals.service import replying
from app.workspaces.models import Workspace
from tests.support.browser import Browser

PARTS = ("", "/extract", "/remarks/1")
POSTS = ("/remarks", "/remarks/1", "/remarks/1/removal", "/submission")


@pytest.fixture
def guest(app):
    return Browser(app)


@pytest.fixture
def hear(browser_of, hearings, report_id):
    """Open a hearing with a link; returns the rebuttal and the path of the link."""

    def heard(**more):
        rebuttal_id = hearings.open(report_id, **more)
        page = browser_of("anna").visit(hearings.address(rebuttal_id)).submit("#link-form")
        address = page.tree.cssselect("#link-address")[0].get("value")
        return rebuttal_id, "/reply/" + address.rpartition("/")[2]

    return heard


def posted(browser, path):
    token = browser.visit("/login").tree.cssselect("[name=csrf_token]")[0].get("value")
    return browser.send(path, {"csrf_token": token, "remark": "x", "confirmed": "y", "seen": "0"})


def shut(transaction, hearings, how, rebuttal_id, browser_of):
    """Make a link work no more, in one of the ways there are."""
    anna = browser_of("anna")
    if how == "revoked":
        anna.visit(hearings.address(rebuttal_id)).submit("#revoke-form")
    elif how == "closed":
        anna.visit(hearings.address(rebuttal_id)).submit("#close-form")
    with transaction.as_owner() as owner:
        if how == "ended":
            yesterday = clock.today() - timedelta(days=1)
            owner.execute(update(ReplyLink).values(ends_on=yesterday))
        elif how == "workspace closed":
            owner.execute(
                update(Workspace)
                .where(Workspace.id == hearings.world.workspace.id)
                .values(status="closed")
            )


@pytest.mark.parametrize("how", ["revoked", "closed", "ended", "workspace closed"])
def test_a_link_that_works_no_more_looks_like_one_that_never_was(
    guest, hear, hearings, transaction, browser_of, how
):
    rebuttal_id, link = hear()
    page = guest.visit(link)
    page.submit("#remark-form", remark="Op tijd.").follow()
    shut(transaction, hearings, how, rebuttal_id, browser_of)
    wrong = "/reply/" + secrets.token_urlsafe(32)

    for part in PARTS:
        answers = [guest.visit(path + part) for path in (link, wrong)]
        assert [each.status for each in answers] == [404, 404]
        assert answers[0].text("main") == answers[1].text("main")
    for part in POSTS:
        assert [posted(guest, path + part).status for path in (link, wrong)] == [404, 404]


def test_guessing_finds_nothing(guest, hear):
    _rebuttal, link = hear()
    near = [link[:-1], link + "A", link.swapcase(), "/reply/", "/reply/%00", "/reply/" + "a" * 5000]

    assert [guest.visit(each).status for each in near if each != link] == [404] * len(near)


def test_one_guest_reaches_nothing_of_another(guest, hear, app):
    _first, one = hear()
    _second, two = hear(entity="Stichting Anders")
    other = Browser(app)
    other.visit(two).submit("#remark-form", remark="Alleen van ons.")

    assert "Alleen van ons." not in guest.visit(one).body
    assert guest.visit(f"{one}/remarks/1").status == 404
    assert posted(guest, f"{one}/remarks/1/removal").status == 404
    assert "Alleen van ons." in other.visit(two).body


def test_a_remark_on_a_finding_that_was_not_put_forward_is_refused(guest, hear, ours, theirs):
    _rebuttal, link = hear(findings=(ours,))

    answer = guest.visit(link).submit("#remark-form", about=str(theirs), remark="Over iets anders.")

    assert answer.status == 422
    assert "Over iets anders." in answer.body


def test_the_page_names_nothing_else_of_the_workspace(guest, hear, desk, ours, world):
    desk.finding("bram", title="Geheime andere bevinding")
    _rebuttal, link = hear(findings=(ours,))

    shown = guest.visit(link).body

    for secret in ("Geheime andere", "Te weinig zorg", world.workspace.title, world.workspace.ref):
        assert secret not in shown
    assert "/workspaces" not in shown


@pytest.mark.parametrize(
    ("typed", "is_kept"),
    [
        ("<script>alert(1)</script>{{7*7}}", True),
        ("é" * 10_000, True),
        ("x" * 10_001, False),
        ("nul\x00teken", False),
        ("   ", False),
        ("'; drop table rebuttal; --", True),
    ],
)
def test_whatever_is_typed_is_text_or_is_refused_and_not_lost(guest, hear, typed, is_kept):
    _rebuttal, link = hear()

    answer = guest.visit(link).submit("#remark-form", remark=typed, place="blz. 7")

    assert answer.status == (303 if is_kept else 422)
    shown = guest.visit(link) if is_kept else answer
    assert "<script>alert" not in shown.body
    if is_kept:
        assert typed in shown.text("main ol")
    else:
        assert "blz. 7" in shown.body


def test_a_form_without_its_token_is_refused(guest, hear):
    _rebuttal, link = hear()
    guest.visit(link)

    answer = guest.send(f"{link}/remarks", {"remark": "Vervalst."})

    assert answer.status >= 400
    assert "Vervalst." not in guest.visit(link).body


def test_somebody_signed_in_is_a_guest_there_and_no_more(hear, browser_of, transaction):
    rebuttal_id, link = hear()
    dirk = browser_of("dirk")

    assert dirk.visit(link).status == 200
    assert dirk.visit("/workspaces").status == 200
    assert transaction.audited(rebuttal_id)[-1] == "rebuttal:link:read"


def test_a_program_that_never_stops_is_stopped(guest, hear, monkeypatch):
    monkeypatch.setattr(replying, "MOST_IN_AN_HOUR", 3)
    _rebuttal, link = hear()
    page = guest.visit(link)
    page.submit("#remark-form", remark="Eén.")
    page.submit("#remark-form", remark="Twee.")

    refused = page.submit("#remark-form", remark="Drie, en niet weg.")

    assert refused.status == 422
    assert "Drie, en niet weg." in refused.body
    assert guest.visit(link).status == 429
