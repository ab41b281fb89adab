"""Excerpts by the API: what is prepared, made and blacked out, by the same rules as on the page.

Bram (IGJ) makes one of what IGJ brought. Anna (IJenV) gets the excerpt and never the source.
"""

from uuid import UUID

import pytest

from tests.support.documents import rule_for
from tests.support.redacting import typeset

SECRET = "Zwartenbroek"
GROUND = "5.1.2.e"


@pytest.fixture
def source(library):
    content = typeset(f"Hier woont {SECRET}.", "Niets bijzonders.")
    return library.bring("bram", title="Geheimtitel", name="geheim.pdf", content=content)


@pytest.fixture
def prepared(browser_of, library, source):
    page = browser_of("bram").visit(library.address(source, "/redact"))
    assert page.submit("#words-form", words=SECRET, ground=GROUND).status == 303
    return f"/documents/{source.id}"


def test_what_is_prepared_is_read_made_and_told(prepared, api_of, library, transaction):
    bram, anna = api_of("bram"), api_of("anna")
    answer = bram.ask("GET", f"{prepared}/redaction")
    (passage,) = answer.json["passages"]
    assert (passage["page"], passage["ground"], answer.json["is_current"]) == (1, GROUND, True)
    assert passage["left"] < passage["right"]
    sent = {"title": "Zonder namen", "private": False}
    assert bram.ask("POST", f"{prepared}/excerpts", json={}).status_code == 422
    etag = {"If-Match": answer.headers["ETag"]}
    made = bram.ask("POST", f"{prepared}/excerpts", json=sent, headers=etag)
    assert (made.status_code, made.json["title"]) == (201, "Zonder namen")
    (told,) = bram.ask("GET", f"{prepared}/excerpts").json["items"]
    assert (told["id"], told["source_version"]) == (made.json["id"], 1)

    library.share("bram", UUID(made.json["id"]), rule_for("ijenv", "download"))
    excerpt = f"/documents/{made.json['id']}"
    (why,) = anna.ask("GET", f"{excerpt}/blacked-passages").json["items"]
    assert (why["page"], why["ground"], why["passages"]) == (1, GROUND, 1)
    assert "levenssfeer" in why["reason"]
    assert anna.ask("GET", f"{excerpt}/excerpts").json["items"] == []
    assert anna.ask("GET", f"{excerpt}/redaction").status_code == 403
    for part in ("redaction", "excerpts", "blacked-passages"):
        assert anna.ask("GET", f"{prepared}/{part}").status_code == 404


def test_what_changed_since_it_was_read_is_not_made(prepared, api_of, browser_of, library, source):
    bram = api_of("bram")
    etag = {"If-Match": bram.ask("GET", f"{prepared}/redaction").headers["ETag"]}
    page = browser_of("bram").visit(library.address(source, "/redact"))
    page.submit("#pages-form", pages="1")
    answer = bram.ask("POST", f"{prepared}/excerpts", json={"title": "Deel"}, headers=etag)
    assert answer.status_code == 412
    assert bram.ask("GET", f"{prepared}/excerpts").json["items"] == []
    assert (
        api_of("anna").ask("POST", f"{prepared}/excerpts", json={"title": "X"}).status_code == 404
    )


def test_of_what_nothing_is_prepared_nothing_is_made(library, api_of):
    plain = f"/documents/{library.bring('bram').id}"
    bram = api_of("bram")
    assert bram.ask("GET", f"{plain}/redaction").json["passages"] == []
    answer = bram.ask("POST", f"{plain}/excerpts", json={"title": "Deel"})
    assert answer.status_code == 422
    assert "Markeer" in answer.json["detail"]
