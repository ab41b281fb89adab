"""Who may only look gets the bytes of no file, by any road, whatever kind of file it is.

Bram (IGJ) brings one file of each kind that may come in; Carla (IvhO) may only look. Every address
that can be read and names a document is asked, made from the map of all addresses.
"""

from contextlib import closing

import pypdfium2
import pytest

from app.adapters.inspection import MediaType
from tests.support import readable
from tests.support.documents import rule_for

SAFE = {"application/json", "application/problem+json", "image/png", "text/html"}
OF_LISTS = {"text/plain", "text/csv", "application/zip"}
PRINTED = "/log/pdf"
"""Lines of the log, which we print ourselves; its words are compressed."""
VALUES = {
    "page": ["1"],
    "number": ["1"],
    "organisation": ["igj"],
    "name": ["igj"],
}
QUERIES = ("", "?version=1", "?zoom=150")
FRAME_BYTES = 64
"""What files of one kind begin and end with, whatever is in them."""


@pytest.fixture(params=MediaType, ids=lambda kind: kind.name)
def kind(request):
    return request.param


@pytest.fixture
def document(library, kind):
    return library.bring(
        "bram",
        rule_for("ivho", "view"),
        name=f"bestand.{kind.extension}",
        content=readable.of(kind),
    )


@pytest.fixture
def addresses(app, library, document, kind):
    """Every address that can be read about this document; for one kind also about its place."""
    given = {"ref": library.world.workspace.ref, "document_id": str(document.id)}
    found = []
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            names = rule.arguments - set(given)
            if "GET" not in rule.methods or not names <= set(VALUES):
                continue
            about = {"document_id"} if kind is not MediaType.TXT else {"ref", "document_id"}
            if not about & rule.arguments:
                continue
            values = {name: given.get(name) or VALUES[name][0] for name in rule.arguments}
            built = rule.build(values)
            if built is not None:
                queries = QUERIES if "content" in rule.rule or "preview" in rule.rule else ("",)
                found += [built[1] + query for query in queries]
    return found


def is_taken(content, original):
    """Tell whether a piece of the original is in what was sent."""
    if len(original) > FRAME_BYTES * 3:
        original = original[FRAME_BYTES:-FRAME_BYTES]
    pieces = [original[at : at + 16] for at in range(0, len(original), 16)]
    return any(len(set(piece)) > 7 and piece in content for piece in pieces)


def test_no_road_gives_who_may_only_look_the_file(browser_of, addresses, kind, document):
    carla, original = browser_of("carla"), readable.of(kind)
    assert any(f"/documents/{document.id}/content" in each for each in addresses)
    for address in addresses:
        response = carla.visit(address).response
        content = response.get_data()
        assert not is_taken(content, original), address
        assert readable.WORD.encode() not in content, address
        if address.endswith(PRINTED):
            assert readable.WORD not in words_of(content), address
        else:
            assert response.mimetype in SAFE | OF_LISTS or response.status_code >= 300, address


def words_of(pdf):
    with closing(pypdfium2.PdfDocument(pdf)) as pages:
        return " ".join(each.get_textpage().get_text_bounded() for each in pages)


def test_who_may_download_gets_it_and_no_browser_runs_it(browser_of, library, kind, document):
    library.share("bram", document.id, rule_for("ijenv", "download"))
    response = browser_of("anna").visit(library.address(document, "/content")).response

    assert response.get_data() == readable.of(kind)
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.mimetype not in {"text/html", "image/svg+xml", "text/xml", "application/xml"}
    assert "script" not in response.mimetype
