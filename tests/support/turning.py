"""Going through a list page by page, by the words of its links."""

from __future__ import annotations

from tests.support.browser import Page


def addresses_of(page: Page, words: str) -> list[str]:
    """Return where the links with these words below a list lead."""
    found = page.tree.cssselect('nav[aria-label^="Pagina\'s van"] a')
    return [each.get("href") for each in found if each.text_content().strip() == words]


def turn(page: Page, words: str) -> Page:
    """Press the one link with these words below a list."""
    (address,) = addresses_of(page, words)
    return page.browser.visit(address)
