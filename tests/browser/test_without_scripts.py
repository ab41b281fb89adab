"""Everything works without scripts: the main verbs by plain forms in a Chromium that runs none."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import BrowserContext, expect

from tests.browser.people import PersonAtBrowser
from tests.browser.walk import PLACE


def _at(
    new_window: Callable[..., BrowserContext], login: str, organisation: str
) -> PersonAtBrowser:
    person = PersonAtBrowser(new_window(scripts=False), login, organisation)
    person.sign_in()
    return person


def test_a_document_comes_in_and_is_shared(
    new_window: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    page = _at(new_window, "b.demirtas", "igj").page
    file = tmp_path / "Notitie zonder scripts.txt"
    file.write_text("Een notitie.\n")
    page.goto(f"{PLACE}/documents")
    page.locator("#documents-upload input[type=file]").set_input_files(file)
    page.locator("#documents-upload button[type=submit]").first.click()
    page.get_by_role("link", name="Notitie zonder scripts").first.click()
    page.get_by_role("link", name="Wijzig wie dit kan zien").click()
    page.get_by_role("link", name=re.compile("IvhO")).last.click()
    form = page.locator("#documents-rule")
    form.get_by_label("Bekijken op scherm").check()
    form.get_by_label(re.compile("Tot en met")).fill((date.today() + timedelta(days=9)).isoformat())
    form.get_by_label("Grondslag").select_option("JEUGD-TOEZICHT")
    form.get_by_label("Waarvoor").fill("Vergelijken")
    form.get_by_role("button", name="Regel opslaan").click()

    expect(page.get_by_text("Pieter Brinkman").first).to_be_visible()


def test_a_task_is_asked_and_a_setting_changed(new_window: Callable[..., BrowserContext]) -> None:
    page = _at(new_window, "s.vandenakker", "ijenv").page
    page.goto(f"{PLACE}/tasks")
    page.get_by_role("link", name="Taak vragen").click()
    page.get_by_label("Wat moet er gebeuren").fill("Taak zonder scripts")
    choice = page.get_by_label("Wie doet het")
    option = choice.locator("option", has_text=re.compile("Burak")).first
    choice.select_option(option.get_attribute("value"))
    page.get_by_role("button", name="Taak vragen").click()
    expect(page.get_by_role("link", name="Taak zonder scripts").first).to_be_visible()
    page.goto("/settings")
    page.get_by_label("Kleuren", exact=True).select_option("dark")
    page.get_by_role("button", name="Instellingen opslaan").click()

    expect(page.locator("html")).to_have_attribute("data-scheme", "dark")


def test_a_finding_is_written(new_window: Callable[..., BrowserContext]) -> None:
    page = _at(new_window, "m.elbakri", "ijenv").page
    page.goto(f"{PLACE}/findings/new")
    page.get_by_role("button", name="Bevinding opslaan").click()
    expect(page.get_by_text("Schrijf").first).to_be_visible()
    page.get_by_label("Bevinding in één zin").fill("Zonder scripts geschreven")
    page.get_by_label("Norm", exact=True).select_option(index=1)
    page.get_by_label("Wat we zagen").fill("Het werkt.")
    page.get_by_label("Oordeel", exact=True).select_option("meets")
    page.get_by_label("Aspect", exact=True).select_option("resources")
    page.get_by_role("button", name="Bevinding opslaan").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("Zonder scripts geschreven")
