"""A task with a checklist that comes back, in Chromium: asked, ticked off, followed, stopped.

Its page and the form that asks it are looked at again wide and at 320 pixels, light and dark."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from app.kernel import clock
from tests.browser.people import WIDTHS, PersonAtBrowser

LIST = "/workspaces/JJI-2026-0001/tasks"


@pytest.fixture(scope="module")
def asker(signed_in: Callable[[str, str], PersonAtBrowser]) -> PersonAtBrowser:
    """Who leads the workspace, signed in."""
    return signed_in("r.hoogveld", "ijenv")


@pytest.fixture(scope="module")
def asked(asker: PersonAtBrowser) -> str:
    """Ask a task of oneself that comes back; return its address."""
    page = asker.page
    page.goto(f"{LIST}/new")
    form = page.locator("#ask-task")
    form.get_by_label("Wat moet er gebeuren").fill("Cijfers van de maand verzamelen")
    form.get_by_label("Wie doet het").select_option(label="Ruben Hoogveld")
    form.get_by_label("Uiterlijk op").fill((clock.today() + timedelta(days=20)).isoformat())
    form.get_by_label("Afvinklijst").fill("Cijfers opvragen\nCijfers nakijken\nOverzicht maken")
    form.get_by_label("Komt terug").select_option(label="elke maand")
    form.get_by_label("Tot en met").fill((clock.today() + timedelta(days=300)).isoformat())
    form.get_by_role("button", name="Taak vragen").click()
    expect(page.get_by_text("De taak is gevraagd.")).to_be_visible()
    page.get_by_role("link", name="Cijfers van de maand verzamelen").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Cijfers van de maand verzamelen")
    return "/" + page.url.split("/", 3)[3]


def test_it_is_ticked_off_and_followed(asker: PersonAtBrowser, asked: str) -> None:
    page = asker.page
    page.goto(asked)
    expect(page.locator("#tasks-task")).to_contain_text("elke maand, tot en met")
    page.get_by_label("Cijfers opvragen").check()
    page.get_by_role("button", name="Vinkjes opslaan").click()
    expect(page.locator("#tasks-task")).to_contain_text("1 van 3 afgevinkt")
    page.get_by_role("button", name="Deze taak volgen").click()
    expect(page.get_by_role("button", name="Niet meer volgen")).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_its_pages_are_accessible(
    asker: PersonAtBrowser,
    asked: str,
    faults_at: Callable[..., dict[str, list[str]]],
    width: int,
) -> None:
    pages = {"terug-een": asked, "terug-lijst": LIST}
    assert faults_at(asker, pages, width=width) == {}
