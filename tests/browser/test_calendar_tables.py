"""The year calendar as a table in Chromium: imported after a look, seen as bars, taken along again.

The coordinator's day list and the pages of importing are looked at wide and at 320 pixels."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.people import WIDTHS, PersonAtBrowser, page_faults, shoot_both
from tests.support.tables import rows_of, xlsx_of

CALENDAR, IMPORT = "/coordination?at=2027-01-01", "/coordination/import"
DEADLINES = "/coordination/deadlines"
HEAD = [
    *("number", "entity", "sector", "legal_regime", "supervisor", "also_planned_by"),
    *("activity", "window", "due_on", "visible_to"),
]
AS_IT_IS = [
    HEAD,
    [7, "UMC Middenland", "zorg", "Cbw-E", "igj", "", "zorgplichtaudit", "Q2", "2027-05-14",
     "own ijenv"],
    [8, "GGZ-groep Horizon", "zorg", "Cbw-B", "igj", "", "zelfevaluatie", "Q3", "2027-09-01",
     "own ijenv"],
    [15, "Datacenter Polderlicht", "digitaal", "Cbw-E", "rdi", "", "audit", "Q1", "2027-03-12",
     "own ijenv"],
]  # fmt: skip
NEW = [26, "Ziekenhuis Oost", "zorg", "Cbw-E", "igj", "", "zorgplichtaudit oost", "Q3",
       "2027-08-20", "own ijenv"]  # fmt: skip
WRONG = [27, "Kliniek West", "bakkerij", "Cbw-E", "igj", "", "=1+1", "Q3", "31-02-2027", "own"]


@pytest.fixture(scope="module")
def burak(new_window: Callable[..., BrowserContext]) -> PersonAtBrowser:
    """The one who plans at IGJ, signed in."""
    person = PersonAtBrowser(new_window(), "b.demirtas", "igj")
    person.sign_in()
    return person


def look(page: Page, rows: list[list[object]]) -> None:
    """Choose a file with these rows and look at what importing it would do."""
    page.goto(IMPORT)
    table = {"name": "kalender.xlsx", "mimeType": "application/octet-stream"}
    page.get_by_label("XLSX of CSV").set_input_files({**table, "buffer": xlsx_of(rows)})
    with page.expect_navigation():
        page.get_by_role("button", name="Eerst bekijken").click()


def test_a_broken_table_names_its_cells(burak: PersonAtBrowser, shots: Path) -> None:
    look(burak.page, [*AS_IT_IS, WRONG])

    faults = burak.page.locator("table").first.locator("tbody tr")
    expect(faults).to_have_count(3)
    expect(faults.nth(0)).to_contain_text("C5")
    expect(burak.page.get_by_role("button", name="Dit bewaren")).to_have_count(0)
    burak.shoot(shots, "coordinatie-import-fout")


def test_the_sample_comes_in_is_seen_and_goes_along(burak: PersonAtBrowser, shots: Path) -> None:
    page = burak.page
    look(page, [*AS_IT_IS, NEW])
    counts = page.locator("#import-counts")
    expect(counts).to_contain_text(re.compile(r"Nieuw\s*1.*Ongewijzigd\s*2.*Van een ander\s*1"))
    burak.shoot(shots, "coordinatie-import-bekeken")

    page.get_by_role("button", name="Dit bewaren").click()

    expect(page.get_by_text("Bewaard: 1 nieuw, 0 gewijzigd.")).to_be_visible()
    page.goto(CALENDAR)
    expect(page.locator("svg.sz-line").get_by_text("zorgplichtaudit oost").first).to_be_visible()
    with page.expect_download() as coming:
        page.get_by_role("link", name="XLSX").click()
    rows = rows_of(Path(coming.value.path()).read_bytes(), "xlsx")
    assert "Ziekenhuis Oost" in [row[1] for row in rows]
    look(page, rows)
    expect(page.get_by_text("Er staat niets nieuws in deze tabel.")).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_is_accessible(
    burak: PersonAtBrowser,
    new_window: Callable[..., BrowserContext],
    shots: Path,
    width: int,
) -> None:
    window = new_window(width=width)
    window.add_cookies(burak.context.cookies())
    page, found = window.new_page(), {}
    for name, rows in (("import-fout", [*AS_IT_IS, WRONG]), ("import", AS_IT_IS)):
        look(page, rows)
        found[name] = page_faults(page)
    for path in (IMPORT, DEADLINES):
        page.goto(path)
        found[path] = page_faults(page)
    shoot_both(page, shots, f"deadlines-{width}")
    window.close()

    assert found == {name: [] for name in found}
