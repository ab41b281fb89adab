"""The third lock: nothing is committed without a decision and a record, and then all or nothing.

The change under test is a person's name: a plain row of a table that everybody's tests have.
"""

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.orm import Session

from app.identity.actions import IdentityAction
from app.identity.models import Mandate, Organisation, Person, SignInSession
from app.kernel import access, clock, work
from app.kernel.access import Permission, grant, require, rule
from app.kernel.errors import HouseFault, NotAllowed, NotFound, Refused, Repeated, UncheckedWork
from app.kernel.ids import new_id
from app.kernel.work import begin_work, keeping_books
from app.workspaces.models import Workspace
from tests.support.acting import acting

TOUCHED = IdentityAction.SETTINGS_CHANGED


class Name(Permission):
    CHANGE = "name:text:change"
    ERASE = "name:text:erase"


@rule("Never.")
def never(_actor, _person):
    return False


@rule("Always.")
def always(_actor, _person):
    return True


@pytest.fixture(autouse=True)
def grants(monkeypatch):
    """Grants of this file only."""
    monkeypatch.setattr(access, "_grants", {})
    grant(Name.CHANGE, always)
    grant(Name.ERASE, never)


@pytest.fixture
def bram(world):
    return world.actor("bram")


@pytest.fixture
def els(world):
    """Who may add organisations, also for row security."""
    return world.actor("els")


@pytest.fixture
def stored_name(transaction):
    """Read Bram's name as it is in the database."""

    def read() -> str:
        with transaction.as_owner() as owner:
            return owner.execute(select(Person.name).where(Person.login == "bram")).scalar_one()

    return read


def find(session: Session) -> Person:
    return session.execute(select(Person).where(Person.login == "bram")).scalar_one()


def change(session: Session, how: str) -> None:
    """Change the name by each road there is."""
    where = Person.login == "bram"
    if how == "unit of work":
        find(session).name = "Iemand"
    elif how == "statement on the model":
        session.execute(update(Person).where(where).values(name="Iemand"))
    elif how == "statement on the table":
        session.execute(update(Person.__table__).where(where).values(name="Iemand"))
    else:
        session.execute(text("update person set name = 'Iemand' where login = 'bram'"))


ROADS = ["unit of work", "statement on the model", "statement on the table", "plain sql"]


@pytest.mark.parametrize("road", ROADS)
def test_a_change_with_decision_and_record_is_kept(app, bram, stored_name, transaction, road):
    with acting(app, bram) as session, begin_work(bram) as open_work:
        person = find(session)
        require(bram, Name.CHANGE, person)
        change(session, road)
        open_work.record(TOUCHED, person, language="nl")

    assert stored_name() == "Iemand"
    assert transaction.audited(bram.person_id) == ["person:settings:change"]


@pytest.mark.parametrize("road", ROADS)
@pytest.mark.parametrize(
    ("forgotten", "fault"),
    [
        ("require", "Changed without a decision"),
        ("record", "Changed without a record"),
        ("both", "Changed without a decision"),
    ],
)
def test_a_change_that_forgets_one_of_them_is_undone(
    app, bram, stored_name, transaction, road, forgotten, fault
):
    with (
        acting(app, bram) as session,
        pytest.raises(UncheckedWork, match=fault),
        begin_work(bram) as open_work,
    ):
        person = find(session)
        if forgotten == "record":
            require(bram, Name.CHANGE, person)
        change(session, road)
        if forgotten == "require":
            open_work.record(TOUCHED, person)

    assert stored_name() == "Bram"
    assert transaction.audited(bram.person_id) == []


def an_organisation(code):
    row = {"name": "N", "short_name": "N", "kind": "other", "mail_domain": code}
    return Organisation(id=new_id(), code=code, **row, highest_classification="ongerubriceerd")


ADDING = {
    "add": lambda work, thing: work.add(thing),
    "put": lambda work, thing: work.put(thing),
    "put_unless_taken": lambda work, thing: work.put_unless_taken(thing, "code"),
}


@pytest.mark.parametrize("road", ADDING)
def test_adding_is_a_change(app, els, road):
    with (
        acting(app, els),
        pytest.raises(UncheckedWork, match="organisation"),
        begin_work(els) as open_work,
    ):
        ADDING[road](open_work, an_organisation("new"))


