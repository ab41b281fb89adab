"""Disclosures: each rule that gave something, kept after the rule is gone, and each answer."""

import random

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from app.documents.models import Disclosure
from app.documents.service import FolderPlace, Proposal, impact_of, set_folder_rules
from tests.support.acting import acting
from tests.support.documents import next_month, rule_for

ALL = "/privacy-register/disclosures/export?format=csv"


@pytest.fixture
def kept(transaction):
    """The disclosures as they stand, oldest first, whoever may read them."""

    def rows():
        with transaction.as_owner() as owner:
            order = (Disclosure.given_at, Disclosure.organisation_id)
            found = list(owner.execute(select(Disclosure).order_by(*order)).scalars())
            owner.expunge_all()
            return found

    return rows


@pytest.fixture
def document(library):
    return library.bring("bram", rule_for("ivho", "view"), title="Verslag over Kees")


def test_a_rule_is_told_with_everything(document, taken_along, world):
    (row,) = taken_along(ALL)
    assert row["Ontvanger"] == "ivho"
    assert (row["Ruimte"], row["Wat"]) == (world.workspace.ref, f"d-{document.id.hex[-8:]}")
    assert (row["Titel"], row["Stand"]) == ("", "loopt")
    assert row["Niveau"] == "Bekijken op scherm"
    assert (row["Doel"], row["Grondslag"]) == ("Samen onderzoeken", "JEUGD-TOEZICHT")
    assert row["Tot en met"] == next_month().isoformat()
    assert row["Gegeven door"] == world.person("bram").name
    assert (row["Documenten nu"], row["Geëindigd op"]) == ("1", "")


def test_what_was_taken_away_stays_with_who_and_when(document, library, taken_along, world):
    library.share("bram", document.id)
    (row,) = taken_along(ALL)
    assert (row["Stand"], row["Doel"]) == ("geëindigd", "Samen onderzoeken")
    assert row["Geëindigd op"] != ""
    assert row["Geëindigd door"] == world.person("bram").name


def test_a_rule_that_is_said_again_goes_on_as_the_same(document, library, kept):
    (before,) = kept()
    library.share("bram", document.id, rule_for("ivho", "view"), rule_for("ijenv", "view"))
    rows = {each.organisation_id: each for each in kept()}
    same = rows[before.organisation_id]
    assert len(rows) == len(kept()) == 2
    assert (same.id, same.given_at, same.ended_at) == (before.id, before.given_at, None)
    assert same.rule_id != before.rule_id


def test_a_changed_rule_is_another_disclosure(document, library, kept):
    library.share("bram", document.id, rule_for("ivho", "download"))
    old, new = kept()
    assert (old.level, old.ended_at) == (2, new.given_at)
    assert (new.level, new.ended_at) == (3, None)


def test_special_data_marked_later_is_another_disclosure(document, browser_of, library, kept):
    page = browser_of("bram").visit(library.address(document, "/edit"))
    answer = page.submit(
        "#edit-form", is_criminal_data="y", rules_give_special_data="y", form_key=""
    )
    assert answer.status == 303, answer.text("main")
    assert [(each.special_data, each.ended_at is None) for each in kept()] == [
        ([], False),
        (["criminal_data"], True),
    ]


def test_a_rule_for_the_workspace_and_a_refusal(app, library, world, taken_along):
    actor = world.actor("bram")
    with acting(app, actor):
        place = FolderPlace(library.place(actor))
        rules = [rule_for("ivho", "view"), rule_for("ijenv", "none")]
        set_folder_rules(actor, place, proposal=Proposal(rules=rules, bases=library.bases))
    library.bring("bram", title="Volgt")
    (row,) = taken_along(ALL)
    assert (row["Wat"], row["Documenten nu"]) == ("de hele ruimte", "1")


def test_an_answer_of_the_guide_is_there(library, browser_of, taken_along, officer):
    document = library.bring("bram", title="Verslag over Kees")
    query = "/sharing-guide?partner=ivho&ask=1&kinds=bevindingen"
    page = browser_of("bram").visit(library.address(document, query))
    assert page.submit("#keep-form", until=next_month().isoformat()).status == 303
    (row,) = taken_along(ALL)
    assert row["Stand"] == "antwoord van de deelwijzer"
    assert row["Ontvanger"] == "ivho"
    assert "Kees" not in officer.visit("/privacy-register/disclosures").text("main")


def test_looking_at_the_impact_leaves_nothing(app, document, library, world, kept):
    before = [(each.id, each.rule_id) for each in kept()]
    actor, rules = world.actor("bram"), [rule_for("ijenv", "view")]
    with acting(app, actor):
        impact_of(actor, document.id, proposal=Proposal(rules=rules, bases=library.bases))
    assert [(each.id, each.rule_id) for each in kept()] == before


LEVELS = ("none", "finding", "view", "download", "contribute")
PURPOSES = ("Samen onderzoeken", "Iets anders")


def test_any_row_of_changes_leaves_its_whole_history(library, document, kept):
    """A model in plain Python keeps what holds; every change of it is one disclosure more."""
    draw = random.Random(58)
    holding, told = {("ivho", "view", PURPOSES[0])}, 1
    for _ in range(40):
        chosen = {
            (code, draw.choice(LEVELS), draw.choice(PURPOSES))
            for code in ("ivho", "ijenv")
            if draw.random() < 0.7
        }
        rules = [rule_for(code, level, purpose=purpose) for code, level, purpose in chosen]
        library.share("bram", document.id, *rules)
        given = {each for each in chosen if each[1] != "none"}
        told += len(given - holding)
        holding = given
        rows = kept()
        standing = {(LEVELS[each.level], each.purpose) for each in rows if each.ended_at is None}
        assert len(rows) == told
        assert standing == {(level, purpose) for _code, level, purpose in holding}
        assert all(each.ended_at >= each.given_at for each in rows if each.ended_at)


@pytest.mark.parametrize(
    ("asked", "is_there"),
    [
        ("&organisation=ivho", True),
        ("&organisation=ijenv", False),
        ("&to=2000-01-01", False),
        ("&from=2000-01-01&to=2199-01-01", True),
        ("&from=2199-01-01", False),
    ],
)
def test_it_is_narrowed(document, taken_along, asked, is_there):
    assert bool(taken_along(ALL + asked)) is is_there


def test_what_others_gave_is_not_there(library, officer, officer_of, taken_along):
    library.bring("anna", rule_for("igj", "download", purpose="kanarie"), title="Van IJenV")
    assert taken_along(ALL) == []
    assert "kanarie" not in officer.visit("/privacy-register/disclosures").body
    assert "kanarie" in officer_of("ijenv")[0].visit("/privacy-register/disclosures").body


@pytest.mark.parametrize(("who", "sees"), [("bram", 1), ("cora", 1), ("anna", 0), ("dirk", 0)])
def test_the_rows_are_for_the_organisation_that_gave(app, world, document, who, sees):
    with acting(app, world.actor(who)) as session:
        assert len(session.execute(select(Disclosure)).all()) == sees


@pytest.mark.parametrize(
    "statement", ["delete from disclosure", "update disclosure set purpose = 'x'"]
)
def test_nobody_writes_them_by_hand(app, world, document, statement):
    with (
        acting(app, world.actor("bram")) as session,
        pytest.raises(ProgrammingError, match="permission denied"),
    ):
        session.connection().execute(text(statement))
