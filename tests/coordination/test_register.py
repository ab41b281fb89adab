"""The register: each authority enters its own entities and decides who else sees them."""

import pytest
from sqlalchemy import select

from app.coordination.models import Rest, SupervisedEntity
from app.coordination.queries.entities import match_key
from tests.support.turning import addresses_of, turn

FIELDS = {
    "name": "UMC  Middenland",
    "register_number": "1234 5678",
    "sector": "health",
    "regime": "cbw_essential",
    "rest": "nothing",
}


def test_an_authority_enters_an_organisation(browser_of, transaction):
    page = browser_of("bram").visit("/coordination/entities/new")

    done = page.submit("#entity-form", **FIELDS, named=["ijenv"]).follow()

    assert done.text("h1") == "UMC Middenland"
    assert "Zorg" in done.text(".sz-head__meta")
    assert done.text(".sz-facts .sz-orgs") == "IJenVIGJ"
    with transaction.as_owner() as owner:
        made = owner.execute(select(SupervisedEntity)).scalar_one()
    assert transaction.audited(made.id) == ["supervised_entity:entry:add"]


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("name", "  ", "Geef de naam van de organisatie."),
        ("register_number", "12345", "Een nummer van het handelsregister heeft acht cijfers."),
        ("register_number", "1234567x", "Een nummer van het handelsregister heeft acht cijfers."),
        ("rest", "", "Kies wat de anderen zien."),
    ],
)
def test_what_is_wrong_is_told_beside_it(browser_of, field, typed, told):
    page = browser_of("bram").visit("/coordination/entities/new")

    answer = page.submit("#entity-form", **{**FIELDS, field: typed})

    assert (answer.status, told in answer.text("#entity-form")) == (422, True)
    assert answer.tree.cssselect("[name=regime] [selected]")[0].get("value") == "cbw_essential"


def test_who_only_reads_enters_nothing(browser_of):
    assert browser_of("carla").visit("/coordination/entities/new").status == 403


def test_others_see_an_entry_only_when_it_is_opened(browser_of, doing):
    doing.enter("bram", "Eigen kliniek")
    doing.enter("bram", "Voor IJenV", named=("ijenv",))
    doing.enter("bram", "Voor allen", rest=Rest.EVERYTHING)
    seen = {
        who: browser_of(who).visit("/coordination/entities").text("tbody th")
        for who in ("bram", "anna", "carla", "dirk")
    }

    assert seen == {
        "bram": "Eigen kliniek Voor allen Voor IJenV",
        "anna": "Voor allen Voor IJenV",
        "carla": "Voor allen",
        "dirk": "",
    }


def test_only_its_authority_changes_an_entry(browser_of, doing):
    entity = doing.enter("bram", named=("ijenv",))
    answers = {
        who: browser_of(who).visit(f"/coordination/entities/{entity.id}/edit").status
        for who in ("bram", "anna", "cora", "carla", "dirk")
    }

    assert answers == {"bram": 200, "anna": 403, "cora": 403, "carla": 404, "dirk": 404}


def test_a_changed_name_goes_along_with_what_is_planned(browser_of, doing, transaction):
    entity = doing.enter("bram", named=("ijenv",))
    activity = doing.plan("anna", entity, title="Forensische zorg")
    page = browser_of("bram").visit(f"/coordination/entities/{entity.id}/edit")

    page.submit("#entity-form", name="UMC Midden", sector="government")

    assert doing.stored(activity).entity_name == "UMC Midden"
    assert ("UMC Midden", "Forensische zorg") in doing.known("anna")
    assert transaction.audited(entity.id)[-1] == "supervised_entity:entry:change"


def test_a_new_name_does_not_reach_who_may_not_see_the_entry_any_more(browser_of, doing):
    entity = doing.enter("bram", named=("ijenv",))
    activity = doing.plan("anna", entity, title="Forensische zorg")
    bram, place = browser_of("bram"), f"/coordination/entities/{entity.id}/edit"
    bram.visit(place).submit("#entity-form", named=[])

    bram.visit(place).submit("#entity-form", name="Alleen voor IGJ", register_number="87654321")

    anna = browser_of("anna")
    assert anna.visit(f"/coordination/entities/{entity.id}").status == 404
    assert ("UMC Middenland", "Forensische zorg") in doing.known("anna")
    assert "Alleen voor IGJ" not in anna.visit("/coordination?at=2027-01-01").body
    bram.visit(place).submit("#entity-form", named=["ijenv"])
    assert doing.stored(activity).entity_name == "Alleen voor IGJ"


def test_you_cannot_change_an_entry_you_have_not_read(browser_of, doing):
    entity = doing.enter("bram")
    bram = browser_of("bram")
    page = bram.visit(f"/coordination/entities/{entity.id}/edit")
    bram.visit(f"/coordination/entities/{entity.id}/edit").submit("#entity-form", name="Eerder")

    late = page.submit("#entity-form", name="Later")

    assert (late.status, doing.stored(entity).name) == (409, "Eerder")
    assert "Later" in late.tree.cssselect("#name")[0].get("value")


def test_an_entry_ends_and_is_taken_up_again(browser_of, doing, transaction):
    entity = doing.enter("bram")
    bram = browser_of("bram")
    place = f"/coordination/entities/{entity.id}"

    bram.visit(place).submit("#end-form")
    ended = bram.visit("/coordination/entities").text("main")
    bram.visit(place).submit("#end-form")

    assert "Nog geen organisatie" in ended
    assert transaction.audited(entity.id)[1:] == [
        "supervised_entity:entry:end",
        "supervised_entity:entry:resume",
    ]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("UMC Middenland", ""), ("umc-midden land", ""), True),
        (("Coöperatie Hoogland", ""), ("COOPERATIE HOOGLAND", ""), True),
        (("UMC Middenland", "12345678"), ("Ziekenhuis", "12345678"), True),
        (("UMC Middenland", "12345678"), ("UMC Middenland", "87654321"), False),
        (("UMC Middenland", ""), ("UMC Noord", ""), False),
        (("???", ""), ("!!!", ""), False),
    ],
)
def test_when_two_entries_are_about_the_same_organisation(one, other, same):
    assert (match_key(*one) == match_key(*other)) is same


def test_a_later_page_leads_back_to_the_first_narrowed_as_it_was(browser_of, doing, monkeypatch):
    monkeypatch.setattr("app.coordination.views.entities.ON_A_PAGE", 2)
    for name in ("A kliniek", "B kliniek", "C kliniek", "D instelling"):
        doing.enter("bram", name)
    first = browser_of("bram").visit("/coordination/entities?q=kliniek")
    second = turn(first, "Volgende")

    assert second.text("tbody th") == "C kliniek"
    assert not addresses_of(first, "Naar de eerste pagina")
    assert turn(second, "Naar de eerste pagina").text("tbody th") == "A kliniek B kliniek"