def test_what_is_put_can_be_changed_in_the_same_work(app, els, transaction):
    with acting(app, els), begin_work(els) as open_work:
        one, other = an_organisation("one"), an_organisation("other")
        open_work.put(one, other)
        require(els, Name.CHANGE, one)
        one.name = "Een"
        open_work.record(TOUCHED, one)

    with transaction.as_owner() as owner:
        named = select(Organisation.code, Organisation.name).where(
            Organisation.mail_domain.in_(["one", "other"])
        )
        assert dict(owner.execute(named).all()) == {"one": "Een", "other": "N"}


def test_what_is_taken_stays_and_the_work_goes_on(app, els, transaction):
    with acting(app, els), begin_work(els) as open_work:
        was_added = [
            open_work.put_unless_taken(an_organisation(code), "code") for code in ("igj", "new")
        ]
        require(els, Name.CHANGE, find(open_work.session))
        open_work.record(TOUCHED, find(open_work.session))

    assert was_added == [False, True]
    with transaction.as_owner() as owner:
        kept = select(Organisation.name).where(Organisation.code == "igj")
        assert owner.execute(kept).scalar_one() != "N"


@pytest.mark.filterwarnings("ignore:DELETE statement on table 'mandate'")
def test_removing_is_a_change(app, bram):
    """Also when row security keeps the row."""
    with (
        acting(app, bram) as session,
        pytest.raises(UncheckedWork, match="mandate"),
        begin_work(bram) as open_work,
    ):
        open_work.remove(session.execute(select(Mandate)).scalars().first())


def test_a_refused_decision_opens_nothing(app, bram, stored_name):
    with acting(app, bram) as session, pytest.raises(UncheckedWork), begin_work(bram) as open_work:
        person = find(session)
        with pytest.raises(NotAllowed):
            require(bram, Name.ERASE, person)
        person.name = "Iemand"
        open_work.record(TOUCHED, person)

    assert stored_name() == "Bram"


def test_a_decision_made_before_the_work_does_not_count(app, bram, stored_name):
    """The view decided already; the verb decides again, under its own lock."""
    with acting(app, bram) as session:
        person = find(session)
        require(bram, Name.CHANGE, person)
        with pytest.raises(UncheckedWork), begin_work(bram) as open_work:
            person.name = "Iemand"
            open_work.record(TOUCHED, person)

    assert stored_name() == "Bram"


@pytest.mark.parametrize("road", ROADS)
def test_nothing_is_changed_outside_a_work(app, bram, road):
    with acting(app, bram) as session, pytest.raises(UncheckedWork, match="outside a work"):
        change(session, road)
        session.flush()


def test_bookkeeping_outside_a_work_is_refused_as_well(app, bram):
    with acting(app, bram) as session, pytest.raises(UncheckedWork, match="outside a work"):
        session.execute(update(SignInSession).values(last_seen_at=clock.now()))


def test_a_get_opens_no_work(app, bram):
    with (
        acting(app, bram, is_reading=True),
        pytest.raises(UncheckedWork, match="GET"),
        begin_work(bram),
    ):
        pass


def test_bookkeeping_is_allowed_on_a_get_and_without_an_entry(app, bram, browser_of):
    browser_of("bram")
    with acting(app, bram, is_reading=True) as session, keeping_books(bram):
        changed = session.execute(update(SignInSession).values(ended_at=clock.now()))

    assert changed.rowcount == 1


def test_bookkeeping_keeps_to_its_own_tables(app, bram, stored_name):
    with (
        acting(app, bram) as session,
        pytest.raises(UncheckedWork, match="Not bookkeeping"),
        keeping_books(bram) as open_work,
    ):
        person = find(session)
        require(bram, Name.CHANGE, person)
        person.name = "Iemand"
        open_work.record(TOUCHED, person)

    assert stored_name() == "Bram"


def test_works_do_not_nest(app, bram):
    with (
        acting(app, bram),
        begin_work(bram),
        pytest.raises(HouseFault, match="open already"),
        begin_work(bram),
    ):
        pass


def test_a_work_is_of_the_one_who_asks(app, bram, world):
    with (
        acting(app, bram),
        pytest.raises(HouseFault, match="not the session's actor"),
        begin_work(world.actor("anna")),
    ):
        pass


