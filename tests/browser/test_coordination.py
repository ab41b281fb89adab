"""The overlap radar in Chromium: IJenV finds an overlap with IGJ, proposes to combine, IGJ agrees.

The pages are looked at again wide and at 320 pixels, light and dark, and without a mouse."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.people import WIDTHS, PersonAtBrowser, page_faults, shoot_both

WISSEL = "Forensische kliniek De Wissel"
CALENDAR, RADAR = "/coordination?at=2027-01-01", "/coordination/overlaps?at=2027-01-01"
PAGES = (
    "/coordination/entities",
    "/coordination/entities/new",
    "/coordination/suggestions",
    "/coordination/burden?at=2027-01-01",
    "/coordination/deadlines",
    "/coordination/deadlines/changes",
    "/coordination/figures?year=2027",
    "/notices/absences",
)


@pytest.fixture(scope="module")
def tjeerd(new_window: Callable[..., BrowserContext]) -> PersonAtBrowser:
    """The coordinator of IJenV, signed in."""
    person = PersonAtBrowser(new_window(), "t.dijkgraaf", "ijenv")
    person.sign_in()
    return person


@pytest.fixture(scope="module")
def settled(tjeerd: PersonAtBrowser, new_window: Callable[..., BrowserContext], shots: Path) -> str:
    """Let the two settle it; return the address of the proposal."""
    page = tjeerd.page
    page.goto(CALENDAR)
    tjeerd.shoot(shots, "coordinatie-jaarkalender")
    page.goto(RADAR)
    tjeerd.shoot(shots, "coordinatie-overlap")
    card = page.locator(".sz-radar > li", has=page.get_by_role("heading", name=WISSEL)).first
    card.get_by_role("link", name=re.compile("Iets voorstellen")).click()
    page.get_by_label("Combineren in één periode").check()
    page.get_by_label("Eerste dag van de nieuwe periode").fill("2027-05-10")
    page.get_by_label("Laatste dag van de nieuwe periode").fill("2027-05-21")
    page.get_by_label("Waarom", exact=True).fill("Zo krijgt de kliniek één bezoek.")
    tjeerd.shoot(shots, "coordinatie-voorstel")
    page.get_by_role("button", name="Voorstel versturen").click()
    expect(page.get_by_text("Wacht op antwoord").first).to_be_visible()
    address = "/" + page.url.split("/", 3)[3]
    burak = PersonAtBrowser(new_window(), "b.demirtas", "igj")
    burak.sign_in()
    burak.page.goto(RADAR)
    burak.page.locator("table").first.get_by_role("link", name=WISSEL).click()
    burak.page.get_by_role("button", name="Akkoord gaan").click()
    expect(burak.page.get_by_text("Afgesproken").first).to_be_visible()
    burak.shoot(shots, "coordinatie-akkoord")
    return address


def test_what_was_agreed_stands_in_the_calendar(tjeerd: PersonAtBrowser, settled: str) -> None:
    page = tjeerd.page
    page.goto(CALENDAR)
    rows = page.locator("tbody tr", has_text=WISSEL)

    expect(rows).to_have_count(2)
    for row in rows.all():
        expect(row).to_contain_text("10 mei")
        expect(row).to_contain_text(re.compile("afgesproken met (IGJ|IJenV)"))


def test_a_bar_is_reached_and_opened_by_keyboard(tjeerd: PersonAtBrowser, settled: str) -> None:
    page = tjeerd.page
    page.goto(CALENDAR)
    bar = page.locator("svg.sz-line a").first
    name = bar.get_attribute("aria-label") or ""
    bar.focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert re.search(r"/coordination/activities/[0-9a-f-]{36}$", page.url)
    assert (page.get_by_role("heading", level=1).inner_text()) in name


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_is_accessible(
    tjeerd: PersonAtBrowser,
    settled: str,
    new_window: Callable[..., BrowserContext],
    shots: Path,
    width: int,
) -> None:
    window = new_window(width=width)
    window.add_cookies(tjeerd.context.cookies())
    page = window.new_page()
    paths = (CALENDAR, RADAR, settled, *PAGES)
    found = {path: faults for path in paths if (faults := _faults(page, path))}
    page.goto(CALENDAR)
    shoot_both(page, shots, f"coordinatie-{width}")
    window.close()

    assert found == {}


def _faults(page: Page, path: str) -> list[str]:
    page.goto(path)
    return page_faults(page)


def test_the_calendar_prints_on_a_wide_page(tjeerd: PersonAtBrowser, tmp_path: Path) -> None:
    from pypdf import PdfReader

    tjeerd.page.goto(CALENDAR)
    printed = tmp_path / "kalender.pdf"
    tjeerd.page.pdf(path=printed, prefer_css_page_size=True)
    sizes = {
        (round(float(each.mediabox.width)), round(float(each.mediabox.height)))
        for each in PdfReader(printed).pages
    }

    assert (1191, 842) in sizes
