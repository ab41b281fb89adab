"""Somebody changes employer: the account ends in every place, and the other one is told.

Cora looks after accounts for IGJ, where Bram works; Els does for IJenV."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from app.adapters.mail import Mailer
from app.identity.models import ADMINISTRATOR, Invitation, Person
from app.identity.service.people import unblock
from app.running import standing_in
from app.successions import jobs as telling
from app.workspaces import jobs
from app.workspaces.models import Membership
from tests.support.acting import acting
from tests.support.administering import make_administrator
from tests.support.tasks import TaskMaker


@pytest.fixture(autouse=True)
def cora_too(transaction, world):
    make_administrator(transaction, world, "cora")


@pytest.fixture
def page(browser_of, world):
    def visit(who="cora", about="bram"):
        return browser_of(who).visit(f"/administration/accounts/{world.person(about).id}/going")

    return visit


@pytest.fixture
def go(page, world):
    """Let Bram go to IJenV."""

    def done(code="ijenv", **more):
        to = str(world.organisations[code].id)
        return page().submit("#going-form", organisation=to, **more)

    return done


@pytest.fixture
def work_off(app, transaction):
    """Do what was deferred about who left."""

    def run():
        with standing_in(app):
            for name, job in (
                ("workspaces.leave_everywhere", jobs.leave_everywhere),
                ("workspaces.end_over", jobs.end_over),
                ("successions.tell_of_coming", telling.tell_of_coming),
                ("successions.mail_of_coming", telling.mail_of_coming),
            ):
                with transaction.as_owner() as owner:
                    statement = "delete from procrastinate_jobs where task_name = :n returning args"
                    rows = owner.execute(text(statement), {"n": name}).all()
                for row in rows:
                    job.run(**row.args)

    return run


def person(transaction, **known):
    with transaction.as_owner() as owner:
        return owner.query(Person).filter_by(**known).one_or_none()


def test_it_says_how_much_is_left_open_and_of_what_nothing(page, world, transaction):
    TaskMaker(world, transaction)("bram", title="cnry-taak")
    shown = page()
    assert "werkt in 1 ruimte" in shown.text("#left-open")
    assert "1 open taak" in shown.text("#left-open")
    assert "cnry" not in shown.body
    assert world.workspace.ref not in shown.body


def test_only_the_own_administrator_hears_the_numbers(app, world, page):
    for who, expected in (("cora", 1), ("els", 0), ("anna", 0), ("bram", 0)):
        with acting(app, world.actor(who)) as session:
            found = session.execute(
                text("select count(*) from samenzicht_left_open(:id)"),
                {"id": world.person("bram").id},
            ).scalar_one()
            assert found == expected, who
    assert (page("els").status, page("anna").status, page("bram").status) == (403, 404, 404)


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_the_account_ends_and_nothing_begins(go, browser_of, world, transaction, work_off, htmx):
    """Whoever administers one organisation enters nobody in another, nor sees an invitation."""
    bram = browser_of("bram")
    assert bram.visit("/").status == 200
    with transaction.as_owner() as owner:
        before = owner.query(Person).count(), owner.query(Invitation).count()

    answer = go(htmx=htmx)
    assert answer.status in {200, 204, 303}

    assert bram.visit("/").status != 200
    old = person(transaction, id=world.person("bram").id)
    assert old.blocked_at is not None
    assert old.goes_to_id == world.organisations["ijenv"].id
    assert "/login/invitation/" not in browser_of("cora").visit("/administration").body
    with transaction.as_owner() as owner:
        assert (owner.query(Person).count(), owner.query(Invitation).count()) == before
    assert transaction.audited(old.id)[-1] == "person:account:go"

    work_off()
    with transaction.as_owner() as owner:
        theirs = owner.query(Membership).filter_by(person_id=old.id).all()
        assert all(each.ended_at is not None for each in theirs)
    assert "workspace:member:end" in transaction.audited(theirs[0].id)
    work_off()
    assert transaction.audited(theirs[0].id).count("workspace:member:end") == 1


def test_the_administrators_there_are_told_by_mail_and_on_their_page(
    go, browser_of, world, work_off, monkeypatch
):
    sent = []
    monkeypatch.setattr(
        Mailer, "send", lambda _self, _name, *, to, text, **_more: sent.append((to, text))
    )
    go()
    work_off()
    ((to, body),) = sent
    assert to == world.person("els").email
    assert "/administration/organisations/ijenv" in body
    assert "Bram" not in body
    ours = "/administration/organisations/ijenv"
    assert "Bram" in browser_of("els").visit(ours).text("[aria-labelledby=coming-title]")
    assert not browser_of("cora").visit(ours).has("#coming-title")


def test_who_is_let_in_again_goes_nowhere(go, world, transaction, browser_of, app):
    go()
    actor = world.actor("cora")
    with acting(app, replace(actor, duties=frozenset({ADMINISTRATOR}))) as session:
        unblock(
            replace(actor, duties=frozenset({ADMINISTRATOR})),
            session.get_one(Person, world.person("bram").id),
        )
    assert person(transaction, id=world.person("bram").id).goes_to_id is None
    assert not browser_of("els").visit("/administration/organisations/ijenv").has("#coming-title")


def test_partners_read_in_the_log_where_somebody_went(app, go, world):
    go()
    els = world.actor("els")
    with acting(app, els, is_reading=True) as session:
        seen = session.execute(text("select action from log_entry")).scalars().all()
    assert "person:account:go" in seen


def test_nobody_lets_the_own_account_go(page):
    assert page("cora", "cora").status == 403


def test_who_left_does_not_leave_again(go, page):
    go()
    assert page().status == 403


def test_places_of_somebody_who_is_here_are_told_to_nobody(app, world):
    with acting(app, world.actor("cora")) as session:
        count = text("select count(*) from samenzicht_places_left(:id)")
        assert session.execute(count, {"id": world.person("bram").id}).scalar_one() == 0
