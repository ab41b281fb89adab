"""Small numbers in the red thread: not shown, and not to be worked out from what is shown."""

from collections import defaultdict
from datetime import date

import pytest

from app.incidents import queries, service
from app.incidents.models import CaseKind, Theme
from app.incidents.queries.threads import Quarter, kept_back, quarters_until
from app.incidents.service import Marks
from tests.incidents.conftest import CASES
from tests.support.acting import acting

SPACES = [(2, 60), (3, 40), (4, 24), (5, 17), (6, 13), (9, 8)]
"""How many groups, and the highest total of which every table there can be is tried."""


def tables(groups, total):
    """Yield every way to divide a number of cases over groups."""
    if groups == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in tables(groups - 1, total - first):
            yield first, *rest


@pytest.mark.parametrize(("groups", "highest"), SPACES)
def test_no_hidden_number_follows_even_for_who_knows_the_rule(groups, highest):
    """All tables with one total that look the same are put side by side."""
    hidden = 0
    for total in range(5, highest + 1):
        alike = defaultdict(list)
        for numbers in tables(groups, total):
            alike[tuple(kept_back(numbers))].append(numbers)
        for shown, possible in alike.items():
            assert all(each is None or each >= 5 for each in shown)
            for place, each in enumerate(shown):
                hidden += each is None
                assert each is not None or len({one[place] for one in possible}) > 1, possible[:3]
    assert hidden > 10


@pytest.mark.parametrize(("groups", "highest"), SPACES)
def test_what_is_hidden_is_together_no_small_number(groups, highest):
    for total in range(5, highest + 1):
        for numbers in tables(groups, total):
            pairs = zip(numbers, kept_back(numbers), strict=True)
            kept = [number for number, told in pairs if told is None]
            assert not kept or (len(kept) > 1 and sum(kept) >= 5), numbers


@pytest.mark.parametrize(
    ("numbers", "shown"),
    [
        ([12, 8, 5], [12, 8, 5]),
        ([12, 8, 4], [None, None, None]),
        ([12, 3, 4], [12, None, None]),
        ([12, 4, 4], [None, None, None]),
        ([12, 1, 2], [None, None, None]),
        ([12, 9, 3, 8], [12, 9, None, None]),
        ([12, 3, 9, 8], [12, None, 9, None]),
        ([12, 9, 3, 0], [None, None, None, None]),
        ([6, 0], [None, None]),
        ([1, 1], [None, None]),
        ([], []),
    ],
)
def test_by_hand(numbers, shown):
    assert kept_back(numbers) == shown


@pytest.fixture
def autumn(register, clock_at):
    """Sixteen calamities and three times violence in the fourth quarter of 2026, one before it."""
    clock_at("2026-09-30 10:00")
    register(received_on=date(2026, 9, 30))
    clock_at("2026-12-31 10:00")
    themes = [Theme.RESTRAINT] * 6 + [Theme.SELF_HARM] * 6 + [Theme.TREATMENT] * 3 + [None] * 4
    for number, theme in enumerate(themes):
        kind = CaseKind.VIOLENCE if number < 3 else CaseKind.CALAMITY
        marks = Marks(handled_by="ijenv", theme=theme)
        register(kind=kind, marks=marks, received_on=date(2026, 10, 1))
    clock_at("2027-02-12 10:00")


def test_the_page_shows_bars_and_keeps_small_numbers_back(browser_of, autumn):
    page = browser_of("carla").visit(f"{CASES}/themes?quarter=2026-4")

    assert page.text("#kind table").count("–") == 2
    assert "niet getoond" in page.body
    assert "16" not in page.text("#kind")
    assert page.text("#theme").count("6") >= 2
    assert not {"3", "4"} & set(page.text("#theme").split())
    assert "19 zaken" in page.text("main")


def test_a_quarter_with_less_than_five_says_no_number_at_all(browser_of, autumn):
    page = browser_of("carla").visit(f"{CASES}/themes?quarter=2026-3")

    told = page.text("#kind") + page.text("#aspect") + page.text("#theme")
    assert not any(each.isdigit() for each in told)
    assert "1 za" not in page.text("main")


def test_what_goes_along_holds_no_more_than_the_page(browser_of, autumn):
    taken = browser_of("carla").visit(f"{CASES}/themes/export?quarter=2026-4&format=csv").body

    assert "niet getoond" in taken
    assert ";16" not in taken
    assert ";3" not in taken
    assert ";6" in taken


def test_what_was_taken_along_of_a_quarter_stays_what_it_was(
    app, world, browser_of, autumn, register, place_of
):
    """Nothing follows from two copies between which one case came in late, or was marked anew."""
    address, actor = f"{CASES}/themes/export?quarter=2026-4&format=csv", world.actor("anna")
    before = browser_of("carla").visit(address).body

    late = Marks(handled_by="ijenv", theme=Theme.SELF_HARM)
    register(marks=late, received_on=date(2026, 12, 30))
    with acting(app, actor):
        place = place_of(actor)
        cases = queries.list_after(actor, place, limit=20)
        found = next(each for each in cases if each.theme is Theme.RESTRAINT)
        service.describe_case(actor, found, marks=late, seen_version=found.version)

    assert browser_of("carla").visit(address).body == before


def test_only_whole_quarters_that_are_settled_can_be_asked(browser_of, autumn):
    anna = browser_of("anna")
    for asked in ("2027-1", "2026-5", "2026", "2026-10-01", "x", "1999-1", "2026-4'", "٢٠٢٦-4"):
        page = anna.visit(f"{CASES}/themes", query_string={"quarter": asked})
        assert page.status == 200
        assert "19 zaken" in page.text("main"), "what is none is the newest quarter"


def test_quarters_follow_each_other():
    found = quarters_until(date(2026, 2, 28))

    assert found[:3] == [Quarter(2025, 4), Quarter(2025, 3), Quarter(2025, 2)]
    assert quarters_until(date(2026, 3, 31))[0] == Quarter(2025, 4)
    assert quarters_until(date(2026, 4, 28))[0] == Quarter(2025, 4)
    assert quarters_until(date(2026, 4, 29))[0] == Quarter(2026, 1)
    assert all(each.before.after == each for each in found)
    assert Quarter.of(date(2026, 12, 31)).after.first_day == date(2027, 1, 1)
