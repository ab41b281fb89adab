"""The work programme in Chromium: narrowed, a line put in, moved and linked; with axe and keys.

Ruben coordinates for IJenV, Burak of IGJ reads what was opened to his organisation."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.people import WIDTHS, PersonAtBrowser, page_faults

TITLE = "Onderzoek naar de rust op de leefgroepen"
PLACE = "JJI-2026-0001"


@pytest.fixture(scope="module")
def ruben(new_window: Callable[..., BrowserContext]) -> PersonAtBrowser:
    """A coordinator of IJenV, signed in."""
    person = PersonAtBrowser(new_window(), "r.hoogveld", "ijenv")
    person.sign_in()
    return person


@pytest.fixture(scope="module")
def entered(ruben: PersonAtBrowser, shots: Path) -> str:
    """Put a line in the programme with real clicks; return its address."""
    page = ruben.page
    page.goto("/")
    page.get_by_role("link", name="Werkprogramma", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Werkprogramma")
    ruben.shoot(shots, "werkprogramma")
    page.get_by_role("link", name="Onderzoek toevoegen").click()
    page.get_by_label("Wat er onderzocht wordt").fill(TITLE)
    page.get_by_role("button", name="In het programma zetten").click()
    expect(page.get_by_text("Kies een maatschappelijke opgave.").first).to_be_visible()
    expect(page.get_by_label("Wat er onderzocht wordt")).to_have_value(TITLE)
    page.get_by_label("Bescherming en perspectief").check()
    page.get_by_label("Wanneer").select_option("q4")
    page.locator("#partners").get_by_label("Inspectie Gezondheidszorg en Jeugd").check()
    page.locator("#named").get_by_label("Inspectie Gezondheidszorg en Jeugd").check()
    page.get_by_role("button", name="In het programma zetten").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    ruben.shoot(shots, "werkprogramma-onderzoek")
    return "/" + page.url.split("/", 3)[3]


def test_the_programme_of_the_inspectorate_stands_there_by_task(ruben: PersonAtBrowser) -> None:
    page = ruben.page
    page.goto("/programme")

    for task in ("Een weerbare samenleving", "Een veilige samenleving"):
        expect(page.get_by_role("heading", level=2, name=task)).to_be_visible()
    expect(
        page.get_by_role("link", name=re.compile("gesloten coffeeshopketen")).first
    ).to_be_visible()
    page.locator("#narrow-phase").select_option("dropped")
    page.get_by_role("button", name="Tonen").click()
    expect(page.locator(".sz-programme > li")).to_have_count(1)
    page.get_by_role("link", name="Als tabel").click()
    expect(page.locator("tbody tr")).to_have_count(2)


def test_a_partner_that_is_named_reads_it_and_changes_nothing(
    new_window: Callable[..., BrowserContext], entered: str
) -> None:
    burak = PersonAtBrowser(new_window(), "b.demirtas", "igj")
    burak.sign_in()
    page = burak.page
    page.goto(entered)

    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(page.get_by_role("link", name="Fase veranderen")).to_have_count(0)
    expect(page.get_by_text("Wat er veranderde")).to_have_count(0)
    frank = PersonAtBrowser(new_window(), "f.janmaat", "nvwa")
    frank.sign_in()
    answer = frank.page.goto(entered)
    assert answer is not None
    assert answer.status == 404


def test_a_phase_is_moved_and_a_workspace_started_with_the_keyboard(
    ruben: PersonAtBrowser, entered: str
) -> None:
    page = ruben.page
    page.goto(entered)
    page.get_by_role("link", name="Fase veranderen").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Fase veranderen").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Uitvoering").first).to_be_visible()
    page.get_by_role("link", name="Ruimte starten of koppelen").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("past het best")).to_be_visible()
    page.locator("table").get_by_role("link").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Naam van de ruimte")).to_have_value(TITLE)
    page.get_by_role("button", name="Ruimte starten").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("De ruimte is gemaakt").first).to_be_visible()
    page.goto(entered)
    expect(page.locator("main").get_by_role("link", name=TITLE)).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_is_whole_and_without_barriers(
    new_window: Callable[..., BrowserContext], entered: str, width: int
) -> None:
    person = PersonAtBrowser(new_window(width=width), "r.hoogveld", "ijenv")
    person.sign_in()
    paths = (
        "/programme",
        "/programme?view=table",
        "/programme?year=2031",
        "/programme/investigations/new",
        "/programme/import",
        "/programme/carry-over",
        entered,
        f"{entered}/edit",
        f"{entered}/phase",
        f"{entered}/workspaces",
        f"/workspaces/{PLACE}",
    )
    faults: list[str] = []
    for path in paths:
        person.page.goto(path)
        faults += [f"{path}: {each}" for each in page_faults(person.page)]

    assert faults == []
    assert person.faults == []
