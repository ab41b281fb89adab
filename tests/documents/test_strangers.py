"""For who is not in the workspace, or was given nothing, there are no documents: 404 everywhere.

Dirk of NVWA works on another case, Els manages accounts; Anna and Carla are in the workspace, but
no rule names them."""

import pytest

from tests.support.documents import pdf_of

PAGES = (
    "",
    "/access",
    "/edit",
    "/versions",
    "/withdrawal",
    "/content",
    "/content?version=1",
    "/preview/1",
    "/pages/1",
)
RESOURCES = (
    "",
    "/content",
    "/preview/1",
    "/versions",
    "/access",
    "/access/explanation?organisation=igj",
)
CHANGES = (("/access", {}), ("/access/own", {}), ("/edit", {}), ("/versions", {}))


@pytest.fixture
def document(library):
    return library.bring("bram", name="geheim.pdf", title="Zeer eigen verhaal", content=pdf_of())


@pytest.mark.parametrize("who", ["dirk", "els", "anna", "carla"])
def test_it_does_not_exist(browser_of, library, document, who):
    browser = browser_of(who)
    addresses = [library.address(document, part) for part in PAGES]
    addresses += [f"/api/v1/documents/{document.id}{part}" for part in RESOURCES]
    answers = {each: browser.visit(each) for each in addresses}
    assert {each: answer.status for each, answer in answers.items()} == dict.fromkeys(
        addresses, 404
    )
    assert not [each for each, answer in answers.items() if "Zeer eigen" in answer.body]


@pytest.mark.parametrize("who", ["dirk", "els", "anna", "carla"])
def test_it_cannot_be_changed(browser_of, library, document, who):
    browser = browser_of(who)
    token = browser.visit("/").tree.cssselect("[name=csrf_token]")
    fields = {"csrf_token": token[0].get("value")} if token else {}
    for part, more in CHANGES:
        answer = browser.send(library.address(document, part), {**fields, **more})
        assert answer.status == 404


@pytest.mark.parametrize("who", ["dirk", "els"])
def test_neither_does_the_workspace(browser_of, library, document, who):
    browser = browser_of(who)
    for address in (library.list_address, library.list_address.replace("documents", "folders")):
        assert browser.visit(address).status == 404
        assert browser.visit(f"/api/v1{address}").status == 404


@pytest.mark.parametrize("who", ["anna", "carla"])
def test_it_is_in_no_list_and_no_count(browser_of, library, document, who):
    page = browser_of(who).visit(library.list_address)
    assert "Zeer eigen" not in page.body
    assert page.text(".sz-tabs a[href$='/documents'] .sz-count") == "0"
    assert (
        browser_of(who)
        .visit(f"{library.list_address}?q=Zeer")
        .text("#documents-list")
        .count("Zeer")
        == 0
    )


def test_a_document_of_another_workspace_is_not_under_this_one(browser_of, library, world):
    document = library.bring("bram")
    address = f"/workspaces/{world.elsewhere.ref}/documents/{document.id}"
    assert browser_of("dirk").visit(address).status == 404
    assert browser_of("bram").visit(address).status == 404


def test_a_missing_document_and_a_hidden_one_give_the_same_answer(browser_of, library, document):
    dirk = browser_of("dirk")
    hidden = dirk.visit(f"/api/v1/documents/{document.id}")
    missing = dirk.visit("/api/v1/documents/01a20000-0000-7000-8000-000000000000")
    told = [
        {name: value for name, value in each.response.get_json().items() if name != "instance"}
        for each in (hidden, missing)
    ]
    assert told[0] == told[1]
