"""A document changes: new versions, its description and place, withdrawn and back."""

import io

import pytest

from app.documents.actions import DocumentAction
from app.documents.events import DocumentWithdrawn
from app.kernel import events
from tests.support.documents import rule_for


def sent(content=b"Een nieuwe tekst.\n", name="nieuw.txt"):
    return {"file": (io.BytesIO(content), name)}


@pytest.fixture
def document(library):
    return library.bring("bram", rule_for("ijenv", "contribute"), rule_for("ivho", "view"))


@pytest.mark.parametrize("who", ["bram", "anna"])
def test_who_contributes_adds_a_version(browser_of, library, document, transaction, who):
    page = browser_of(who).visit(library.address(document, "/versions"))
    assert page.submit("#version-form", files=sent(), note="Aangevuld").status == 303
    shown = browser_of("carla").visit(library.address(document)).text("main")
    assert "Versie 2" in shown
    assert "Aangevuld" in shown
    assert transaction.audited(document.id)[-1] == DocumentAction.VERSION_ADDED


@pytest.mark.parametrize(("who", "status"), [("carla", 403), ("cora", 403), ("dirk", 404)])
def test_who_does_not_contribute_adds_none(browser_of, library, document, who, status):
    assert browser_of(who).visit(library.address(document, "/versions")).status == status


def test_two_people_replacing_the_same_version(browser_of, library, document):
    first = browser_of("bram").visit(library.address(document, "/versions"))
    second = browser_of("anna").visit(library.address(document, "/versions"))
    assert first.submit("#version-form", files=sent()).status == 303
    late = second.submit("#version-form", files=sent(b"Van Anna.\n"))
    assert late.status == 409
    assert "heeft een versie toegevoegd terwijl je las." in late.text("#version-form")
    assert "Versie 3" not in browser_of("bram").visit(library.address(document)).text("main")


def test_a_wrong_new_version_is_refused(browser_of, library, document):
    page = browser_of("bram").visit(library.address(document, "/versions"))
    answer = page.submit("#version-form", files=sent(b"", "leeg.txt"))
    assert answer.status == 422
    assert "Dit bestand is leeg." in answer.text("#version-form")


def test_the_description_is_changed(browser_of, library, document, transaction):
    page = browser_of("bram").visit(library.address(document, "/edit"))
    answer = page.submit("#edit-form", title="Plan van aanpak v4", marking="intern")
    assert answer.status == 303
    assert "Plan van aanpak v4" in browser_of("carla").visit(library.address(document)).text("h1")
    assert transaction.audited(document.id)[-1] == DocumentAction.CHANGED


def test_a_stale_description_is_not_saved_and_kept(browser_of, library, document):
    first = browser_of("bram").visit(library.address(document, "/edit"))
    second = browser_of("bram").visit(library.address(document, "/edit"))
    first.submit("#edit-form", title="Van de eerste")
    late = second.submit("#edit-form", title="Van de tweede")
    assert late.status == 409
    assert late.tree.cssselect("#title")[0].get("value") == "Van de tweede"


@pytest.mark.parametrize(
    ("change", "is_saved"),
    [
        ({"title": "Van Anna"}, True),
        ({"marking": "openbaar"}, True),
        ({"classification": "dep_vertrouwelijk"}, False),
        ({"is_special_category": "y"}, False),
    ],
)
def test_who_manages_for_a_partner_changes_words_only(
    browser_of, library, document, change, is_saved
):
    library.share("bram", document.id, rule_for("ijenv", "manage"))
    page = browser_of("anna").visit(library.address(document, "/edit"))
    answer = page.submit("#edit-form", **change)
    assert answer.status == (303 if is_saved else 422)


def test_the_owner_lowers_the_classification(browser_of, library, transaction):
    document = library.bring("bram", rule_for("ivho", "view"), classification="dep_vertrouwelijk")
    carla = browser_of("carla")
    assert carla.visit(library.address(document)).status == 404
    page = browser_of("bram").visit(library.address(document, "/edit"))
    assert page.submit("#edit-form", classification="ongerubriceerd").status == 303
    assert carla.visit(library.address(document)).status == 200


def test_a_document_that_becomes_sensitive_leaves_the_folder_rules(
    browser_of, library, transaction
):
    document = library.bring("bram")
    page = browser_of("bram").visit(library.address(document, "/edit"))
    page.submit("#edit-form", is_criminal_data="y")
    shown = browser_of("bram").visit(library.address(document, "/access")).text("main")
    assert "eigen regels, los van de map" in shown
    answer = browser_of("bram").visit(library.address(document, "/access"))
    assert answer.submit("#documents-access form").status == 422


def test_withdrawn_and_back(browser_of, library, document, transaction, monkeypatch):
    heard = []
    monkeypatch.setitem(
        events._handlers, DocumentWithdrawn, [lambda _work, event: heard.append(event.document_id)]
    )
    carla, bram = browser_of("carla"), browser_of("bram")
    page = bram.visit(library.address(document, "/withdrawal"))
    assert "Hierna ziet alleen IGJ het nog" in page.text("#withdrawal-form")

    assert page.submit("#withdrawal-form").status == 303
    assert heard == [document.id]
    assert carla.visit(library.address(document)).status == 404
    assert "Ingetrokken" in bram.visit(library.list_address).text("#documents-list")

    back = bram.visit(library.address(document, "/withdrawal"))
    back = back.submit("#withdrawal-form", preview="1")
    assert back.submit("#withdrawal-form", undo="1").status == 303
    assert carla.visit(library.address(document)).status == 200
    assert transaction.audited(document.id)[-2:] == [
        DocumentAction.WITHDRAWN,
        DocumentAction.RESTORED,
    ]


def test_a_version_of_thousands_of_digits_is_an_old_one(browser_of, library, document):
    page = browser_of("bram").visit(library.address(document, "/withdrawal"))

    answer = page.submit("#withdrawal-form", seen_version="9" * 5000)

    assert answer.status == 409


def test_the_double_click_withdraws_once(browser_of, library, document, transaction):
    page = browser_of("bram").visit(library.address(document, "/withdrawal"))
    first, again = page.submit("#withdrawal-form"), page.submit("#withdrawal-form")
    assert (first.status, again.status) == (303, 303)
    assert transaction.audited(document.id).count(DocumentAction.WITHDRAWN) == 1


@pytest.mark.parametrize(
    ("who", "status"), [("anna", 403), ("carla", 403), ("cora", 403), ("dirk", 404)]
)
def test_only_the_owner_withdraws(browser_of, library, document, who, status):
    assert browser_of(who).visit(library.address(document, "/withdrawal")).status == status


def test_nothing_changes_in_a_withdrawn_document(browser_of, library, document):
    bram = browser_of("bram")
    bram.visit(library.address(document, "/withdrawal")).submit("#withdrawal-form")
    for part in ("/edit", "/versions"):
        assert bram.visit(library.address(document, part)).status == 403
