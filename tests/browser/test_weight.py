"""What a first and a next view weigh: bytes on the wire and requests, cold and warm."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, CDPSession, Page

from tests.browser.people import PersonAtBrowser
from tests.browser.walk import PLACE

FIRST_VIEW = 90_000
WITHOUT_FONTS = 60_000
MOST_REQUESTS = 8
NEXT_VIEW = 6_000
"""Beside its rows, in bytes."""


class Meter:
    """Counts what a page fetches, as the network carries it."""

    def __init__(self, page: Page) -> None:
        self.sizes: dict[str, int] = {}
        self._urls: dict[str, str] = {}
        self._session: CDPSession = page.context.new_cdp_session(page)
        self._session.send("Network.enable")
        self._session.on("Network.responseReceived", self._named)
        self._session.on("Network.loadingFinished", self._weighed)

    def _named(self, event: dict[str, object]) -> None:
        response = event["response"]
        assert isinstance(response, dict)
        if not response.get("fromDiskCache") and not str(response["url"]).startswith("data:"):
            self._urls[str(event["requestId"])] = str(response["url"])

    def _weighed(self, event: dict[str, object]) -> None:
        url = self._urls.get(str(event["requestId"]))
        if url is not None:
            self.sizes[url] = int(float(str(event["encodedDataLength"])))

    def fetch(self, page: Page, path: str) -> dict[str, int]:
        """Open a page and return the size of everything that came, by address."""
        self.sizes.clear()
        page.goto(path, wait_until="networkidle")
        return dict(self.sizes)


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
    meter.fetch(page, PLACE)
    came = meter.fetch(page, f"{PLACE}/documents")
    rows = page.locator("tbody").first.inner_html()

    assert len(came) <= 2, sorted(came)
    assert sum(came.values()) - _packed(rows) <= NEXT_VIEW, came


def _packed(html: str) -> int:
    import gzip

    return len(gzip.compress(html.encode(), 5))
