"""The second person before, and the judgement after: by whom, once, and asked for until it is."""

from uuid import UUID

import pytest
from sqlalchemy import text

from app.emergencies import jobs, queries
from app.emergencies.policy import EmergencyPermission
from app.kernel.errors import NotAllowed
from app.running import standing_in
from tests.emergencies.conftest import SIGHTS
from tests.support.acting import acting
from tests.support.emergencies import actor_of, put_sight

WORDS = "Er was niemand anders, en het bleef bij twee stukken."


@pytest.fixture
def sight(transaction, world, nora, fons):
    return put_sight(transaction, world.workspace, of=nora, by=fons)


@pytest.fixture
def asking(opening):
    """The address of one that asks for special data too."""
    answer = opening(wants_special="y")
    assert answer.status == 303, answer.text("main")
    return answer.location


@pytest.fixture
def ended(sight, browsing, fons):
    assert browsing(fons).visit(f"{SIGHTS}/{sight}").submit("#end-form").status == 303
    return f"{SIGHTS}/{sight}"


def test_a_second_officer_agrees_once(asking, browsing, frida, logged):
    page = browsing(frida).visit(asking)
    assert page.submit("#confirm-form").status == 303
    assert logged() == ["emergency:sight:open", "emergency:sight:confirm"]
    again = page.submit("#confirm-form")
    assert again.status in (303, 403, 409)
    assert logged() == ["emergency:sight:open", "emergency:sight:confirm"]


def test_who_coordinates_there_for_the_organisation_agrees(
    asking, browser_of, bram_coordinates, logged
):
    assert browser_of("bram").visit(asking).submit("#confirm-form").status == 303
    assert logged()[-1] == "emergency:sight:confirm"


def test_neither_who_opened_it_nor_who_has_it_agrees(asking, app, browsing, fons, nora):
    for person in (fons, nora):
        page = browsing(person).visit(asking)
        assert page.status == 200
        assert 'id="confirm-form"' not in page.body
        actor = actor_of(person)
        with acting(app, actor), pytest.raises(NotAllowed) as refused:
            queries.get_for(actor, EmergencyPermission.CONFIRM, UUID(asking.rpartition("/")[2]))
        assert refused.value.decision.rule == "is_second"


def test_who_only_contributes_there_has_no_say(asking, browser_of):
    for who in ("bram", "cora"):
        assert browser_of(who).visit(asking).status == 404


def test_what_did_not_ask_for_special_data_gets_none(sight, browsing, frida):
    assert 'id="confirm-form"' not in browsing(frida).visit(f"{SIGHTS}/{sight}").body


def test_another_officer_judges_it_and_it_stands(ended, browsing, frida, logged, browser_of, world):
    page = browsing(frida).visit(ended)
    answer = page.submit("#review-form", verdict="unjustified", words=WORDS)
    assert answer.status == 303, answer.text("main")
    said = browsing(frida).visit(ended)
    assert "Niet terecht" in said.text("main")
    assert WORDS in said.text("main")
    assert 'id="review-form"' not in said.body
    assert logged() == ["emergency:sight:end", "emergency:sight:review"]
    lines = browser_of("anna").visit(f"/workspaces/{world.workspace.ref}/log")
    assert "beoordeelde achteraf" in lines.text("main")
    assert WORDS not in lines.body


def test_who_opened_it_judges_only_where_there_is_no_other(ended, browsing, fons):
    answer = browsing(fons).visit(ended).submit("#review-form", verdict="justified", words=WORDS)
    assert answer.status == 303, answer.text("main")


def test_who_opened_it_leaves_it_to_the_other(ended, browsing, fons, frida):
    page = browsing(fons).visit(ended)
    assert 'id="review-form"' not in page.body
    assert "Een andere privacyfunctionaris" in page.text("main")


@pytest.mark.parametrize("wrong", [{"verdict": "maybe"}, {"words": ""}, {"words": "x" * 1001}])
def test_a_wrong_judgement_keeps_nothing(ended, browsing, frida, logged, wrong):
    given = {"verdict": "justified", "words": WORDS, **wrong}
    answer = browsing(frida).visit(ended).submit("#review-form", **given)
    assert answer.status == 422
    assert logged() == ["emergency:sight:end"]


def test_it_is_judged_when_the_time_was_over_before_the_job_came(
    sight, later, browsing, frida, logged
):
    later(hours=30)
    page = browsing(frida).visit(f"{SIGHTS}/{sight}")
    assert page.submit("#review-form", verdict="justified", words=WORDS).status == 303
    assert logged() == ["emergency:sight:lapse", "emergency:sight:review"]


def test_what_runs_is_not_judged(sight, browsing, frida):
    assert 'id="review-form"' not in browsing(frida).visit(f"{SIGHTS}/{sight}").body


def test_the_register_says_what_waits_and_what_is_late(sight, later, browsing, fons):
    assert "Loopt nu" in browsing(fons).visit(SIGHTS).text("main")
    later(hours=30)
    assert "Te beoordelen" in browsing(fons).visit(SIGHTS).text("main")
    later(days=8)
    assert "te laat" in browsing(fons).visit(SIGHTS).text("main")


def test_it_is_asked_for_every_week_until_somebody_judges(
    sight, later, app, carry_out, transaction, browsing, frida, fons
):
    def asked():
        with standing_in(app):
            jobs.look.run()
        return [
            facts["name"]
            for name, facts in carry_out()
            if name == "emergencies.mail_one" and facts["kind"] == "judge_late"
        ]

    later(hours=25)
    assert asked() == []
    later(days=7)
    assert len(asked()) == 2
    assert asked() == []
    later(days=7)
    assert len(asked()) == 2
    page = browsing(frida).visit(f"{SIGHTS}/{sight}")
    page.submit("#review-form", verdict="justified", words=WORDS)
    later(days=8)
    assert asked() == []


def test_the_database_keeps_a_judgement_as_it_was(ended, browsing, frida, transaction):
    from sqlalchemy.exc import DBAPIError

    browsing(frida).visit(ended).submit("#review-form", verdict="unjustified", words=WORDS)
    with pytest.raises(DBAPIError), transaction.as_owner() as owner:
        owner.execute(text("update emergency_sight set verdict = 'justified'"))
