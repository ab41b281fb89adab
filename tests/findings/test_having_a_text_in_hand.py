"""Somebody works on the text of a finding: others see it, a colleague waits or takes it over.

Anna and Wim both write for IJenV here; Bram (IGJ) and Carla (IvhO) read along.
"""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import text, update
from sqlalchemy.exc import DatabaseError

from app.findings.models import FindingLock
from app.findings.service import texts
from app.kernel import clock
from app.workspaces.models import MemberRole, Membership
from tests.support.acting import acting


@pytest.fixture
def finding(desk, world, transaction):
    with transaction.as_owner() as owner:
        owner.execute(
            update(Membership)
            .where(Membership.person_id == world.person("wim").id)
            .values(role=MemberRole.CONTRIBUTOR)
        )
    return desk.finding("anna", is_final=False)


@pytest.fixture
def begin(browser_of, place, finding):
    """Press the button that takes the text in hand; return the form one comes to."""

    def begun(who):
        page = browser_of(who).visit(f"{place}/{finding}")
        return page.submit("#take-form").follow()

    return begun


def words_for(browser_of, place, finding, who):
    return browser_of(who).visit(f"{place}/{finding}").text("main")


@pytest.mark.parametrize("who", ["wim", "bram", "carla"])
def test_who_reads_it_sees_who_works_on_it_and_reads_on(
    browser_of, place, finding, begin, transaction, who
):
    form = begin("anna")

    shown = words_for(browser_of, place, finding, who)
    assert "Je werkt hieraan tot" in form.text("#findings-form")
    assert "Anna (IJenV) werkt hieraan sinds vandaag" in shown
    assert "Wij telden 61 uur per week." in shown
    assert transaction.audited(finding)[-1] == "finding:lock:take"


def test_it_ends_by_itself(browser_of, place, finding, begin):
    begin("anna")

    with time_machine.travel(clock.now() + timedelta(minutes=61), tick=False):
        assert "werkt hieraan" not in words_for(browser_of, place, finding, "anna")


@pytest.mark.parametrize("way", ["save", "stop"])
def test_it_is_given_back_by_saving_and_by_stopping(
    browser_of, place, finding, begin, transaction, way
):
    form = begin("anna")

    typed = {"text": "Z.", "reason": "Nieuw."} if way == "save" else {"stop": "1"}
    answer = form.submit("#findings-form", **typed)

    assert answer.status == 303
    assert "werkt hieraan" not in words_for(browser_of, place, finding, "bram")
    action = "finding:text:change" if way == "save" else "finding:lock:release"
    assert transaction.audited(finding)[-1] == action


def test_a_colleague_waits_or_takes_it_over_and_both_texts_are_kept(
    browser_of, place, finding, begin, transaction
):
    first = begin("anna")
    second = begin("wim")
    assert "Anna (IJenV) werkt hieraan sinds" in second.text("#findings-form")

    refused = second.submit("#findings-form", text="Van Wim.", reason="Nieuw.")
    assert refused.status == 409
    assert refused.text("textarea[name=text]") == "Van Wim."
    assert refused.tree.cssselect("section[aria-labelledby=theirs]") == []

    saved = refused.submit("#findings-form", take_over="1")
    assert saved.status == 303
    assert "finding:lock:take-over" in transaction.audited(finding)
    late = first.submit("#findings-form", text="Van Anna.", reason="Ook nieuw.")
    assert late.status == 409
    assert late.text("textarea[name=text]") == "Van Anna."
    assert "Van Wim." in late.text("section[aria-labelledby=theirs]")


def test_who_lost_it_is_told_and_keeps_what_was_typed(api_of, finding, begin):
    first = begin("anna")
    api_of("wim").ask("PUT", f"/findings/{finding}/lock", json={"take_over": True})

    answer = first.submit("#findings-form", text="Van Anna.", reason="Nieuw.")

    assert answer.status == 409
    assert "Wim (IJenV) werkt hieraan" in answer.text("#findings-form")
    assert answer.text("textarea[name=text]") == "Van Anna."


def test_while_it_is_held_nobody_else_puts_it_forward(browser_of, place, finding, begin):
    page = browser_of("wim").visit(f"{place}/{finding}")
    begin("anna")

    answer = page.submit("form[action$=put-forward]")

    assert answer.status == 409
    assert "Anna (IJenV)" in answer.text("#findings-state")


def test_for_partners_systems(api_of, finding, begin):
    anna, wim = api_of("anna"), api_of("wim")
    path = f"/findings/{finding}"
    assert wim.get(f"{path}/lock").json["holder"] is None

    begin("anna")
    change = {"text": "Z.", "reason": "Nieuw."}
    match = {"If-Match": wim.get(path).headers["ETag"]}
    assert wim.get(f"{path}/lock").json["holder"] == "anna"
    assert wim.ask("PATCH", path, json=change, headers=match).status_code == 409
    assert wim.ask("PUT", f"{path}/lock", json={}).status_code == 409
    taken = wim.ask("PUT", f"{path}/lock", json={"take_over": True, "minutes": 5})
    assert taken.json["holder"] == "wim"
    assert anna.ask("PATCH", path, json=change, headers=match).status_code == 409
    assert wim.ask("DELETE", f"{path}/lock").status_code == 204
    assert anna.ask("PATCH", path, json=change, headers=match).status_code == 200


@pytest.mark.parametrize("who", ["bram", "carla", "dirk"])
def test_the_database_lets_nobody_else_hold_it(app, world, finding, begin, who):
    begin("anna")
    values = {"me": world.person(who).id, "mine": world.person(who).organisation_id}
    with acting(app, world.actor(who)) as session:
        taken = text("update finding_lock set holder_id = :me, organisation_id = :mine")
        assert session.connection().execute(taken, values).rowcount == 0
    made = text(
        "insert into finding_lock select id, workspace_id, :me, :mine, now(), now() + '1 h'"
        " from finding where id = :finding"
    )
    with acting(app, world.actor(who)) as session:
        try:
            done = session.connection().execute(made, {**values, "finding": finding}).rowcount
        except DatabaseError:
            done = 0
    assert done == 0


@pytest.mark.parametrize("who", ["anna", "bram"])
def test_the_log_tells_until_when_it_was_taken(browser_of, begin, world, who):
    begin("anna")

    page = browser_of(who).visit(f"/workspaces/{world.workspace.ref}/log")

    assert page.status == 200
    assert "Anna" in page.text("main")


@pytest.mark.parametrize("before", ["free", "own"])
def test_a_text_taken_between_reading_and_saving_is_not_saved_over(
    browser_of, begin, place, finding, world, transaction, monkeypatch, before
):
    """Wim takes it after Anna's finding was loaded and before her work has it locked."""
    form = begin("anna") if before == "own" else browser_of("anna").visit(f"{place}/{finding}/edit")
    wim, lock = world.person("wim"), texts.begin_work

    def begun_late(actor):
        with transaction.as_owner() as owner:
            owner.merge(
                FindingLock(
                    finding_id=finding,
                    workspace_id=world.workspace.id,
                    holder_id=wim.id,
                    organisation_id=wim.organisation_id,
                    taken_at=clock.now(),
                    until=clock.now() + timedelta(hours=1),
                )
            )
        return lock(actor)

    monkeypatch.setattr(texts, "begin_work", begun_late)
    answer = form.submit("#findings-form", text="Van Anna.", reason="Nieuw.")

    assert answer.status == 409
    assert answer.text("textarea[name=text]") == "Van Anna."
