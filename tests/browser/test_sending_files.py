"""Sending files from a real browser: over breaks, in folders, and refused with a sentence each.

Burak of IGJ brings them into the JJI workspace of the demonstration."""

from __future__ import annotations

import hashlib
import re
import secrets
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Dialog, Locator, Page, Route, expect

from tests.browser.people import PersonAtBrowser, axe_violations
from tests.browser.walk import PLACE

PATIENCE_MS = 60_000
UPLOADS = re.compile(r"/api/v1/uploads/")
UPLOADS_BEGUN = re.compile(r"/api/v1/uploads$")
LOST = ("net::ERR", "Failed to load resource")


@pytest.fixture
def burak(new_window: Callable[..., BrowserContext]) -> PersonAtBrowser:
    """Burak, signed in, at the documents."""
    person = PersonAtBrowser(new_window(), "b.demirtas", "igj")
    person.sign_in()
    person.page.goto(f"{PLACE}/documents")
    return person


def a_text(folder: Path, name: str, *, size: int) -> Path:
    """Write a text of so many bytes, of which no two stretches are the same."""
    path, lines, number = folder / name, bytearray(), 0
    while len(lines) < size:
        number += 1
        lines += hashlib.sha256(f"{name}{number}".encode()).hexdigest().encode() + b"\n"
    path.write_bytes(bytes(lines[: size - 1]) + b"\n")
    return path


def choose(page: Page, *files: Path) -> None:
    """Choose files with the button."""
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Bestanden kiezen").click()
    chooser.value.set_files(list(files))


def slowly(route: Route) -> None:
    """Let a part wait, so that there is time to press a button."""
    time.sleep(0.3)
    route.continue_()


def row_of(page: Page, name: str) -> Locator:
    """The row of a file."""
    return page.locator(".sz-ups > li", has_text=name)


def content_of(page: Page, title: str) -> bytes:
    """Fetch a document of the list as its reader would."""
    address = page.locator("#documents-list").get_by_role("link", name=title).first
    answer = page.request.get(f"{address.get_attribute('href')}/content")
    assert answer.status == 200
    return answer.body()


def test_a_large_file_goes_on_over_breaks(burak: PersonAtBrowser, tmp_path: Path) -> None:
    page, sent = burak.page, []
    large = a_text(tmp_path, f"Camerabeelden {secrets.token_hex(4)}.txt", size=45_000_000)

    def break_off(route: Route) -> None:
        """Break two parts off on their way out, and lose the answer to a third."""
        if route.request.method == "PATCH":
            sent.append(route.request.headers["upload-offset"])
            if len(sent) in (2, 3):
                return route.abort("connectionreset")
            if len(sent) == 5:
                route.fetch()
                return route.abort("connectionreset")
        return route.continue_()

    page.route(UPLOADS, break_off)
    choose(page, large)

    expect(row_of(page, large.name)).to_contain_text("Opgeslagen", timeout=PATIENCE_MS)
    expect(page.locator("#documents-list")).to_contain_text(large.stem)
    assert len(sent) > 6
    assert content_of(page, large.stem) == large.read_bytes()
    expect(page.locator("#documents-list tbody tr", has_text=large.stem)).to_have_count(1)
    assert [each for each in burak.faults if not each.startswith(LOST)] == []


def test_it_waits_for_the_connection_and_can_be_paused(
    burak: PersonAtBrowser, tmp_path: Path, shots: Path
) -> None:
    page = burak.page
    file = a_text(tmp_path, "Dossier zonder verbinding.txt", size=40_000_000)
    page.route(UPLOADS, slowly)
    choose(page, file)
    row = row_of(page, file.name)
    expect(row).to_contain_text("MB van", timeout=PATIENCE_MS)

    row.get_by_role("button", name="Pauzeer").click()
    expect(row).to_contain_text("Gepauzeerd")
    expect(row.get_by_role("button", name="Ga verder")).to_be_focused()
    burak.shoot(shots, "upload-paused")
    burak.context.set_offline(True)
    row.get_by_role("button", name="Ga verder").click()
    expect(row).to_contain_text("Geen verbinding. Deze upload gaat vanzelf verder.")
    assert axe_violations(page) == []
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    burak.shoot(shots, "upload-waiting-320")
    burak.context.set_offline(False)

    expect(row).to_contain_text("Opgeslagen", timeout=PATIENCE_MS)
    assert content_of(page, file.stem) == file.read_bytes()


