"""Judging in Chromium: IGJ makes a framework and asks for scores; IJenV scores as the last.

The pages are looked at wide and at 320 pixels, light and dark."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.people import PersonAtBrowser, axe_violations
from tests.browser.walk import PLACE

SIZES = ((1280, False), (1280, True), (320, False), (320, True))
TABLE = "Code;Onder;Tekst;Wet;Aspect\n1;;Er is een dagprogramma.;Bjj;toerusting\n1.1;1;77 uur.;;\n"
WRONG = TABLE + "1.2;9;=1+1;;soep\n"


@pytest.fixture(scope="module")
def burak(new_window: Callable[..., BrowserContext]) -> PersonAtBrowser:
    """A coordinator of IGJ, signed in."""
    person = PersonAtBrowser(new_window(), "b.demirtas", "igj")
    person.sign_in()
    return person


@pytest.fixture(scope="module")
def framework(burak: PersonAtBrowser, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Make a framework and import two lines; return its address."""
    page = burak.page
    page.goto(f"{PLACE}/frameworks/new")
    page.get_by_label("Titel").fill("Toetsingskader dagprogramma")
    page.get_by_role("button", name="Maak het kader").click()
    page.get_by_role("link", name="Importeren", exact=True).click()
    _choose(page, tmp_path_factory.mktemp("kader"), TABLE)
    page.get_by_role("button", name="Dit bewaren").click()
    expect(page.get_by_text("77 uur.")).to_be_visible()
    return "/" + page.url.split("/", 3)[3]


@pytest.fixture(scope="module")
def opened(
    burak: PersonAtBrowser, framework: str, new_window: Callable[..., BrowserContext]
) -> str:
    """Ask for scores and score, each at an own browser; return the address."""
    page = burak.page
    page.goto(f"{PLACE}/scorings/new")
    page.get_by_label("Wat laat je scoren?").fill("De Meerkoet, groep 3")
    page.get_by_label("Met welke norm").select_option(label=_option(page, "77 uur."))
    page.get_by_label("Wie scoren?").select_option(
        [_option(page, "Burak"), _option(page, "van den Akker")]
    )
    page.get_by_role("button", name="Vraag het hun").click()
    address = "/" + page.url.split("/", 3)[3]
    _score(page, "Burak zag 61 uur.")
    sanne = PersonAtBrowser(new_window(), "s.vandenakker", "ijenv")
    sanne.sign_in()
    sanne.page.goto(address)
    expect(sanne.page.get_by_text("Burak zag 61 uur.")).to_have_count(0)
    _score(sanne.page, "Wij telden 70 uur.")
    expect(sanne.page.get_by_text("Burak zag 61 uur.")).to_be_visible()
    return address


@pytest.mark.parametrize(("width", "dark"), SIZES)
def test_pages_of_judging_are_clean(
    burak: PersonAtBrowser,
    framework: str,
    opened: str,
    *,
    tmp_path: Path,
    shots: Path,
    width: int,
    dark: bool,
) -> None:
    page, found = burak.page, {}
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme="dark" if dark else "light")
    paths = [f"{PLACE}/frameworks", framework, f"{framework}/lines/new", f"{framework}/edit"]
    paths += [f"{framework}/import", f"{PLACE}/scorings", f"{PLACE}/scorings/new", opened]
    for path in paths:
        page.goto(path)
        found[path] = _faults(page)
        burak.shoot(shots, f"judge-{paths.index(path)}-{width}-{'donker' if dark else 'licht'}")
    page.goto(f"{framework}/import")
    _choose(page, tmp_path, WRONG)
    found["wrong"] = _faults(page)
    burak.shoot(shots, f"judge-wrong-{width}-{'donker' if dark else 'licht'}")

    assert found == {name: [] for name in found}


def _choose(page: Page, folder: Path, content: str) -> None:
    file = folder / "kader.csv"
    file.write_text(content)
    page.locator("#import-form input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Eerst bekijken").click()


def _option(page: Page, words: str) -> str:
    return page.locator("option", has_text=words).first.text_content() or ""


def _score(page: Page, reason: str) -> None:
    page.locator("#score-form").get_by_label("Waarom?").fill(reason)
    page.get_by_role("button", name="Bewaar mijn score").click()
    expect(page.get_by_text(reason).first).to_be_visible()


def _faults(page: Page) -> list[str]:
    sideways = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return axe_violations(page) + (["scrolls sideways"] if sideways else [])
