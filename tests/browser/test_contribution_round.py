"""A contribution round, end to end and without scripts: asked, given, moved, gathered, closed.

Tjeerd coordinates for IJenV, Otto gives for ANVS, Burak of IGJ asks for more time."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import SHOTS
from tests.browser.people import WIDTHS, PersonAtBrowser, page_faults, shoot_both

PLACE = "/workspaces/DIGI-2026-0001"
ROUND = "Bijdrage over leveranciers"
GIVEN = "Twee leveranciers staan voor de halve sector."


@dataclass(slots=True)
class Round:
    """What came of it."""

    address: str = ""
    given: str = ""
    report: str = ""
    told: list[str] = field(default_factory=list)
    """What the pages said, step by step."""
    faults: dict[str, list[str]] = field(default_factory=dict)


@pytest.fixture(scope="module")
def walked(new_window: Callable[..., BrowserContext]) -> Round:
    """Go the whole way once."""
    found = Round()
    tjeerd = _at(new_window, "t.dijkgraaf", "ijenv")
    otto = _at(new_window, "o.lindhout", "anvs")
    burak = _at(new_window, "b.demirtas", "igj")
    _begin(tjeerd, found)
    _give(otto, found)
    _want_time(burak, found)
    _look(new_window, found)
    _move(tjeerd, found)
    _remind(tjeerd, found)
    _gather(tjeerd, found)
    _close(tjeerd, found)
    return found


def _at(new_window: Callable[..., BrowserContext], login: str, organisation: str) -> Page:
    person = PersonAtBrowser(new_window(scripts=False), login, organisation)
    person.sign_in()
    return person.page


def _hear(page: Page, found: Round) -> None:
    found.told.append(" ".join(page.locator("main").inner_text().split()))


def _path(page: Page) -> str:
    return "/" + page.url.split("/", 3)[3]


def _begin(page: Page, found: Round) -> None:
    page.goto(f"{PLACE}/tasks")
    page.get_by_role("link", name="Bijdragerondes").click()
    page.get_by_role("link", name="Bijdrageronde beginnen").click()
    page.locator("#title").fill(ROUND)
    for box in page.locator("#organisations input").all():
        box.uncheck()
    for name in ("Stralingsbescherming", "Gezondheidszorg"):
        page.locator("#organisations").get_by_label(re.compile(name)).check()
    page.locator("#due_on").fill((date.today() + timedelta(days=20)).isoformat())
    page.locator("#purpose").fill("Een gezamenlijk beeld maken")
    page.get_by_role("button", name="Ronde beginnen").click()
    expect(page.get_by_role("heading", level=1, name=ROUND)).to_be_visible()
    found.address = _path(page)
    _hear(page, found)


def _give(page: Page, found: Round) -> None:
    page.goto("/")
    page.get_by_role("link", name=ROUND).first.click()
    page.get_by_role("link", name="Naar wat je oplevert").click()
    found.given = _path(page)
    page.get_by_role("button", name="Bijdrage opleveren").click()
    _hear(page, found)
    page.locator("#text").fill(GIVEN)
    page.get_by_role("button", name="Bijdrage opleveren").click()
    _hear(page, found)


def _want_time(page: Page, found: Round) -> None:
    page.goto(found.address)
    page.get_by_role("link", name="Naar de taak").click()
    page.locator("details:has(form#ask-time) summary").click()
    form = page.locator("form#ask-time")
    form.locator("input[type=date]").fill((date.today() + timedelta(days=40)).isoformat())
    form.locator("textarea").fill("Wij hebben een incident.")
    form.get_by_role("button").click()
    page.goto(found.address)
    _hear(page, found)


def _move(page: Page, found: Round) -> None:
    page.goto(found.address)
    _hear(page, found)
    page.locator("#day-form #due_on").fill((date.today() + timedelta(days=41)).isoformat())
    page.get_by_role("button", name="Bekijk wat deze dag verandert").click()
    _hear(page, found)
    page.get_by_role("button", name="Nieuwe dag opslaan").click()
    _hear(page, found)


def _remind(page: Page, found: Round) -> None:
    for _time in range(2):
        page.get_by_role("button", name="Herinneren wie nog niet heeft opgeleverd").click()
        _hear(page, found)


def _gather(page: Page, found: Round) -> None:
    page.goto(found.address)
    page.get_by_role("link", name="Rapport beginnen uit de bijdragen").click()
    page.get_by_role("button", name="Rapport beginnen").click()
    expect(page.get_by_role("heading", level=1, name=ROUND)).to_be_visible()
    found.report = _path(page)
    _hear(page, found)


def _close(page: Page, found: Round) -> None:
    page.goto(found.address)
    page.locator("summary", has_text="Ronde afsluiten").click()
    page.get_by_role("button", name="Ronde afsluiten").click()
    _hear(page, found)


def _look(new_window: Callable[..., BrowserContext], found: Round) -> None:
    """Look with axe at every page of it, wide and small, light and dark."""
    places = {
        "t.dijkgraaf": ("ijenv", ("", "/new", found.address, f"{found.address}/report")),
        "o.lindhout": ("anvs", (found.address, found.given)),
    }
    for login, (organisation, paths) in places.items():
        person = PersonAtBrowser(new_window(), login, organisation)
        person.sign_in()
        for number, path in enumerate(paths):
            address = path if path.startswith("/work") else f"{PLACE}/contributions{path}"
            for width in WIDTHS:
                what = f"round-{organisation}-{number}-{width}"
                found.faults[what] = _faults(person, address, width=width)
                shoot_both(person.page, SHOTS, what)


def _faults(person: PersonAtBrowser, address: str, *, width: int) -> list[str]:
    page = person.page
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address)
    return [*page_faults(page), *person.faults]


def test_every_step_says_what_it_did(walked: Round) -> None:
    expected = (
        "Er zijn 2 organisaties gevraagd.",
        "Er is nog niets om op te leveren",
        "De bijdrage is opgeleverd.",
        "Opgeleverd",  # Burak reads that ANVS did.
        "Wij hebben een incident.",
        "De vraag om meer tijd vervalt",
        "De nieuwe dag geldt.",
        "1 organisatie is herinnerd",
        "vandaag al herinnerd",
        "Het rapport is bewaard als concept.",
        "1 taak is ingetrokken.",
    )
    assert len(walked.told) == len(expected)
    for told, words in zip(walked.told, expected, strict=True):
        assert words in told


def test_a_partner_reads_nothing_of_what_another_gave(walked: Round) -> None:
    assert GIVEN not in walked.told[3]
    assert "Stralingsbescherming: Opgeleverd" in walked.told[3]


def test_the_report_holds_what_was_given(
    walked: Round, new_window: Callable[..., BrowserContext]
) -> None:
    page = _at(new_window, "o.lindhout", "anvs")
    page.goto(walked.report)
    expect(page.get_by_text(GIVEN).first).to_be_visible()


def test_axe_finds_nothing_on_any_page(walked: Round) -> None:
    assert len(walked.faults) == 12
    assert {what: found for what, found in walked.faults.items() if found} == {}
