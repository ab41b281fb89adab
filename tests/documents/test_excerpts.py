"""An excerpt: chosen pages, passages blacked out for a reason, as a document of its own.

Bram (IGJ) makes one of what IGJ brought. Anna (IJenV) gets the excerpt and never the source.
"""

import io

import pytest

from app.documents import service
from app.documents.actions import DocumentAction
from app.documents.models import Document, Excerpt, Redaction, RedactionMark
from app.documents.service import excerpts
from tests.support.documents import pdf_of
from tests.support.redacting import pictures_in, typeset

SECRET = "Zwartenbroek"
PAGES = (f"Hier woont {SECRET} met zijn gezin.", f"Ook {SECRET} komt hier.", "Niets bijzonders.")
GROUND = "5.1.2.e"


@pytest.fixture
def source(library):
    content = typeset(*PAGES)
    return library.bring("bram", title="Geheimtitel", name="geheimnaam.pdf", content=content)


@pytest.fixture
def desk(browser_of, library, source):
    def at(who="bram", part="/redact"):
        return browser_of(who).visit(library.address(source, part))

    return at


@pytest.fixture
def marked(desk):
    answer = desk().submit("#words-form", words=SECRET.upper(), ground=GROUND)
    assert answer.status == 303
    return answer


def rows(transaction, model):
    with transaction.as_owner() as owner:
        return owner.query(model).all()


def test_words_are_marked_on_all_pages_once(desk, marked, transaction):
    again = desk().submit("#words-form", words=SECRET, ground="AVG")

    found = rows(transaction, RedactionMark)
    assert again.status == 303
    assert sorted((each.page, each.ground) for each in found) == [(1, GROUND), (2, GROUND)]
    assert len(desk().tree.cssselect("svg.sz-redact__marks rect")) == 1
    assert "Persoonlijke levenssfeer" in desk().text("#marks-form")


def test_lines_and_places_are_marked_and_taken_away(desk, transaction, source):
    page = desk().submit("#lines-form", lines=["0"], ground=GROUND).follow()
    place = {"left": "10", "top": "80,5", "width": "200", "height": "5"}
    wrong = page.submit("#box-form", ground="AVG", **place)
    assert wrong.status == 422
    assert wrong.tree.cssselect("#top")[0].get("value") == "80,5"
    page = wrong.submit("#box-form", ground="AVG", **(place | {"width": "95"})).follow()

    marks = sorted(rows(transaction, RedactionMark), key=lambda each: each.top)
    assert [(each.left, each.top, each.right, each.bottom) for each in marks[1:]] == [
        (1_000, 8_050, 10_000, 8_550)
    ]
    page.submit("#marks-form", marks=[str(marks[0].id)])
    assert [each.ground for each in rows(transaction, RedactionMark)] == ["AVG"]
    draft = rows(transaction, Redaction)[0]
    said = transaction.audited(draft.id)
    assert said == [DocumentAction.MARKED, DocumentAction.MARKED, DocumentAction.UNMARKED]


def test_only_the_chosen_pages_go_in(desk, browser_of, library, transaction):
    desk().submit("#pages-form", pages="2-3")
    page = desk(part="/redact/excerpt")
    assert "Pagina 1 van 2" in page.text("main")
    page.submit("#excerpt-form", title="Twee pagina's")

    excerpt = rows(transaction, Excerpt)[0]
    with transaction.as_owner() as owner:
        made = owner.get(Document, excerpt.document_id)
    content = browser_of("bram").visit(library.address(made, "/content")).response.get_data()
    assert (excerpt.pages, len(pictures_in(content)), made.is_private) == ([2, 3], 2, True)


def test_marks_are_never_put_on_a_version_that_came_in_while_it_was_made(
    desk, marked, library, source, transaction, monkeypatch
):
    page, check = desk(part="/redact/excerpt"), excerpts.check_welcome

    def meanwhile(actor, *args, **options):
        moved = typeset(f"Een regel meer. {PAGES[0]}", *PAGES[1:])
        incoming = service.Incoming(io.BytesIO(moved), "nieuw.pdf")
        service.add_version(
            actor,
            source.id,
            incoming=incoming,
            note="",
            seen_version=source.version,
            depot=library.depot,
        )
        return check(actor, *args, **options)

    monkeypatch.setattr(excerpts, "check_welcome", meanwhile)
    late = page.submit("#excerpt-form", title="Te laat", is_private=[])

    assert (late.status, rows(transaction, Excerpt)) == (409, [])


def test_marks_that_changed_meanwhile_are_looked_at_again(desk, marked, transaction):
    page = desk(part="/redact/excerpt")
    desk().submit("#lines-form", lines=["0"], ground="AVG")
    late = page.submit("#excerpt-form", title="Te laat")

    assert late.status == 409
    assert late.tree.cssselect("#title")[0].get("value") == "Te laat"
    assert rows(transaction, Excerpt) == []


def test_a_newer_version_leaves_the_marks_until_somebody_starts_over(
    desk, marked, library, browser_of, source, transaction
):
    versions = browser_of("bram").visit(library.address(source, "/versions"))
    versions.submit("#version-form", files={"file": (io.BytesIO(pdf_of(2)), "nieuw.pdf")}, note="")
    assert "markeringen horen bij versie 1" in desk().text("main")
    assert desk().submit("#pages-form", pages="1").status == 409
    assert desk(part="/redact/pages/1").status == 409
    assert len(rows(transaction, RedactionMark)) == 2

    assert desk().submit("#restart-form").status == 303
    assert rows(transaction, RedactionMark) == []
    assert rows(transaction, Redaction)[0].number == 2


def test_without_marks_or_pages_there_is_no_excerpt(desk, transaction):
    answer = desk(part="/redact/excerpt").submit("#excerpt-form", title="Leeg")

    assert answer.status == 422
    assert "Markeer eerst passages" in answer.text("#excerpt-form")