def test_it_goes_on_after_the_page_was_closed(burak: PersonAtBrowser, tmp_path: Path) -> None:
    page, offsets = burak.page, []
    file = a_text(tmp_path, "Na het herladen.txt", size=30_000_000)
    page.on(
        "request",
        lambda asked: asked.method == "PATCH" and offsets.append(asked.headers["upload-offset"]),
    )
    page.route(UPLOADS, slowly)
    choose(page, file)
    expect(row_of(page, file.name)).to_contain_text("MB van", timeout=PATIENCE_MS)
    page.wait_for_function("() => document.querySelector('.sz-ups progress').value > 30")
    kept = page.evaluate("() => JSON.stringify({...sessionStorage, ...localStorage})")
    assert "herladen" not in kept
    page.reload()
    offsets.clear()
    choose(page, file)

    expect(row_of(page, file.name)).to_contain_text("Opgeslagen", timeout=PATIENCE_MS)
    assert int(offsets[0]) > 0
    assert content_of(page, file.stem) == file.read_bytes()


def test_a_folder_with_something_wrong_in_it(burak: PersonAtBrowser, tmp_path: Path) -> None:
    page = burak.page
    folder = tmp_path / "Bezoek maart"
    (folder / "gesprekken").mkdir(parents=True)
    a_text(folder, "verslag een.txt", size=2000)
    a_text(folder / "gesprekken", "verslag twee.txt", size=2000)
    (folder / ".DS_Store").write_bytes(b"x")
    (folder / "start.exe").write_bytes(b"MZ\0\0")
    (folder / "leeg.txt").write_bytes(b"")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Map kiezen").click()
    chooser.value.set_files(folder)

    expect(row_of(page, "verslag een.txt")).to_contain_text("Opgeslagen", timeout=PATIENCE_MS)
    inner = row_of(page, "Bezoek maart/gesprekken/verslag twee.txt")
    expect(inner).to_contain_text("Opgeslagen", timeout=PATIENCE_MS)
    expect(row_of(page, "start.exe")).to_contain_text("Programma’s mogen hier niet in.")
    expect(row_of(page, "leeg.txt")).to_contain_text("Dit bestand is leeg.")
    expect(page.locator(".sz-ups > li")).to_have_count(4)
    expect(page.locator("#documents-list")).to_contain_text("verslag twee")
    page.goto(f"{PLACE}/folders")
    expect(page.locator("#documents-folders")).to_contain_text("Bezoek maart / gesprekken")


