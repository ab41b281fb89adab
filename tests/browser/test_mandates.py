"""The register of mandates in Chromium: kept by one person, read by all of the organisation.

The legal counsel of IJenV enters a mandate and names a deputy. Every page is looked at again wide
and at 320 pixels, light and dark."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from app.kernel import clock
from tests.browser.people import WIDTHS, PersonAtBrowser


@pytest.fixture(scope="module")
def keeper(signed_in: Callable[[str, str], PersonAtBrowser]) -> PersonAtBrowser:
    """Who keeps the register of IJenV, signed in."""
    return signed_in("h.vroom", "ijenv")


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


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_is_accessible(
    keeper: PersonAtBrowser,
    entered: str,
    faults_at: Callable[..., dict[str, list[str]]],
    width: int,
) -> None:
    pages = {"mandaten": "/mandates", "mandaat-nieuw": "/mandates/new", "mandaat-een": entered}
    assert faults_at(keeper, pages, width=width) == {}
