"""Signing with a card of one's own, in Chromium and by keyboard alone.

The legal counsel of IJenV enters the certificate of Wilma Oosterling. She downloads the newest file
of the only report that waits for her alone, signs it as a PDF reader does, and brings it back. Each
page is looked at wide and at 320 pixels, light and dark."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from playwright.sync_api import Locator, expect
from playwright.sync_api import TimeoutError as TookTooLong

from tests.browser.conftest import Demonstration, demonstrating
from tests.browser.people import WIDTHS, PersonAtBrowser, page_faults
from tests.support.outside_keys import POLICY, Elsewhere
from tests.support.signed_elsewhere import Card

MANDATE, TITLE = "TOEZICHT-2026-03", "Advies signalen over verlof bij De Wissel"
MOST_TABS = 80
PRESSES, A_MOMENT_MS = 5, 5_000
SEALERS = """[ijenv.people]
policies = ["{policy}"]
roots = [{{file = "root.pem", from = 2020-01-01}}]
"""


@pytest.fixture(scope="module")
def card() -> Card:
    """Wilma's card."""
    return Card(Elsewhere(), {"name": "Wilma Oosterling"})


@pytest.fixture(scope="module")
def demonstration(card: Card, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    """A demonstration in which IJenV has a root on record for its people, when reports freeze."""
    data = tmp_path_factory.mktemp("cards") / "data"
    data.mkdir()
    root = card.authority.root.public_bytes(serialization.Encoding.PEM)
    (data / "root.pem").write_bytes(root)
    (data / "sealers.toml").write_text(SEALERS.format(policy=POLICY))
    with demonstrating(data) as running:
        yield running


@pytest.fixture(scope="module")
def entered(signed_in: Callable[[str, str], PersonAtBrowser], card: Card) -> None:
    """Enter Wilma's certificate in the register."""
    page = signed_in("h.vroom", "ijenv").page
    page.goto("/mandates")
    page.locator("tbody tr", has_text=MANDATE).get_by_role("link").click()
    page.get_by_label("Eigen certificaat van de houder").fill(card.sha256)
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_text("Het mandaat is gewijzigd.")).to_be_visible()
    expect(page.locator("dl", has_text="Houder")).to_contain_text(card.sha256)


@pytest.fixture(scope="module")
def signatory(signed_in: Callable[[str, str], PersonAtBrowser], entered: None) -> PersonAtBrowser:
    """Wilma, on the page to sign elsewhere."""
    wilma = signed_in("w.oosterling", "ijenv")
    wilma.page.goto("/")
    wilma.page.get_by_role("link", name=TITLE).first.click()
    return wilma


def tab_to(wanted: Locator) -> None:
    """Reach something by the tab key alone."""
    for _each in range(MOST_TABS):
        if wanted.evaluate("each => each === document.activeElement"):
            return
        wanted.page.keyboard.press("Tab")
    raise AssertionError("It cannot be reached by keyboard.")


def bring(wilma: PersonAtBrowser, file: Path) -> None:
    """Choose a file and send it, without a mouse."""
    page = wilma.page
    # What moves the focus to a mistake does so once all is there.
    page.wait_for_load_state("networkidle")
    chosen = page.get_by_label("De pdf die je hebt ondertekend")
    tab_to(chosen)
    # On a busy machine the browser now and then lets the first press go by; a person presses again.
    for left in reversed(range(PRESSES)):
        page.bring_to_front()
        try:
            with page.expect_file_chooser(timeout=A_MOMENT_MS) as choosing:
                page.keyboard.press("Enter")
        except TookTooLong:
            if not left:
                raise
        else:
            break
    choosing.value.set_files(file)
    has_read = page.get_by_label("Ik heb deze versie gelezen")
    tab_to(has_read)
    if not has_read.is_checked():
        page.keyboard.press("Space")
    tab_to(page.get_by_role("button", name=re.compile("Controleren en opnieuw inloggen")))
    page.keyboard.press("Enter")


@pytest.mark.usefixtures("entered")
def test_a_card_signs_by_keyboard_alone(
    signatory: PersonAtBrowser,
    card: Card,
    faults_at: Callable[..., dict[str, list[str]]],
    tmp_path: Path,
) -> None:
    page = signatory.page
    link = page.get_by_role("link", name="Of onderteken in je PDF-lezer")
    tab_to(link)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("met je eigen certificaat")
    here = "/" + page.url.split("/", 3)[3]
    for width in WIDTHS:
        found = faults_at(signatory, {"elders-ondertekenen": here}, width=width)
        assert found == {}

    # Two windows were opened over this one; what the system asks for is not asked in the back.
    page.bring_to_front()
    download = page.get_by_role("link", name=re.compile(r"-\d+\.pdf"))
    tab_to(download)
    with page.expect_download() as arriving:
        page.keyboard.press("Enter")
    newest = Path(arriving.value.path()).read_bytes()
    wrong, right = tmp_path / "niet-ondertekend.pdf", tmp_path / "ondertekend.pdf"
    wrong.write_bytes(newest)
    with ThreadPoolExecutor() as elsewhere:
        # Chromium's driver has a loop of its own in this thread.
        right.write_bytes(elsewhere.submit(card.sign, newest, "seat-ijenv-1").result())

    bring(signatory, wrong)
    field = page.locator(".utrecht-form-field-error-message").first
    expect(field).to_contain_text("In dit bestand staat geen nieuwe handtekening.")
    assert page_faults(page) == []
    assert ["422" in each for each in signatory.faults] == [True]
    signatory.faults.clear()
    bring(signatory, right)
    signatory.choose_oneself()
    expect(page.get_by_text("Je hebt ondertekend met je eigen certificaat.")).to_be_visible()
    expect(page.locator("#reports-seats")).to_contain_text("Wilma Oosterling")
    assert page_faults(page) == []
