"""The sharing guide on screen and over the API: ask, keep as evidence, read back, make the rule.

Bram of IGJ brought a document; Carla of IvhO would get it. Anna of IJenV leads and reads nothing of
what IGJ asked."""

from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from app.kernel import clock
from app.sharing.actions import SharingAction
from app.sharing.models import Answer, SharingAnswer
from tests.support.documents import next_month
from tests.support.world import World

HEALTH, FINDINGS = "gezondheid", "bevindingen"


@pytest.fixture
def kept(transaction):
    """What stands in the table, whoever may read it."""

    def rows():
        with transaction.as_owner() as owner:
            found = list(owner.execute(select(SharingAnswer)).scalars())
            owner.expunge_all()
            return found

    return rows


@pytest.fixture
def answer(guide_of, document, kept):
    """A yes that Bram kept."""
    page = guide_of("bram", document)
    sent = page.submit("#keep-form", until=next_month().isoformat())
    assert sent.status == 303, sent.text("main")
    return kept()[0]


def test_the_guide_says_yes_with_the_basis_and_why_others_do_not(guide_of, document):
    page = guide_of("bram", document)
    told = page.text("#sharing-answer")
    assert page.status == 200
    assert "Ja, dit document mag je geven" in told
    assert "Jeugdtoezicht draagt het Jeugdwet, hoofdstuk 9 (toezicht)" in told
    assert "Jouw organisatie mag er niet op geven." in told
    assert "Deze samenwerkruimte rust er niet op: het doel is een ander." in told


@pytest.mark.parametrize(
    ("flags", "kinds", "answer"),
    [
        ({}, ("andere gegevens",), "Ja, maar alleen als bevinding"),
        ({"is_police_data": True}, (FINDINGS,), "Ja, maar alleen als bevinding"),
        ({"is_special_category": True}, (HEALTH,), "Ja, dit document mag je geven"),
        ({"is_criminal_data": True}, (FINDINGS,), "Ja, dit document mag je geven"),
        ({"classification": "dep_vertrouwelijk"}, (FINDINGS,), "Nee"),
    ],
)
def test_what_is_in_the_document_decides(guide_of, library, flags, kinds, answer):
    page = guide_of("bram", library.bring("bram", **flags), kinds=kinds)
    assert page.text("#sharing-answer .sz-tag").startswith(answer)


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_the_answer_is_kept_with_its_text_and_leads_to_the_rule(
    browser_of, guide_of, document, kept, transaction, library, htmx
):
    until = next_month()
    sent = guide_of("bram", document).submit("#keep-form", htmx=htmx, until=until.isoformat())
    row = kept()[0]
    assert sent.status == (204 if htmx else 303)
    assert (row.answer, row.legal_basis, row.until) == (Answer.YES, "JEUGD-TOEZICHT", until)
    assert transaction.audited(row.id) == [SharingAction.ANSWERED]

    page = browser_of("bram").visit(f"/sharing-answers/{row.id}")
    disclosure = page.text("#disclosure")
    assert "Van: Inspectie Gezondheidszorg en Jeugd (IGJ)" in disclosure
    assert "Aan: Inspectie van het Onderwijs (IvhO)" in disclosure
    assert "Grondslag: Jeugdwet, hoofdstuk 9 (toezicht)" in disclosure
    assert "IvhO geeft het aan niemand door zonder toestemming van IGJ." in disclosure

    link = page.tree.cssselect("a.utrecht-button-link--primary-action")[0].get("href")
    editor = browser_of("bram").visit(link)
    saved = editor.submit("#documents-rule")
    assert saved.status == 303, saved.text("#documents-rule")
    assert browser_of("carla").visit(library.address(document)).status == 200


def test_the_answer_alone_gives_nobody_sight(answer, browser_of, library, document):
    assert answer.answer == Answer.YES
    assert browser_of("carla").visit(library.address(document)).status == 404


def test_without_a_basis_only_a_finding(guide_of, document, kept):
    guide_of("bram", document).submit("#keep-form", basis="")
    row = kept()[0]
    assert (row.answer, row.legal_basis, row.until) == (Answer.FINDING, "", None)
    assert "waarin niemand te herkennen is" in row.disclosure


