"""Figures of coordination: the numbers of the lists, and only of what the reader may know."""

from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest

from app.coordination import queries
from app.coordination.models import ActivityKind, Rest
from app.coordination.policy import CoordinationPermission
from app.coordination.service import Window
from tests.coordination.conftest import _coordinating, doing  # noqa: F401 - the same calendars
from tests.desk.test_figures import told, told_in_list
from tests.support.counting import counting

PAGE = "/coordination/figures?year=2027"
SHORT = {"igj": "IGJ", "ijenv": "IJenV", "nvwa": "NVWA"}
READERS = ("bram", "anna", "carla", "dirk")


@pytest.fixture
def planned(doing):  # noqa: F811 - the fixture that is imported
    """Activities of three authorities, opened in all sorts of ways, some overlapping."""
    random = Random(20270)
    for number in range(30):
        who = random.choice(["bram", "anna", "dirk"])
        others = [] if who == "dirk" else ["ijenv", "igj", "ivho"]
        first = date(2027, 1, 1) + timedelta(days=random.randint(0, 364))
        when = Window(
            starts_on=first,
            ends_on=first + timedelta(days=random.randint(0, 30)),
            due_on=first + timedelta(days=random.randint(0, 40)),
        )
        named = tuple(each for each in others if random.random() < 0.3)
        entity = doing.enter(who, f"Huis {number % 4}")
        doing.plan(
            who,
            entity,
            f"Plan {number}",
            when=when,
            kind=random.choice(list(ActivityKind)),
            named=named,
            rest=random.choice(list(Rest)),
        )


def counted(doing, who):  # noqa: F811 - the fixture that is imported
    """The same numbers by the lists: read row by row."""
    year = queries.period_of(queries.Zoom.YEAR, date(2027, 1, 1))
    with doing.acting(who) as actor:
        coordination = queries.get_coordination(actor, CoordinationPermission.VIEW)
        known = {
            each.id: each.short_name
            for each in queries.list_authorities(coordination.places[0]).everyone
        }
        rows = queries.list_known(actor, coordination, limit=1000)
        wanted = queries.WantedPairs(period=year)
        pairs = queries.list_pairs(actor, coordination, wanted, limit=1000)[0]
        lines = queries.list_lines(actor, coordination, queries.WantedDeadlines(), limit=1000)
        light = Counter((each.organisation.short_name, each.light.word) for each in lines)
    activities = Counter(
        (
            known[row.notice.organisation_id],
            f"Kwartaal {(row.notice.starts_on.month - 1) // 3 + 1}",
        )
        for row in rows
        if row.notice.starts_on.year == 2027
        and (row.activity is None or row.activity.kind != ActivityKind.QUIET)
    )
    overlaps = Counter(
        (f"Kwartaal {(min(pair.begins_on, year.last).month - 1) // 3 + 1}", "Open")
        for pair in pairs
    )
    return activities, overlaps, light


@pytest.mark.parametrize("who", READERS)
def test_the_figures_are_those_of_the_lists(browser_of, doing, planned, who):  # noqa: F811 - the fixture that is imported
    page = browser_of(who).visit(PAGE)
    charts = ("activities", "overlaps", "deadlines")
    shown = [told(page, each) for each in charts]
    files = [
        told_in_list(
            browser_of(who).visit(f"/coordination/figures/export?year=2027&chart={each}&format=csv")
        )
        for each in charts
    ]

    assert shown == files == list(counted(doing, who))
    assert sum(shown[0].values()) > (3 if who != "carla" else 0)


def test_no_number_differs_for_what_is_hidden(browser_of, doing):  # noqa: F811 - the fixture that is imported
    """The same world but for what IGJ keeps to itself: IJenV reads the same figures."""
    entity = doing.enter("bram", "Huis", rest=Rest.EVERYTHING)
    doing.plan("bram", entity, "Open", rest=Rest.EVERYTHING)
    before = browser_of("anna").visit(PAGE).text("main")
    doing.plan("bram", entity, "Verborgen", rest=Rest.NOTHING)

    assert browser_of("anna").visit(PAGE).text("main") == before
    assert browser_of("bram").visit(PAGE).text("main") != before


def test_bars_are_read_out_and_the_rest_is_refused(browser_of, planned):
    page = browser_of("anna").visit(PAGE)

    assert page.tree.cssselect("#activities svg[role=img]")[0].get("aria-label")
    assert browser_of("els").visit(PAGE).status == 403
    assert browser_of("anna").visit("/coordination/figures/export?chart=x").status == 404
    assert browser_of("anna").visit("/coordination/figures?year=0000").status == 200


def test_it_costs_the_same_whatever_there_is(browser_of, doing, owner_engine):  # noqa: F811 - the fixture that is imported
    browser, costs = browser_of("bram"), []
    browser.visit(PAGE)
    for number in (0, 20):
        for each in range(number):
            doing.plan("bram", doing.enter("bram", f"Huis {each}"), "Audit")
        with counting(owner_engine) as statements:
            assert browser.visit(PAGE).status == 200
        costs.append(len(statements))

    assert costs[0] == costs[1] <= 8
