"""What an excerpt that stands tells, and to whom.

Bram (IGJ) made one of what IGJ brought. Anna (IJenV) gets the excerpt and never the source. To mark
and to make it takes seconds, so it is done once; what a test does afterwards is undone.
"""

from types import SimpleNamespace

import pytest
from sqlalchemy import text

from app.documents.actions import DocumentAction
from app.documents.models import BlackedPassage, Document, Excerpt, RedactionMark
from app.kernel.web.house import house_of
from tests.support.browser import Browser
from tests.support.database import OneTransaction
from tests.support.documents import Library, rule_for
from tests.support.redacting import holds, pictures_in, typeset

SECRET = "Zwartenbroek"
PAGES = (f"Hier woont {SECRET} met zijn gezin.", f"Ook {SECRET} komt hier.", "Niets bijzonders.")
GROUND = "5.1.2.e"


@pytest.fixture(scope="module")
def standing(owner_engine, application, standing_world):
    """The source and the excerpt, released in the workspace at once."""
    house = house_of(application)
    with OneTransaction(owner_engine, house) as running:
        library = Library(house, standing_world)
        content = typeset(*PAGES)
        source = library.bring("bram", title="Geheimtitel", name="geheimnaam.pdf", content=content)
        bram = Browser.signed_in(application, standing_world.person("bram"), running)
        marks = bram.visit(library.address(source, "/redact"))
        assert marks.submit("#words-form", words=SECRET.upper(), ground=GROUND).status == 303
        page = bram.visit(library.address(source, "/redact/excerpt"))
        answer = page.submit("#excerpt-form", title="Voor de partners", is_private=[])
        assert answer.status == 303, answer.text("#excerpt-form")
        with running.as_owner() as owner:
            made = owner.query(Document).filter_by(title="Voor de partners").one()
        yield SimpleNamespace(transaction=running, source=source, made=made)


@pytest.fixture
def transaction(standing):
    with standing.transaction.undone():
        yield standing.transaction


@pytest.fixture
def source(standing):
    return standing.source


@pytest.fixture
def made(standing):
    return standing.made


def rows(transaction, model):
    with transaction.as_owner() as owner:
        return owner.query(model).all()


def test_the_excerpt_holds_nothing_of_the_source(browser_of, library, source, made, transaction):
    content = browser_of("bram").visit(library.address(made, "/content")).response.get_data()

    assert (made.organisation_id, made.folder_id) == (source.organisation_id, source.folder_id)
    assert len(pictures_in(content)) == 3
    for word in (SECRET, "geheim", "woont", str(source.id)):
        assert not holds(content, word)
    assert DocumentAction.EXCERPT_MADE in transaction.audited(rows(transaction, Excerpt)[0].id)
    passages = rows(transaction, BlackedPassage)
    assert sorted((each.page, each.ground) for each in passages) == [(1, GROUND), (2, GROUND)]


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
def test_what_is_not_right_is_said(
    browser_of, library, source, made, transaction, form, typed, told
):
    answer = browser_of("bram").visit(library.address(source, "/redact")).submit(form, **typed)

    assert answer.status == 422
    assert told in answer.text(form)
    assert len(rows(transaction, RedactionMark)) == 2
