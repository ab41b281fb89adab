"""Figures in Chromium: found from a workspace by keyboard, wide and narrow, light and dark."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.people import WIDTHS, PersonAtBrowser

PLACE = "/workspaces/JJI-2026-0001"
PAGES = {"cijfers-ruimte": f"{PLACE}/figures", "cijfers-alle": "/figures"}


@pytest.fixture(scope="module")
def reader(signed_in: Callable[[str, str], PersonAtBrowser]) -> PersonAtBrowser:
    """Somebody of a partner, signed in."""
    return signed_in("b.demirtas", "igj")


def test_they_are_found_by_keyboard_and_counted_alike(reader: PersonAtBrowser) -> None:
    page = reader.page
    page.goto(PLACE)
    page.get_by_role("link", name="Cijfers", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Cijfers")).to_be_visible()

    bars = page.locator("#tasks").get_by_role("img").all()
    rows = page.locator("#tasks tbody tr").all()
    assert len(bars) == len(rows) > 1
    for bar, row in zip(bars, rows, strict=True):
        name, _colon, told = (bar.get_attribute("aria-label") or "").partition(": ")
        assert name == (row.get_by_role("rowheader").text_content() or "").strip()
        total = sum(int(each.split(" ")[0]) for each in told.split(", "))
        assert row.get_by_role("cell").last.text_content() == str(total)
    colours = {
        rect.evaluate("each => getComputedStyle(each).fill")
        for rect in page.locator("#tasks svg[role=img] rect").all()
    }
    assert len(colours) > 1


@pytest.mark.parametrize("width", WIDTHS)
def test_their_pages_are_accessible(
    reader: PersonAtBrowser,
    faults_at: Callable[..., dict[str, list[str]]],
    width: int,
) -> None:
    assert faults_at(reader, PAGES, width=width) == {}