def test_after_a_drop_the_step_that_gives_is_there(
    new_window: Callable[..., BrowserContext], burak: PersonAtBrowser, tmp_path: Path
) -> None:
    ruben = PersonAtBrowser(new_window(), "r.hoogveld", "ijenv")
    ruben.sign_in()
    asking = ruben.page
    asking.goto(f"{PLACE}/requests/new")
    asking.get_by_label("Van welke organisatie").select_option("igj")
    asking.get_by_label("Waar vraag je om?").fill("Roosters van oktober")
    asking.get_by_label("Waarvoor").fill("Samen onderzoeken")
    asking.get_by_label("Grondslag").select_option(index=1)
    asking.get_by_label("Uiterlijk op").fill((date.today() + timedelta(days=30)).isoformat())
    asking.locator("#request-form").get_by_role("button").click()
    expect(asking.locator("h1")).to_contain_text("Roosters van oktober")
    page = burak.page
    page.goto(asking.url)
    expect(page.locator("#give-form")).to_have_count(0)
    file = a_text(tmp_path, "Rooster van oktober.txt", size=2000)
    choose(page, file)
    expect(row_of(page, file.name)).to_contain_text("Opgeslagen", timeout=PATIENCE_MS)

    expect(page.locator("#requests-ready")).to_contain_text("Rooster van oktober")
    expect(page.locator("#give-form")).to_be_visible()
    expect(row_of(page, file.name)).to_contain_text("Opgeslagen")
    assert axe_violations(page) == []
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_what_is_ticked_when_files_are_dropped_holds_for_all_of_them(
    burak: PersonAtBrowser, tmp_path: Path
) -> None:
    """Unticked for the next batch, while most of the first still waits its turn."""
    page, said = burak.page, []
    page.on(
        "request",
        lambda asked: (
            asked.url.endswith("/api/v1/uploads") and said.append(asked.headers["upload-metadata"])
        ),
    )
    page.route(UPLOADS, slowly)
    files = [a_text(tmp_path, f"Eigen stuk {number}.txt", size=3000) for number in range(6)]
    zone = page.locator("[data-upload]")
    private = zone.get_by_label("Alleen voor onze organisatie")
    private.check()
    zone.locator("summary", has_text="Map, rubricering").click()
    special = zone.get_by_label("Bijzondere persoonsgegevens")
    special.check()
    choose(page, *files)
    private.uncheck()
    special.uncheck()
    open_one = a_text(tmp_path, "Voor iedereen.txt", size=3000)
    choose(page, open_one)

    for each in (*files, open_one):
        expect(row_of(page, each.name)).to_contain_text("Opgeslagen", timeout=PATIENCE_MS)
    words = [dict(pair.split(" ") for pair in each.split(",")) for each in said]
    assert [("private" in each, "special_category" in each) for each in words] == [
        *[(True, True)] * 6,
        (False, False),
    ]


def test_a_busy_server_is_waited_for_as_long_as_it_asks(
    burak: PersonAtBrowser, tmp_path: Path
) -> None:
    page, tries = burak.page, []
    answers = [(429, {"Retry-After": "2"}), (503, {"Retry-After": "300"})]

    def refuse(route: Route) -> None:
        tries.append(time.monotonic())
        if len(tries) <= len(answers):
            status, headers = answers[len(tries) - 1]
            return route.fulfill(status=status, headers=headers, body="")
        return route.continue_()

    page.route(UPLOADS_BEGUN, refuse)
    file = a_text(tmp_path, "Druk moment.txt", size=4000)
    choose(page, file)
    row = row_of(page, file.name)
    expect(row).to_contain_text("Nu te druk. Deze upload gaat vanzelf verder.")
    while len(tries) < len(answers):
        page.wait_for_timeout(100)
    assert tries[1] - tries[0] >= 1.9
    expect(row).to_contain_text("Nu te druk")
    page.wait_for_timeout(1500)
    assert len(tries) == len(answers)
    assert axe_violations(page) == []
    row.get_by_role("button", name="Probeer nu").click()

    expect(row).to_contain_text("Opgeslagen", timeout=PATIENCE_MS)


def test_leaving_with_files_under_way_is_asked_about(
    burak: PersonAtBrowser, tmp_path: Path
) -> None:
    page, asked = burak.page, []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.route(UPLOADS_BEGUN, slowly)
    files = [a_text(tmp_path, f"Onderweg {number}.txt", size=3000) for number in range(4)]
    choose(page, *files)
    page.close(run_before_unload=True)
    for each in files:
        expect(row_of(page, each.name)).to_contain_text("Opgeslagen", timeout=PATIENCE_MS)
    assert asked == ["beforeunload"]


def test_what_sends_is_fetched_only_when_needed(burak: PersonAtBrowser, tmp_path: Path) -> None:
    page = burak.page
    fetched: list[str] = []
    page.on("request", lambda asked: fetched.append(asked.url))
    page.reload(wait_until="networkidle")
    assert not [each for each in fetched if "/sending." in each]
    file = a_text(tmp_path, "Klein.txt", size=500)
    choose(page, file)
    expect(row_of(page, file.name)).to_contain_text("Opgeslagen", timeout=PATIENCE_MS)
    assert [each for each in fetched if "/sending." in each]
    assert burak.faults == []
