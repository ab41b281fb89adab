"""Triage: the duty inspectors decide with a reason, and the case and its term follow."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.incidents.conftest import CASES
from tests.support.database import watching_off

DECIDED = {"within": "yes", "outcome": "to_committee", "reason": "De groep is nu veilig."}
AFTER = [
    # what is found and decided, where the case stands then, whether a term runs
    (DECIDED, "committee", False),
    (DECIDED | {"within": "unclear", "outcome": "find_out"}, "finding_out", True),
    (DECIDED | {"is_acute": "y", "outcome": "urgent"}, "urgent", False),
    (DECIDED | {"within": "no", "outcome": "not_ours"}, "closed", False),
]
CONTRADICTIONS = [
    DECIDED | {"within": "no"},
    DECIDED | {"outcome": "not_ours"},
    DECIDED | {"outcome": "find_out"},
    DECIDED | {"within": "unclear"},
    DECIDED | {"outcome": "urgent"},
    DECIDED | {"outcome": "close_with_letter"},
    DECIDED | {"reason": "  "},
    DECIDED | {"reason": "Bel 06, mail a@b.nl"},
    DECIDED | {"within": ""},
]


@pytest.mark.parametrize(("typed", "status", "runs"), AFTER)
def test_the_case_follows_what_was_decided(
    browser_of, register, stored, transaction, typed, status, runs
):
    case_id = register()
    page = browser_of("bram").visit(f"{CASES}/{case_id}")

    done = page.submit("#triage-form", **typed, informs_municipality="y")

    assert done.status == 303
    case = stored(case_id)
    assert (case.status, case.due_on is not None) == (status, runs)
    told = browser_of("carla").visit(f"{CASES}/{case_id}").text("main")
    for each in ("De groep is nu veilig.", "Bram", "de gemeente"):
        assert each in told
    assert transaction.audited(str(case_id)) == ["incident:case:add", "incident:triage:decide"]


@pytest.mark.parametrize("typed", CONTRADICTIONS)
def test_a_decision_that_contradicts_itself_is_refused(browser_of, register, stored, typed):
    case_id = register()

    refused = browser_of("anna").visit(f"{CASES}/{case_id}").submit("#triage-form", **typed)

    assert refused.status == 422
    assert stored(case_id).status == "registered"
    assert typed["reason"].strip() in refused.body


def test_what_was_unclear_comes_back_into_triage_and_both_decisions_stay(
    browser_of, register, stored
):
    case_id = register()
    anna, address = browser_of("anna"), f"{CASES}/{case_id}"
    unclear = DECIDED | {"within": "unclear", "outcome": "find_out", "reason": "Eerst uitzoeken."}
    anna.visit(address).submit("#triage-form", **unclear)
    anna.visit(address).submit("#triage-form", **DECIDED)

    told = anna.visit(address).text("main")

    assert "Eerst uitzoeken." in told
    assert "De groep is nu veilig." in told
    assert 'id="triage-form"' not in anna.visit(address).body
    assert stored(case_id).status == "committee"


def test_who_decides_on_an_older_page_is_told_and_nothing_is_lost(browser_of, register, stored):
    case_id = register()
    stale = browser_of("bram").visit(f"{CASES}/{case_id}")
    fresh = browser_of("anna").visit(f"{CASES}/{case_id}")
    unclear = DECIDED | {"within": "unclear", "outcome": "find_out"}
    fresh.submit("#triage-form", **unclear)

    late = stale.submit("#triage-form", **DECIDED)

    assert late.status == 409
    assert "De groep is nu veilig." in late.body
    assert stored(case_id).status == "finding_out"


@pytest.mark.parametrize("who", ["wim", "carla"])
def test_who_only_reads_finds_no_form(browser_of, register, who):
    page = browser_of(who).visit(f"{CASES}/{register()}")

    assert page.status == 200
    assert "-form" not in page.text("main") + str(page.tree.cssselect("main form"))


@pytest.mark.parametrize("table", ["incident_decision", "incident_term_change"])
@pytest.mark.parametrize("statement", ["delete from {0}", "update {0} set reason = 'anders'"])
def test_what_was_decided_is_never_rewritten(
    app, world, house, browser_of, register, table, statement
):
    case_id = register()
    anna = browser_of("anna")
    more = {"kind": "extended", "length": "1", "unit": "weeks", "why": "Vakantie."}
    anna.visit(f"{CASES}/{case_id}").submit("#course-form", **more)
    anna.visit(f"{CASES}/{case_id}").submit("#triage-form", **DECIDED)
    with (
        app.app_context(),
        house.database.session_for(world.actor("anna")) as session,
        watching_off(session),
        pytest.raises(DBAPIError),
        session.begin_nested(),
    ):
        session.execute(text(statement.format(table)))
