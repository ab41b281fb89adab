"""The register is for the privacy officer: no other duty or role opens it, nor the second wall."""

import pytest
from sqlalchemy import text

from app.identity.models import PRIVACY_OFFICER, Person
from tests.support.acting import acting

PAGES = (
    "",
    "/export",
    "/disclosures",
    "/disclosures/export",
    "/special-data",
    "/special-data/export",
    "/openings",
    "/openings/export",
    "/data-subjects",
    "/breaches",
    "/breaches/export",
    "/breaches/new",
)
CALLS = (
    "samenzicht_register_places()",
    "samenzicht_sight_of_mine()",
    "samenzicht_register_recipients()",
    "samenzicht_register_disclosures(null, null, null, null, 100, 0)",
    "samenzicht_register_special(null, null, null, null, 100, 0)",
)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", ["anna", "bram", "cora", "dirk", "els"])
def test_without_the_duty_it_is_refused(browser_of, who, page):
    assert browser_of(who).visit(f"/privacy-register{page}").status == 403


@pytest.mark.parametrize("page", PAGES)
def test_who_is_not_signed_in_is_led_to_the_door(anonymous, page):
    assert anonymous.visit(f"/privacy-register{page}").status in (302, 303)


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("who", ["anna", "bram", "els"])
def test_the_functions_tell_nothing_to_others(app, world, library, call, who):
    library.bring("bram", title="x")
    with acting(app, world.actor(who)) as session:
        assert session.execute(text(f"select * from {call}")).all() == []


@pytest.mark.parametrize("call", CALLS)
def test_the_duty_alone_in_the_session_is_not_believed(app, world, transaction, call):
    """The database asks its own row of the person, who may have been blocked meanwhile."""
    with transaction.as_owner() as owner:
        found = owner.query(Person).filter_by(login="bram").one()
        found.duties = [PRIVACY_OFFICER]
        owner.flush()
        owner.execute(text("update person set blocked_at = now() where login = 'bram'"))
    with acting(app, world.actor("bram")) as session:
        assert session.execute(text(f"select * from {call}")).all() == []
