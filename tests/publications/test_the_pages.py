"""The pages of publishing, without scripts: errors beside their cause, and nothing typed is lost.

Anna coordinates for IJenV (lead), Cora signs for IGJ, Carla reads."""

from datetime import timedelta

import pytest

from app.kernel import clock
from app.kernel.clock import HOME_ZONE
from tests.support.publishing import in_days

MOST = 8


@pytest.fixture
def anna(browser_of, press):
    return browser_of("anna").visit(press.plan_address)


def typed(days=3, time="9:20", **more):
    """Return what a coordinator types: some days from now, and what is changed."""
    day = (clock.now().astimezone(HOME_ZONE) + timedelta(days=days)).date()
    return {
        "publish_on": day.isoformat(),
        "publish_time": time,
        "offered_to": "de minister <b>van</b> JenV",
        "offered_on": clock.today().isoformat(),
    } | more


def looked(page, **more):
    """Have the public version made, with what was typed so far."""
    return page.submit("#plan-form", action="look", **typed(**more))


def test_first_looked_at_then_planned(anna, press):
    seen = looked(anna)
    link = seen.tree.cssselect("#looked-at a")[0].get("href")
    preview = seen.browser.visit(link)

    planned = seen.submit("#plan-form", action="plan")
    page = planned.follow()

    assert (seen.status, planned.status) == (200, 303)
    assert preview.response.mimetype == "application/pdf"
    assert "Onder embargo tot" in page.text("#publications-plan")
    assert "Aanbieding aan de minister <b>van</b> JenV" in page.text("#publications-plan")
    assert "0/2" in page.text("#publications-stances")
    assert press.read().offered_on == clock.today()


def test_not_looked_at_is_not_planned_and_nothing_typed_is_lost(anna):
    page = anna.submit("#plan-form", action="plan", **typed())

    assert page.status == 422
    assert "Maak eerst de openbare versie" in page.text("#left_out")
    assert 'value="9:20"' in page.body
    assert page.tree.cssselect("#offered_to")[0].get("value") == "de minister <b>van</b> JenV"


def test_other_parts_than_were_looked_at_are_not_planned(anna):
    seen = looked(anna)

    page = seen.submit("#plan-form", action="plan", left_out=["introduction"])

    assert page.status == 422
    assert page.tree.cssselect("#left_out input[value=introduction][checked]")


@pytest.mark.parametrize(
    ("wrong", "beside", "words"),
    [
        ({"publish_time": "25:00"}, "publish_time", "Dit is geen tijd"),
        ({"publish_time": ""}, "publish_time", "Schrijf de tijd"),
        ({"publish_on": ""}, "publish_on", "Kies een dag"),
        ({"publish_on": "2199-12-31"}, "publish_on", "binnen een jaar"),
        ({"publish_on": "0001-01-01"}, "publish_on", "Kies een dag in de jaren"),
        ({"publish_on": "2026-02-30"}, "publish_on", "geen dag"),
        ({"offered_on": "2199-12-31"}, "offered_on", "in de buurt"),
        ({"offered_on": ""}, "offered_on", "Zeg op welke dag"),
        ({"days": -1}, "publish_on", "voorbij"),
        ({"days": 60}, "delay_reason", "De laatste dag is"),
    ],
)
def test_what_is_wrong_is_told_beside_its_cause(anna, wrong, beside, words):
    seen = looked(anna)

    page = seen.submit("#plan-form", action="plan", **typed(**wrong))

    assert page.status == 422
    assert words in page.text(f"#{beside}-error")
    assert page.tree.cssselect("#offered_to")[0].get("value") == "de minister <b>van</b> JenV"


@pytest.mark.parametrize(
    ("day", "time", "beside"),
    [("2027-03-28", "2:30", "publish_time"), ("2027-10-31", "2:30", "which")],
)
def test_the_nights_the_clock_changes(anna, day, time, beside, monkeypatch):
    """On 28 March 2027 half past two does not exist; on 31 October it comes twice."""
    seen = looked(anna)

    page = seen.submit(
        "#plan-form", action="plan", **typed(publish_on=day, publish_time=time, delay_reason="Zo.")
    )

    assert page.status == 422
    assert page.has(f"#{beside}-error")


def test_a_change_takes_agreements_away_only_with_another_public_version(browser_of, press):
    press.plan(in_days(3))
    cora = browser_of("cora")
    cora.visit(press.address).submit("#stance-form", stance="agree", reason="")
    anna = browser_of("anna")
    moved = anna.visit(press.plan_address)
    moved.submit("#plan-form", action="plan", reason="De minister is er niet.")
    still = cora.visit(press.address).text("#publications-stances")
    other = anna.visit(press.plan_address).submit(
        "#plan-form", action="look", left_out=["introduction"], reason="De inleiding noemt namen."
    )
    other.submit("#plan-form", action="plan")

    gone = cora.visit(press.address).text("#publications-stances")

    assert "1/2" in still
    assert "0/2" in gone
    assert "De inleiding" in cora.visit(press.address).text("main ul.sz-small")
    assert "De inleiding noemt namen." in cora.visit(press.address).text("#publications-entries")


def test_an_earlier_moment_takes_agreements_away_and_a_later_one_does_not(browser_of, press):
    press.plan(in_days(5))
    cora, anna = browser_of("cora"), browser_of("anna")
    cora.visit(press.address).submit("#stance-form", stance="agree", reason="")
    said = []
    for days in (6, 4):
        day = in_days(days).astimezone(HOME_ZONE).date().isoformat()
        seen = anna.visit(press.plan_address)
        moved = seen.submit("#plan-form", action="plan", publish_on=day, reason="Ander moment.")
        assert moved.status == 303
        said.append(cora.visit(press.address).text("#publications-stances"))

    assert "1/2" in said[0]
    assert "0/2" in said[1]


@pytest.mark.parametrize("days", [4, 6])
def test_who_read_of_another_moment_does_not_agree_with_this_one(browser_of, press, days):
    press.plan(in_days(5))
    read = browser_of("cora").visit(press.address)
    press.plan(in_days(days))

    page = read.submit("#stance-form", stance="agree", reason="")

    assert page.status == 409
    assert "Het plan is gewijzigd terwijl je las." in page.text("main")
    assert "0/2" in page.text("#publications-stances")
    again = browser_of("cora").visit(press.address).submit("#stance-form", stance="agree")
    assert again.status == 303


def test_a_chapter_that_stays_internal_is_named(browser_of, press, findings):
    press.plan(in_days(3), left_out=(f"finding:{findings[1]}",))

    assert "Bevinding: Te weinig zorg" in browser_of("cora").visit(press.address).text("main")


def test_an_objection_without_a_reason_is_told(browser_of, press):
    press.plan(in_days(3))

    page = browser_of("cora").visit(press.address).submit("#stance-form", stance="object")

    assert page.status == 422
    assert "Zeg wat er in de weg staat." in page.text("#reason-error")


def test_pages_ask_little(browser_of, press, statements):
    press.plan(in_days(3))
    carla = browser_of("carla")
    for address in (
        press.address,
        f"{press.place}/publications",
        f"{press.place}/reports/{press.report_id}",
    ):
        statements.clear()
        carla.visit(address)
        assert len(statements) <= MOST, (address, str(statements))
