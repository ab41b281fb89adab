"""Special data: a rule that gives data of AVG 9 or 10, or Wpg, names them; otherwise it is refused.

Bram of IGJ brings such documents; Carla of IvhO would see them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from app.documents import service
from app.documents.models import AccessRule, Document, Level, SpecialData
from app.kernel.errors import Refused
from tests.support.documents import next_month, rule_for

FORM, EDIT = "#documents-rule", "#edit-form"
FLAGS = {
    "special_category": ("is_special_category", "bijzondere persoonsgegevens (AVG 9)"),
    "criminal_data": ("is_criminal_data", "strafrechtelijke gegevens (AVG 10)"),
    "police_data": ("is_police_data", "politiegegevens (Wpg)"),
}


@pytest.fixture
def named(transaction):
    """What the rules of a document's own policy name, by organisation."""

    def found(document):
        with transaction.as_owner() as owner:
            policy = owner.get(Document, document.id).policy_id
            rules = owner.execute(select(AccessRule).where(AccessRule.policy_id == policy))
            return sorted(tuple(sorted(each.special_data)) for each in rules.scalars())

    return found


@pytest.fixture
def forget(transaction):
    """Have the rules name nothing, as those from before they had to."""

    def done():
        with transaction.as_owner() as owner:
            owner.execute(update(AccessRule).values(special_data=[]))

    return done


def filled(**changes):
    given_ = {
        "level": "view",
        "until": next_month().isoformat(),
        "legal_basis": "JEUGD-TOEZICHT",
        "purpose": "Samen onderzoeken",
    }
    return {**given_, **changes}


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
@pytest.mark.parametrize("code", FLAGS)
def test_a_rule_names_the_very_data(browser_of, library, named, code, htmx):
    column, words = FLAGS[code]
    document = library.bring("bram", **{column: True})
    editor = browser_of("bram").visit(library.address(document, "/access?organisation=ivho"))

    answer = editor.submit(FORM, htmx=htmx, **filled())
    assert answer.status == 422
    assert f"Dit document bevat {words}." in answer.text(FORM)
    assert browser_of("carla").visit(library.address(document)).status == 404

    other = next(each for each in FLAGS if each != code)
    assert editor.submit(FORM, htmx=htmx, **filled(special_data=[other])).status == 422
    assert answer.submit(FORM, htmx=htmx, **filled(special_data=[code])).status in (200, 303)
    assert named(document) == [(code,)]
    assert browser_of("carla").visit(library.address(document)).status == 200


def test_one_of_two_is_not_enough(library):
    document = library.bring("bram", is_criminal_data=True, is_police_data=True)
    with pytest.raises(Refused, match="police data"):
        library.share("bram", document.id, rule_for("ivho", special_data=("criminal_data",)))


@pytest.mark.parametrize("level", ["none", "finding"])
def test_who_gets_no_sight_gets_no_data(library, named, level):
    document = library.bring("bram", is_police_data=True)
    library.share("bram", document.id, rule_for("ivho", level))
    assert named(document) == [()]


def test_no_other_kind_can_be_named(library):
    document = library.bring("bram", is_police_data=True)
    with pytest.raises(Refused, match="no kind of special data"):
        library.share("bram", document.id, rule_for("ivho", special_data=("secret",)))


def test_what_the_document_does_not_hold_is_not_kept(library, named):
    document = library.bring("bram")
    library.share("bram", document.id, rule_for("ivho", special_data=("police_data",)))
    assert named(document) == [()]


def test_a_rule_from_before_is_shown_and_cannot_be_saved_again(browser_of, library, forget, named):
    rule = rule_for("ivho", special_data=("police_data",))
    document = library.bring("bram", is_police_data=True)
    library.share("bram", document.id, rule)
    forget()

    page = browser_of("bram").visit(library.address(document, "/access?organisation=ivho"))
    assert "Deze regel noemt nog geen politiegegevens (Wpg)." in page.text("#documents-access")
    assert page.submit(FORM).status == 422
    assert page.submit(FORM, special_data=["police_data"]).status == 303
    assert named(document) == [("police_data",)]


@pytest.mark.parametrize("where", ["own rules", "folder rules"])
def test_a_flag_added_to_a_shared_document_asks_for_the_rules(
    browser_of, library, house, world, named, where
):
    document = _shared(library, house, world, by_folder=where == "folder rules")
    page = browser_of("bram").visit(library.address(document, "/edit"))
    assert "Nu te zien voor IvhO." in page.text(EDIT)

    answer = page.submit(EDIT, is_police_data="y")
    assert answer.status == 422
    assert "IvhO kan dit document zien door regels die geen politiegegevens (Wpg)" in answer.text(
        EDIT
    )
    assert "AVG" not in browser_of("carla").visit(library.address(document)).text(".sz-facts")

    saved = answer.submit(EDIT, is_police_data="y", rules_give_special_data="y")
    assert saved.status == 303
    assert named(document) == [("police_data",)]
    assert browser_of("carla").visit(library.address(document)).status == 200


def _shared(library, house, world, *, by_folder):
    if not by_folder:
        return library.bring("bram", rule_for("ivho"))
    actor = world.actor("bram")
    with house.database.session_for(actor):
        place = service.FolderPlace(library.place(actor))
        proposal = service.Proposal(rules=[rule_for("ivho")], bases=library.bases)
        service.set_folder_rules(actor, place, proposal=proposal)
    return library.bring("bram")


def test_a_flag_on_what_nobody_sees_asks_nothing(browser_of, library):
    document = library.bring("bram", rule_for("ivho", "finding"))
    page = browser_of("bram").visit(library.address(document, "/edit"))
    assert not page.has("#rules_give_special_data")
    assert page.submit(EDIT, is_police_data="y").status == 303


HELD = st.sets(st.sampled_from(list(SpecialData)))


@given(held=HELD, told=HELD, level=st.sampled_from(list(Level)))
def test_what_a_rule_lacks_is_what_is_held_and_not_told(held, told, level):
    document = Document(
        is_special_category=SpecialData.SPECIAL_CATEGORY in held,
        is_criminal_data=SpecialData.CRIMINAL in held,
        is_police_data=SpecialData.POLICE in held,
    )
    rule = AccessRule(level=int(level), special_data=[each.value for each in told])
    assert set(rule.lacks(document)) == (held - told if level >= Level.VIEW else set())


def test_the_database_knows_the_kinds_too(library, transaction):
    library.bring("bram", rule_for("ivho"))
    statement = update(AccessRule).values(special_data=["secret"])
    with pytest.raises(IntegrityError, match="special_data"), transaction.as_owner() as owner:
        owner.execute(statement)
