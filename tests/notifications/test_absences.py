"""A coordinator enters that a colleague is away; the colleague sees who did, and undoes it.

Anna coordinates for IJenV; Wim works there for IJenV; Bram (IGJ) contributes."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text, update

from app.kernel import clock
from app.notifications.models import NoticeChoice
from app.notifications.queries import Crew
from app.workspaces.models import MemberRole, Membership
from tests.support.acting import acting

PAGE, OWN = "/notices/absences", "/notices/settings"
FIRST, LAST = clock.today(), clock.today() + timedelta(days=9)


@pytest.fixture
def enter(browser_of, world):
    """Enter an absence as somebody: ``enter("anna", "wim")``."""

    def entered(who="anna", colleague="wim", first=FIRST, last=LAST, deputy=""):
        days = {"first": str(first or ""), "last": str(last or "")}
        page = browser_of(who).visit(PAGE)
        return page.submit(
            "#absence-form", colleague=str(world.person(colleague).id), deputy=deputy, **days
        )

    return entered


def choice_of(transaction, person):
    with transaction.as_owner() as owner:
        found = owner.get(NoticeChoice, person.id, populate_existing=True)
        return None if found is None else (found.away_from, found.away_until, found.away_set_by_id)


def test_it_is_entered_seen_and_undone(browser_of, enter, world, transaction):
    done = enter()
    wim, anna = world.person("wim"), world.person("anna")
    entered = choice_of(transaction, wim)
    page = browser_of("wim").visit(OWN)
    told = page.text("main")
    page.submit("#undo-absence-form")

    assert (done.status, entered) == (303, (FIRST, LAST, anna.id))
    assert f"{anna.name} heeft ingevuld dat je afwezig bent." in told
    assert choice_of(transaction, wim) == (None, None, None)
    assert transaction.audited(wim.id)[-2:] == ["person:absence:enter", "person:absence:undo"]
    assert not browser_of("wim").visit(OWN).has("#undo-absence-form")


def test_the_coordinator_ends_it_with_one_press(browser_of, enter, world, transaction):
    enter()
    page = browser_of("anna").visit(PAGE)

    done = page.submit("tbody form")

    assert (done.status, "is niet meer afwezig" in done.follow().text()) == (303, True)
    assert choice_of(transaction, world.person("wim")) == (None, None, None)
    assert not browser_of("anna").visit(PAGE).has("tbody form")


def test_the_coordinator_sees_it_and_ends_it(browser_of, enter, world, transaction):
    enter()
    assert world.person("wim").name in browser_of("anna").visit(PAGE).text("tbody")
    enter(first=None, last=None)

    assert choice_of(transaction, world.person("wim")) == (None, None, None)
    assert transaction.audited(world.person("wim").id)[-1] == "person:absence:end"
    assert not browser_of("anna").visit(PAGE).has("tbody")


def test_what_the_colleague_entered_holds(browser_of, enter, world, transaction):
    browser_of("wim").visit(OWN).submit("#choice-form", away_from=str(FIRST), away_until=str(LAST))
    answer = enter(first=FIRST + timedelta(days=1))

    assert (answer.status, "Je collega vulde zelf al" in answer.text()) == (422, True)
    assert choice_of(transaction, world.person("wim")) == (FIRST, LAST, None)


def test_saving_other_choices_keeps_who_entered_it(browser_of, enter, world, transaction):
    enter()
    browser_of("wim").visit(OWN).submit("#choice-form")
    kept = choice_of(transaction, world.person("wim"))
    browser_of("wim").visit(OWN).submit("#choice-form", away_until=str(LAST + timedelta(days=1)))

    assert kept == (FIRST, LAST, world.person("anna").id)
    assert choice_of(transaction, world.person("wim"))[2] is None


@pytest.mark.parametrize(
    ("colleague", "first", "last"),
    [("bram", FIRST, LAST), ("anna", FIRST, LAST), ("wim", FIRST, None), ("wim", LAST, FIRST)],
)
def test_what_is_not_right_is_refused(enter, world, transaction, colleague, first, last):
    assert enter(colleague=colleague, first=first, last=last).status == 422
    assert choice_of(transaction, world.person(colleague)) is None


@pytest.mark.parametrize("who", ["bram", "carla", "wim", "els"])
def test_only_a_coordinator_may(browser_of, who):
    assert browser_of(who).visit(PAGE).status == 403
    assert not browser_of(who).visit("/organisation-work").has(f'a[href="{PAGE}"]')


def test_a_coordinator_finds_it_at_the_work_of_the_organisation(browser_of):
    assert browser_of("anna").visit("/organisation-work").has(f'a[href="{PAGE}"]')


@pytest.mark.parametrize("who", ["bram", "carla", "dirk", "wim"])
def test_the_database_lets_nobody_else_enter_or_read_it(app, world, transaction, who, enter):
    enter()
    calls = {
        "enter": "select samenzicht_enter_absence(:id, '2027-01-01', '2027-01-02', null)",
        "list": "select person_id from samenzicht_entered_absences('2020-01-01')",
        "read": "select person_id from notice_choice where person_id = :id and :id <> :me",
    }
    with acting(app, world.actor(who)) as session:
        values = {"id": world.person("wim").id, "me": world.person(who).id}
        for name, call in calls.items():
            used = {key: each for key, each in values.items() if f":{key}" in call}
            assert session.execute(text(call), used).all() == [], name


def test_a_coordinator_of_another_organisation_may_not(enter, world, transaction):
    with transaction.as_owner() as owner:
        theirs = Membership.person_id == world.person("bram").id
        owner.execute(update(Membership).where(theirs).values(role=MemberRole.COORDINATOR))

    assert enter("bram", "wim").status == 422
    assert enter("bram", "cora").status == 303


@pytest.fixture
def els(browser_of, world):
    """Els works in the workspace too, for IJenV."""
    page = browser_of("anna").visit("/workspaces/WRK-2026-1001/members")
    page.submit("form#add-person", email="els@ijenv.example", role="reader")
    return world.person("els")


def deputy_of(transaction, person):
    with transaction.as_owner() as owner:
        found = owner.get(NoticeChoice, person.id, populate_existing=True)
        return found.deputy_id


def test_six_weeks_is_the_most_that_another_enters(app, enter, world, transaction):
    too_long = clock.today() + timedelta(days=43)
    answer = enter(last=too_long)
    assert (answer.status, "hoogstens zes weken" in answer.text()) == (422, True)
    assert choice_of(transaction, world.person("wim")) is None
    call = text("select samenzicht_enter_absence(:who, :first, :last, null)")
    with acting(app, world.actor("anna")) as session:
        values = {"who": world.person("wim").id, "first": FIRST, "last": too_long}
        assert session.execute(call, values).all() == []
    assert enter(last=too_long - timedelta(days=1)).status == 303


def test_the_colleague_is_told_in_the_app_and_by_mail_and_undoes_it(
    browser_of, enter, world, run_jobs, notices, send, post, clock_at, transaction
):
    clock_at("2026-11-20 11:00")
    enter(first=clock.today(), last=clock.today() + timedelta(days=9))
    run_jobs()
    assert notices() == {"wim": "marked_away"}
    wim = browser_of("wim")
    page = wim.visit("/notices")
    assert "Je staat als afwezig vermeld" in page.text("[data-rows]")
    opened = wim.visit(page.tree.cssselect("[data-rows] a")[0].get("href"))
    wim.visit(opened.location).submit("#undo-absence-form")
    assert choice_of(transaction, world.person("wim")) == (None, None, None)
    clock_at("2026-11-23 07:00")
    send()
    (mail,) = post.mails()
    assert str(mail["To"]) == "wim@ijenv.example"
    assert "Een collega heeft ingevuld dat je afwezig bent" in mail.get_content()
    assert "/notices/" in mail.get_content()


def test_whom_the_colleague_chose_stands_in(browser_of, enter, world, transaction, els):
    wim = world.person("wim")
    browser_of("wim").visit(OWN).submit("#choice-form", deputy=str(world.person("anna").id))
    for _again in range(2):
        assert enter(deputy=str(els.id)).status == 303
        assert deputy_of(transaction, wim) == world.person("anna").id
    browser_of("wim").visit(OWN).submit("#undo-absence-form")
    assert deputy_of(transaction, wim) == world.person("anna").id
    enter(deputy=str(els.id))
    enter(first=None, last=None, deputy=str(els.id))
    assert deputy_of(transaction, wim) == world.person("anna").id


def test_whom_the_coordinator_named_goes_with_the_absence(
    browser_of, enter, world, transaction, els
):
    wim = world.person("wim")
    enter(deputy=str(els.id))
    assert deputy_of(transaction, wim) == els.id
    browser_of("wim").visit(OWN).submit("#undo-absence-form")
    assert deputy_of(transaction, wim) is None


def test_an_own_absence_that_runs_is_not_replaced_by_a_later_one(
    browser_of, enter, world, transaction
):
    browser_of("wim").visit(OWN).submit("#choice-form", away_from=str(FIRST), away_until=str(LAST))
    assert enter(first=LAST + timedelta(days=1), last=LAST + timedelta(days=2)).status == 422
    assert choice_of(transaction, world.person("wim")) == (FIRST, LAST, None)


@pytest.mark.parametrize("is_own", [True, False], ids=["own", "entered by another"])
def test_what_presses_minds_only_what_one_entered_oneself(world, is_own):
    wim = world.person("wim").id
    by = None if is_own else world.person("anna").id
    choice = NoticeChoice(person_id=wim, away_from=FIRST, away_until=LAST, away_set_by_id=by)
    crew = Crew(frozenset({wim}), (wim,), (), (), {wim: choice}, {})
    assert crew.is_away(wim, FIRST)
    assert replace(crew, minds_only_own=True).is_away(wim, FIRST) is is_own
