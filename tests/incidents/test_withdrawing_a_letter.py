"""Withdrawing the draft of a joint letter: by whom, with a reason, and what can be done after it.

Anna coordinates for IJenV (lead) and drafted it; Bram contributes for IGJ, a party to it; Wim is of
IJenV too; Carla reads for IvhO."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.incidents import queries
from app.incidents.models import JointLetter
from app.incidents.policy import IncidentPermission
from app.kernel import clock
from app.kernel.access import decide
from tests.incidents.conftest import CASES
from tests.support.acting import acting
from tests.support.database import watching_off

WHY = "De commissie wacht op nader onderzoek."


@pytest.fixture
def change(transaction):
    """Change rows directly: ``change("membership", "role = 'coordinator'", "…")``."""

    def do(table, what, where, **values):
        with transaction.as_owner() as owner, watching_off(owner):
            owner.execute(text(f"update {table} set {what} where {where}"), values)

    return do


@pytest.fixture
def may_withdraw(app, world, place_of, drafted):
    """Tell whether somebody may withdraw it, as the deciding function says."""

    def ask(who):
        actor = world.actor(who)
        with acting(app, actor):
            found = queries.get_letter_for(
                actor,
                IncidentPermission.READ_LETTER,
                letter_id=drafted.rsplit("/", 1)[1],
                workspace=place_of(actor),
            )
            return decide(actor, IncidentPermission.WITHDRAW_LETTER, found).allowed

    return ask


def member(world, who):
    return {"who": world.person(who).id, "place": world.workspace.id}


OF = "person_id = :who and workspace_id = :place"


def test_withdrawn_with_a_reason_it_is_told_and_makes_room(
    browser_of, decided, drafted, transaction
):
    anna = browser_of("anna")

    done = anna.visit(drafted).submit("#withdraw-form", reason=WHY)

    assert done.status == 303
    assert transaction.audited(str(decided))[-1] == "incident:letter:withdraw"
    for who in ("anna", "bram", "carla"):
        page = browser_of(who).visit(drafted)
        assert WHY in page.text("main")
        assert not any(page.has(f"#{each}-form") for each in ("change", "judge", "finish"))
        assert WHY in browser_of(who).visit(f"{CASES}/{decided}").text("main")
    again = anna.visit(f"{CASES}/{decided}/letters/new").submit(
        "#letter-form", parties=["ijenv", "igj"]
    )
    assert (again.status, again.location != drafted) == (303, True)


@pytest.mark.parametrize("reason", ["", "  ", "x" * 1001, "Jan Jansen, 12-03-2015, bsn 123456782"])
def test_a_reason_is_needed_and_names_nobody(browser_of, drafted, reason, transaction):
    done = browser_of("anna").visit(drafted).submit("#withdraw-form", reason=reason)

    assert done.status == 422
    with transaction.as_owner() as owner:
        assert owner.query(JointLetter).one().withdrawn_at is None


def test_what_was_said_meanwhile_is_read_first(browser_of, drafted):
    page = browser_of("anna").visit(drafted)
    browser_of("bram").visit(drafted).submit("#judge-form", says="agree")

    late = page.submit("#withdraw-form", reason=WHY)

    assert late.status == 409
    assert WHY in late.response.text


def test_withdrawn_nothing_is_said_or_changed_any_more(browser_of, drafted):
    anna, bram = browser_of("anna"), browser_of("bram")
    change_it, say_it, stop_it = anna.visit(drafted), bram.visit(drafted), anna.visit(drafted)
    stop_it.submit("#withdraw-form", reason=WHY)

    answers = [
        change_it.submit("#change-form", subject="Anders"),
        say_it.submit("#judge-form", says="agree"),
        stop_it.submit("#withdraw-form", reason=WHY),
    ]

    assert [each.status for each in answers] == [403, 403, 403]


def test_only_who_drafts_and_their_coordinators_withdraw(may_withdraw, change, world):
    before = {who: may_withdraw(who) for who in ("anna", "wim", "bram", "carla")}
    change("membership", "role = 'coordinator'", OF, **member(world, "wim"))
    change("membership", "role = 'coordinator'", OF, **member(world, "bram"))

    assert before == {"anna": True, "wim": False, "bram": False, "carla": False}
    assert (may_withdraw("wim"), may_withdraw("bram")) == (True, False)


def test_the_lead_withdraws_when_the_drafter_of_another_left(may_withdraw, change, world):
    change(
        "incident_letter",
        "organisation_id = :igj, drafted_by_id = :bram",
        "true",
        igj=world.organisations["igj"].id,
        bram=world.person("bram").id,
    )
    stays = may_withdraw("anna"), may_withdraw("bram")
    ended = {"at": clock.now() - timedelta(minutes=1)}
    change("membership", "ended_at = :at", OF, **ended, **member(world, "bram"))

    assert stays == (False, True)
    assert may_withdraw("anna")


STANDS_AGAIN = (
    "update incident_letter set withdrawn_at = null, withdrawn_because = null,"
    " withdrawn_by_id = null, withdrawn_for_id = null"
)


@pytest.mark.parametrize("done", [STANDS_AGAIN, "update incident_letter set current_number = 2"])
def test_the_table_itself_holds_what_was_withdrawn(browser_of, drafted, transaction, done):
    browser_of("anna").visit(drafted).submit("#withdraw-form", reason=WHY)

    with (
        pytest.raises(DBAPIError, match="withdrawn"),
        transaction.as_owner() as owner,
        owner.begin_nested(),
    ):
        owner.execute(text(done))
