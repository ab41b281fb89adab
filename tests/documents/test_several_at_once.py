"""Several documents at once: moved, marked, withdrawn and back, each with an entry of its own.

Bram (IGJ) brings documents; Carla of IvhO may look, Anna brought one herself.
"""

import pytest
from sqlalchemy import select

from app.documents import service
from app.documents.actions import DocumentAction
from app.documents.models import Document
from app.documents.service import several
from app.documents.views import several as views
from tests.support.counting import counting
from tests.support.documents import BASIS, next_month, rule_for

MOST_TO_WRITE = 14
GIVEN = {
    "organisation": "ivho",
    "level": "view",
    "until": next_month().isoformat(),
    "legal_basis": BASIS,
    "purpose": "Vergelijken",
}


@pytest.fixture
def folder(house, world, library):
    """A folder to move to; IGJ's rules let IvhO look at what lies in it."""
    actor = world.actor("bram")
    with house.database.session_for(actor):
        place = library.place(actor)
        made = service.add_folder(actor, place, name="Bezoek", parent=world.root)
    with house.database.session_for(actor):
        place = service.FolderPlace(library.place(actor), made)
        rules = service.Proposal(rules=(rule_for("ivho"),), bases=library.bases)
        service.set_folder_rules(actor, place, proposal=rules)
    return made


@pytest.fixture
def ticked(browser_of, library):
    """Tick documents in the list, and go to the page about all of them."""

    def tick(who, *documents):
        page = browser_of(who).visit(library.list_address)
        chosen = {"document": [str(each.id) for each in documents]}
        form = page.tree.cssselect("#documents-bundle")[0]
        button = form.cssselect("[formaction]")[0]
        fields = {**dict(form.form_values()), **chosen}
        return page.browser.send(button.get("formaction"), fields).follow()

    return tick


def test_documents_move_and_come_under_the_rules_there(
    library, ticked, folder, browser_of, transaction
):
    documents = [library.bring("bram", title=f"Verslag {number}") for number in range(2)]
    apart = library.bring("bram", rule_for("ijenv"), title="Met eigen regels")
    carla = browser_of("carla")
    page = ticked("bram", *documents, apart)
    answer = page.submit("#several-move", folder=str(folder.id)).follow()

    assert "3 documenten zijn verplaatst." in answer.text()
    assert [carla.visit(library.address(each)).status for each in (*documents, apart)] == [
        200,
        200,
        404,
    ]
    for each in (*documents, apart):
        assert transaction.audited(each.id)[-1] == DocumentAction.CHANGED
    with transaction.as_owner() as owner:
        places = {each.folder_id for each in owner.execute(select(Document)).scalars()}
    assert folder.id in places


def test_they_are_withdrawn_and_brought_back(library, ticked, browser_of, transaction):
    documents = [library.bring("bram", rule_for("ivho"), title=f"Stuk {n}") for n in range(2)]
    carla = browser_of("carla")
    answer = ticked("bram", *documents).submit("#several-withdraw").follow()
    gone = [carla.visit(library.address(each)).status for each in documents]
    again = answer.submit("#several-restore", undo="1").follow()
    back = [carla.visit(library.address(each)).status for each in documents]

    assert "2 documenten zijn ingetrokken." in answer.text()
    assert "2 documenten zijn er weer." in again.text()
    assert (gone, back) == ([404, 404], [200, 200])
    for each in documents:
        assert transaction.audited(each.id)[-2:] == [
            DocumentAction.WITHDRAWN,
            DocumentAction.RESTORED,
        ]


def test_marking_and_classification_change(library, ticked, transaction):
    documents = [library.bring("bram", title=f"Stuk {number}") for number in range(2)]
    page = ticked("bram", *documents)
    wanted = {"marking": "medisch", "classification": "dep_vertrouwelijk"}
    nothing = page.submit("#several-mark", marking="", classification="")
    answer = page.submit("#several-mark", **wanted).follow()

    assert (nothing.status, nothing.has("[aria-invalid]")) == (422, True)
    assert "2 documenten zijn gewijzigd." in answer.text()
    with transaction.as_owner() as owner:
        found = [owner.get(Document, each.id) for each in documents]
        assert {(each.marking.value, each.classification) for each in found} == {("medisch", 1)}


def test_what_is_of_others_is_left_out_with_the_reason(library, ticked, transaction):
    mine = library.bring("bram", title="Van ons")
    theirs = library.bring("anna", rule_for("igj", "manage"), title="Van IJenV")
    hidden = library.bring("anna", title="Verborgen dossier")
    page = ticked("bram", mine, theirs, hidden)
    sent = [str(each.id) for each in (mine, theirs, hidden)]
    answer = page.submit("#several-withdraw", document=sent).follow()

    assert "beslist" in page.text("#left-out")
    assert "Verborgen" not in page.body + answer.body
    assert "1 document is ingetrokken." in answer.text()
    assert "1 is overgeslagen." in answer.text()
    assert DocumentAction.WITHDRAWN not in transaction.audited(theirs.id)
    assert DocumentAction.WITHDRAWN not in transaction.audited(hidden.id)


@pytest.mark.parametrize("form", ["folder", "marking", "withdrawal"])
def test_nothing_of_ones_own_is_told(browser_of, library, form):
    theirs = library.bring("bram", rule_for("ivho"))
    carla = browser_of("carla")
    token = carla.visit(library.list_address).tree.cssselect("[name=csrf_token]")[0].get("value")
    address = f"{library.list_address}/several/{form}"
    sent = {"csrf_token": token, "document": [str(theirs.id)], "marking": "intern"}
    answers = [carla.send(address, sent), carla.send(address, {**sent, "document": ["x"]})]

    assert [each.status for each in answers] == [422, 422]
    assert "Geen van deze documenten" in answers[0].text()
    assert "Er is niets aangevinkt" in answers[1].text()


