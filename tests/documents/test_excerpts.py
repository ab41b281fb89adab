"""An excerpt: chosen pages, passages blacked out for a reason, as a document of its own.

Bram (IGJ) makes one of what IGJ brought. Anna (IJenV) gets the excerpt and never the source.
"""

import io

import pytest
from sqlalchemy import text

from app.documents import service
from app.documents.actions import DocumentAction
from app.documents.models import BlackedPassage, Document, Excerpt, Redaction, RedactionMark
from app.documents.service import excerpts
from tests.support.documents import pdf_of, rule_for
from tests.support.redacting import holds, pictures_in, typeset

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


@pytest.fixture
def made(desk, marked, transaction):
    """The excerpt that Bram made, released in the workspace at once."""
    page = desk(part="/redact/excerpt")
    answer = page.submit("#excerpt-form", title="Voor de partners", is_private=[])
    assert answer.status == 303, answer.text("#excerpt-form")
    with transaction.as_owner() as owner:
        return owner.query(Document).filter_by(title="Voor de partners").one()


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


@pytest.mark.parametrize(
    ("form", "typed", "told"),
    [
        ("#words-form", {"words": "x", "ground": GROUND}, "ten minste twee"),
        ("#words-form", {"words": "Bestaatniet", "ground": GROUND}, "staan nergens"),
        ("#words-form", {"words": SECRET, "ground": "eigen"}, "Kies waarom"),
        ("#lines-form", {"ground": GROUND}, "Vink de regels aan"),
        ("#box-form", {"ground": GROUND, "left": "nan"}, "Vul een getal"),
        ("#box-form", {"ground": GROUND, "left": "1e2", "top": "1e1"}, "Vul een getal"),
        ("#box-form", {"ground": "", "left": "0", "top": "0", "width": "9", "height": "9"}, "Kies"),
        ("#pages-form", {"pages": "1-9"}, "3 pagina's"),
        ("#pages-form", {"pages": "twee"}, "Schrijf pagina's zo"),
        ("#marks-form", {}, "Vink de markeringen aan"),
    ],
)
def test_what_is_not_right_is_said(desk, marked, transaction, form, typed, told):
    answer = desk().submit(form, **typed)

    assert answer.status == 422
    assert told in answer.text(form)
    assert len(rows(transaction, RedactionMark)) == 2


def test_the_excerpt_holds_nothing_of_the_source(browser_of, library, source, made, transaction):
    content = browser_of("bram").visit(library.address(made, "/content")).response.get_data()

    assert (made.organisation_id, made.folder_id) == (source.organisation_id, source.folder_id)
    assert len(pictures_in(content)) == 3
    for word in (SECRET, "geheim", "woont", str(source.id)):
        assert not holds(content, word)
    assert DocumentAction.EXCERPT_MADE in transaction.audited(rows(transaction, Excerpt)[0].id)
    passages = rows(transaction, BlackedPassage)
    assert sorted((each.page, each.ground) for each in passages) == [(1, GROUND), (2, GROUND)]


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


def test_who_gets_the_excerpt_learns_nothing_of_the_source(
    browser_of, library, world, source, made
):
    library.share("bram", made.id, rule_for("ijenv", "download"))
    anna, place = browser_of("anna"), f"/workspaces/{world.workspace.ref}"
    addresses = [
        library.address(made),
        library.address(made, "/pages/1"),
        library.address(made, "/access/why?organisation=ivho"),
        library.address(made, "/access"),
        library.list_address,
        f"{place}/log",
        f"/api/v1/workspaces/{world.workspace.ref}/log",
        f"/api/v1/documents/{made.id}",
        f"/api/v1/workspaces/{world.workspace.ref}/documents",
        "/search?q=geheim",
        "/",
    ]
    for address in addresses:
        page = anna.visit(address)
        assert page.status in (200, 302, 303), address
        for trace in (str(source.id), source.id.hex, "Geheimtitel", "geheimnaam", SECRET):
            assert trace not in page.body, (address, trace)
    shown = anna.visit(library.address(made))
    assert "Persoonlijke levenssfeer (Woo 5.1, tweede lid, onder e): 1 passage" in shown.text(
        "#documents-grounds"
    )
    assert not shown.has("#relatives")
    for part in ("", "/redact", "/redact/pages/1", "/redact/excerpt"):
        assert anna.visit(library.address(source, part)).status == 404


def test_who_sees_the_source_does_not_learn_of_the_excerpt(
    browser_of, library, world, source, made
):
    library.share("bram", source.id, rule_for("ivho", "view"))
    carla = browser_of("carla")

    for address in (library.address(source), f"/workspaces/{world.workspace.ref}/log"):
        body = carla.visit(address).body
        assert str(made.id) not in body
        assert "Voor de partners" not in body
        assert "markeerde passages" not in body
    assert carla.visit(library.address(source, "/redact")).status == 403


@pytest.mark.parametrize("who", ["bram", "cora"])
def test_its_own_people_see_the_link_both_ways(browser_of, library, source, made, who):
    browser = browser_of(who)

    assert "Geheimtitel" in browser.visit(library.address(made)).text("#relatives")
    assert "Voor de partners" in browser.visit(library.address(source)).text("#relatives")
    assert browser.visit(library.address(source, "/redact")).status == (
        200 if who == "bram" else 403
    )


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


def test_the_second_wall_shows_preparation_to_its_organisation_only(house, world, source, made):
    tables = ("redaction", "redaction_mark", "excerpt", "blacked_passage")
    counted = {}
    for who in ("bram", "anna", "dirk"):
        with house.database.session_for(world.actor(who)) as session:
            counted[who] = [
                session.execute(text(f"select count(*) from {each}")).scalar_one()
                for each in tables
            ]
    assert counted == {"bram": [1, 2, 1, 2], "anna": [0] * 4, "dirk": [0] * 4}
