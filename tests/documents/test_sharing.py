"""Sharing: an owner gives a partner sight, sees what that does, and takes it back.

Bram of IGJ brings a document; Carla of IvhO is given sight of it and loses it again."""

from datetime import timedelta

import pytest

from app.documents.actions import DocumentAction
from app.kernel import clock
from tests.support.documents import BASIS, rule_for

FORM = "#documents-rule"


@pytest.fixture
def document(library):
    return library.bring("bram")


@pytest.fixture
def editor(browser_of, library, document):
    """The owner's editor for the rule about IvhO."""
    return browser_of("bram").visit(library.address(document, "/access?organisation=ivho"))


def filled(**changes):
    given = {
        "level": "view",
        "until": (clock.today() + timedelta(days=60)).isoformat(),
        "legal_basis": BASIS,
        "purpose": "Onderwijstijd vergelijken",
    }
    return {**given, **changes}


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_a_rule_is_saved_and_said_in_words(
    editor, browser_of, library, document, transaction, htmx
):
    answer = editor.submit(FORM, htmx=htmx, **filled())

    page = answer if htmx else answer.follow()
    assert "Dit document is te zien voor IGJ en IvhO." in page.text("body")
    assert page.is_whole_page is not htmx
    assert "Carla" in page.text("#documents-access")
    assert browser_of("carla").visit(library.address(document)).status == 200
    assert transaction.audited(document.id)[-2:] == [
        DocumentAction.OWN_RULES,
        DocumentAction.GRANTED,
    ]


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_what_changes_is_shown_before_saving_and_nothing_is_saved(
    editor, browser_of, library, document, transaction, htmx
):
    answer = editor.submit(FORM, htmx=htmx, **filled(preview="1"))

    assert (answer.status, answer.is_whole_page) == (200, not htmx)
    assert "1 persoon van IvhO gaat dit zien: Carla" in answer.text("#documents-impact")
    assert answer.tree.cssselect("#purpose")[0].get("value") == "Onderwijstijd vergelijken"
    assert browser_of("carla").visit(library.address(document)).status == 404
    assert transaction.audited(document.id) == [DocumentAction.ADDED]


def test_a_form_that_was_looked_at_can_still_be_saved(editor, browser_of, library, document):
    looked = editor.submit(FORM, **filled(preview="1"))
    assert looked.submit(FORM, **filled()).status == 303
    assert browser_of("carla").visit(library.address(document)).status == 200


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"until": "2020-01-01"}, "Deze datum is al geweest."),
        ({"until": ""}, "Kies de laatste dag waarop de regel geldt."),
        ({"legal_basis": ""}, "Kies een grondslag die vandaag geldt."),
        ({"legal_basis": "ZOMAAR"}, "Kies een grondslag die vandaag geldt."),
        ({"purpose": "  "}, "Vul in waarvoor het is."),
        ({"purpose": "x" * 301}, "Gebruik hoogstens 300 tekens."),
        ({"level": "everything"}, "Kies wat deze organisatie mag."),
        ({"people": ["bram"]}, "bram werkt niet in deze ruimte voor die organisatie."),
        ({"people": ["niemand"]}, "niemand werkt niet in deze ruimte voor die organisatie."),
        ({"organisation": "nvwa"}, "nvwa doet niet mee in deze ruimte."),
        ({"organisation": "igj"}, "Je eigen organisatie heeft geen regel nodig"),
    ],
)
def test_a_wrong_rule_is_refused_with_what_to_do(
    editor, browser_of, library, document, transaction, change, sentence
):
    answer = editor.submit(FORM, **filled(**change))

    assert answer.status == 422
    assert sentence in answer.text("#documents-access") or sentence in answer.text("main")
    assert browser_of("carla").visit(library.address(document)).status == 404
    assert transaction.audited(document.id) == [DocumentAction.ADDED]


def test_a_rule_for_named_people_names_only_them(editor, browser_of, library, document):
    editor.submit(FORM, **filled(people=["carla"]))
    text = browser_of("carla").visit(library.address(document)).text("main")
    assert "Mag bekijken op scherm" in text


