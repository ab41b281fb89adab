"""A block is not passed by inviting anew, and who may not let in learns nothing of an account."""

import pytest
from sqlalchemy import func, select, update

from app.identity.models import Person
from app.kernel import clock
from app.workspaces.models import MemberRole

ADD = "form#add-person"


@pytest.fixture
def els_is_blocked(transaction):
    with transaction.as_owner() as owner:
        els = update(Person).where(Person.login == "els")
        owner.execute(els.values(blocked_at=clock.now(), email="Els@ijenv.example"))


def test_a_blocked_person_gets_no_second_account(browser_of, ref, transaction, els_is_blocked):
    page = browser_of("anna").visit(f"/workspaces/{ref}/members")

    answer = page.submit(
        ADD, email="els@ijenv.example", role="coordinator", name="Els", job_title="x"
    )

    assert answer.status == 422
    assert "Vraag het de beheerder" in answer.text(ADD)
    with transaction.as_owner() as owner:
        same = select(func.count()).where(func.lower(Person.email) == "els@ijenv.example")
        assert owner.execute(same).scalar_one() == 1


def test_a_partners_coordinator_learns_nothing_of_accounts_elsewhere(
    api_of, browser_of, ref, make_role, els_is_blocked
):
    make_role("bram", MemberRole.COORDINATOR)
    page = browser_of("bram").visit(f"/workspaces/{ref}/members")

    on_screen = {
        name: page.submit(ADD, email=f"{name}@ijenv.example", role="reader").status
        for name in ("els", "wim", "niemand")
    }
    over_api = [
        api_of("bram").post(f"/workspaces/{ref}/members", json={"login": login})
        for login in ("els", "wim", "niemand")
    ]

    assert set(on_screen.values()) == {403}
    assert {each.status_code for each in over_api} == {422}
    assert len({each.get_json()["detail"] for each in over_api}) == 1
