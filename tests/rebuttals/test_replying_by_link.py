"""The inspected organisation replies by a link: it reads, writes, sends, and then only looks back.

Anna of the lead makes the link; the guest has no account."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from app.kernel import clock
from app.rebuttals.models import DraftItem, RebuttalStatus, ReplyLink, Way
from tests.support.browser import Browser
from tests.support.hearing import ENTITY


@pytest.fixture
def rebuttal_id(hearings, report_id):
    return hearings.open(report_id)


@pytest.fixture
def link_of(browser_of, hearings):
    """Make a link by the form, as Anna; returns its path."""

    def made(rebuttal_id, **fields):
        page = browser_of("anna").visit(hearings.address(rebuttal_id))
        shown = page.submit("#link-form", **fields)
        address = shown.tree.cssselect("#link-address")[0].get("value")
        return "/reply/" + address.rpartition("/")[2]

    return made


@pytest.fixture
def link(link_of, rebuttal_id):
    return link_of(rebuttal_id)


@pytest.fixture
def guest(app):
    """A browser of somebody without an account."""
    return Browser(app)


def test_the_whole_way_of_a_guest(guest, link, rebuttal_id, hearings, transaction, ours):
    page = guest.visit(link)
    assert ENTITY in page.text("main")
    page = page.submit("#remark-form", about=str(ours), place="blz. 2", remark="Het is 70.")
    page = page.follow().submit("#remark-form", remark="Over alles.").follow()
    page = page.submit("form[action$='/remarks/2/removal']").follow()
    changing = guest.visit(f"{link}/remarks/1")
    page = changing.submit("#change-form", remark="Het is 71 uur.").follow()
    assert hearings.stored(rebuttal_id).answered_at is None

    sent = page.submit("#submit-form", confirmed="y").follow()

    assert "Het is 71 uur." in sent.text("main")
    assert "Over alles." not in sent.text("main")
    assert not sent.tree.cssselect("form")
    rebuttal = hearings.stored(rebuttal_id)
    assert (rebuttal.status, rebuttal.way) == (RebuttalStatus.ANSWERED, Way.LINK)
    done = transaction.audited(rebuttal_id)
    assert done[:3] == ["rebuttal:rebuttal:open", "rebuttal:link:make", "rebuttal:link:read"]
    assert "rebuttal:draft:remove" in done
    assert done[-2:] == ["rebuttal:reply:submit", "rebuttal:link:read"]


def test_the_hearing_is_taken_before_its_link_as_by_who_leads_it(guest, link, statements):
    """Sent while the term is extended or the link revoked, each would wait for the other."""
    page = guest.visit(link)
    statements.clear()

    assert page.submit("#submit-form", confirmed="y").status == 303

    taken = statements.locked()
    assert taken.index("rebuttal") < taken.index("rebuttal_link"), taken


def test_it_is_one_remark_for_the_owner_of_the_finding(
    guest, link, hearings, rebuttal_id, browser_of, theirs
):
    page = guest.visit(link).submit("#remark-form", about=str(theirs), remark="Anders.").follow()
    page.submit("#submit-form", confirmed="y")

    page = browser_of("bram").visit(hearings.address(rebuttal_id))

    assert "Anders." in page.text("#rebuttals-ledger")
    assert "Door de organisatie zelf geschreven".lower() in page.text("#rebuttals-ledger").lower()
    assert page.tree.cssselect("#rebuttals-ledger a[href*='rebuttal-items']")


def test_drafts_are_read_by_nobody_before_they_are_sent(
    guest, link, hearings, rebuttal_id, browser_of, house, world
):
    guest.visit(link).submit("#remark-form", remark="Nog niet af.")

    for who in ("anna", "bram"):
        assert "Nog niet af." not in browser_of(who).visit(hearings.address(rebuttal_id)).body
        with house.database.session_for(world.actor(who)) as session:
            assert session.query(DraftItem).all() == []


def test_the_draft_can_be_read_until_the_reply_is_sent(guest, link, rebuttal_id, transaction):
    answer = guest.visit(f"{link}/extract").response
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert transaction.audited(rebuttal_id)[-1] == "rebuttal:extract:read"
    page = guest.visit(link)
    page.submit("#submit-form", confirmed="y")

    assert guest.visit(f"{link}/extract").status == 403
    assert page.submit("#remark-form", remark="Nog iets.").status == 403
    assert page.submit("#submit-form", confirmed="y").status == 403
    assert "Je hebt verstuurd dat je geen opmerkingen hebt." in guest.visit(link).text("main")


def test_nothing_is_sent_without_the_tick_or_with_what_was_not_seen(guest, link, hearings):
    page = guest.visit(link)
    assert page.submit("#submit-form").status == 422
    guest.visit(link).submit("#remark-form", remark="In een ander venster.")

    late = page.submit("#submit-form", confirmed="y")

    assert late.status == 422
    assert "In een ander venster." in late.text("main")


def test_nothing_is_sent_in_other_words_than_were_seen(guest, link):
    guest.visit(link).submit("#remark-form", remark="Wij telden 70 uur.")
    page = guest.visit(link)
    guest.visit(f"{link}/remarks/1").submit("form", remark="Wij telden 0 uur.")

    late = page.submit("#submit-form", confirmed="y")

    assert late.status == 422
    assert "Wij telden 0 uur." in late.text("main")


def test_a_button_pressed_twice_keeps_one_remark(guest, link):
    page = guest.visit(link)
    for _each in range(2):
        page.submit("#remark-form", remark="Eén keer.")

    assert guest.visit(link).text("main").count("Eén keer.") == 1


def test_more_time_keeps_the_link_open(
    link, link_of, browser_of, hearings, rebuttal_id, transaction
):
    before = hearings.stored(rebuttal_id)
    page = browser_of("anna").visit(hearings.address(rebuttal_id))
    page.submit("#extend-form", length="2", unit="weeks", reason="Zij vroegen erom.")

    with transaction.as_owner() as owner:
        ends_on = owner.query(ReplyLink).one().ends_on
    assert ends_on >= before.sent_on + timedelta(weeks=5)


def test_the_address_is_shown_once_and_one_link_at_a_time(
    link, browser_of, hearings, rebuttal_id, transaction
):
    secret = link.rpartition("/")[2]
    page = browser_of("anna").visit(hearings.address(rebuttal_id))

    assert secret not in page.body
    assert not page.tree.cssselect("#link-form")
    with transaction.as_owner() as owner:
        kept = owner.execute(
            text("select encode(token_hash, 'escape') from rebuttal_link")
        ).scalar()
        logged = owner.execute(text("select string_agg(entry::text, '') from log_entry")).scalar()
    assert secret not in kept
    assert secret not in str(logged)


def test_only_who_leads_makes_or_sees_a_link(link, browser_of, hearings, rebuttal_id, house, world):
    for who in ("bram", "carla"):
        assert (
            not browser_of(who).visit(hearings.address(rebuttal_id)).tree.cssselect("#link-title")
        )
        with house.database.session_for(world.actor(who)) as session:
            assert session.query(ReplyLink).all() == []


def test_a_day_that_passed_makes_no_link(browser_of, hearings, rebuttal_id):
    page = browser_of("anna").visit(hearings.address(rebuttal_id))

    for day in (clock.today() - timedelta(days=1), clock.today() + timedelta(days=400)):
        answer = page.submit("#link-form", link_ends_on=day.isoformat())
        assert answer.status == 422
        assert not answer.tree.cssselect("#link-address")


def test_the_database_lets_nobody_make_a_link_for_another(link, house, world):
    with (
        house.database.session_for(world.actor("bram")) as session,
        pytest.raises(ProgrammingError),
    ):
        session.connection().execute(text("delete from rebuttal_link"))
