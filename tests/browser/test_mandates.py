"""The register of mandates in Chromium: kept by one person, read by all of the organisation.

The legal counsel of IJenV enters a mandate and names a deputy. Every page is looked at again wide
and at 320 pixels, light and dark."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from app.kernel import clock
from tests.browser.people import PersonAtBrowser, page_faults

SIZES = ((1280, False), (1280, True), (320, False), (320, True))


@pytest.fixture(scope="module")
def keeper(new_window: Callable[..., BrowserContext]) -> PersonAtBrowser:
    """Who keeps the register of IJenV, signed in."""
    person = PersonAtBrowser(new_window(), "h.vroom", "ijenv")
    person.sign_in()
    return person


@pytest.fixture(scope="module")
def entered(keeper: PersonAtBrowser) -> str:
    """Enter a mandate; return its address."""
    page = keeper.page
    page.goto("/settings")
    page.get_by_role("link", name="Mandaatregister").click()
    page.get_by_role("link", name="Mandaat invoeren").click()
    page.get_by_label("Nummer", exact=True).fill("PROEF-2026-01")
    page.get_by_label("Functie", exact=True).fill("afdelingshoofd")
    page.get_by_label("Houder", exact=True).select_option(index=1)
    page.get_by_label("Wat mag worden getekend").fill("rapporten over scholen")
    page.get_by_label("Bron", exact=True).fill("Mandaatbesluit, blad 9")
    day = clock.today().isoformat()
    page.get_by_label("Laatste dag", exact=True).fill(day)
    page.get_by_label("Plaatsvervanger", exact=True).select_option(label="Joost Pelgrim")
    page.get_by_label("Afwezig vanaf", exact=True).fill(day)
    page.get_by_label("Afwezig tot en met", exact=True).fill(day)
    page.get_by_role("button", name="Invoeren").click()
    expect(page.get_by_text("Het mandaat staat in het register.")).to_be_visible()
    row = page.locator("tbody tr", has_text="PROEF-2026-01")
    expect(row).to_contain_text("neemt waar")
    row.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mandaat PROEF-2026-01")
    return "/" + page.url.split("/", 3)[3]


@pytest.mark.parametrize(("width", "dark"), SIZES)
def test_every_page_is_accessible(
    keeper: PersonAtBrowser,
    entered: str,
    new_window: Callable[..., BrowserContext],
    shots: Path,
    *,
    width: int,
    dark: bool,
) -> None:
    window = new_window(width=width, dark=dark)
    window.add_cookies(keeper.context.cookies())
    page = window.new_page()
    found: dict[str, list[str]] = {}
    for name, path in (("register", "/mandates"), ("nieuw", "/mandates/new"), ("een", entered)):
        page.goto(path)
        colours = "donker" if dark else "licht"
        page.screenshot(
            path=shots / f"mandaat-{name}-{width}-{colours}.png", full_page=True, caret="initial"
        )
        if faults := page_faults(page):
            found[path] = faults
    window.close()

    assert found == {}
