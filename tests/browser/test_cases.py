"""Cases in Chromium: a report registered, triaged, put on the agenda; with axe and keys alone.

Lotte coordinates the committee for youth reports for IGJ; Mouna is inspector at IJenV."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.people import WIDTHS, PersonAtBrowser, page_faults

CASES = "/workspaces/CMJ-2026-0001/cases"
FACTS = "De jeugdige raakte gewond toen de groep alleen was."


@pytest.fixture(scope="module")
def lotte(new_window: Callable[..., BrowserContext]) -> PersonAtBrowser:
    """The coordinator of the committee, signed in."""
    person = PersonAtBrowser(new_window(), "l.vansanten", "igj")
    person.sign_in()
    return person


@pytest.fixture(scope="module")
def mouna(new_window: Callable[..., BrowserContext]) -> PersonAtBrowser:
    """An inspector of the partner, signed in."""
    person = PersonAtBrowser(new_window(), "m.elbakri", "ijenv")
    person.sign_in()
    return person


@pytest.fixture(scope="module")
def registered(lotte: PersonAtBrowser, shots: Path) -> str:
    """Register a report with real clicks; return the address of its case."""
    page = lotte.page
    page.goto(CASES)
    expect(page.get_by_role("link", name=re.compile("CMJ-26-|CMJ-27-")).first).to_be_visible()
    lotte.shoot(shots, "zaken")
    page.get_by_role("link", name="Zaak registreren").click()
    page.get_by_label("Wat er gebeurde, in een paar zinnen").fill(FACTS)
    page.get_by_role("button", name="Registreer deze zaak").click()
    expect(page.get_by_text("Kies wat er gemeld is.").first).to_be_visible()
    expect(page.get_by_label("Wat er gebeurde, in een paar zinnen")).to_have_value(FACTS)
    page.get_by_label("Calamiteit", exact=True).check()
    page.get_by_label("Wie het meldde").select_option("provider")
    page.get_by_label("Over welke instelling het gaat").fill("De Vuurvlinder")
    page.get_by_role("button", name="Registreer deze zaak").click()
    expect(page.get_by_text("Wacht op triage").first).to_be_visible()
    lotte.shoot(shots, "zaak")
    return "/" + page.url.split("/", 3)[3]


def test_the_partner_triages_and_puts_it_on_the_agenda(
    mouna: PersonAtBrowser, registered: str
) -> None:
    page = mouna.page
    page.goto(registered)
    expect(page.get_by_text(FACTS)).to_be_visible()

    page.get_by_label("Ja, dit moet aan ons gemeld worden").check()
    page.get_by_label("Naar de commissie").check()
    page.get_by_label("Reden").fill("De groep is nu veilig.")
    page.get_by_role("button", name="Sla de triage op").click()
    expect(page.get_by_text("Wacht op de commissie").first).to_be_visible()
    page.get_by_role("button", name="Zet op de agenda van de volgende vergadering").click()

    expect(page.get_by_role("link", name=re.compile("Op de agenda van"))).to_be_visible()


def _pages(page: Page, registered: str) -> list[str]:
    page.goto(f"{CASES}/meetings")
    held = page.locator("a.sz-table__title").last.get_attribute("href") or ""
    page.goto(f"{CASES}?show=finding_out")
    found_out = page.locator("a.sz-table__title").first.get_attribute("href") or ""
    own = (f"{CASES}/meetings", held, found_out, registered)
    return [CASES, f"{CASES}/new", f"{CASES}/themes", *own]


def test_all_pages_are_accessible_and_fit(lotte: PersonAtBrowser, registered: str) -> None:
    page = lotte.page
    for path in _pages(page, registered):
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(path)
            page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
            assert page_faults(page) == [], (path, width)
    page.set_viewport_size({"width": 1280, "height": 900})


def test_a_term_is_moved_with_the_keyboard_alone(lotte: PersonAtBrowser) -> None:
    page = lotte.page
    page.goto(f"{CASES}?show=finding_out&by=igj")
    page.locator("a.sz-table__title").first.focus()
    page.keyboard.press("Enter")
    page.get_by_text("Stilstaan of meer tijd", exact=True).focus()
    page.keyboard.press("Enter")
    page.get_by_label("Hoe lang").press_sequentially("2")
    page.get_by_label("Waarom?").press_sequentially("De arts is ziek.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_text("De arts is ziek.")).to_be_visible()
    expect(page.get_by_text("De nieuwe datum is opgeslagen, met de reden.")).to_be_visible()
