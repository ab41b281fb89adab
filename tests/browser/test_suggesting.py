"""The lead suggests to two others how to settle an overlap, in Chromium and without a mouse.

And the tasks of a workspace in a month."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.people import PersonAtBrowser, page_faults

PLANT = "Kerncentrale-exploitant Zuidkust"
RADAR = "/coordination/overlaps?at=2027-01-01"


@pytest.fixture(scope="module")
def tjeerd(new_window: Callable[..., BrowserContext]) -> PersonAtBrowser:
    """The coordinator of IJenV, signed in."""
    person = PersonAtBrowser(new_window(), "t.dijkgraaf", "ijenv")
    person.sign_in()
    return person


def test_a_suggestion_is_made_by_keyboard_and_every_page_is_accessible(
    tjeerd: PersonAtBrowser, shots: Path
) -> None:
    page, faults = tjeerd.page, {}
    page.goto(RADAR)
    card = page.locator(".sz-radar > li", has=page.get_by_role("heading", name=PLANT)).first
    link = card.get_by_role("link", name=re.compile("Aan beide voorstellen"))
    link.focus()
    page.keyboard.press("Enter")
    page.get_by_label("Combineren in één periode").focus()
    page.keyboard.press("Space")
    page.get_by_label("Waarom", exact=True).fill("Eén inspectie is genoeg.")
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        faults[f"suggest {width}"] = page_faults(page)
    tjeerd.shoot(shots, "coordinatie-suggestie")
    page.get_by_role("button", name="Deze suggestie versturen").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Wacht op antwoord").first).to_be_visible()
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        faults[f"suggestion {width}"] = page_faults(page)

    assert {name: told for name, told in faults.items() if told} == {}


@pytest.mark.parametrize("width", [1280, 320])
def test_a_month_of_tasks_is_a_grid_and_a_list_on_a_small_screen(
    tjeerd: PersonAtBrowser, shots: Path, width: int
) -> None:
    page = tjeerd.page
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/workspaces")
    page.locator("main a[href^='/workspaces/DIGI']").first.click()
    page.goto(page.url.partition("?")[0].rstrip("/") + "/tasks/calendar?show=all")
    page.screenshot(path=shots / f"taken-maand-{width}.png")

    assert page_faults(page) == []
    is_grid = page.locator(".sz-month thead").is_visible()
    assert is_grid is (width > 320)
