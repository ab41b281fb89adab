"""A page of the list is cut before its last line: what stands behind it tells nothing yet."""

import pytest

from app.documents import queries
from app.documents.queries import listing
from app.kernel import sql


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
    built = set(sql._built)

    third = bram.visit(older(second))
    fourth = bram.visit(older(third))

    assert "Verslag 0" in fourth.text("#documents-list")
    assert any(key[0] is listing._kept.__wrapped__ for key in built)
    assert set(sql._built) == built


def test_more_lines_stand_on_a_long_page(browser_of, library, address, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 2)
    monkeypatch.setattr(queries, "LONG_PAGE", 4)
    for number in range(5):
        library.bring("bram", title=f"Verslag {number}")
    bram = browser_of("bram")

    def lines(page):
        return len(page.tree.cssselect("#documents-list tbody a.sz-table__title"))

    def link(page, words):
        (found,) = [each for each in page.tree.cssselect("nav a") if each.text == words]
        return found.get("href")

    short = bram.visit(address)
    assert lines(short) == 2
    long = bram.visit(link(short, "4 op een pagina"))
    assert lines(long) == 4
    rest = bram.visit(older(long))
    assert lines(rest) == 1
    assert "rows=" in older(long)
    assert lines(bram.visit(link(rest, "Naar de nieuwste"))) == 4
    assert lines(bram.visit(link(rest, "2 op een pagina"))) == 2


@pytest.mark.parametrize("typed", ["", "0", "-1", "499", "1000000", "alles"])
def test_no_other_number_of_lines_can_be_asked(browser_of, library, address, short_pages, typed):
    for number in range(3):
        library.bring("bram", title=f"Verslag {number}")

    page = browser_of("bram").visit(f"{address}?rows={typed}")

    assert len(page.tree.cssselect("#documents-list tbody a.sz-table__title")) == 2


def test_a_list_that_fits_offers_no_other_page(browser_of, library, address):
    library.bring("bram", title="Verslag")

    assert not browser_of("bram").visit(address).has("#documents-list nav")
