"""How many statements a page costs: few, and as many for a thousand documents as for ten."""

import io

import pytest
from sqlalchemy import insert, select

from app.documents.models import Document, DocumentVersion
from app.kernel import clock, ids
from tests.support.counting import counting
from tests.support.documents import rule_for

FEW, MANY = 10, 1000
TO_READ, TO_WRITE = 8, 14


@pytest.fixture
def fill(transaction, library):
    """Copy the rows of a document, so that there are many of them under the same rules."""

    def filled(document, count):
        with transaction.as_owner() as owner:
            rows = [dict(row) for row in _rows(owner, Document, document.id)]
            versions = [dict(row) for row in _rows(owner, DocumentVersion, document.id)]
            keys = [ids.new_id() for _ in range(count)]
            owner.execute(
                insert(Document), [rows[0] | {"id": key, "changed_at": clock.now()} for key in keys]
            )
            owner.execute(
                insert(DocumentVersion),
                [versions[0] | {"id": ids.new_id(), "document_id": key} for key in keys],
            )

    return filled


def _rows(owner, model, document_id):
    key = Document.id if model is Document else DocumentVersion.document_id
    return owner.execute(select(model.__table__).where(key == document_id)).mappings().all()


@pytest.fixture
def document(library):
    return library.bring("bram", rule_for("ijenv", "download"), rule_for("ivho"))


@pytest.fixture
def cost(owner_engine):
    """Count the statements of what is done."""

    def counted(act):
        with counting(owner_engine) as statements:
            answer = act()
        assert answer.status < 400, answer.text("main")
        return len(statements), str(statements)

    return counted


@pytest.mark.parametrize("who", ["anna", "carla", "bram"])
def test_reading_on_screen_costs_little(browser_of, library, document, cost, who):
    browser = browser_of(who)
    first, said = cost(lambda: browser.visit(library.address(document, "/pages/1")))
    again, said_again = cost(lambda: browser.visit(library.address(document, "/pages/1")))
    picture, _said = cost(lambda: browser.visit(library.address(document, "/preview/1")))

    assert first <= TO_WRITE, said
    assert again <= TO_READ, said_again
    assert picture <= TO_READ


@pytest.mark.parametrize("part", ["", "/access", "/edit", "/versions", "/withdrawal"])
def test_a_page_about_one_document(browser_of, library, document, cost, part):
    bram = browser_of("bram")
    number, statements = cost(lambda: bram.visit(library.address(document, part)))
    assert number <= TO_READ, statements


def test_the_list_costs_the_same_for_many(browser_of, library, document, fill, cost):
    bram = browser_of("bram")
    fill(document, FEW)
    few, statements = cost(lambda: bram.visit(library.list_address))
    fill(document, MANY)
    many, _all = cost(lambda: bram.visit(library.list_address))
    assert few == many <= TO_READ, statements


def test_the_pages_of_a_long_list_hold_every_document_once(browser_of, library, document, fill):
    fill(document, 120)
    address, seen = library.list_address, []
    while address:
        page = browser_of("bram").visit(address)
        seen += [each.get("href") for each in page.tree.cssselect("a.sz-table__title")]
        following = page.tree.cssselect("a[rel=next]")
        address = following[0].get("href") if following else None
    assert (len(seen), len(set(seen))) == (121, 121)


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_setting_and_looking_at_a_rule(browser_of, library, document, cost, htmx):
    bram = browser_of("bram")
    editor = bram.visit(library.address(document, "/access?organisation=ivho"))
    looked, told = cost(
        lambda: editor.submit("#documents-rule", htmx=True, level="download", preview="1")
    )
    assert looked <= TO_WRITE, told
    shared, told = cost(lambda: editor.submit("#documents-rule", htmx=htmx, level="download"))
    assert shared <= TO_WRITE, told


def test_what_changes_something(browser_of, library, document, cost):
    bram = browser_of("bram")
    edit = bram.visit(library.address(document, "/edit"))
    page = bram.visit(library.list_address)
    files = {"file": (io.BytesIO(b"Een tekst.\n"), "tekst.txt")}
    numbers = {
        "upload": cost(lambda: page.submit("#documents-upload form", htmx=True, files=files)),
        "edit": cost(lambda: edit.submit("#edit-form", title="Nieuw")),
        "download": cost(lambda: bram.visit(library.address(document, "/content"))),
    }
    too_many = {name: told for name, (number, told) in numbers.items() if number > TO_WRITE}
    assert not too_many, "\n".join(f"{name}:\n{told}" for name, told in too_many.items())
