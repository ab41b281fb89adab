"""What the pages of cases ask of the database: the same with many cases as with few."""

import pytest
from sqlalchemy import text

from tests.incidents.conftest import CASES
from tests.incidents.test_triage import DECIDED
from tests.support.counting import counting

MOST_TO_READ, MOST_TO_WRITE = 8, 14


@pytest.mark.parametrize("path", ["", "/themes", "/export", "/meetings", "/new"])
def test_a_list_costs_the_same_with_more_cases(browser_of, register, owner_engine, path):
    browser = browser_of("anna")
    register()
    browser.visit(f"{CASES}{path}")
    with counting(owner_engine) as few:
        assert browser.visit(f"{CASES}{path}").status == 200
    for number in range(6):
        register(institution=f"Instelling {number}", municipality="Meerdam")
    with counting(owner_engine) as many:
        browser.visit(f"{CASES}{path}")

    most = MOST_TO_WRITE if path == "/export" else MOST_TO_READ
    assert len(few) == len(many) <= most


def test_a_meeting_and_a_case_cost_few_statements(browser_of, register, owner_engine, transaction):
    anna, costs = browser_of("anna"), []
    address = None
    for _number in range(3):
        case = f"{CASES}/{register()}"
        anna.visit(case).submit("#triage-form", **DECIDED)
        anna.visit(case).submit("#agenda-form")
        with transaction.as_owner() as owner:
            key = owner.execute(text("select id from incident_meeting")).scalar_one()
        address = f"{CASES}/meetings/{key}"
        anna.visit(address)
        with counting(owner_engine) as statements:
            assert anna.visit(address).status == 200
        costs.append(len(statements))
    with counting(owner_engine) as statements:
        assert anna.visit(case).status == 200

    assert len(set(costs)) == 1
    assert costs[0] <= MOST_TO_READ
    assert len(statements) <= MOST_TO_READ


def test_a_step_costs_few_statements(browser_of, register, owner_engine):
    anna, case = browser_of("anna"), f"{CASES}/{register()}"
    page = anna.visit(case)
    with counting(owner_engine) as triage:
        page.submit("#triage-form", **(DECIDED | {"within": "unclear", "outcome": "find_out"}))
    page = anna.visit(case)
    more = {"kind": "extended", "length": "2", "unit": "weeks", "why": "Tijd."}
    with counting(owner_engine) as term:
        page.submit("#course-form", **more)
    new = anna.visit(f"{CASES}/new")
    with counting(owner_engine) as registering:
        new.submit("#case-form", kind="violence", sender="halt", institution="Nieuw", facts="Iets.")

    told = {"triage": len(triage), "term": len(term), "registering": len(registering)}
    assert max(told.values()) <= MOST_TO_WRITE, told
