"""Two administrators in Chromium: a witness that one asks for and the other agrees with.

Then every page they have is looked at wide and at 320 pixels, light and dark."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from tests.browser.people import WIDTHS, PersonAtBrowser
from tests.support.cosigners import a_key

NAME, ADDRESS = "getuige.igj.example", "https://getuige.igj.example"
PAGES = {
    "beheer": "/administration",
    "beheer-organisatie": "/administration/organisations/igj",
    "beheer-inlogvoorzieningen": "/administration/announcements",
    "getuigen": "/administration/witnesses",
    "getuige-aanvragen": "/administration/witnesses/new",
    "opvolgers": "/administration/successions",
    "opvolger-plannen": "/administration/organisations/nla/succession",
}


@dataclass(slots=True)
class Asked:
    """The two, and the page of the witness."""

    xander: PersonAtBrowser
    tamar: PersonAtBrowser
    witness: str


@pytest.fixture(scope="module")
def asked(signed_in: Callable[[str, str], PersonAtBrowser]) -> Asked:
    """Xander of IJenV asked for a witness of IGJ; Tamar of IGJ agreed."""
    xander, tamar = signed_in("x.beheer", "ijenv"), signed_in("t.geerlings", "igj")
    page = xander.page
    page.goto("/administration/witnesses/new")
    whose = page.get_by_label("Van welke organisatie")
    whose.select_option(label="Inspectie Gezondheidszorg en Jeugd")
    page.get_by_label("Sleutel van de getuige").fill("een sleutel van niets")
    page.get_by_label("Adres van de getuige").fill(ADDRESS)
    page.get_by_role("button", name="Aanvragen").click()
    expect(page.locator(".utrecht-form-field-error-message, .sz-error").first).to_be_visible()
    expect(page.get_by_label("Adres van de getuige")).to_have_value(ADDRESS)
    # The browser complains of every answer that is no page of success.
    xander.faults.clear()
    page.get_by_label("Sleutel van de getuige").fill(a_key(NAME))
    page.get_by_role("button", name="Aanvragen").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(NAME)
    expect(page.get_by_role("button", name="Akkoord")).to_have_count(0)
    witness = "/" + page.url.split("/", 3)[3]
    tamar.page.goto("/administration/witnesses")
    tamar.page.get_by_role("link", name=NAME).click()
    tamar.page.get_by_role("button", name="Akkoord met deze getuige").click()
    tamar.choose_oneself()
    expect(tamar.page.locator("main")).to_contain_text("In gebruik")
    return Asked(xander, tamar, witness)


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_of_administrators_is_accessible(
    asked: Asked, faults_at: Callable[..., dict[str, list[str]]], width: int
) -> None:
    plan = asked.xander.page
    plan.goto("/administration/successions")
    detail = plan.locator("tbody tr a").first.get_attribute("href")
    pages = {**PAGES, "getuige": asked.witness, "opvolging": detail}
    assert faults_at(asked.xander, pages, width=width) == {}


def test_who_is_no_administrator_finds_none_of_it(
    asked: Asked, signed_in: Callable[[str, str], PersonAtBrowser]
) -> None:
    asking = signed_in("r.hoogveld", "ijenv").context.request
    for path, status in (("/administration/successions", 403), (asked.witness, 404)):
        assert asking.get(path).status == status, path
