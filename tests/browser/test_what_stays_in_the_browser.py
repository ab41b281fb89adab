"""What stays in a browser: while one works nothing one reads or types, after signing out nothing.

Source: OWASP ASVS 5.0.0, 14.3.1 and 14.3.3.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.people import PersonAtBrowser
from tests.browser.test_sending_files import UPLOADS, a_text, choose
from tests.browser.walk import DOCUMENT, PLACE

PAGES = ("/", PLACE, f"{PLACE}/documents", f"{PLACE}/tasks", f"{PLACE}/findings", "/search?q=jji")
NAME = "Verklaring van een getuige.txt"
KEPT = """async () => {
  const all = {};
  for (const [name, store] of Object.entries({local: localStorage, session: sessionStorage}))
    for (let at = 0; at < store.length; at++) all[`${name} ${store.key(at)}`] =
      store.getItem(store.key(at));
  for (const each of await caches.keys()) all[`cache ${each}`] = "";
  for (const each of await indexedDB.databases()) all[`database ${each.name}`] = "";
  for (const each of await navigator.serviceWorker.getRegistrations()) all[each.scope] = "";
  return all;
}"""
OF_THE_PROVIDER = "demonstratie"
"""Its own cookie: the demonstration's providers stand on the same host."""
HALF_SENT = {"size", "creationTime", "uploadUrl"}


@pytest.fixture
def burak(new_window: Callable[..., BrowserContext]) -> PersonAtBrowser:
    """Burak, signed in, who looked at some pages."""
    person = PersonAtBrowser(new_window(), "b.demirtas", "igj")
    person.sign_in()
    for path in PAGES:
        person.page.goto(path)
    return person


def kept_by(page: Page) -> dict[str, str]:
    """Everything that a page of ours can find in the browser's stores, cookies aside."""
    found: dict[str, str] = page.evaluate(KEPT)
    return found


def leave_half_sent(page: Page, folder: Path) -> None:
    """Begin to send a file, of which no part arrives."""

    def cut(route: Route) -> None:
        if route.request.method == "PATCH":
            return route.abort("connectionreset")
        return route.continue_()

    page.route(UPLOADS, cut)
    page.goto(f"{PLACE}/documents")
    choose(page, a_text(folder, NAME, size=9_000_000))
    for _look in range(100):
        if kept_by(page):
            return
        page.wait_for_timeout(100)


def sign_out(page: Page) -> None:
    """Press the button of the page that asks."""
    page.goto("/logout")
    page.locator("#logout button").click()
    expect(page).to_have_url(re.compile("/login$"))


def test_while_one_works_nothing_one_reads_or_types_is_kept(
    burak: PersonAtBrowser, tmp_path: Path
) -> None:
    assert kept_by(burak.page) == {}

    leave_half_sent(burak.page, tmp_path)
    ((key, text),) = kept_by(burak.page).items()

    assert re.fullmatch(r"session samenzicht-upload:[0-9a-f]{1,32}", key)
    assert set(json.loads(text)) == HALF_SENT
    assert "getuige" not in key + text


def test_after_signing_out_nothing_is_kept(burak: PersonAtBrowser, tmp_path: Path) -> None:
    leave_half_sent(burak.page, tmp_path)
    before = {each["name"] for each in burak.context.cookies()}
    sign_out(burak.page)
    after = {each["name"]: each["value"] for each in burak.context.cookies()}

    assert kept_by(burak.page) == {}
    assert before - set(after) == {"samenzicht"}
    assert set(after) == {"samenzicht-browser", "samenzicht-organisation", OF_THE_PROVIDER}
    assert after["samenzicht-organisation"] == "igj"


def test_going_back_after_signing_out_shows_nothing(burak: PersonAtBrowser) -> None:
    page = burak.page
    page.goto(f"{PLACE}/documents")
    title = page.locator("#documents-list a").first.inner_text()
    sign_out(page)
    for _step in range(3):
        page.go_back()
        assert title not in page.content()
        assert DOCUMENT not in page.content()
        assert "/login" in page.url
