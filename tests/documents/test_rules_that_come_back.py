"""Whoever drops own rules of a document or folder can take that back within a day.

Bram's IGJ brings documents under rules that Carla of IvhO sees by, and Anna of IJenV does not.
"""

from dataclasses import replace

import pytest
from sqlalchemy import text

from app.documents import jobs, service
from app.documents.models import AccessRule, DroppedRules, Level
from app.documents.service import FolderPlace, Proposal
from app.running import standing_in
from app.workspaces.models import Classification, Workspace
from tests.support.acting import acting
from tests.support.documents import rule_for

FORM = "#rules-back-form"
LINK = "Vervallen regels terughalen"


@pytest.fixture
def folder(house, world, library):
    """A folder with rules of its own for IvhO, while IJenV sees the rest."""
    actor = world.actor("bram")
    with house.database.session_for(actor):
        place = library.place(actor)
        found = service.add_folder(actor, place, name="Bezoek", parent=world.root)
        for at, code in ((None, "ijenv"), (found, "ivho")):
            proposal = Proposal(rules=(rule_for(code),), bases=library.bases)
            service.set_folder_rules(actor, FolderPlace(place, at), proposal=proposal)
    return found


@pytest.fixture
def drop(house, world, library):
    def dropped(thing):
        actor = world.actor("bram")
        follow = Proposal(rules=None, bases=library.bases)
        with house.database.session_for(actor):
            if hasattr(thing, "title"):
                service.set_rules(actor, thing.id, proposal=follow)
            else:
                place = FolderPlace(library.place(actor), thing)
                service.set_folder_rules(actor, place, proposal=follow)

    return dropped


@pytest.fixture(params=["document", "folder"])
def scene(request, library, folder, drop, world):
    """What was dropped: the document that is looked at, and where its rules are."""
    if request.param == "document":
        document = library.bring("bram", rule_for("ivho"), rule_for("ijenv", "none"))
        drop(document)
        return document, library.address(document, "/access")
    document = library.bring("bram", folder=folder)
    drop(folder)
    return document, f"/workspaces/{world.workspace.ref}/folders/{folder.id}/access"


@pytest.fixture
def sees(browser_of, library):
    return lambda who, it: browser_of(who).visit(library.address(it)).status == 200


def test_it_is_shown_first_and_then_the_same_rules_count_again(
    scene, sees, browser_of, transaction
):
    document, address = scene
    assert sees("anna", document)
    assert not sees("carla", document)
    bram = browser_of("bram")
    (link,) = [
        each.get("href")
        for each in bram.visit(address).tree.cssselect("main a")
        if each.text_content().startswith(LINK)
    ]
    page = bram.visit(link)
    assert "IvhO" in page.text(FORM)
    looked = page.submit(FORM, preview="1")
    assert "Carla" in looked.text("#back-impact")
    assert not sees("carla", document)
    assert looked.submit(FORM).status == 303
    assert sees("carla", document)
    assert not sees("anna", document)
    assert LINK not in bram.visit(address).text("main")
    assert page.submit(FORM).status == 409


def test_every_rule_comes_back_as_it_was(library, drop, browser_of, transaction):
    rules = (rule_for("ivho", "download", people=("carla",)), rule_for("ijenv", "none"))
    document = library.bring("bram", *rules)
    drop(document)
    page = browser_of("bram").visit(library.address(document, "/access/back"))
    assert page.submit(FORM).status == 303
    with transaction.as_owner() as owner:
        found = owner.query(AccessRule).filter(AccessRule.policy_id == document.policy_id).all()
        found = found or owner.query(AccessRule).order_by(AccessRule.level).all()
    told = [(each.level, len(each.people), each.purpose, each.legal_basis) for each in found]
    said = (rules[0].purpose, rules[0].legal_basis)
    assert sorted(told) == [(Level.NONE, 0, *said), (Level.DOWNLOAD, 1, *said)]


@pytest.mark.parametrize(
    ("change", "status", "told"),
    [
        ("update dropped_rules set dropped_at = now() - interval '25 hours'", 422, "een dag"),
        ("update access_policy set version = version + 1", 409, "veranderd"),
        ("update participation set ended_at = now() where organisation_id = :ivho", 422, "IvhO"),
        ("update document set is_criminal_data = true", 422, "strafrechtelijke"),
    ],
    ids=["late", "other rules", "left", "special data"],
)
def test_what_changed_since_is_told_and_nothing_is_given(
    library, drop, browser_of, transaction, world, folder, change, status, told
):
    document = library.bring("bram", rule_for("ivho"))
    drop(document)
    page = browser_of("bram").visit(library.address(document, "/access/back"))
    with transaction.as_owner() as owner:
        ivho = world.organisations["ivho"].id
        owner.execute(text(change), {"ivho": ivho} if ":ivho" in change else {})
    answer = page.submit(FORM)
    assert (answer.status, told.lower() in answer.text(FORM).lower()) == (status, True)
    assert browser_of("carla").visit(library.address(document)).status in {403, 404}


def test_a_colleague_of_the_owner_alone_comes_there(library, drop, browser_of, house, world):
    document = library.bring("bram", rule_for("ijenv"))
    drop(document)
    with house.database.session_for(world.actor("anna")) as session:
        assert session.query(DroppedRules).count() == 0
    for who in ("anna", "carla", "dirk"):
        page = browser_of(who).visit(library.address(document, "/access/back"))
        assert page.status in {403, 404}


def test_with_the_document_goes_what_was_kept_of_it(library, drop, transaction):
    document = library.bring("bram", rule_for("ivho"))
    drop(document)
    with transaction.as_owner() as owner:
        kept = owner.query(DroppedRules).one()
        assert kept.dropped_by_id is not None
        found = owner.execute(
            text(
                "select confdeltype::text from pg_constraint where contype = 'f'"
                " and conrelid = 'dropped_rules'::regclass"
                " and confrelid in ('document'::regclass, 'folder'::regclass)"
            )
        ).scalars()
        assert list(found) == ["c", "c"]
        owner.execute(text("select samenzicht_erase_document(:id, now())"), {"id": document.id})
        assert owner.query(DroppedRules).count() == 0


def test_the_clock_alone_lets_go_of_it_after_a_day(app, library, drop, transaction, world):
    def count():
        with transaction.as_owner() as owner:
            return owner.query(DroppedRules).count()

    drop(library.bring("bram", rule_for("ivho")))
    drop(library.bring("bram", rule_for("ivho")))
    with transaction.as_owner() as owner:
        first = "(select id from dropped_rules order by id limit 1)"
        late = f"set dropped_at = now() - interval '25 hours' where id = {first}"
        owner.execute(text(f"update dropped_rules {late}"))
    with acting(app, world.actor("bram")) as session:
        gone = session.execute(text("select samenzicht_forget_dropped_rules('2999-01-01')"))
        assert gone.scalar_one() == 0
    assert count() == 2

    with standing_in(app):
        jobs.forget_dropped.run()

    assert count() == 1


def test_of_what_is_classified_it_shows_itself_by_a_strong_sign_in(
    house, library, drop, transaction, world
):
    with transaction.as_owner() as owner:
        owner.get(Workspace, world.workspace.id).classification = Classification.DEPARTMENTAL
    for level in ("ongerubriceerd", "dep_vertrouwelijk"):
        drop(library.bring("bram", rule_for("ivho"), classification=level))
    bram, seen = world.actor("bram"), []
    for actor in (bram, replace(bram, is_strong=False)):
        with house.database.session_for(actor) as session:
            seen.append(session.query(DroppedRules).count())
    assert seen == [2, 1]
