"""What a first and a next view weigh: bytes on the wire and requests, cold and warm."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Request

from tests.browser.people import PersonAtBrowser
from tests.browser.walk import PLACE

FIRST_VIEW = 90_000
WITHOUT_FONTS = 60_000
MOST_REQUESTS = 8
NEXT_VIEW = 6_000
"""Beside its rows, in bytes."""
QUIET = "/workspaces/OM-2026-0001"
"""Where no other test brings folders, which each form on the page offers."""


class Meter:
    """Counts what a page fetches: the body of each answer as the network carries it."""

    def __init__(self, page: Page) -> None:
        self._requests: list[Request] = []
        page.on("requestfinished", self._finished)

    def _finished(self, request: Request) -> None:
        self._requests.append(request)

    def fetch(self, page: Page, path: str) -> dict[str, int]:
        """Open a page and return the size of everything that came, by address."""
        self._requests.clear()
        page.goto(path, wait_until="networkidle")
        sizes = {each.url: each.sizes()["responseBodySize"] for each in self._requests}
        return {url: size for url, size in sizes.items() if size > 0}


@pytest.fixture
def ruben(new_window: Callable[..., BrowserContext]) -> PersonAtBrowser:
    """Ruben, signed in."""
    person = PersonAtBrowser(new_window(), "r.hoogveld", "ijenv")
    person.sign_in()
    return person


def _cold(person: PersonAtBrowser, new_window: Callable[..., BrowserContext]) -> Page:
    """Return a page in a browser that has seen nothing yet but holds the session."""
    window = new_window()
    window.add_cookies(person.context.cookies())
    return window.new_page()


def test_the_first_view_of_a_workspace_is_light(
    ruben: PersonAtBrowser, new_window: Callable[..., BrowserContext]
) -> None:
    page = _cold(ruben, new_window)
    came = Meter(page).fetch(page, PLACE)
    fonts = sum(size for url, size in came.items() if url.endswith(".woff2"))

    assert len(came) <= MOST_REQUESTS, sorted(came)
    assert sum(came.values()) <= FIRST_VIEW, came
    assert sum(came.values()) - fonts <= WITHOUT_FONTS, came


def test_the_next_view_is_a_page_and_nothing_else(
    ruben: PersonAtBrowser, new_window: Callable[..., BrowserContext]
) -> None:
    page = _cold(ruben, new_window)
    meter = Meter(page)
    meter.fetch(page, QUIET)
    came = meter.fetch(page, f"{QUIET}/documents")
    rows = page.locator("tbody").first.inner_html()

    assert len(came) == 1, sorted(came)
    assert sum(came.values()) - _packed(rows) <= NEXT_VIEW, came


def _packed(html: str) -> int:
    return len(gzip.compress(html.encode(), 5))
