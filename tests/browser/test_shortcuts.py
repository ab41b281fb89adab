"""Single keys: the list behind "?", and the switch that silences them."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.people import PersonAtBrowser


@pytest.fixture
def pieter(new_window: Callable[..., BrowserContext]) -> PersonAtBrowser:
    """Pieter, signed in."""
    person = PersonAtBrowser(new_window(), "p.brinkman", "ivho")
    person.sign_in()
    return person


def test_a_question_mark_shows_the_keys_until_they_are_switched_off(
    pieter: PersonAtBrowser,
) -> None:
    page, keys = pieter.page, pieter.page.get_by_role("dialog", name="Sneltoetsen")
    page.goto("/workspaces")
    page.keyboard.press("?")
    expect(keys.get_by_text("Mijn werk")).to_be_visible()
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    page.keyboard.press("?")
    expect(keys.get_by_text("Mijn werk")).to_have_count(1)
    page.keyboard.press("Escape")

    page.goto("/settings")
    page.get_by_label("Sneltoetsen gebruiken").uncheck()
    page.get_by_role("button", name="Instellingen opslaan").click()
    page.keyboard.press("?")
    page.keyboard.press("g")
    page.keyboard.press("m")

    expect(keys).to_be_hidden()
    expect(page).to_have_url(re.compile("/settings$"))
    assert not pieter.faults
