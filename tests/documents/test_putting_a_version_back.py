"""An older version comes back as the newest one; all that were there stay."""

import pytest

from app.documents.actions import DocumentAction
from app.documents.models import DocumentVersion
from tests.documents.test_comparing_versions import NEW, OLD, add_version, document
from tests.support.documents import rule_for

__all__ = ["add_version", "document"]


@pytest.fixture
def ask(browser_of, library, document):
    def asked(who, number=1, **given):
        address = library.address(document, f"/versions/{number}/restore")
        page = browser_of(who).visit(address)
        return page.submit("#restore-version-form", **{"note": "De cijfers kloppen niet", **given})

    return asked


def content(browser_of, library, document, version=""):
    address = library.address(document, f"/content{version}")
    return browser_of("anna").visit(address).response.get_data()


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_it_is_the_newest_then_and_the_others_stay(
    browser_of, library, document, transaction, htmx
):
    page = browser_of("bram").visit(library.address(document, "/versions/1/restore"))
    answer = page.submit("#restore-version-form", htmx=htmx, note="De cijfers kloppen niet")

    assert answer.status == (204 if htmx else 303)
    assert content(browser_of, library, document) == OLD
    assert content(browser_of, library, document, "?version=2") == NEW
    shown = browser_of("carla").visit(library.address(document)).text("#documents-versions")
    assert "Versie 3" in shown
    assert "Versie 1, teruggezet." in shown
    assert "De cijfers kloppen niet" in shown
    assert DocumentAction.VERSION_RESTORED in transaction.audited(document.id)


@pytest.mark.parametrize(
    ("number", "note", "told"),
    [(1, " ", "Zeg waarom deze versie terugkomt."), (2, "Toch", "Dit is de nieuwste versie al.")],
)
def test_what_cannot_be_is_said(ask, transaction, document, number, note, told):
    answer = ask("bram", number, note=note)

    assert answer.status == 422
    assert told in answer.text("#restore-version-form")
    assert DocumentAction.VERSION_RESTORED not in transaction.audited(document.id)


def test_a_note_that_is_too_long_stays_in_its_field(ask):
    answer = ask("bram", note="a" * 301)

    assert answer.status == 422
    assert answer.tree.cssselect("#note")[0].get("value") == "a" * 301


@pytest.mark.parametrize(
    ("who", "number", "status"),
    [("carla", 1, 403), ("anna", 1, 403), ("dirk", 1, 404), ("bram", 9, 404)],
)
def test_who_may_not_and_what_is_not_there(browser_of, library, document, who, number, status):
    address = library.address(document, f"/versions/{number}/restore")
    assert browser_of(who).visit(address).status == status


def test_a_partner_who_contributes_may_and_the_second_is_too_late(browser_of, library, document):
    library.share("bram", document.id, rule_for("ijenv", "contribute"))
    address = library.address(document, "/versions/1/restore")
    first, second = browser_of("anna").visit(address), browser_of("bram").visit(address)

    assert first.submit("#restore-version-form", note="Terug").status == 303
    late = second.submit("#restore-version-form", note="Ook terug")
    assert late.status == 409
    assert late.tree.cssselect("#note")[0].get("value") == "Ook terug"


def test_a_version_with_a_virus_does_not_come_back(ask, transaction, document):
    with transaction.as_owner() as owner:
        owner.connection().exec_driver_sql("alter table document_version disable trigger user")
        owner.query(DocumentVersion).filter_by(number=1).update({"status": "refused"})

    answer = ask("bram")

    assert (answer.status, "virus" in answer.text("#restore-version-form")) == (422, True)
