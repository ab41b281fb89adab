"""Folders are renamed, moved and removed; and kept when a whole folder is dropped.

Bram of IGJ arranges them, next to what Anna of IJenV keeps there.
"""

import csv
import io
import zipfile

import pytest
from sqlalchemy import select

from app.documents import queries, service
from app.documents.actions import DocumentAction
from app.documents.models import Document, Folder
from app.documents.service import FolderPlace, Proposal, bundles
from app.kernel.errors import NotAllowed, Refused
from app.workspaces.models import Participation
from tests.support.documents import rule_for
from tests.support.sending import Sender

TEXT = b"Vijftien jongeren.\n"


@pytest.fixture
def make(house, world, library):
    """Make folders, each inside the one before it."""

    def made(*names, who="bram", parent=None):
        actor, found = world.actor(who), []
        with house.database.session_for(actor):
            place, here = library.place(actor), parent or world.root
            for name in names:
                here = service.add_folder(actor, place, name=name, parent=here)
                found.append(here)
        return found

    return made


@pytest.fixture
def arrange(house, world, library):
    """Do something with a folder, as Bram unless somebody else is named."""

    def done(verb, folder, *, who="bram", **more):
        actor = world.actor(who)
        with house.database.session_for(actor):
            place = library.place(actor)
            found = queries.find_folder(place.id, folder.id)
            verb(actor, place, found, **more)

    return done


@pytest.fixture
def paths(house, world, library):
    """Every folder there is, by its path."""

    def told(who="bram"):
        actor = world.actor(who)
        with house.database.session_for(actor):
            return [each.path for each in queries.list_folders(actor, library.place(actor))][1:]

    return told


@pytest.fixture
def page_of(browser_of, world):
    return lambda folder, who="bram": browser_of(who).visit(
        f"/workspaces/{world.workspace.ref}/folders/{folder.id}"
    )


def test_a_folder_is_renamed_on_its_page(make, page_of, paths, transaction):
    (folder,) = make("Bezoek")
    make("Nota")
    page, old = page_of(folder), page_of(folder)
    assert page.submit("#folder-rename", name="nota").status == 422
    assert page.submit("#folder-rename", name="Bezoek\u202e maart").status == 303

    assert set(paths()) >= {"Bezoek maart", "Nota"}
    assert transaction.audited(folder.id)[-1] == DocumentAction.FOLDER_RENAMED
    late = old.submit("#folder-rename", name="Iets anders")
    assert (late.status, "hernoemd terwijl je las" in late.text("main")) == (409, True)


def test_a_folder_moves_with_all_that_is_in_it(make, page_of, paths, library, transaction):
    _top, sub = make("Bezoek", "Gesprekken")
    (other,) = make("Archief")
    document = library.bring("bram", folder=sub)
    page = page_of(sub)
    choices = {each.get("value") for each in page.tree.cssselect("#folder-move option")}
    assert str(sub.id) not in choices
    assert page.submit("#folder-move", parent=str(other.id)).status == 303

    assert "Archief / Gesprekken" in paths()
    assert transaction.audited(sub.id)[-1] == DocumentAction.FOLDER_MOVED
    with transaction.as_owner() as owner:
        assert owner.get_one(Document, document.id).folder_id == sub.id


def test_a_folder_does_not_lie_in_itself_nor_too_deep(make, arrange):
    top, sub, low = make("A", "B", "C")
    deep = make(*"12345678")
    for parent in (top, sub, low):
        with pytest.raises(Refused) as told:
            arrange(service.move_folder, top, parent=parent)
        assert told.value.field == "parent"
    with pytest.raises(Refused, match="deeper"):
        arrange(service.move_folder, top, parent=deep[-2])


@pytest.mark.parametrize("whose", ["bram", "anna"])
@pytest.mark.parametrize("where", ["from", "to"])
def test_no_rule_comes_or_goes_by_moving(
    make, arrange, house, world, library, browser_of, whose, where
):
    """Also the rules of others, which who moves it does not see."""
    origin, sub = make("Van", "Stukken")
    (target,) = make("Naar")
    organisation = {"bram": "ivho", "anna": "ivho"}[whose]
    document = library.bring(whose, folder=sub)
    actor = world.actor(whose)
    with house.database.session_for(actor):
        place = FolderPlace(library.place(actor), origin if where == "from" else target)
        rules = Proposal(rules=[rule_for(organisation)], bases=library.bases)
        service.set_folder_rules(actor, place, proposal=rules)
    carla = browser_of("carla")
    before = carla.visit(library.address(document)).status
    with pytest.raises(Refused, match="rules on a folder"):
        arrange(service.move_folder, sub, parent=target)
    assert carla.visit(library.address(document)).status == before


def test_rules_on_the_folder_itself_go_along(make, arrange, house, world, library, browser_of):
    _origin, sub = make("Van", "Stukken")
    (target,) = make("Naar")
    document = library.bring("bram", folder=sub)
    actor = world.actor("bram")
    with house.database.session_for(actor):
        place = FolderPlace(library.place(actor), sub)
        rules = Proposal(rules=[rule_for("ivho")], bases=library.bases)
        service.set_folder_rules(actor, place, proposal=rules)
    arrange(service.move_folder, sub, parent=target)
    assert browser_of("carla").visit(library.address(document)).status == 200


