"""A membership with a last day: it ends by itself the day after, and sight ends with the day.

Anna leads for IJenV and lets people in; the job that ends memberships may be late."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from app.kernel import clock
from app.workspaces.models import MemberRole
from tests.support.acting import acting

ADD = "form#add-person"


@pytest.fixture
def page(browser_of, ref):
    return lambda who="anna": browser_of(who).visit(f"/workspaces/{ref}/members")


@pytest.fixture
def limited(page, membership_of):
    """Els may work here until and including tomorrow."""
    day = clock.today() + timedelta(days=1)
    answer = page().submit(
        ADD, email="els@ijenv.example", role="coordinator", until_on=day.isoformat()
    )
    assert answer.status == 303, answer.text(ADD)
    assert membership_of("els").until_on == day
    return day


def test_the_last_day_stands_in_the_list_with_who_gave_the_access(page, limited):
    text_ = page().text("#ijenv")
    assert "tot en met" in text_
    assert "Gegeven door Anna" in text_


def test_on_the_last_day_one_works_and_the_day_after_not_even_before_the_clock(
    app, browser_of, ref, limited, on, world
):
    on(1)
    assert browser_of("els").visit(f"/workspaces/{ref}").status == 200
    on(1)
    els = browser_of("els")
    assert els.visit(f"/workspaces/{ref}").status == 404
    with acting(app, world.actor("els")) as session:
        for table in ("workspace", "membership", "participation"):
            count = f"select count(*) from {table}"
            assert session.execute(text(count)).scalar_one() == 0
        assert session.execute(text("select count(*) from samenzicht_hold_places()")).scalar() == 0
        assert session.execute(text("select samenzicht_keeps_programme()")).scalar_one() is False
        places = "select count(*) from samenzicht_emergency_places()"
        assert session.execute(text(places)).scalar_one() == 0


def test_who_is_over_is_in_no_list_and_cannot_be_given_work(page, browser_of, limited, on):
    on(2)
    assert "Els" not in page().text("#ijenv")


def test_the_clock_ends_it_once_and_the_log_says_so(
    clock_job, limited, on, membership_of, transaction
):
    assert clock_job() == 0
    on(2)
    assert clock_job() == 1
    ended = membership_of("els")
    assert ended.ended_at is not None
    assert transaction.audited(ended.id)[-1] == "workspace:member:end"
    assert clock_job() == 0
    assert transaction.audited(ended.id).count("workspace:member:end") == 1


def test_only_the_clock_hears_where_somebody_is_over(app, limited, on, world):
    on(2)
    with acting(app, world.actor("anna")) as session:
        assert session.execute(text("select count(*) from samenzicht_over()")).scalar_one() == 0


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_a_coordinator_chooses_another_day_or_none(
    page, limited, membership_of, transaction, on, browser_of, ref, htmx
):
    els = membership_of("els")
    later = clock.today() + timedelta(days=9)
    page().submit(f"#until-{els.id}", htmx=htmx, until_on=later.isoformat())
    assert membership_of("els").until_on == later
    page().submit(f"#until-{els.id}", htmx=htmx, until_on="")
    assert membership_of("els").until_on is None
    assert transaction.audited(els.id)[-2:] == ["workspace:member:limit"] * 2
    on(30)
    assert browser_of("els").visit(f"/workspaces/{ref}").status == 200


def test_a_day_that_is_over_is_refused(page, membership_of, limited):
    gone = (clock.today() - timedelta(days=1)).isoformat()
    added = page().submit(ADD, email="nieuw@ijenv.example", name="Nieuw", until_on=gone)
    changed = page().submit(f"#until-{membership_of('els').id}", until_on=gone)
    assert (added.status, changed.status) == (422, 422)
    assert membership_of("els").until_on == limited


def test_nobody_lengthens_the_own_access(page, limited, membership_of, send, browser_of, ref):
    els = membership_of("els")
    mine = page("els")
    assert not mine.has(f"#until-{els.id}")
    later = (clock.today() + timedelta(days=90)).isoformat()
    path = f"/workspaces/{ref}/members/people/{els.id}/until"
    assert send(mine, path, until_on=later).status == 422
    assert membership_of("els").until_on == limited


def test_a_reader_chooses_nobodys_last_day(page, limited, membership_of, send, ref):
    path = f"/workspaces/{ref}/members/people/{membership_of('els').id}/until"
    assert send(page("carla"), path, until_on="").status == 403


def test_with_a_partner_only_its_own_coordinator_limits_a_coordinator(
    page, make_role, membership_of, send, ref
):
    make_role("bram", MemberRole.COORDINATOR)
    path = f"/workspaces/{ref}/members/people/{membership_of('bram').id}/until"
    assert send(page("anna"), path, until_on=clock.today().isoformat()).status == 403
    assert membership_of("bram").until_on is None
