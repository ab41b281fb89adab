"""Who finds a document: who sees it, and nobody else; by its title, and by the text in its file.

Bram of IGJ brings it. Anna and Wim (IJenV) and Carla (IvhO) work in the same workspace, Dirk in
another one, Els in none."""

import pytest
from sqlalchemy import text

from app.documents import service
from app.documents.service import Description
from app.kernel import clock
from app.workspaces.models import Marking, Membership, WorkspaceStatus
from tests.support.acting import acting
from tests.support.documents import rule_for

EVERYBODY = ("anna", "wim", "bram", "cora", "carla", "dirk", "els")
TITLE, CONTENT = "Rooster van de afdeling", b"De nachtdienst telde zeepaardjes.\n"
IGJ, IJENV = {"bram", "cora"}, {"anna", "wim"}


@pytest.fixture
def found_by(finds):
    """Who finds something with a word."""
    return lambda words: {who for who in EVERYBODY if finds(who, words)}


@pytest.fixture
def bring(library, read_texts):
    """Bring in a document, and have its text read."""

    def brought(*rules, **more):
        document = library.bring("bram", *rules, **{"title": TITLE, "content": CONTENT} | more)
        read_texts()
        return document

    return brought


@pytest.mark.parametrize("words", ["rooster", "ZEEPAARDJES", "afdelingen", "rooster zeepaardjes"])
@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ((), IGJ),
        ((rule_for("ijenv", "download"),), IGJ | IJENV),
        ((rule_for("ijenv", "finding"),), IGJ),
        ((rule_for("ijenv", "download"), rule_for("ivho", "download")), IGJ | IJENV | {"carla"}),
    ],
    ids=["own", "granted", "finding only", "granted to two"],
)
def test_who_sees_it_finds_it(bring, found_by, rules, expected, words):
    bring(*rules)
    assert found_by(words) == expected


def test_who_may_only_look_on_screen_finds_the_title_and_no_word_of_the_text(
    bring, found_by, finds, search
):
    bring(rule_for("ijenv", "view"))

    assert found_by("zeepaardjes") == IGJ
    assert finds("anna", "rooster") == [TITLE]
    assert "zeepaardjes" not in search("anna", "rooster").body


def test_who_is_named_finds_it_and_colleagues_do_not(bring, found_by, world):
    bring(rule_for("ijenv", "download", people=(world.person("wim").login,)))
    assert found_by("zeepaardjes") == IGJ | {"wim"}


def test_a_right_that_is_taken_away_is_gone_at_the_next_question(bring, found_by, library):
    document = bring(rule_for("ijenv", "download"))
    assert found_by("zeepaardjes") == IGJ | IJENV
    library.share("bram", document.id, rule_for("ijenv", "none"))
    assert found_by("zeepaardjes") == IGJ


def test_what_is_withdrawn_is_found_by_its_owner_alone(bring, found_by, app, world):
    document = bring(rule_for("ijenv", "download"))
    actor = world.actor("bram")
    with acting(app, actor):
        service.withdraw(actor, document.id, seen_version=document.version)
    assert found_by("zeepaardjes") == found_by("rooster") == IGJ


def test_above_ones_clearance_nothing_is_found(bring, found_by, transaction, world):
    bring(rule_for("ijenv", "download"), classification="dep_vertrouwelijk")
    with transaction.as_owner() as owner:
        ijenv = owner.merge(world.organisations["ijenv"])
        ijenv.highest_classification = "ongerubriceerd"
    assert found_by("zeepaardjes") == IGJ


def test_in_a_closed_workspace_one_still_finds_what_one_may_read(
    bring, found_by, transaction, world
):
    bring(rule_for("ijenv", "download"))
    with transaction.as_owner() as owner:
        owner.merge(world.workspace).status = WorkspaceStatus.CLOSED
    assert found_by("zeepaardjes") == IGJ | IJENV


def test_who_left_the_workspace_finds_nothing_there(bring, found_by, transaction, world):
    bring(rule_for("ijenv", "download"))
    with transaction.as_owner() as owner:
        anna = owner.query(Membership).filter_by(person_id=world.person("anna").id).one()
        anna.ended_at = clock.now()
    assert found_by("zeepaardjes") == IGJ | {"wim"}


FLAGS = ("is_special_category", "is_criminal_data", "is_police_data")


@pytest.mark.parametrize("flag", FLAGS)
def test_of_sensitive_data_only_the_title_is_found(bring, found_by, waiting, finds, flag, search):
    bring(**{flag: True})
    assert waiting() == []
    assert (found_by("rooster"), found_by("zeepaardjes")) == (IGJ, set())
    page = search("bram", "rooster")
    assert "Van dit document wordt alleen de titel doorzocht." in page.text(".sz-hit")
    assert "zeepaard" not in page.body


@pytest.mark.parametrize("flag", FLAGS)
def test_a_text_that_becomes_sensitive_leaves_the_index_at_once(
    bring, found_by, app, world, transaction, read_texts, flag
):
    document = bring(rule_for("ijenv", "download"))
    describe(app, world, document, **{flag: True})
    assert found_by("zeepaardjes") == set()
    with transaction.as_owner() as owner:
        assert owner.execute(text("select count(*) from document_text")).scalar_one() == 0
    describe(app, world, document)
    read_texts()
    assert found_by("zeepaardjes") == IGJ | IJENV


def test_a_new_title_counts_at_once_and_the_old_one_no_longer(bring, finds, app, world):
    describe(app, world, bring(), title="Planning")
    assert finds("bram", "planning zeepaardjes") == ["Planning"]
    assert finds("bram", "rooster") == []


def describe(app, world, document, *, title=TITLE, **flags):
    """Change a document's description as Bram."""
    actor = world.actor("bram")
    with acting(app, actor):
        changed = service.change_description(
            actor,
            document.id,
            description=Description(
                folder_id=document.folder_id,
                rules_give_special_data=True,
                title=title,
                classification="ongerubriceerd",
                marking=Marking.CONFIDENTIAL,
                **flags,
            ),
            seen_version=document.version,
            highest="dep_vertrouwelijk",
        )
    document.version = changed.version


def test_another_workspace_is_not_searched(library, read_texts, finds, world, transaction):
    with transaction.as_owner() as owner:
        root = owner.execute(
            text("select id from folder where workspace_id = :id"), {"id": world.elsewhere.id}
        ).scalar_one()
    folder = type("Place", (), {"id": root})
    library.bring("dirk", title="Elders", content=CONTENT, workspace=world.elsewhere, folder=folder)
    read_texts()
    assert (finds("dirk", "zeepaardjes"), finds("anna", "zeepaardjes")) == (["Elders"], [])