def test_only_as_a_finding_leads_to_its_rule_where_no_basis_holds(
    browser_of, guide_of, document, kept, library
):
    guide_of("bram", document).submit("#keep-form", basis="")
    page = browser_of("bram").visit(f"/sharing-answers/{kept()[0].id}")
    link = page.tree.cssselect("a.utrecht-button-link--primary-action")[0].get("href")
    editor = browser_of("bram").visit(link)
    assert editor.tree.cssselect("[name=level][checked]")[0].get("value") == "finding"

    saved = editor.submit(
        "#documents-rule", until=next_month().isoformat(), purpose="Samen onderzoeken"
    )
    assert saved.status == 303, saved.text("#documents-rule")
    told = browser_of("bram").visit(library.address(document, "/access")).text("#documents-access")
    assert "Alleen als bevinding" in told
    assert browser_of("carla").visit(library.address(document)).status == 404


@pytest.mark.parametrize(
    ("level", "basis", "status"),
    [("finding", "", 200), ("finding", "ZOMAAR", 422), ("view", "", 422), ("download", "", 422)],
)
def test_only_a_finding_needs_no_basis(api_of, document, level, basis, status):
    rule = {
        "organisation": "ivho",
        "level": level,
        "until": next_month().isoformat(),
        "legal_basis": basis,
        "purpose": "Samen onderzoeken",
    }
    path = f"/documents/{document.id}/access"
    assert api_of("bram").ask("PUT", path, json={"rules": [rule]}).status_code == status


def test_the_text_is_dutch_also_for_who_reads_english(browser_of, library, document, kept):
    query = "?partner=ivho&ask=1&kinds=bevindingen"
    browser = browser_of("bram", language="en")
    page = browser.visit(library.address(document, "/sharing-guide" + query))
    assert "Yes, this document may be given" in page.text("#sharing-answer")
    page.submit("#keep-form", until=next_month().isoformat())
    assert kept()[0].disclosure.startswith("Verstrekking van gegevens")


@pytest.mark.parametrize(
    ("who", "status"),
    [("bram", 200), ("cora", 200), ("anna", 404), ("carla", 404), ("dirk", 404), ("els", 404)],
)
def test_only_the_contributing_organisation_reads_it(answer, browser_of, api_of, who, status):
    assert browser_of(who).visit(f"/sharing-answers/{answer.id}").status == status
    assert api_of(who).get(f"/sharing-answers/{answer.id}").status_code == status


@pytest.mark.parametrize(("code", "status"), [("igj", 200), ("ijenv", 404), ("ivho", 404)])
def test_and_its_privacy_officer_who_works_in_no_workspace(answer, officer_of, code, status):
    browser, _person = officer_of(code)
    assert browser.visit(f"/sharing-answers/{answer.id}").status == status
    listed = browser.visit("/sharing-answers")
    assert listed.status == 200
    assert ("Verslag over de groep" in listed.text()) is (status == 200)


def test_row_security_alone_hides_it_and_lets_nobody_change_it(
    answer, house, world: World, transaction
):
    for who, number in {"bram": 1, "cora": 1, "anna": 0, "carla": 0, "dirk": 0}.items():
        with house.database.session_for(world.actor(who)) as session:
            found = session.execute(text("select count(*) from sharing_answer")).scalar_one()
            assert (who, found) == (who, number)
    for change in ("update sharing_answer set answer = 'no'", "delete from sharing_answer"):
        with (
            house.database.session_for(world.actor("bram")) as session,
            pytest.raises(ProgrammingError, match="permission denied"),
        ):
            session.connection().exec_driver_sql(change)
    assert answer.answer == Answer.YES


def test_our_filter_alone_hides_it_too(answer, browser_of, transaction):
    with transaction.without_row_security():
        for who, status in {"bram": 200, "anna": 404, "carla": 404, "dirk": 404}.items():
            assert browser_of(who).visit(f"/sharing-answers/{answer.id}").status == status


def test_the_log_tells_it_to_the_own_organisation_only(answer, browser_of, world):
    log = f"/workspaces/{world.workspace.ref}/log"
    words = "bewaarde een antwoord van de deelwijzer"
    assert answer.legal_basis
    assert words in browser_of("bram").visit(log).text()
    for who in ("anna", "carla"):
        assert words not in browser_of(who).visit(log).text()
        assert words not in browser_of(who).visit("/").text()


