"""A legal hold: nothing of the organisation disappears, whatever road leads there."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.documents import service
from app.kernel import clock
from app.kernel.errors import Refused
from tests.support.acting import acting
from tests.support.documents import rule_for
from tests.support.holding import put_hold

HOLDS = "/legal-holds"
REASON = "Een claim van een ouder"


@pytest.fixture
def held(transaction, world):
    """A hold on what IGJ brought here."""
    return put_hold(transaction, world.workspace, by=world.person("bram"), reason=REASON)


def set_one(browser, ref, **other):
    given = {
        "workspace": ref,
        "reason": REASON,
        "asked_by": "de landsadvocaat",
        "review_on": (clock.today() + timedelta(days=90)).isoformat(),
    }
    return browser.visit(f"{HOLDS}/new").submit("#hold-form", **{**given, **other})


def test_the_officer_and_the_coordinator_set_one(officer, browser_of, world, transaction):
    for browser in (officer, browser_of("bram")):
        answer = set_one(browser, world.workspace.ref)
        assert answer.status == 303, answer.text("main")
        page = browser.visit(answer.location).text("main")
        assert REASON in page
        assert "de landsadvocaat" in page
    with transaction.as_owner() as owner:
        actions = owner.execute(
            text("select action from log_entry where tree_id = :id and action like 'hold:%'"),
            {"id": world.workspace.id},
        ).scalars()
        assert list(actions) == ["hold:hold:set"] * 2


def test_others_do_not_learn_of_it(held, browser_of, address, world):
    for who in ("anna", "carla"):
        assert REASON not in browser_of(who).visit(address).body
        assert browser_of(who).visit(f"{HOLDS}/{held}").status in (403, 404)
    with_lines = browser_of("anna").visit(f"/workspaces/{world.workspace.ref}/log").body
    assert "vernietigingsstop" not in with_lines


def test_a_place_that_is_not_ones_own_cannot_be_held(officer, world):
    answer = set_one(officer, world.elsewhere.ref)
    assert answer.status == 422
    assert "Kies een ruimte uit de lijst" in answer.text("main")


def test_nothing_is_withdrawn_and_the_reason_is_told(app, world, library, held):
    document = library.bring("bram", rule_for("ijenv"))
    actor = world.actor("bram")
    with acting(app, actor), pytest.raises(Refused) as refused:
        service.withdraw(actor, document.id, seen_version=document.version)
    assert REASON in str(refused.value.message)
    with acting(app, actor):
        place = library.place(actor)
        with pytest.raises(Refused):
            service.withdraw_several(actor, place, document_ids=[document.id])


def test_what_another_organisation_brought_is_its_own_affair(app, world, library, held):
    document = library.bring("anna", rule_for("igj"))
    actor = world.actor("anna")
    with acting(app, actor):
        service.withdraw(actor, document.id, seen_version=document.version)


@pytest.mark.parametrize(
    "statement",
    [
        "update document set withdrawn_at = now() where id = :id",
        "delete from document_version where document_id = :id",
        "update document_version set wrapped_key = '' where document_id = :id",
        "update document_version set blob_id = 'x' where document_id = :id",
    ],
)
def test_the_database_holds_it_on_every_other_road(transaction, library, held, statement):
    document = library.bring("bram", rule_for("ijenv"))
    with transaction.as_owner() as owner:
        with pytest.raises(IntegrityError, match="legal hold"), owner.begin_nested():
            owner.execute(text(statement), {"id": document.id})
        owner.execute(text("update legal_hold set lifted_at = now(), lifted_by_id = set_by_id"))
        if "update document_version" not in statement:  # of which nothing ever changes anyway
            owner.execute(text(statement), {"id": document.id})
    assert held


def test_taking_back_and_destroying_cannot_even_be_chosen(held, started, answering):
    for shared, private in (("return", "archive"), ("archive", "destroy"), ("destroy", "archive")):
        answer = answering("bram", shared, private)
        assert answer.status == 422
        assert REASON in answer.text("main")
    assert answering("bram", "archive").status == 303
    assert answering("anna", "destroy").status == 303


def test_a_hold_after_the_choice_stops_taking_back(
    browser_of, address, library, started, answering, later, transaction, world
):
    document = library.bring("bram", rule_for("ijenv"))
    answering("bram", "return")
    later(30)
    browser_of("anna").visit(address).submit("#close-form")
    put_hold(transaction, world.workspace, by=world.person("bram"), reason=REASON)
    answer = browser_of("bram").visit(address).submit("#take-form")
    assert answer.status == 422
    assert REASON in answer.text("main")
    assert browser_of("anna").visit(library.address(document)).status == 200


def test_it_is_looked_at_again_and_lifted_and_then_it_is_history(
    officer, held, app, world, library, transaction, later
):
    page = officer.visit(f"{HOLDS}/{held}")
    day = (clock.today() + timedelta(days=30)).isoformat()
    assert page.submit("#review-form", review_on=day).status == 303
    stale = page.submit("#lift-form", lift_reason="Te vroeg.")
    assert stale.status == 409
    lifted = officer.visit(f"{HOLDS}/{held}").submit("#lift-form", lift_reason="Uitspraak gedaan.")
    assert lifted.status == 303
    told = officer.visit(f"{HOLDS}/{held}")
    assert "Uitspraak gedaan." in told.text("main")
    assert not told.tree.cssselect("#lift-form")
    assert transaction.audited(held) == ["hold:hold:review", "hold:hold:lift"]
    document = library.bring("bram", rule_for("ijenv"))
    with acting(app, world.actor("bram")):
        service.withdraw(world.actor("bram"), document.id, seen_version=document.version)


def test_who_coordinated_until_the_end_lifts_it_after_that(
    browser_of, held, transaction, world, app
):
    with transaction.as_owner() as owner:
        told = {"moment": clock.now(), "igj": world.organisations["igj"].id}
        for table in ("membership", "participation"):
            ending = f"update {table} set ended_at = :moment where organisation_id = :igj"
            owner.execute(text(ending), told)
    page = browser_of("bram").visit(f"{HOLDS}/{held}")
    lifted = page.submit("#lift-form", lift_reason="Uitspraak gedaan.")
    assert lifted.status == 303
    assert transaction.audited(held) == ["hold:hold:lift"]
