"""Four authorities at one report, by keyboard alone: two sign, one reserves, one declines.

A corrected version follows, and all four sign that; the page of the report tells the whole story.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.people import WIDTHS, PersonAtBrowser, page_faults, shoot_both
from tests.browser.walk import PLACE

REPORT = "Rapport over behandeling en onderwijs"
FINDINGS = ("Dagprogramma haalt", "Behandelplannen te laat")
SIGNATORIES = {
    "Wilma": ("w.oosterling", "ijenv", "plv. hoofdinspecteur"),
    "Carolien": ("c.haverkort", "igj", "hoofdinspecteur jeugd"),
    "Nadia": ("n.abbas", "ivho", "afdelingshoofd"),
    "Eline": ("e.vosmeer", "nla", "regiodirecteur"),
}
RESERVATION = "Wij vinden de termijn voor de behandelplannen te ruim."
REFUSAL = "De cijfers over het personeel ontbreken nog."
CORRECTION = "De cijfers over het personeel staan er nu bij."
MOST_TABS = 150


@dataclass(slots=True)
class Story:
    """What came of it."""

    first: str = ""
    second: str = ""
    told: str = ""
    """The page of the second version, as Ruben reads it."""
    pdf: Path = Path()
    faults: dict[str, list[str]] = field(default_factory=dict)


@pytest.fixture(scope="module")
def story(
    new_window: Callable[..., BrowserContext], shots: Path, tmp_path_factory: pytest.TempPathFactory
) -> Story:
    """Go the whole way once."""
    found = Story()
    ruben = PersonAtBrowser(new_window(), "r.hoogveld", "ijenv")
    ruben.sign_in()
    people = {
        name: PersonAtBrowser(new_window(), login, organisation)
        for name, (login, organisation, _office) in SIGNATORIES.items()
    }
    for person in people.values():
        person.sign_in()
    found.first = _freeze_a_report(ruben.page)
    _decide(people["Wilma"], found.first, "Ondertekenen")
    _decide(people["Carolien"], found.first, "Ondertekenen")
    _decide(people["Nadia"], found.first, "Ondertekenen met voorbehoud", RESERVATION)
    people["Eline"].page.goto(f"{found.first}/sign")
    _look(people["Eline"], found, "the page to sign", shots)
    _decide(people["Eline"], found.first, "Weigeren", REFUSAL)
    ruben.page.goto(found.first)
    _look(ruben, found, "the round with a refusal", shots)
    found.second = _begin_again(ruben.page)
    for person in people.values():
        _decide(person, found.second, "Ondertekenen")
    _wait_for_seals(ruben.page, found.second)
    _look(ruben, found, "the adopted version", shots)
    found.told = ruben.page.locator("main").inner_text()
    with ruben.page.expect_download() as started:
        _press(ruben.page, ruben.page.get_by_role("link", name=re.compile("PDF")).first)
    found.pdf = tmp_path_factory.mktemp("pdf") / "rapport.pdf"
    started.value.save_as(found.pdf)
    return found


def _press(page: Page, control: Locator, key: str = "Enter") -> None:
    """Go to a control with the tab key, as somebody without a mouse does, and press a key."""
    _go_to(page, control)
    page.keyboard.press(key)


def _go_to(page: Page, control: Locator) -> None:
    expect(control).to_be_visible()
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    for _tab in range(MOST_TABS):
        page.keyboard.press("Tab")
        if control.evaluate("each => each === document.activeElement"):
            return
        if control.evaluate(
            "each => each.type === 'radio' && each.name === document.activeElement.name"
        ):
            # Within a group of choices the arrows go on.
            for _arrow in range(10):
                page.keyboard.press("ArrowDown")
                if control.evaluate("each => each === document.activeElement"):
                    return
    raise AssertionError(f"{control} is not reached with the tab key.")


def _freeze_a_report(page: Page) -> str:
    page.goto(f"{PLACE}/reports/new")
    _go_to(page, page.get_by_label("Titel van het rapport"))
    page.keyboard.type(REPORT)
    for title in FINDINGS:
        box = page.locator("#chapters").get_by_label(re.compile(title)).first
        if not box.is_checked():
            _press(page, box, "Space")
    for name, (_login, _organisation, office) in SIGNATORIES.items():
        # Others in this demonstration may hold an office of the same name.
        seat = page.locator("#seats .sz-pick", has_text=office).filter(has_text=name)
        for box in (
            seat.locator("input[type=checkbox]").first,
            seat.get_by_label(re.compile("Verplicht")),
        ):
            if not box.is_checked():
                _press(page, box, "Space")
    _press(page, page.get_by_role("button", name="Concept opslaan"))
    expect(page.get_by_role("heading", level=1)).to_contain_text(REPORT)
    return _freeze(page)


def _freeze(page: Page) -> str:
    _press(page, page.locator("#reports-freeze button").first)
    expect(page.locator(".sz-hash").first).to_be_visible()
    return "/" + page.url.split("/", 3)[3].split("?", maxsplit=1)[0]


def _decide(person: PersonAtBrowser, report: str, decision: str, statement: str = "") -> None:
    page = person.page
    page.goto(f"{report}/sign")
    _press(page, page.get_by_label(decision, exact=True), "Space")
    if statement:
        _go_to(page, page.locator("textarea").first)
        page.keyboard.type(statement)
    _press(page, page.get_by_label(re.compile("gelezen")), "Space")
    _press(page, page.get_by_role("button", name=re.compile("Opnieuw inloggen")))
    own = f'form:has(input[name="login"][value="{person.login}"]) button'
    _press(page, page.locator(own))
    expect(page.locator(".sz-hash").first).to_be_visible()
    page.goto(f"{report}/sign")
    expect(page.get_by_role("button", name=re.compile("Opnieuw inloggen"))).to_have_count(0)


def _begin_again(page: Page) -> str:
    """Correct the text in a next version, and freeze that."""
    round_form = page.locator("#reports-round")
    choice = round_form.get_by_label(re.compile("volgende versie", re.IGNORECASE)).first
    if choice.count():
        _press(page, choice, "Space")
    _go_to(page, round_form.get_by_label("Reden"))
    page.keyboard.type(CORRECTION)
    _press(page, round_form.locator("button").first)
    expect(page.locator("#reports-freeze")).to_be_visible()
    _press(page, page.get_by_role("link", name=re.compile("[Ww]ijzig")).first)
    _go_to(page, page.get_by_label("Inleiding"))
    page.keyboard.type(CORRECTION)
    _press(page, page.get_by_role("button", name="Concept opslaan"))
    return _freeze(page)


def _wait_for_seals(page: Page, report: str) -> None:
    page.goto(report)
    adopted = page.locator(".sz-head").get_by_text("Vastgesteld").first
    for _look in range(60):
        if adopted.is_visible():
            return
        page.wait_for_timeout(500)
        page.reload()
    expect(adopted).to_be_visible()


def _look(person: PersonAtBrowser, found: Story, what: str, shots: Path) -> None:
    """Look at the page as it stands with axe, wide and small, light and dark."""
    for width in WIDTHS:
        person.page.set_viewport_size({"width": width, "height": 900})
        found.faults[f"{what}, {width}"] = page_faults(person.page)
        shoot_both(person.page, shots, f"vier-{what.replace(' ', '-')}-{width}")
    person.page.set_viewport_size({"width": 1280, "height": 900})


def test_the_page_of_the_report_tells_the_story(story: Story) -> None:
    for words in (RESERVATION, REFUSAL, CORRECTION, *(f"{name} " for name in SIGNATORIES)):
        assert words in story.told, words


def test_every_signature_of_the_corrected_version_holds(story: Story) -> None:
    said = subprocess.run(["pdfsig", story.pdf], capture_output=True, text=True, check=False).stdout
    assert said.count("Signature is Valid") == 1 + len(SIGNATORIES), said


def test_axe_finds_nothing_on_any_page(story: Story) -> None:
    assert len(story.faults) == 3 * len(WIDTHS)
    assert {what: found for what, found in story.faults.items() if found} == {}
