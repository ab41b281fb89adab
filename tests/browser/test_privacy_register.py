"""The privacy register in Chromium: an officer reads each part, and looks for a person.

Every page is looked at wide and at 320 pixels, light and dark; the lists also without scripts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.people import WIDTHS, PersonAtBrowser

PARTS = (
    "",
    "/disclosures",
    "/special-data",
    "/openings",
    "/data-subjects",
    "/breaches",
    "/breaches/new",
    "/erasures",
    "/erasures/new?workspace=JJI-2026-0001&line=2",
)
PLACE = "/workspaces/JJI-2026-0001/openings"
PAGES = {
    path.partition("?")[0].strip("/").replace("/", "-"): path
    for path in (*(f"/privacy-register{each}" for each in PARTS), PLACE)
}


@pytest.fixture(scope="module")
def officer(signed_in: Callable[[str, str], PersonAtBrowser]) -> PersonAtBrowser:
    """The privacy officer of IJenV, signed in."""
    return signed_in("h.vroom", "ijenv")


def test_an_officer_finds_the_register_and_reads_what_was_given(officer: PersonAtBrowser) -> None:
    page = officer.page
    page.goto("/")
    page.locator(".sz-me summary").click()
    page.locator(".sz-menu").get_by_role("link", name="Privacyregister").click()
    expect(page.locator("main")).to_contain_text("JJI-2026-0001")
    parts = page.get_by_role("navigation", name="Onderdelen van het privacyregister")
    parts.get_by_role("link", name="Verstrekkingen").click()
    page.get_by_label("Andere organisatie").select_option(label="IGJ")
    page.get_by_role("button", name="Tonen").click()
    expect(page.locator("tbody tr").first).to_contain_text("IGJ")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="CSV").click()
    assert waiting.value.suggested_filename == "verstrekkingen.csv"


def test_an_officer_looks_for_a_person_without_scripts(
    officer: PersonAtBrowser, new_window: Callable[..., BrowserContext]
) -> None:
    window = new_window(scripts=False)
    window.add_cookies(officer.context.cookies())
    page = window.new_page()
    page.goto("/privacy-register/data-subjects")
    page.get_by_label("Naam of nummer").fill("Meerkoet")
    page.get_by_role("button", name="Zoek deze persoon").click()
    expect(page.locator("main")).to_contain_text("Kies waarom je zoekt.")
    page.get_by_label("Waarom je zoekt").select_option(index=1)
    page.get_by_role("button", name="Zoek deze persoon").click()
    expect(page.locator("#found-title")).to_contain_text("Gevonden op")
    assert "Meerkoet" not in page.url
    window.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_every_part_is_accessible(
    officer: PersonAtBrowser,
    faults_at: Callable[..., dict[str, list[str]]],
    width: int,
) -> None:
    assert faults_at(officer, PAGES, width=width) == {}
