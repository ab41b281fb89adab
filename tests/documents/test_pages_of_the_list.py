"""A page of the list is cut before its last line: what stands behind it tells nothing yet."""

import pytest

from app.documents import queries
from app.documents.queries import listing

KEEPER = type(listing._first_page)


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


def test_later_pages_keep_no_statement(browser_of, library, address, short_pages):
    """Only the first page of a reader is built once; each place to go on from is another."""
    for number in range(5):
        library.bring("bram", title=f"Verslag {number}")
    bram = browser_of("bram")
    page = bram.visit(address)
    kept = sizes_of_what_is_kept()

    for _further in range(2):
        page = bram.visit(older(page))

    assert page.status == 200
    assert sizes_of_what_is_kept() == kept


def sizes_of_what_is_kept():
    keeping = {name: it for name, it in vars(listing).items() if isinstance(it, KEEPER)}
    assert {"_first_page"} <= keeping.keys()
    return {name: it.cache_info().currsize for name, it in keeping.items()}
