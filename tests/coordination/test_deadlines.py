"""Deadlines: what is overdue, comes this week or later, as far as each reader may know."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from app.coordination import queries, service
from app.coordination.models import ActivityKind, Regime, Rest, SupervisedEntity
from app.coordination.policy import CoordinationPermission
from app.coordination.queries import WantedDeadlines, deadlines
from app.coordination.service import Receipt, Window
from app.kernel.errors import Refused
from tests.coordination.conftest import window
from tests.support.counting import counting
from tests.support.tasks import stand_still
from tests.support.turning import addresses_of, turn

PAGE = "/coordination/deadlines"
READERS = ("bram", "anna", "carla", "dirk")
INCIDENT = {"kind": ActivityKind.INCIDENT}
NOTICED = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)


@pytest.fixture
def clock_at(monkeypatch):
    return stand_still(monkeypatch)


def seen_by(doing, who, **wanted):
    """Every deadline somebody may know: title and kind, page by page."""
    found, after = [], None
    with doing.acting(who) as actor:
        coordination = queries.get_coordination(actor, CoordinationPermission.VIEW)
        while True:
            rows = queries.list_deadlines(
                actor, coordination, WantedDeadlines(**wanted), limit=7, after=after
            )
            found += [(each.activity.title, str(each.kind)) for each in rows]
            if len(rows) < 7:
                return found
            after = rows[-1].place


def plan_at_random(doing, random, count=45):
    """Plan activities opened in all sorts of ways, some over, some incidents; return what is."""
    made = []
    for number in range(count):
        who, home = random.choice([("bram", "igj"), ("anna", "ijenv"), ("dirk", "nvwa")])
        others = [] if home == "nvwa" else [e for e in ("ijenv", "igj", "ivho") if e != home]
        first = date(2026, 11, 1) + timedelta(days=random.randint(0, 30))
        when = Window(
            starts_on=first, ends_on=first, due_on=first + timedelta(days=random.randint(0, 9))
        )
        named = tuple(each for each in others if random.random() < 0.3)
        rest, kind = random.choice(list(Rest)), random.choice(list(ActivityKind))
        at = doing.enter(who, f"Kliniek {number}")
        it = doing.plan(who, at, f"{home}-{number}", when=when, kind=kind, named=named, rest=rest)
        fate = random.choice(["withdrawn", "finished", "stands", "stands", "stands"])
        word = "training_certificate" if kind == ActivityKind.CERTIFICATE else "activity"
        kinds = set() if kind == ActivityKind.QUIET or fate != "stands" else {word}
        if kind == ActivityKind.INCIDENT:
            doing.act(
                who, service.register_notice, it, noticed_at=NOTICED, is_ongoing=number % 2 == 0
            )
            report = "progress_report" if number % 2 == 0 else "final_report"
            kinds |= {"early_warning", "notification", report} if fate == "stands" else set()
        verbs = {"withdrawn": service.withdraw_activity, "finished": service.finish_activity}
        if fate in verbs:
            doing.act(who, verbs[fate], it)
        made.append((home, named, rest, f"{home}-{number}", kinds))
    return made


def expected(made, home):
    """The rule, by hand: what is one's own, names one, or is open wholly; in one's own place."""
    return sorted(
        (title, kind)
        for owner, named, rest, title, kinds in made
        if (owner == "nvwa") == (home == "nvwa")
        and (owner == home or home in named or rest == Rest.EVERYTHING)
        for kind in kinds
    )


HOMES = {"bram": "igj", "anna": "ijenv", "carla": "ivho", "dirk": "nvwa"}


def test_each_reader_sees_the_deadlines_the_rule_gives(doing, monkeypatch):
    made = plan_at_random(doing, Random(2611))

    for who in READERS:
        rule = expected(made, HOMES[who])
        with doing.transaction.without_row_security():
            assert sorted(seen_by(doing, who)) == rule
        assert sorted(seen_by(doing, who)) == rule
        assert len(rule) > 5
    monkeypatch.setattr(deadlines, "visible_to", lambda *_asked: True)
    for who in READERS:
        assert sorted(seen_by(doing, who)) == expected(made, HOMES[who])
    with doing.transaction.without_row_security():
        assert len(seen_by(doing, "carla")) > len(expected(made, "ivho"))


def test_what_is_only_planned_has_no_deadline_for_others(browser_of, doing):
    at = doing.enter("bram", "UMC")
    doing.plan("bram", at, "Verborgen audit", rest=Rest.PLANNED)

    assert "UMC" in browser_of("bram").visit(PAGE).text("tbody")
    assert not browser_of("anna").visit(PAGE).has("tbody")


@pytest.mark.parametrize(
    ("days", "group", "word", "reason"),
    [
        (-1, "Te laat", "Te laat", "1 werkdag te laat."),
        (0, "Deze week", "Let op", "Vandaag is de laatste dag."),
        (3, "Deze week", "Let op", "Nog 3 dagen."),
        (4, "Deze week", "Op tijd", "Nog 4 dagen."),
        (7, "Later", "Op tijd", "Nog 7 dagen."),
        (30, "Later", "Op tijd", "Nog 30 dagen."),
    ],
)
def test_a_light_is_a_word_with_its_reason(browser_of, doing, clock_at, days, group, word, reason):
    due = date(2026, 11, 4) + timedelta(days=days)  # today is a Wednesday
    doing.plan("bram", doing.enter("bram"), when=Window(starts_on=due, ends_on=due))
    clock_at("2026-11-04 10:00")

    table = browser_of("bram").visit(PAGE).text("tbody")

    assert table.startswith(group)
    assert f"{word}{reason}" in table.replace("\n", "")


def test_a_plan_that_slips_says_so(browser_of, doing, clock_at):
    it = doing.plan("bram", doing.enter("bram"), when=window("2027-04-01", "2027-04-30"))
    doing.act("bram", service.move_activity, it, window=window("2027-05-01", "2027-05-30"))
    clock_at("2026-11-04 10:00")

    far = browser_of("bram").visit(PAGE).text("tbody")
    clock_at("2027-05-10 10:00")
    near = browser_of("bram").visit(PAGE).text("tbody")

    told = "Het is 30 dagen later dan eerst afgesproken."
    assert (told in far, "Let op" in far) == (True, False)
    assert (told in near, "Let op" in near) == (True, True)


def test_a_term_of_a_day_asks_for_attention_at_its_end_only(browser_of, doing, clock_at):
    it = doing.plan("bram", doing.enter("bram"), **INCIDENT)
    clock_at("2026-11-02 09:00")
    doing.act("bram", service.register_notice, it, noticed_at=NOTICED, is_ongoing=False)
    lights = []
    for moment in ("2026-11-02 09:00", "2026-11-03 01:00", "2026-11-03 09:00"):
        clock_at(moment)
        with doing.acting("bram") as actor:
            there = queries.get_coordination(actor, CoordinationPermission.VIEW)
            rows = queries.list_deadlines(actor, there, WantedDeadlines(), limit=1)
        lights.append(str(rows[0].light.level))

    assert lights == ["soon", "risk", "late"]


def test_every_incident_counts_however_many_there_are(doing, monkeypatch):
    for number in range(9):
        it = doing.plan("bram", doing.enter("bram", f"K{number}"), f"A{number}", **INCIDENT)
        at = NOTICED + timedelta(days=number - 9)
        doing.act("bram", service.register_notice, it, noticed_at=at, is_ongoing=number % 2 == 0)
    at_once = seen_by(doing, "bram")

    monkeypatch.setattr(deadlines, "AT_ONCE", 2)

    assert len(at_once) == 9 * 4
    assert seen_by(doing, "bram") == at_once


def test_on_the_last_day_every_heading_stands_there_once(browser_of, doing, clock_at):
    """A term in hours is over in the afternoon; a day on the same date is not."""
    for number in range(6):
        at = doing.enter("bram", f"K{number}")
        if number % 2:
            it = doing.plan("bram", at, **INCIDENT, when=window("2026-12-01", "2026-12-20"))
            doing.act("bram", service.register_notice, it, noticed_at=NOTICED, is_ongoing=False)
        else:
            doing.plan("bram", at, when=window("2026-11-03", "2026-11-03"))
    clock_at("2026-11-03 12:00")

    table = browser_of("bram").visit(PAGE)

    headings = [each.text_content() for each in table.tree.cssselect("tbody th[scope=rowgroup]")]
    assert len(headings) == len(set(headings)) >= 3


def test_what_is_shown_is_taken_along(browser_of, doing):
    doing.plan("bram", doing.enter("bram"), "=Audit", rest=Rest.EVERYTHING)
    doing.plan("anna", doing.enter("anna", "GGZ"), "Verborgen", rest=Rest.PLANNED)
    carla = browser_of("carla")

    page = carla.visit(f"{PAGE}?owner=igj")
    link = page.tree.cssselect("a[href*='format=csv']")[0].get("href")
    table = carla.visit(link).body

    assert "owner=igj" in link
    assert "UMC Middenland" in table
    assert "'=Audit" in table  # a formula comes along as text
    assert "Verborgen" not in table


def test_what_changed_is_taken_along_by_who_sees_it(doing, take_list):
    doing.plan("bram", doing.enter("bram"), "=Audit", rest=Rest.EVERYTHING)
    doing.plan("anna", doing.enter("anna", "GGZ"), "Verborgen", rest=Rest.PLANNED)

    [row] = take_list("carla", f"{PAGE}/changes")

    assert (row["Organisatie"], row["Van"]) == ("UMC Middenland", "IGJ")
    assert row["Activiteit"] == "=Audit"


def test_deadlines_are_narrowed_by_authority_and_sector(doing):
    doing.plan("bram", doing.enter("bram"), "Van IGJ", rest=Rest.EVERYTHING)
    doing.plan("anna", doing.enter("anna", "GGZ"), "Van IJenV", rest=Rest.EVERYTHING)

    assert seen_by(doing, "carla", owner="ijenv") == [("Van IJenV", "activity")]
    assert seen_by(doing, "carla", sector="energy") == []
    assert seen_by(doing, "carla", words="umc") == [("Van IGJ", "activity")]


def test_the_page_costs_the_same_for_twenty_rows_as_for_four(browser_of, doing, owner_engine):
    bram, costs = browser_of("bram"), []
    for number in range(20):
        it = doing.plan("bram", doing.enter("bram", f"K{number}"), f"A{number}", **INCIDENT)
        doing.act("bram", service.register_notice, it, noticed_at=NOTICED, is_ongoing=False)
        if number in (3, 19):
            with counting(owner_engine) as statements:
                bram.visit(PAGE)
            costs.append(len(statements))

    assert costs[0] == costs[1]


def test_dora_has_terms_of_its_own(doing, transaction):
    at = doing.enter("bram")
    with transaction.as_owner() as owner:
        owner.get_one(SupervisedEntity, at.id).regime = Regime.DORA
    it = doing.plan("bram", at, **INCIDENT)

    with pytest.raises(Refused, match=r"DORA"):
        doing.act("bram", service.register_notice, it, noticed_at=NOTICED, is_ongoing=False)


def test_finished_it_is_no_deadline_until_it_is_taken_up_again(browser_of, doing, transaction):
    it = doing.plan("bram", doing.enter("bram"))
    bram = browser_of("bram")
    page = f"/coordination/activities/{it.id}"

    bram.visit(page).submit("#finish-form")
    done = bram.visit(page), seen_by(doing, "bram")
    bram.visit(page).submit("#finish-form")

    assert ("Klaar" in done[0].text(".sz-head"), done[1]) == (True, [])
    assert len(seen_by(doing, "bram")) == 1
    assert transaction.audited(it.id)[1:] == ["activity:work:finish", "activity:work:resume"]


@pytest.mark.parametrize("receipt", list(Receipt))
def test_nothing_is_received_before_it_was_noticed_or_has_still_to_come(doing, receipt):
    it = doing.plan("bram", doing.enter("bram"), **INCIDENT)
    early, late = NOTICED - timedelta(minutes=1), datetime(2099, 1, 1, tzinfo=UTC)

    with pytest.raises(Refused):
        doing.act("bram", service.note_receipt, it, receipt=receipt, at=NOTICED)
    doing.act("bram", service.register_notice, it, noticed_at=NOTICED, is_ongoing=True)
    for at in (early, late):
        with pytest.raises(Refused):
            doing.act("bram", service.note_receipt, it, receipt=receipt, at=at)


@pytest.mark.parametrize("path", [PAGE, "/coordination/entities", "/coordination/entities/export"])
def test_a_sector_there_is_not_narrows_nothing(browser_of, api_of, doing, path):
    doing.plan("bram", doing.enter("bram"))

    page = browser_of("bram").visit(f"{path}?sector=bakkerij")
    told = api_of("bram").ask("GET", f"{PAGE}?sector=bakkerij")

    assert (page.status, "UMC Middenland" in page.body) == (200, True)
    assert (told.status_code, told.json["errors"][0]["field"]) == (422, "sector")


def test_a_later_page_leads_back_to_the_first(browser_of, doing, monkeypatch):
    monkeypatch.setattr("app.coordination.views.deadlines.ON_A_PAGE", 2)
    for number in range(3):
        doing.plan("bram", doing.enter("bram", f"Kliniek {number}"), f"Audit {number}")
    first = browser_of("bram").visit(PAGE)
    second = turn(first, "Volgende")

    assert not addresses_of(first, "Naar de eerste pagina")
    assert second.text("tbody") != first.text("tbody")
    assert turn(second, "Naar de eerste pagina").text("tbody") == first.text("tbody")