def test_rules_changed_meanwhile_are_not_overwritten(editor, library, document, transaction):
    library.share("bram", document.id, rule_for("ijenv", "download"))
    before = transaction.audited(document.id)

    answer = editor.submit(FORM, **filled())

    assert answer.status == 409
    assert "De regels zijn gewijzigd terwijl je las." in answer.text("#documents-access")
    assert answer.tree.cssselect("#purpose")[0].get("value") == "Onderwijstijd vergelijken"
    assert transaction.audited(document.id) == before


def test_a_rule_about_one_organisation_leaves_the_others_theirs(browser_of, library, document):
    library.share("bram", document.id, rule_for("ijenv", "download"))
    editor = browser_of("bram").visit(library.address(document, "/access?organisation=ivho"))

    assert editor.submit(FORM, **filled()).status == 303

    assert browser_of("anna").visit(library.address(document, "/content")).status == 200
    assert browser_of("carla").visit(library.address(document)).status == 200


def test_taken_away_sight_is_gone_with_the_next_request(browser_of, library, document, transaction):
    library.share("bram", document.id, rule_for("ivho", "download"))
    carla, bram = browser_of("carla"), browser_of("bram")
    assert carla.visit(library.address(document, "/content")).status == 200

    editor = bram.visit(library.address(document, "/access?organisation=ivho"))
    assert editor.submit(FORM, htmx=True, **filled(level="none")).status == 200

    for part in ("", "/content", "/preview/1", "/access"):
        assert carla.visit(library.address(document, part)).status == 404
    assert "Plan van aanpak" not in carla.visit(library.list_address).text("main")
    assert transaction.audited(document.id)[-1] == DocumentAction.REVOKED


def test_the_double_click_saves_once(editor, library, document, transaction):
    first = editor.submit(FORM, **filled())
    again = editor.submit(FORM, **filled())

    assert (first.status, again.status) == (303, 303)
    assert transaction.audited(document.id).count(DocumentAction.GRANTED) == 1


def test_saving_the_same_again_changes_nothing(browser_of, library, document, transaction):
    library.share("bram", document.id, rule_for("ivho"))
    before = transaction.audited(document.id)
    editor = browser_of("bram").visit(library.address(document, "/access?organisation=ivho"))

    assert editor.submit(FORM).status == 303
    assert transaction.audited(document.id) == before


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_the_folder_counts_again(browser_of, library, document, transaction, htmx):
    library.share("bram", document.id, rule_for("ivho"))
    page = browser_of("bram").visit(library.address(document, "/access"))

    answer = page.submit("#documents-access form", htmx=htmx)

    assert answer.status == (200 if htmx else 303)
    assert browser_of("carla").visit(library.address(document)).status == 404
    assert transaction.audited(document.id)[-1] == DocumentAction.FOLDER_RULES


def test_sensitive_data_is_shared_only_knowingly(browser_of, library):
    document = library.bring("bram", is_special_category=True)
    address = library.address(document, "/access?organisation=ivho")

    answer = browser_of("bram").visit(address).submit(FORM, **filled())
    assert answer.status == 422
    assert "bijzondere persoonsgegevens (AVG 9)" in answer.text(FORM)
    assert answer.submit(FORM, **filled(special_data=["special_category"])).status == 303


@pytest.mark.parametrize(
    ("who", "status"), [("anna", 403), ("carla", 403), ("cora", 403), ("dirk", 404), ("els", 404)]
)
def test_only_the_owner_decides(browser_of, library, document, transaction, who, status):
    library.share("bram", document.id, rule_for("ijenv", "manage"), rule_for("ivho", "manage"))
    page = browser_of("bram").visit(library.address(document, "/access?organisation=ivho"))
    before = transaction.audited(document.id)
    stranger = browser_of(who)
    stranger.visit("/")

    fields = dict(page.tree.cssselect(FORM)[0].form_values()) | filled(level="manage")
    token = stranger.visit(library.list_address).tree.cssselect("[name=csrf_token]")
    fields["csrf_token"] = token[0].get("value") if token else ""
    answer = stranger.send(library.address(document, "/access"), fields)

    assert answer.status == status
    assert transaction.audited(document.id) == before


