"""The right of reply, end to end: five remarks by a link, the decisions, the table in the PDF.

By keyboard alone, from the link to the table. The guest's browser runs no scripts. Ruben leads for
IJenV and decides about three, Burak answers for IGJ's finding."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.keyboard import choose, go_to, press, write
from tests.browser.people import PersonAtBrowser, page_faults
from tests.browser.walk import PLACE

REPORT = "Rapport over behandelplannen"
OURS, THEIRS = "Dagprogramma haalt", "Behandelplannen te laat"
WHOLE = "De tekst als geheel"
ENTITY = "Stichting Het Anker"
REMARKS = (
    (OURS, "Op groep Noord waren het 70 uur."),
    (OURS, "De tabel noemt de verkeerde maand."),
    (THEIRS, "Twee plannen waren wel op tijd."),
    (THEIRS, "De gemeente was te laat, niet wij."),
    (WHOLE, "Onze naam is verkeerd gespeld."),
)


@dataclass(slots=True)
class Hearing:
    """What came of it."""

    address: str = ""
    """Of the hearing, for who signed in."""
    link: str = ""
    words: str = ""
    """Of the PDF of the next version."""
    faults: dict[str, list[str]] = field(default_factory=dict)


@pytest.fixture(scope="module")
def hearing(
    new_window: Callable[..., BrowserContext], tmp_path_factory: pytest.TempPathFactory
) -> Hearing:
    """Go the whole way once."""
    found = Hearing()
    ruben = PersonAtBrowser(new_window(), "r.hoogveld", "ijenv")
    ruben.sign_in()
    report_path = _freeze_a_report(ruben.page)
    _open_with_link(ruben.page, report_path, found)
    _look(new_window, found, "the page of the guest", found.link)
    _write_five(new_window(scripts=False).new_page(), found)
    _look(new_window, found, "what was sent", found.link)
    _decide(ruben.page, found, OURS, "Overgenomen")
    burak = PersonAtBrowser(new_window(), "b.demirtas", "igj")
    burak.sign_in()
    _decide(burak.page, found, THEIRS, "Niet overgenomen")
    _look_as(ruben.page, found, "the ledger", found.address)
    _look_as(ruben.page, found, "the table", f"{found.address}/table")
    found.words = _next_version(ruben.page, report_path, found, tmp_path_factory.mktemp("pdf"))
    return found


def _freeze_a_report(page: Page) -> str:
    page.goto(f"{PLACE}/reports/new")
    page.get_by_label("Titel van het rapport").fill(REPORT)
    for box in page.locator("#chapters input[type=checkbox]").all():
        box.uncheck()
    for title in (OURS, THEIRS):
        page.locator("#chapters").get_by_label(re.compile(title)).first.check()
    page.get_by_role("button", name="Concept opslaan").click()
    page.get_by_role("button", name="Rapport vastzetten").click()
    expect(page.locator("#reports-replies")).to_be_visible()
    return "/" + page.url.split("/", 3)[3]


def _open_with_link(page: Page, report_path: str, found: Hearing) -> None:
    page.goto(report_path)
    press(page, page.get_by_role("link", name="Wederhoor openen"))
    write(page, page.get_by_label("Welke organisatie hoor je?"), ENTITY)
    write(page, page.get_by_label("Naam van de contactpersoon"), "Mevrouw Geheim")
    press(page, page.get_by_role("button", name="Wederhoor openen"))
    make_link = page.get_by_role("button", name="Link maken")
    expect(make_link).to_be_visible()
    found.address = "/" + page.url.split("/", 3)[3].split("#", maxsplit=1)[0]
    press(page, make_link)
    address = page.get_by_label("Adres van de link").input_value()
    found.link = "/" + address.split("/", 3)[3]


def _write_five(page: Page, found: Hearing) -> None:
    """Read, write five remarks by plain forms, and send them for good."""
    page.goto(found.link)
    draft = page.get_by_role("link", name="Concept lezen")
    assert page.request.get(f"{found.link}/extract").body().startswith(b"%PDF")
    go_to(page, draft)
    for about, remark in REMARKS:
        choice = page.get_by_label("Waar gaat de opmerking over?")
        choose(page, choice, about)
        write(page, page.get_by_label("Plek in de tekst"), "blz. 2")
        write(page, page.get_by_label("De opmerking", exact=True), remark)
        press(page, page.get_by_role("button", name="Opmerking bewaren"))
        expect(page.get_by_text(remark)).to_be_visible()
    press(page, page.get_by_label("Ik heb alles gezegd"), "Space")
    press(page, page.get_by_role("button", name="Mijn reactie definitief versturen"))
    expect(page.get_by_role("heading", level=1, name="Je reactie is verstuurd")).to_be_visible()


def _decide(page: Page, found: Hearing, about: str, words: str) -> None:
    """Decide about every remark on one finding, as its owner; from each form back to the ledger."""
    page.goto(found.address)
    waiting = page.locator("#rebuttals-ledger li", has_text=re.compile(about)).get_by_role(
        "link", name=re.compile("^Beslissen")
    )
    left = waiting.count()
    assert left, about
    while left:
        press(page, waiting.first)
        press(page, page.get_by_label(words, exact=True), "Space")
        write(page, page.get_by_label("Reden", exact=True), f"Reden bij {about}.")
        press(page, page.get_by_role("button", name="Beslissing opslaan"))
        left -= 1
        expect(page.locator("#rebuttals-ledger")).to_be_visible()
        expect(waiting).to_have_count(left)


def _next_version(page: Page, report_path: str, found: Hearing, folder: Path) -> str:
    """Begin a next version, which warns of what is not decided; decide that, and freeze it."""
    page.goto(report_path)
    write(page, page.locator("#reports-round").get_by_label("Reden"), "Na wederhoor.")
    press(page, page.locator("#reports-round button").first)
    expect(page.locator("#reports-freeze")).to_contain_text("nog niet beslist")
    draft = page.url
    _decide(page, found, WHOLE, "Deels overgenomen")
    page.goto(draft)
    press(page, page.get_by_role("button", name="Rapport vastzetten"))
    expect(page.locator(".sz-hash").first).to_be_visible()
    shown = "/" + page.url.split("/", 3)[3].split("?", maxsplit=1)[0]
    file = folder / "rapport.pdf"
    file.write_bytes(page.request.get(f"{shown}/files/1/pdf").body())
    told = subprocess.run(
        ["pdftotext", "-raw", str(file), "-"], capture_output=True, check=True, text=True
    )
    return " ".join(told.stdout.split())


def _look(new_window: Callable[..., BrowserContext], found: Hearing, what: str, path: str) -> None:
    """Look with axe, as somebody without an account."""
    _look_as(new_window().new_page(), found, what, path)


def _look_as(page: Page, found: Hearing, what: str, path: str) -> None:
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(path)
        faults = page_faults(page)
        found.faults[f"{what}, {width}"] = faults
    page.set_viewport_size({"width": 1280, "height": 900})


def test_the_table_stands_in_the_pdf_of_the_next_version(hearing: Hearing) -> None:
    assert f"Wederhoor: {ENTITY}" in hearing.words
    for words in ("70 uur", "verkeerde maand", "wel op tijd", "De gemeente", "verkeerd gespeld"):
        assert words in hearing.words, words
    for words in ("Overgenomen", "Niet overgenomen", "Deels overgenomen"):
        assert words in hearing.words, words
    assert "Geheim" not in hearing.words


def test_axe_finds_nothing_on_any_page(hearing: Hearing) -> None:
    assert len(hearing.faults) == 8
    assert {what: found for what, found in hearing.faults.items() if found} == {}
