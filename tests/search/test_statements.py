"""How many statements a search costs: few, and as many for five hundred hits as for ten."""

import pytest
from sqlalchemy import insert, select

from app.documents.models import Document, DocumentVersion
from app.kernel import clock, ids
from app.search.models import DocumentText
from tests.support.documents import rule_for

TO_READ = 8
COMPUTED = {"words"}


@pytest.fixture
def fill(transaction, library, read_texts):
    """Copy the rows of a document with its text, so that there are many."""
    document = library.bring(
        "bram", rule_for("ijenv", "download"), content=b"Iedereen zag de vlinder."
    )
    read_texts()
    tables = {Document: Document.id, DocumentVersion: DocumentVersion.document_id}
    tables |= {DocumentText: DocumentText.document_id}

    def filled(count):
        keys = [ids.new_id() for _ in range(count)]
        with transaction.as_owner() as owner:
            for model, key in tables.items():
                columns = [each for each in model.__table__.c if each.name not in COMPUTED]
                row = dict(
                    owner.execute(select(*columns).where(key == document.id)).mappings().one()
                )
                own = {"id": None} if "id" in row else {}
                owner.execute(
                    insert(model.__table__),
                    [
                        row
                        | {name: ids.new_id() for name in own}
                        | {key.name: each}
                        | ({"changed_at": clock.now()} if "changed_at" in row else {})
                        for each in keys
                    ],
                )

    return filled


def test_a_search_costs_the_same_for_many(fill, search, statements):
    counted = []
    for count in (10, 490):
        fill(count)
        statements.clear()
        assert search("anna", "vlinder").status == 200
        counted.append(len(statements))
    assert counted[0] == counted[1] <= TO_READ, str(statements)


def test_every_hit_stands_on_one_page(fill, browser_of, monkeypatch):
    fill(60)
    address, seen = "/search?q=vlinder", []
    while address:
        page = browser_of("anna").visit(address)
        seen += [each.get("href") for each in page.tree.cssselect(".sz-hit__title a")]
        following = page.tree.cssselect("a[rel=next]")
        address = following[0].get("href") if following else None
    assert (len(seen), len(set(seen))) == (61, 61)


def test_the_api_pages_by_cursor(fill, api_of):
    fill(30)
    api, address, seen = api_of("anna"), "/search?q=vlinder&limit=20", []
    answer = api.get(address).json
    seen += [each["id"] for each in answer["items"]]
    answer = api.get(f"{address}&cursor={answer['next']}").json
    seen += [each["id"] for each in answer["items"]]
    assert (len(seen), len(set(seen)), answer["next"]) == (31, 31, None)


def test_of_a_common_word_no_more_than_the_bound_is_ranked(fill, api_of, monkeypatch):
    monkeypatch.setattr("app.search.queries.hits.MOST", 12)
    fill(40)
    assert len(api_of("anna").get("/search?q=vlinder").json["items"]) == 12