@pytest.mark.parametrize("who", [["wim"], ["wim", "anna"]])
def test_nothing_for_some_leaves_the_others_theirs(browser_of, library, document, who):
    library.share("bram", document.id, rule_for("ijenv", "view"))
    editor = browser_of("bram").visit(library.address(document, "/access?organisation=ijenv"))
    looked = editor.submit(FORM, level="none", people=who, preview="1")
    assert "van IJenV" in looked.text("#documents-impact")
    assert "Anna" not in looked.text("#documents-impact") or "anna" in who

    assert editor.submit(FORM, level="none", people=who).status == 303
    seen = {
        each: browser_of(each).visit(library.address(document)).status for each in ("anna", "wim")
    }
    assert seen == {each: 404 if each in who else 200 for each in ("anna", "wim")}


def test_nothing_for_who_is_named_takes_them_from_the_list(browser_of, library, document, api_of):
    library.share("bram", document.id, rule_for("ijenv", "view", people=("anna", "wim")))
    editor = browser_of("bram").visit(library.address(document, "/access?organisation=ijenv"))
    assert editor.submit(FORM, level="none", people=["wim"]).status == 303
    rules = api_of("bram").get(f"/documents/{document.id}/access").get_json()["rules"]
    assert [(each["level"], each["people"]) for each in rules] == [("view", ["anna"])]

    editor = browser_of("bram").visit(library.address(document, "/access?organisation=ijenv"))
    assert editor.submit(FORM, level="none", people=["anna"]).status == 303
    assert api_of("bram").get(f"/documents/{document.id}/access").get_json()["rules"] == []


@pytest.fixture
def about_ijenv(browser_of, library, document):
    """The editor about IJenV, in which everybody may look and Anna may download."""
    library.share(
        "bram", document.id, rule_for("ijenv"), rule_for("ijenv", "download", people=("anna",))
    )

    def editor(rule=""):
        page = browser_of("bram").visit(library.address(document, "/access?organisation=ijenv"))
        links = page.tree.cssselect(".is-editing a")
        named = {each.text_content(): each.get("href") for each in links if each.get("href")}
        return page.browser.visit(named[rule]) if rule else page

    return editor


@pytest.fixture
def rules_now(api_of, document):
    def told():
        rules = api_of("bram").get(f"/documents/{document.id}/access").get_json()["rules"]
        return {(each["level"], *each["people"]): each["purpose"] for each in rules}

    return told


def test_one_of_two_rules_changes_and_the_other_stays(about_ijenv, rules_now):
    page = about_ijenv("Mag bekijken op scherm, iedereen")
    assert page.submit(FORM, purpose="Anders").status == 303
    assert rules_now() == {("view",): "Anders", ("download", "anna"): "Samen onderzoeken"}


def test_one_more_rule_is_added_for_some(about_ijenv, rules_now):
    page = about_ijenv("Regel toevoegen, voor sommige mensen")
    assert page.submit(FORM, **filled(level="contribute", people=["wim"])).status == 303
    assert set(rules_now()) == {("view",), ("download", "anna"), ("contribute", "wim")}


def test_one_of_two_rules_ends(about_ijenv, rules_now):
    assert about_ijenv().submit(FORM, level="none", people=[]).status == 303
    assert set(rules_now()) == {("view",)}


@pytest.mark.parametrize("level", ["download", "none"])
def test_what_stays_is_written_down_when_a_rule_goes(library, document, transaction, level):
    library.share(
        "bram", document.id, rule_for("ijenv"), rule_for("ijenv", level, people=("anna",))
    )
    before = len(transaction.audited(document.id))
    library.share("bram", document.id, rule_for("ijenv", everybody=True))
    assert transaction.audited(document.id)[before:] == [DocumentAction.GRANTED]


def test_that_a_refusal_goes_is_written_down(library, document, transaction):
    library.share("bram", document.id, rule_for("ijenv", "none", people=("anna",)))
    library.share("bram", document.id)
    assert transaction.audited(document.id)[-1] == DocumentAction.REVOKED
