"""Somebody changes employer: the account ends in every place, another begins at the other one.

Cora looks after accounts for IGJ, where Bram works; Els does for IJenV."""

import pytest
from sqlalchemy import text

from app.identity.models import Person
from app.running import standing_in
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

    def done(email="bram@ijenv.example", code="ijenv", **more):
        to = str(world.organisations[code].id)
        return page().submit("#going-form", organisation=to, email=email, **more)

    return done


@pytest.fixture
def work_off(app, transaction):
    """Do what was deferred about who left."""

    def run():
        with standing_in(app):
            for name, job in (
                ("workspaces.leave_everywhere", jobs.leave_everywhere),
                ("workspaces.end_over", jobs.end_over),
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
def test_the_account_ends_and_another_begins(go, browser_of, world, transaction, work_off, htmx):
    bram = browser_of("bram")
    assert bram.visit("/").status == 200

    assert go(htmx=htmx).status in {200, 204, 303}

    assert bram.visit("/").status != 200
    old, new = (
        person(transaction, id=world.person("bram").id),
        person(transaction, email="bram@ijenv.example"),
    )
    assert old.blocked_at is not None
    assert (new.organisation_id, new.subject) == (world.organisations["ijenv"].id, None)
    assert new.duties == []
    assert transaction.audited(old.id)[-1] == "person:account:go"
    assert transaction.audited(new.id)[-1] == "person:account:come"

    work_off()
    with transaction.as_owner() as owner:
        theirs = owner.query(Membership).filter_by(person_id=old.id).all()
        assert all(each.ended_at is not None for each in theirs)
        assert owner.query(Membership).filter_by(person_id=new.id).count() == 0
    assert "workspace:member:end" in transaction.audited(theirs[0].id)
    work_off()
    assert transaction.audited(theirs[0].id).count("workspace:member:end") == 1


def test_the_log_links_the_two_accounts(go, world, transaction):
    go()
    new = person(transaction, email="bram@ijenv.example")
    with transaction.as_owner() as owner:
        entries = owner.execute(
            text("select entry from log_entry where action like 'person:account:%o%'")
        ).scalars()
        whole = b"".join(bytes(each) for each in entries)
    assert str(new.id).encode() in whole
    assert str(world.person("bram").id).encode() in whole


def test_who_has_an_account_there_gets_no_second_one(go, world, transaction):
    els = world.person("els")
    assert go(email=els.email).status == 303
    assert person(transaction, email=els.email).id == els.id
    assert transaction.audited(els.id)[-1] == "person:account:come"


@pytest.mark.parametrize("email", ["bram@igj.example", "bram", ""])
def test_an_address_of_elsewhere_ends_nothing(go, world, transaction, email):
    assert go(email=email).status == 422
    assert person(transaction, id=world.person("bram").id).blocked_at is None


def test_nobody_lets_the_own_account_go(page):
    assert page("cora", "cora").status == 403


def test_who_left_does_not_leave_again(go, page):
    go()
    assert page().status == 403


def test_places_of_somebody_who_is_here_are_told_to_nobody(app, world):
    with acting(app, world.actor("cora")) as session:
        count = text("select count(*) from samenzicht_places_left(:id)")
        assert session.execute(count, {"id": world.person("bram").id}).scalar_one() == 0
