"""Hours of mails in Chromium: a coordinator chooses for all, a colleague follows and then does not.

Both pages are looked at again wide and at 320 pixels, light and dark."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.people import WIDTHS, PersonAtBrowser

OWN, ALL = "/notices/settings", "/notices/settings/organisation"


@pytest.fixture(scope="module")
def coordinator(signed_in: Callable[[str, str], PersonAtBrowser]) -> PersonAtBrowser:
    """Who leads a workspace for IJenV, signed in."""
    return signed_in("r.hoogveld", "ijenv")


def test_the_hours_of_all_hold_until_somebody_chooses(
    coordinator: PersonAtBrowser, new_window: Callable[..., BrowserContext]
) -> None:
    page = coordinator.page
    page.goto(OWN)
    page.get_by_role("link", name="Kies voor alle collega").click()
    page.get_by_role("radiogroup", name="De mail met je taken").get_by_label("Zoals we").check()
    page.get_by_label("9.00", exact=True).check()
    page.get_by_role("button", name="Opslaan voor alle").click()
    expect(page.locator("#hours-now")).to_contain_text("Om 8.00 en 9.00")

    colleague = PersonAtBrowser(new_window(scripts=False), "w.oosterling", "ijenv")
    colleague.sign_in()
    page = colleague.page
    page.goto(OWN)
    now = page.locator("#hours-now")
    expect(now).to_contain_text("Om 8.00 en 9.00. Je organisatie koos dit")
    page.get_by_label("Zoals ik hieronder kies").last.check()
    page.get_by_label("Geen mails vanaf").select_option(label="18.00")
    page.get_by_role("button", name="Keuzes opslaan").click()
    expect(now).to_contain_text("Van 18.00 tot 7.00, en in het weekend")
    expect(now).to_contain_text("Je koos dit zelf")
    assert page.goto(ALL).status == 403


@pytest.mark.parametrize("width", WIDTHS)
def test_both_pages_are_accessible(
    coordinator: PersonAtBrowser,
    faults_at: Callable[..., dict[str, list[str]]],
    width: int,
) -> None:
    pages = {"uren-zelf": OWN, "uren-allen": ALL}
    assert faults_at(coordinator, pages, width=width) == {}
