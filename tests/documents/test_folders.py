"""Rules of workspace and folder: the nearest counts wholly, by reference, for its own organisation.

Bram lays down rules for what IGJ brings; Carla of IvhO looks at what that lets her see. Documents
never change when rules do."""

import pytest
from sqlalchemy import select, text

from app.documents import queries, service
from app.documents.actions import DocumentAction
from app.documents.models import AccessPolicy, Document, Folder
from app.documents.service import FolderPlace, Proposal
from app.kernel.errors import NotAllowed, Refused
from app.workspaces.models import ParticipantRole, Participation
from tests.support.documents import rule_for
from tests.support.worlds.asking import statement_of

TOP, SUB = "Bezoek", "Gesprekken"


@pytest.fixture
def folders(house, world, library):
    """Bezoek, and Gesprekken inside it."""
    actor = world.actor("bram")
    with house.database.session_for(actor):
        place = library.place(actor)
        top = service.add_folder(actor, place, name=TOP, parent=world.root)
        sub = service.add_folder(actor, place, name=SUB, parent=top)
    return {TOP: top, SUB: sub}


@pytest.fixture
def lay_down(house, world, library, folders):
    """Set the rules of a place for what somebody's organisation brings; None follows above."""

    def laid(where, *rules, who="bram"):
        actor = world.actor(who)
        with house.database.session_for(actor):
            place = FolderPlace(library.place(actor), folders.get(where))
            given = None if rules == (None,) else rules
            service.set_folder_rules(
                actor, place, proposal=Proposal(rules=given, bases=library.bases)
            )

    return laid


@pytest.fixture
def sees(browser_of, library):
    """The titles a person sees in the list."""

    def seen(who):
        page = browser_of(who).visit(library.list_address)
        return {each.text_content() for each in page.tree.cssselect("a.sz-table__title")}

    return seen


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("\u202efdp.exe", "fdp.exe"),
        ("Be\u200bzoek\u2066\x07", "Bezoek"),
        ("  Twee\t\nregels ", "Twee regels"),
    ],
)
def test_a_name_holds_no_signs_that_hide_or_turn(house, world, library, typed, name):
    actor = world.actor("bram")
    with house.database.session_for(actor):
        made = service.add_folder(actor, library.place(actor), name=typed, parent=world.root)
    assert made.name == name


@pytest.mark.parametrize("typed", ["\u200b\u202e", "x" * 201])
def test_a_name_that_is_none_or_too_long_is_refused(house, world, library, typed):
    actor = world.actor("bram")
    with house.database.session_for(actor), pytest.raises(Refused) as told:
        service.add_folder(actor, library.place(actor), name=typed, parent=world.root)
    assert told.value.field == "name"


@pytest.fixture
def three(library, folders):
    """A document at the top of the workspace, one in Bezoek, one in Gesprekken."""
    return {
        name: library.bring("bram", title=name, folder=folder)
        for name, folder in {"plan": None, "verslag": folders[TOP], "gesprek": folders[SUB]}.items()
    }


def test_without_rules_nobody_else_sees_anything(three, sees):
    assert (sees("carla"), sees("cora")) == (set(), {"plan", "verslag", "gesprek"})


def test_the_workspace_rules_hold_everywhere_below(three, sees, lay_down):
    lay_down("workspace", rule_for("ivho"))
    assert sees("carla") == {"plan", "verslag", "gesprek"}
    assert sees("anna") == set()


def test_the_nearest_rules_count_wholly_and_nothing_is_merged(three, sees, lay_down):
    lay_down("workspace", rule_for("ivho"))
    lay_down(TOP, rule_for("ijenv"))
    assert (sees("carla"), sees("anna")) == ({"plan"}, {"verslag", "gesprek"})
    lay_down(SUB, rule_for("ivho"))
    assert (sees("carla"), sees("anna")) == ({"plan", "gesprek"}, {"verslag"})


def test_following_the_place_above_again(three, sees, lay_down):
    lay_down("workspace", rule_for("ivho"))
    lay_down(TOP, rule_for("ijenv"))
    lay_down(SUB)
    lay_down(TOP, None)
    assert (sees("carla"), sees("anna")) == ({"plan", "verslag"}, set())
    lay_down(SUB, None)
    assert sees("carla") == {"plan", "verslag", "gesprek"}


def test_a_document_with_rules_of_its_own_stands_apart(three, sees, lay_down, library):
    library.share("bram", three["gesprek"].id, rule_for("ijenv"))
    lay_down("workspace", rule_for("ivho"))
    lay_down(SUB, rule_for("ivho"))
    assert (sees("carla"), sees("anna")) == ({"plan", "verslag"}, {"gesprek"})


def test_rules_laid_down_before_hold_for_what_comes_later(sees, lay_down, library, folders):
    lay_down(TOP, rule_for("ivho"))
    library.bring("bram", title="later", folder=folders[SUB])
    assert sees("carla") == {"later"}


def test_the_rules_of_one_owner_say_nothing_about_anothers_documents(
    three, sees, lay_down, library, folders
):
    library.bring("anna", title="van IJenV", folder=folders[TOP])
    lay_down("workspace", rule_for("ivho"))
    lay_down(TOP, rule_for("ivho"))
    assert "van IJenV" not in sees("carla") | sees("bram")