@pytest.mark.parametrize(
    "error",
    [Refused("Nee."), ValueError("onze fout"), KeyboardInterrupt()],
    ids=["refusal", "fault", "stop"],
)
def test_any_error_undoes_everything(app, bram, stored_name, transaction, error):
    with acting(app, bram) as session, pytest.raises(type(error)), begin_work(bram) as open_work:
        person = find(session)
        require(bram, Name.CHANGE, person)
        person.name = "Iemand"
        open_work.record(TOUCHED, person)
        open_work.settle()
        raise error

    assert stored_name() == "Bram"
    assert transaction.audited(bram.person_id) == []


def test_after_an_error_the_next_work_begins_clean(app, bram, stored_name):
    with acting(app, bram) as session:
        with pytest.raises(Refused), begin_work(bram):
            find(session).name = "Iemand"
            raise Refused("Nee.")
        with begin_work(bram) as open_work:
            require(bram, Name.CHANGE, find(session))
            open_work.record(TOUCHED, find(session))

    assert stored_name() == "Bram"


def test_a_lock_reads_the_row_anew(app, bram, transaction):
    with acting(app, bram) as session:
        person = find(session)
        with transaction.as_owner() as owner:
            owner.execute(update(Person).where(Person.login == "bram").values(name="Intussen"))
        with begin_work(bram) as open_work:
            open_work.lock(person)

    assert person.name == "Intussen"


def test_a_row_that_is_gone_cannot_be_locked(app, bram, transaction):
    with acting(app, bram) as session:
        mandate = session.execute(select(Mandate)).scalars().first()
        with transaction.as_owner() as owner:
            owner.execute(delete(Mandate))
        with pytest.raises(NotFound), begin_work(bram) as open_work:
            open_work.lock(mandate)


def test_a_row_that_row_security_keeps_from_the_actor_cannot_be_locked(app, bram, world):
    """Bram sees the workspace, but only its lead changes it: that is no fault of ours."""
    with acting(app, bram) as session:
        workspace = session.get_one(Workspace, world.workspace.id)
        with pytest.raises(NotFound), begin_work(bram) as open_work:
            open_work.lock(workspace)


def test_nobody_waits_for_the_outside_world_inside_a_work(app, bram):
    with acting(app, bram) as session:
        find(session)
        assert session.in_transaction() is True
        work.step_outside()
        assert session.in_transaction() is False
        with begin_work(bram), pytest.raises(HouseFault, match="before the work begins"):
            work.step_outside()


def carry_out(app, bram, key) -> None:
    with acting(app, bram, form_key=key) as session, begin_work(bram) as open_work:
        person = find(session)
        require(bram, Name.CHANGE, person)
        person.name += "!"
        open_work.record(TOUCHED, person)


def test_a_form_sent_twice_is_carried_out_once(app, bram, stored_name, transaction):
    key = new_id()
    carry_out(app, bram, key)
    with pytest.raises(Repeated):
        carry_out(app, bram, key)
    carry_out(app, bram, new_id())

    assert stored_name() == "Bram!!"
    assert len(transaction.audited(bram.person_id)) == 2


def test_a_form_that_failed_may_be_sent_again(app, bram, stored_name):
    key = new_id()
    with acting(app, bram, form_key=key), pytest.raises(Refused), begin_work(bram):
        raise Refused("Nee.")
    carry_out(app, bram, key)

    assert stored_name() == "Bram!"
    with acting(app, bram, form_key=(tried := new_id())):
        with pytest.raises(Refused), begin_work(bram):
            raise Refused("Nee.")
        with begin_work(bram):
            pass
    with pytest.raises(Repeated):
        carry_out(app, bram, tried)


def test_the_key_of_a_form_is_of_one_person(app, bram, world, stored_name):
    key, anna = new_id(), world.actor("anna")
    with acting(app, anna, form_key=key), begin_work(anna):
        pass
    carry_out(app, bram, key)

    assert stored_name() == "Bram!"


def test_two_works_of_one_request_claim_the_key_once(app, bram):
    with acting(app, bram, form_key=(key := new_id())):
        for _ in range(2):
            with begin_work(bram):
                pass
    with pytest.raises(Repeated):
        carry_out(app, bram, key)


def test_core_statements_on_rows_of_others_are_seen(app, bram):
    """Row security alone would let this through: the table holds no partner content."""
    row = {"id": new_id(), "code": "x"}
    with acting(app, bram) as session, pytest.raises(UncheckedWork, match="outside a work"):
        session.execute(insert(Person.__table__), [row])