def test_an_empty_folder_is_removed(make, page_of, paths, transaction, library, browser_of):
    top, sub = make("Bezoek", "Leeg")
    document = library.bring("bram", folder=sub)
    assert page_of(sub).submit("#folder-remove").status == 422
    assert page_of(top).submit("#folder-remove").status == 422
    form = browser_of("bram").visit(library.address(document, "/edit"))
    assert form.submit("#edit-form", folder=str(top.id)).status == 303
    assert page_of(sub).submit("#folder-remove").status == 303

    assert "Bezoek / Leeg" not in paths()
    assert transaction.audited(top.id)[-1] == DocumentAction.FOLDER_REMOVED
    assert page_of(sub).status == 404


def test_what_others_keep_in_it_keeps_a_folder(make, arrange, library, transaction):
    (folder,) = make("Bezoek")
    library.bring("anna", folder=folder, is_private=True)
    with pytest.raises(Refused, match="in use"):
        arrange(service.remove_folder, folder)
    with transaction.as_owner() as owner:
        assert owner.get(Folder, folder.id) is not None


@pytest.mark.parametrize(
    ("verb", "more"),
    [
        (service.rename_folder, {"name": "X", "seen": "Bezoek"}),
        (service.remove_folder, {}),
    ],
)
def test_who_only_reads_arranges_nothing(make, arrange, verb, more):
    (folder,) = make("Bezoek")
    with pytest.raises(NotAllowed):
        arrange(verb, folder, who="wim", **more)


def test_the_root_is_no_folder(arrange, world, page_of):
    assert page_of(world.root).status == 404
    with pytest.raises(Refused):
        arrange(service.remove_folder, world.root)


def test_programs_arrange_folders(make, api_of, world, paths):
    _top, sub = make("Bezoek", "Gesprekken")
    (other,) = make("Archief")
    bram, here = api_of("bram"), f"/workspaces/{world.workspace.ref}/folders/{sub.id}"
    body = {"name": "Interviews", "parent": str(other.id)}
    changed = bram.ask("PATCH", here, json=body)
    assert (changed.status_code, changed.json["name"]) == (200, "Interviews")
    assert "Archief / Interviews" in paths()
    assert bram.ask("PATCH", here, json={"parent": str(sub.id)}).status_code == 422
    assert bram.ask("DELETE", here).status_code == 204
    assert bram.ask("DELETE", here).status_code == 404
    assert api_of("dirk").ask("DELETE", here).status_code == 404


# ── a whole folder comes in, and goes out ────────────────────────────────────────────────────────


@pytest.fixture
def send(api_of, world, transaction):
    """Send a file as the page does; return where it came."""

    def sent(path, *, who="bram", **said):
        sender = Sender(api_of(who), world.workspace.ref)
        address = sender.begun(len(TEXT), said={"path": path, **said})
        answer = sender.send(address, TEXT)
        assert answer.status_code == 204, answer.get_data(as_text=True)
        with transaction.as_owner() as owner:
            found = owner.execute(
                select(Document, Folder)
                .join(Folder, Folder.id == Document.folder_id)
                .where(Document.id == answer.headers["Samenzicht-Document"])
            ).one()
        return found[0], found[1].name

    return sent


def test_a_dropped_folder_keeps_its_folders(send, paths, make):
    make("bezoek MAART")
    assert send("Bezoek maart/Gesprekken")[1] == "Gesprekken"
    assert send("Bezoek maart/Gesprekken")[1] == "Gesprekken"
    assert send("Bezoek maart")[1] == "bezoek MAART"
    assert [each for each in paths() if "ezoek" in each] == [
        "bezoek MAART",
        "bezoek MAART / Gesprekken",
    ]


@pytest.mark.parametrize("path", ["../../etc", "./a/..", "/a//b/", "a\u202e/b"])
def test_a_way_leads_nowhere_else(send, paths, path):
    send(path)
    assert all(part.isprintable() and ".." not in part for part in paths())


def test_what_lies_deeper_than_folders_may_comes_as_far_as_it_can(send, paths):
    _document, name = send("/".join("abcdefghijkl"))
    assert name == "h"
    assert max(each.count(" / ") for each in paths()) == 7


def test_names_of_what_is_kept_private_stay_private(send, paths, world):
    document, name = send("Dossier Jansen", private="true")
    assert (document.is_private, name) == (True, world.root.name)
    assert "Dossier Jansen" not in paths()


def test_who_may_make_no_folders_comes_as_far_as_they_are(
    send, make, paths, transaction, world, library
):
    (folder,) = make("Bezoek")
    library.bring("bram", folder=folder)
    library.bring("bram")
    with transaction.as_owner() as owner:
        part = owner.query(Participation).filter_by(
            organisation_id=world.organisations["igj"].id, workspace_id=world.workspace.id
        )
        part.one().role = "guest"
    assert send("Bezoek/Nieuw")[1] == "Bezoek"
    assert "Bezoek / Nieuw" not in paths("anna")


def test_an_archive_has_the_folders_too(make, library, browser_of, house):
    (top,) = make("Bezoek: maart")
    them = [
        library.bring("bram", title="Boven", name="plan.txt", folder=top),
        library.bring("bram", title="Los", name="plan.txt"),
        library.bring("bram", title="Los 2", name="plan.txt"),
    ]
    page = browser_of("bram").visit(library.list_address)
    answer = page.submit("#documents-bundle", document=[str(each.id) for each in them])
    with zipfile.ZipFile(io.BytesIO(answer.response.get_data())) as archive:
        names = set(archive.namelist())
        told = archive.read(bundles.OVERVIEW).decode("utf-8-sig")
    assert names == {bundles.OVERVIEW, "Bezoek_ maart/plan.txt", "plan.txt", "plan (2).txt"}
    assert {row[0] for row in csv.reader(io.StringIO(told), delimiter=";")} >= names - {
        bundles.OVERVIEW
    }