def test_changing_rules_changes_no_document(three, lay_down, transaction):
    with transaction.as_owner() as owner:
        before = owner.execute(select(Document.id, Document.version, Document.policy_id)).all()
    lay_down("workspace", rule_for("ivho"))
    lay_down(TOP, rule_for("ijenv"))
    with transaction.as_owner() as owner:
        after = owner.execute(select(Document.id, Document.version, Document.policy_id)).all()
    assert sorted(after) == sorted(before)


def test_a_moved_document_comes_under_the_rules_of_its_new_folder(
    three, sees, lay_down, browser_of, library, folders
):
    lay_down(TOP, rule_for("ivho"))
    page = browser_of("bram").visit(library.address(three["plan"], "/edit"))
    assert page.submit("#edit-form", folder=str(folders[SUB].id)).status == 303
    assert sees("carla") == {"plan", "verslag", "gesprek"}


def test_who_manages_for_a_partner_cannot_move_a_document_into_other_sight(
    three, lay_down, browser_of, library, folders
):
    lay_down("workspace", rule_for("ijenv", "manage"))
    lay_down(TOP, rule_for("ijenv", "manage"), rule_for("ivho"))
    page = browser_of("anna").visit(library.address(three["plan"], "/edit"))
    answer = page.submit("#edit-form", folder=str(folders[TOP].id))
    assert answer.status == 422
    assert "In die map gelden andere regels." in answer.text("#edit-form")


def test_a_policy_is_always_governed_by_one_with_rules(three, lay_down, transaction, folders):
    lay_down(TOP, rule_for("ijenv"))
    lay_down(SUB, rule_for("ivho"))
    lay_down(TOP, None)
    with transaction.as_owner() as owner:
        rows = owner.execute(select(AccessPolicy)).scalars().all()
    own = {each.folder_id: each.has_own_rules for each in rows}
    assert (len(rows), own) == (3, {None: True, folders[TOP].id: False, folders[SUB].id: True})
    governing = {each.id: each.governed_by_id for each in rows}
    assert all(governing[each] == each for each in governing.values())


def test_only_contributors_lay_down_rules(lay_down):
    with pytest.raises(NotAllowed):
        lay_down(TOP, rule_for("ijenv"), who="cora")


def test_above_the_workspace_there_is_nothing_to_follow(lay_down):
    with pytest.raises(Refused, match="Above the workspace"):
        lay_down("workspace", None)


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_a_folder_is_made(browser_of, library, world, transaction, htmx):
    page = browser_of("bram").visit(library.list_address.replace("documents", "folders"))
    answer = page.submit("#folder-form", htmx=htmx, name="Scoring")
    shown = answer if htmx else answer.follow()
    assert "Scoring" in shown.text("#documents-folders ul")
    with transaction.as_owner() as owner:
        made = owner.execute(select(Folder.id).where(Folder.name == "Scoring")).scalar_one()
    assert transaction.audited(made) == [DocumentAction.FOLDER_ADDED]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("  ", "Geef de map een naam."), ("bezoek", "Er is al een map met deze naam.")],
)
def test_a_wrong_folder_is_refused(browser_of, library, folders, name, sentence):
    page = browser_of("bram").visit(library.list_address.replace("documents", "folders"))
    answer = page.submit("#folder-form", name=name)
    assert answer.status == 422
    assert sentence in answer.text("#folder-form")


def test_a_guest_sees_only_what_names_it_and_no_empty_folder(
    transaction, world, three, sees, lay_down, browser_of, library
):
    with transaction.as_owner() as owner:
        ivho = world.organisations["ivho"].id
        guest = owner.query(Participation).filter_by(organisation_id=ivho).one()
        guest.role = ParticipantRole.GUEST
    lay_down(SUB, rule_for("ivho"))
    page = browser_of("carla").visit(library.list_address.replace("documents", "folders"))
    assert sees("carla") == {"gesprek"}
    assert SUB in page.text("#documents-folders")
    assert TOP not in page.text("#documents-folders")
    assert not page.has("#folder-form")


def test_the_question_itself_leaves_out_what_an_observer_may_not_know(
    library, world, folders, transaction, house
):
    """Past row security: the folders in which Carla sees a document, and no other."""
    library.bring("bram", rule_for("ivho"), folder=folders[SUB], title="Verslag")
    with transaction.as_owner() as owner:
        part = owner.query(Participation).filter_by(
            workspace_id=world.workspace.id, organisation_id=world.organisations["ivho"].id
        )
        part.one().role = ParticipantRole.OBSERVER
    known = {}
    for who in ("carla", "anna"):
        actor = world.actor(who)
        with house.database.session_for(actor):
            place = library.place(actor)
        asked = statement_of(lambda at=place, by=actor: queries.list_folders(by, at))
        with transaction.as_owner() as owner:
            known[who] = {row.name for row in owner.execute(text(asked))}

    assert known == {"carla": {SUB}, "anna": {"", TOP, SUB}}