@pytest.mark.parametrize(
    ("who", "status"), [("cora", 403), ("anna", 404), ("carla", 404), ("dirk", 404)]
)
def test_nobody_else_asks_about_it(guide_of, document, who, status):
    assert guide_of(who, document).status == status


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"until": ""}, "Kies de laatste dag waarop"),
        ({"until": "2020-01-01"}, "Kies de laatste dag waarop"),
        ({"until": "31 februari"}, ""),
        ({"seen_version": "1.ANDERS"}, "Het antwoord is gewijzigd terwijl je las."),
    ],
)
def test_wrong_input_is_told_and_nothing_is_lost(guide_of, document, kept, fields, sentence, htmx):
    page = guide_of("bram", document)
    given = {"until": next_month().isoformat()} | fields
    answer = page.submit("#keep-form", htmx=htmx, **given)
    assert answer.status in (409, 422)
    assert answer.is_whole_page is not htmx
    assert sentence in answer.text("#keep-form")
    assert answer.tree.cssselect("#keep-form [name=basis][checked]")
    assert answer.tree.cssselect("#keep-form [name=kinds]")[0].get("value") == FINDINGS
    assert kept() == []


@pytest.mark.parametrize(
    "query",
    [
        "partner=nvwa&kinds=bevindingen",
        "partner=igj&kinds=bevindingen",
        "partner=%00&kinds=bevindingen",
        "partner=ivho&kinds=<script>",
        "partner=ivho&kinds=" + "x" * 3000,
        "partner=ivho&ask=1",
    ],
)
def test_a_hostile_question_gets_a_sentence(browser_of, library, document, query):
    page = browser_of("bram").visit(library.address(document, f"/sharing-guide?{query}"))
    assert page.status == 422
    assert page.has(".utrecht-form-field-error-message")
    assert not page.has("#keep-form")


def test_who_changed_meanwhile_is_read_again(guide_of, document, transaction, kept):
    page = guide_of("bram", document)
    with transaction.as_owner() as owner:
        owner.execute(
            text("update document set is_police_data = true, version = version + 1 where id = :id"),
            {"id": document.id},
        )
    answer = page.submit("#keep-form", until=next_month().isoformat())
    assert answer.status == 409
    assert "alleen als bevinding" in answer.text("#sharing-answer")
    assert kept() == []


def test_choosing_document_and_partner(browser_of, library, document, world):
    library.bring("anna", title="Van IJenV")
    start = browser_of("bram").visit(f"/workspaces/{world.workspace.ref}/sharing-guide")
    assert [each.text for each in start.tree.cssselect("#document option")] == [document.title]
    assert [each.get("value") for each in start.tree.cssselect("#partner option")] == [
        "ijenv",
        "ivho",
    ]
    target = f"/workspaces/{world.workspace.ref}/sharing-guide?document={document.id}&partner=ivho"
    assert browser_of("bram").visit(target).follow().status == 200
    wrong = browser_of("bram").visit(target.replace(str(document.id), "geen"))
    assert (wrong.status, wrong.has("[role=alert]")) == (422, True)
    reader = browser_of("carla").visit(f"/workspaces/{world.workspace.ref}/sharing-guide")
    assert (reader.status, reader.has("#guide-form")) == (200, False)


def test_the_api_answers_and_keeps(api_of, document, kept):
    bram = api_of("bram")
    asked = f"/documents/{document.id}/sharing-guide?organisation=ivho&kinds=bevindingen"
    told = bram.get(asked).json
    carrying = [each["code"] for each in told["legal_bases"] if each["carries"]]
    assert (told["answer"], carrying) == ("finding", ["JEUGD-TOEZICHT"])
    assert bram.get(asked + "&legal_basis=JEUGD-TOEZICHT").json["answer"] == "yes"

    body = {
        "organisation": "ivho",
        "kinds": [FINDINGS],
        "legal_basis": "JEUGD-TOEZICHT",
        "until": next_month().isoformat(),
    }
    made = bram.post(f"/documents/{document.id}/sharing-answers", json=body)
    assert (made.status_code, made.json["answer"]) == (201, "yes")
    assert date.fromisoformat(made.json["answered_at"][:10]) == clock.now().date()
    again = bram.get(f"/sharing-answers/{made.json['id']}").json
    assert again == made.json
    assert len(kept()) == 1


@pytest.mark.parametrize("change", [{"organisation": "nix"}, {"kinds": []}, {"until": None}])
def test_the_api_refuses_what_is_wrong(api_of, document, kept, change):
    body = {
        "organisation": "ivho",
        "kinds": [FINDINGS],
        "legal_basis": "JEUGD-TOEZICHT",
        "until": next_month().isoformat(),
    }
    answer = api_of("bram").post(f"/documents/{document.id}/sharing-answers", json=body | change)
    assert (answer.status_code, kept()) == (422, [])


def test_nothing_is_there_for_an_answer_that_is_not(browser_of):
    assert browser_of("bram").visit(f"/sharing-answers/{uuid4()}").status == 404
