"""Planning a publication and agreeing with it, with real clicks; every page looked at with axe.

In the demonstration a report of the committee is under embargo: Lotte plans for IGJ, which agreed;
Wilma speaks for IJenV. Wilma's browser runs no scripts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.people import PersonAtBrowser, page_faults

PLACE = "/workspaces/CMJ-2026-0001"


@pytest.fixture(scope="module")
def faults(new_window: Callable[..., BrowserContext]) -> dict[str, list[str]]:
    """Go the whole way once; what is wrong with each page."""
    found: dict[str, list[str]] = {}
    lotte = PersonAtBrowser(new_window(), "l.vansanten", "igj")
    lotte.sign_in()
    page = lotte.page
    page.goto(f"{PLACE}/publications")
    _look(page, found, "the list")
    page.locator("table a").first.click()
    address = page.url
    _look(page, found, "the publication")
    page.get_by_role("link", name="Plan wijzigen").click()
    page.get_by_text("2 andere").click()
    page.get_by_label("De inleiding").check()
    page.get_by_label("Hoe laat").fill("25:00")
    page.get_by_role("button", name="Plan opslaan").click()
    expect(page.locator("#left_out-error")).to_be_visible()
    _look(page, found, "not looked at yet")
    page.get_by_role("button", name="Openbare versie maken").click()
    expect(page.get_by_role("link", name="Bekijk de PDF")).to_be_visible()
    page.get_by_role("button", name="Plan opslaan").click()
    expect(page.locator("#publish_time-error")).to_be_visible()
    page.get_by_label("Hoe laat").fill("10:30")
    page.get_by_label("Waarom wijzigt het plan?").fill("De inleiding noemt namen.")
    page.get_by_role("button", name="Plan opslaan").click()
    expect(page.locator("#publications-stances")).to_contain_text("0/2")
    _object_and_agree(new_window(scripts=False), found, address)
    page.goto(address)
    expect(page.locator("#publications-stances")).to_contain_text("1/2")
    page.get_by_role("link", name="Het ondertekende rapport").click()
    expect(page.locator("#reports-publishing")).to_contain_text("Onder embargo tot")
    _look(page, found, "the report")
    return found


def _object_and_agree(window: BrowserContext, found: dict[str, list[str]], address: str) -> None:
    """Object without a reason, with one, then agree after all."""
    wilma = PersonAtBrowser(window, "w.oosterling", "ijenv")
    wilma.sign_in()
    page = wilma.page
    page.goto(address)
    page.get_by_label("Nee, wij hebben bezwaar").check()
    page.get_by_role("button", name="Vastleggen").click()
    expect(page.get_by_text("Zeg wat er in de weg staat.")).to_be_visible()
    page.get_by_label("Wat staat er in de weg?").fill("De termijn klopt niet.")
    page.get_by_role("button", name="Vastleggen").click()
    expect(page.locator("#publications-stances")).to_contain_text("De termijn klopt niet.")
    page.get_by_label("Ja, wij zijn akkoord").check()
    page.get_by_role("button", name="Vastleggen").click()
    expect(page.locator("#publications-stances")).to_contain_text("1/2")


def _look(page: Page, found: dict[str, list[str]], what: str) -> None:
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        found[f"{what}, {width}"] = page_faults(page)


def test_axe_finds_nothing_on_any_page(faults: dict[str, list[str]]) -> None:
    assert len(faults) == 8
    assert {what: found for what, found in faults.items() if found} == {}