def test_more_than_fit_in_an_address(library, browser_of, monkeypatch, transaction, ticked):
    """Ticked on a long page they are shown at once, and changed as any."""
    monkeypatch.setattr(views, "MOST_IN_ADDRESS", 1)
    documents = [library.bring("bram", title=f"Stuk {number}") for number in range(3)]
    page = browser_of("bram").visit(library.list_address)
    form = page.tree.cssselect("#documents-bundle")[0]
    sent = {**dict(form.form_values()), "document": [str(each.id) for each in documents]}
    shown = page.browser.send(f"{library.list_address}/several", sent)

    assert shown.status == 200
    assert "3 aangevinkte documenten" in shown.text("h2")
    answer = shown.submit("#several-withdraw")
    assert answer.status == 303
    assert answer.response.location.endswith("/documents")
    assert "3 documenten zijn ingetrokken" in answer.follow().text()


def test_too_many_at_a_time(library, browser_of, monkeypatch):
    monkeypatch.setattr(several, "MOST", 1)
    documents = [library.bring("bram", title=f"Stuk {number}") for number in range(2)]
    bram, address = browser_of("bram"), f"{library.list_address}/several"
    form = bram.visit(library.list_address).tree.cssselect("#documents-bundle")[0]
    sent = {**dict(form.form_values()), "document": [str(each.id) for each in documents]}
    answers = [bram.send(f"{address}{part}", sent) for part in ("", "/withdrawal")]

    assert [each.status for each in answers] == [422, 422]
    assert ["Hoogstens 1" in each.text("[role=alert]") for each in answers] == [True, True]


@pytest.mark.parametrize("verb", ["#several-move", "#several-withdraw", "#documents-give"])
def test_statements_do_not_grow_with_documents(library, ticked, folder, owner_engine, verb):
    counts = []
    for size in (2, 6):
        documents = [library.bring("bram", title=f"{size} {number}") for number in range(size)]
        page = ticked("bram", *documents)
        more = {"#several-move": {"folder": str(folder.id)}, "#documents-give": GIVEN}.get(verb, {})
        with counting(owner_engine) as statements:
            page.submit(verb, **more)
        counts.append(len(statements))

    assert counts[0] == counts[1] <= MOST_TO_WRITE + 6


def test_one_rule_is_given_to_all_after_seeing_who_gains(library, ticked, browser_of, transaction):
    follows = library.bring("bram", title="Volgt de map")
    apart = library.bring("bram", rule_for("ijenv"), title="Met eigen regels")
    secret = library.bring("bram", title="Dossier met zorg", is_special_category=True)
    page = ticked("bram", follows, apart, secret)
    looked = page.submit("#documents-give", preview="1", **GIVEN)
    carla, anna = browser_of("carla"), browser_of("anna")
    before = carla.visit(library.address(follows)).status
    answer = looked.submit("#documents-give", **GIVEN).follow()

    assert "Carla (IvhO) gaan zien: Met eigen regels, Volgt de map" in looked.text("#impact")
    assert "gevoelige gegevens" in looked.text("#not-given")
    assert (before, "opgeslagen voor 2 documenten" in answer.text()) == (404, True)
    assert [carla.visit(library.address(each)).status for each in (follows, apart, secret)] == [
        200,
        200,
        404,
    ]
    assert anna.visit(library.address(apart)).status == 200
    assert transaction.audited(follows.id)[-2:] == [
        DocumentAction.OWN_RULES,
        DocumentAction.GRANTED,
    ]
    assert DocumentAction.GRANTED not in transaction.audited(secret.id)


def test_sight_is_ended_for_all_at_once(library, ticked, browser_of, transaction):
    rules = (rule_for("ivho"), rule_for("ijenv"))
    documents = [library.bring("bram", *rules, title=f"Stuk {number}") for number in range(2)]
    ticked("bram", *documents).submit("#documents-give", organisation="ivho", level="none")

    for each in documents:
        assert browser_of("carla").visit(library.address(each)).status == 404
        assert browser_of("anna").visit(library.address(each)).status == 200
        assert transaction.audited(each.id)[-1] == DocumentAction.REVOKED


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"organisation": ""}, "Kies een organisatie."),
        ({"until": ""}, "Kies de laatste dag"),
        ({"legal_basis": "CBW-51-55"}, "mag je organisatie niets geven aan IvhO"),
        ({"purpose": ""}, "Vul in waarvoor het is."),
    ],
)
def test_a_wrong_rule_is_given_to_none(library, ticked, transaction, wrong, sentence):
    documents = [library.bring("bram", title=f"Stuk {number}") for number in range(2)]
    answer = ticked("bram", *documents).submit("#documents-give", **{**GIVEN, **wrong})

    assert answer.status == 422
    assert sentence in answer.text("#documents-give")
    assert transaction.audited(documents[0].id) == [DocumentAction.ADDED]


def test_another_right_for_who_sees_it_already_is_said(library, ticked):
    document = library.bring("bram", rule_for("ijenv"), title="Gezien")
    wanted = {**GIVEN, "organisation": "ijenv", "level": "manage"}
    looked = ticked("bram", document).submit("#documents-give", preview="1", **wanted)
    told = looked.text("#impact")
    assert "Anna (IJenV): ander recht (beheert): Gezien" in told
    assert "Wim (IJenV): ander recht (mag downloaden): Gezien" in told
