"""A page of the list is cut before its last line: what stands behind it tells nothing yet."""

import pytest

from app.documents import queries
from app.documents.queries import listing


@pytest.fixture
def short_pages(monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 2)


@pytest.fixture
def address(library):
    return f"/workspaces/{library.world.workspace.ref}/documents"


def older(page):
    return page.tree.cssselect("#documents-list nav a[rel=next]")[0].get("href")


def test_the_first_line_of_the_next_page_may_look_like_no_other(
    browser_of, library, address, short_pages
):
    library.bring("bram", title="Alleen op bladzijde twee", is_special_category=True)
    library.bring("bram", title="Derde")
    library.bring("bram", title="Vierde")
    bram = browser_of("bram")

    first = bram.visit(address)
    assert "Vierde" in first.text("#documents-list")
    assert "AVG 9" not in first.text("#documents-list")

    second = bram.visit(older(first))
    assert "Alleen op bladzijde twee" in second.text("#documents-list")
    assert "AVG 9" in second.text("#documents-list")


def test_a_later_page_is_built_no_more_often_than_the_first(
    browser_of, library, address, short_pages
):
    """Where to go on from is a value of the statement, so it is kept for all further pages."""
    for number in range(7):
        library.bring("bram", title=f"Verslag {number}")
    bram = browser_of("bram")
    first = bram.visit(address)
    second = bram.visit(older(first))
    built = listing._kept.cache_info()

    third = bram.visit(older(second))
    fourth = bram.visit(older(third))

    assert "Verslag 0" in fourth.text("#documents-list")
    assert listing._kept.cache_info().misses == built.misses
    assert listing._kept.cache_info().hits == built.hits + 2
