"""Sharing for a month and taking it back, as a new user does it: by keyboard alone.

Saskia of IJenV brings twenty files into a folder, lets IvhO read them on screen, looks as IvhO, and
ends it. Pieter of IvhO reads one, and then meets a closed door."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.people import WIDTHS, PersonAtBrowser, page_faults, shoot_both
from tests.browser.walk import PLACE

FOLDER, FILES = "Bezoek van een maand", 20
TITLE = "Gespreksverslag %02d"
MOST_TABS = 250
PATIENCE_MS = 60_000
INCOMPLETE = re.compile("status of 422")
"""The impact is asked for while the rule is still being filled in."""


@dataclass(frozen=True, slots=True)
class Shared:
    """Where the two were, and what Pieter's open page answered after the end."""

    saskia: PersonAtBrowser
    pieter: PersonAtBrowser
    pages: dict[str, list[str]]
    refused: int | None


def tab_to(page: Page, target: Locator) -> None:
    """Go on with the Tab key until the target has the focus."""
    expect(target).to_be_visible()
    for _step in range(MOST_TABS):
        if target.evaluate("it => it === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"The Tab key does not reach {target}.")


def press(page: Page, target: Locator) -> None:
    """Press a link or button with the keyboard."""
    tab_to(page, target)
    page.keyboard.press("Enter")


def write(page: Page, target: Locator, words: str) -> None:
    """Type into a field, over what stood there."""
    tab_to(page, target)
    page.keyboard.press("Control+a")
    page.keyboard.type(words)


def at(
    new_window: Callable[..., BrowserContext], login: str, organisation: str, path: str
) -> PersonAtBrowser:
    """Let somebody sign in and open a page."""
    person = PersonAtBrowser(new_window(), login, organisation)
    person.sign_in()
    person.page.goto(path)
    return person


def address_of(page: Page) -> str:
    """Where a page is, without the host."""
    return "/" + page.url.split("/", 3)[3]


@pytest.fixture(scope="module")
def shared(
    new_window: Callable[..., BrowserContext],
    shots: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Shared:
    """The whole walk, done once."""
    saskia = at(new_window, "s.vandenakker", "ijenv", f"{PLACE}/folders")
    page, pages = saskia.page, {"saskia": [], "pieter": []}
    here = bring_in(page, tmp_path_factory.mktemp("visit"))
    saskia.shoot(shots, "31-twintig-bestanden")
    rules = share_for_a_month(saskia, shots)
    pieter = at(new_window, "p.brinkman", "ivho", here)
    paper = read_one(pieter, shots)
    looked = look_as_ivho(saskia, shots)
    page.goto(rules)
    end_it(saskia, shots)
    saskia.page.goto(here)
    ticked = tick_three(saskia, shots)
    words = "/search?q=gespreksverslag+or+plan+or+rapport"
    editor = f"{rules}?organisation=ivho"
    pages["saskia"] = [f"{PLACE}/folders", here, rules, editor, looked, ticked, words]
    pages["pieter"] = [here, paper]
    answer = pieter.page.reload()
    pieter.shoot(shots, "37-deur-dicht")
    return Shared(saskia, pieter, pages, answer.status if answer else None)


def bring_in(page: Page, folder: Path) -> str:
    """Make a folder and choose twenty files at once; where they are then."""
    write(page, page.locator("#folder-form").get_by_label("Naam"), FOLDER)
    page.keyboard.press("Enter")
    press(page, page.locator("#documents-folders").get_by_role("link", name=FOLDER, exact=True))
    files = [folder / f"{TITLE % number}.txt" for number in range(FILES)]
    for number, each in enumerate(files):
        each.write_text(f"Verslag {number}. De jongere vertelt over de avond.\n" * 40)
    with page.expect_file_chooser() as chooser:
        press(page, page.get_by_role("button", name="Bestanden kiezen"))
    chooser.value.set_files(files)
    saved = page.locator(".sz-ups > li", has_text="Opgeslagen")
    expect(saved).to_have_count(FILES, timeout=PATIENCE_MS)
    expect(page.locator("#documents-list .sz-table__title")).to_have_count(
        FILES, timeout=PATIENCE_MS
    )
    return address_of(page)


def share_for_a_month(saskia: PersonAtBrowser, shots: Path) -> str:
    """Let IvhO read on screen what lies in the folder, until a month from now."""
    page = saskia.page
    press(page, page.get_by_role("link", name=re.compile(f"Wie ziet wat wij.*{FOLDER}")))
    expect(page.locator("#documents-place-access")).to_be_visible()
    rules = address_of(page)
    press(page, page.locator("#documents-place-access a[href*='organisation=ivho']"))
    form = page.locator("#documents-rule")
    tab_to(page, form.locator("input[name=level]:checked"))
    level = form.get_by_label("Bekijken op scherm")
    for _step in range(6):
        if not level.is_checked():
            page.keyboard.press("ArrowDown")
    until = form.get_by_label(re.compile("Tot en met"))
    tab_to(page, until)
    # Filled, not typed: the order of day and month in it is that of the machine.
    until.fill((date.today() + timedelta(days=30)).isoformat())
    tab_to(page, form.get_by_label("Grondslag"))
    page.keyboard.type("JEUGD")
    write(page, form.get_by_label("Waarvoor"), "Dagprogramma en lessen vergelijken")
    press(page, form.get_by_role("button", name="Bekijk wat er verandert"))
    expect(page.locator("#documents-impact")).to_contain_text("Pieter Brinkman")
    saskia.shoot(shots, "32-regel-voor-een-maand")
    press(page, form.get_by_role("button", name="Regel opslaan"))
    expect(form).to_have_count(0)
    expect(page.locator("#documents-place-access")).to_contain_text("Pieter Brinkman")
    saskia.shoot(shots, "33-wie-ziet-de-map")
    return rules


def read_one(pieter: PersonAtBrowser, shots: Path) -> str:
    """Open a document of the folder as IvhO: pages on screen, and nothing to download."""
    page = pieter.page
    expect(page.locator("#documents-list .sz-table__title")).to_have_count(FILES)
    press(page, page.locator("#documents-list").get_by_role("link", name=TITLE % 7, exact=True))
    expect(page.get_by_role("heading", level=1)).to_contain_text(TITLE % 7)
    expect(page.get_by_role("link", name=re.compile("Download"))).to_have_count(0)
    pieter.shoot(shots, "34-ivho-leest")
    paper = address_of(page)
    assert page.request.get(f"{paper}/content").status == 403
    return paper


def look_as_ivho(saskia: PersonAtBrowser, shots: Path) -> str:
    """Look as Pieter does: the twenty are there."""
    page = saskia.page
    page.goto(f"{PLACE}/documents")
    press(page, page.get_by_role("link", name="Kijk als partner"))
    tab_to(page, page.get_by_label("Als wie kijk je"))
    page.keyboard.type("Pieter")
    press(page, page.locator("#look-form").get_by_role("button"))
    expect(page.get_by_role("heading", level=2).first).to_contain_text("Pieter Brinkman")
    expect(page.locator("#documents-list")).to_contain_text(TITLE % 7)
    saskia.shoot(shots, "35-kijk-als-partner")
    return address_of(page)


def end_it(saskia: PersonAtBrowser, shots: Path) -> None:
    """Take the sight back."""
    page = saskia.page
    press(page, page.locator("#documents-place-access a[href*='organisation=ivho']"))
    form = page.locator("#documents-rule")
    tab_to(page, form.locator("input[name=level]:checked"))
    nothing = form.get_by_label("Niets", exact=True)
    for _step in range(6):
        if not nothing.is_checked():
            page.keyboard.press("ArrowUp")
    press(page, form.get_by_role("button", name="Bekijk wat er verandert"))
    expect(page.locator("#documents-impact")).to_contain_text("Pieter Brinkman")
    saskia.shoot(shots, "36-zicht-weg")
    press(page, form.get_by_role("button", name="Regel opslaan"))
    expect(page.locator("#documents-place-access")).to_contain_text("Niemand buiten IJenV")


def tick_three(saskia: PersonAtBrowser, shots: Path) -> str:
    """Tick three documents with the space bar, and see what can be done with all of them."""
    page = saskia.page
    for number in range(3):
        tab_to(page, page.get_by_label(f"Kies {TITLE % number}"))
        page.keyboard.press("Space")
    press(page, page.get_by_role("button", name="Aangevinkte documenten delen"))
    expect(page.locator("#several-title")).to_contain_text("3 aangevinkte documenten")
    saskia.shoot(shots, "38-drie-aangevinkt")
    return address_of(page)


def test_a_month_of_sight_is_given_and_ended(shared: Shared) -> None:
    assert shared.refused == 404
    page = shared.pieter.page
    page.goto(shared.pages["pieter"][0])
    expect(page.get_by_text(TITLE[:16])).to_have_count(0)
    assert [each for each in shared.saskia.faults if not INCOMPLETE.search(each)] == []


@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_of_this_walk_are_accessible(
    shared: Shared,
    new_window: Callable[..., BrowserContext],
    shots: Path,
    width: int,
) -> None:
    found = {}
    for who, person in (("saskia", shared.saskia), ("pieter", shared.pieter)):
        window = new_window(width=width)
        window.add_cookies(person.context.cookies())
        page = window.new_page()
        for number, path in enumerate(shared.pages[who]):
            page.goto(path)
            shoot_both(page, shots, f"walk-{who}-{number}-{width}")
            found[path] = page_faults(page)
        window.close()

    assert {path: faults for path, faults in found.items() if faults} == {}
