"""A bar of the year calendar is dragged to other days in Chromium, shown, sent and undone."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.people import PersonAtBrowser

CALENDAR = "/coordination?at=2027-01-01&group=authority"
DAYS = 21


@pytest.fixture
def page(new_window: Callable[..., BrowserContext]) -> Page:
    """The calendar of the coordinator of IJenV."""
    person = PersonAtBrowser(new_window(), "t.dijkgraaf", "ijenv")
    person.sign_in()
    person.page.goto(CALENDAR)
    return person.page


def bar_of(page: Page) -> Locator:
    """Return a bar that may be moved, in sight."""
    bar = page.locator("svg.sz-line a[data-move]:has(rect)").first
    bar.scroll_into_view_if_needed()
    return bar


def drag(page: Page, bar: Locator, days: int) -> None:
    """Hold a bar and move it by some days, without letting go."""
    drawing = page.locator("svg.sz-line")
    wide = drawing.bounding_box()["width"] * (1204 - 304) / 1216
    box = bar.locator("rect").first.bounding_box()
    x, y = box["x"] + min(6, box["width"] / 2), box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    for part in (0.3, 0.7, 1):
        page.mouse.move(x + part * days * wide / 365, y)


def test_a_bar_moves_by_whole_days_and_it_can_be_undone(page: Page) -> None:
    bar = bar_of(page)
    place = bar.get_attribute("href")
    first, last = (
        date.fromisoformat(bar.get_attribute(f"data-{each}")) for each in ("first", "last")
    )
    drag(page, bar, DAYS)
    told = page.locator("svg .t-drag").text_content() or ""

    page.mouse.up()
    expect(page.get_by_text("De activiteit is verplaatst.")).to_be_visible()
    moved = page.url
    page.goto(CALENDAR)
    again = page.locator(f'svg.sz-line a[href="{place}"]')
    days = [again.get_attribute(f"data-{each}") for each in ("first", "last")]
    page.goto(place)
    page.get_by_role("button", name="Laatste wijziging ongedaan maken").click()
    page.goto(CALENDAR)

    by = timedelta(days=DAYS)
    assert str((first + by).day) in told
    assert moved.endswith(place)
    assert days == [str(first + by), str(last + by)]
    expect(again).to_have_attribute("data-first", str(first))


def test_escape_a_click_and_what_comes_back_leave_it_where_it_was(page: Page) -> None:
    bar = bar_of(page)
    before = bar.get_attribute("data-first")
    for leave in ("escape", "back"):
        drag(page, bar, DAYS)
        if leave == "escape":
            page.keyboard.press("Escape")
        else:
            box = bar.locator("rect").first.bounding_box()
            wide = page.locator("svg.sz-line").bounding_box()["width"] * 900 / 1216
            page.mouse.move(box["x"] + min(6, box["width"] / 2) - DAYS * wide / 365, box["y"] + 5)
        page.mouse.up()
        assert page.url.endswith(CALENDAR)
        assert bar.get_attribute("transform") in (None, "translate(0 0)")
        assert page.locator("svg .t-drag").count() == 0
    bar.click()

    expect(page).to_have_url(re.compile("/coordination/activities/"))
    assert before is not None


def test_what_somebody_changed_meanwhile_is_not_written_over(page: Page) -> None:
    bar = bar_of(page)
    bar.evaluate("each => each.dataset.version = '99'")
    drag(page, bar, DAYS)
    page.mouse.up()

    expect(page.get_by_text("Iemand heeft deze activiteit gewijzigd")).to_be_visible()
    expect(page.locator("#move-form")).to_be_visible()
