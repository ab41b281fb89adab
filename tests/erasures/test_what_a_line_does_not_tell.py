"""Looking up a line to have it erased tells nothing that the log itself holds back.

Carla of IvhO asks for access to what IGJ brought and nobody else sees; IJenV leads.
"""

from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy import text

from app.documents.service import asking
from app.kernel.errors import Refused
from app.notifications import queries as notifications
from app.workspaces import queries as workspaces
from app.workspaces.policy import WorkspacePermission
from tests.support.acting import acting
from tests.support.documents import Library, rule_for

LOOK = text(
    "select refused, at is null as is_bare, owner, agreeing, document"
    " from samenzicht_line_to_erase(:tree, :index)"
)


@pytest.fixture
def library(house, world):
    return Library(house, world)


@pytest.fixture
def newest(transaction, tree):
    """The number of the newest line."""

    def find():
        statement = text("select max(index) + 1 from log_entry where tree_id = :tree")
        with transaction.as_owner() as owner:
            return owner.execute(statement, {"tree": tree}).scalar_one()

    return find


@pytest.fixture
def look(app, officers, tree):
    """What the officer of an organisation is told of a line."""

    def up(number, who="igj", **changed):
        with acting(app, replace(officers[who].actor, **changed)) as session:
            return tuple(session.execute(LOOK, {"tree": tree, "index": number - 1}).one())

    return up


def test_asking_for_access_leaves_the_same_line_whatever_is_behind_the_door(
    app, world, library, look, newest
):
    hidden = [
        library.bring("bram", title="Zeer eigen verhaal").id,
        library.bring("bram", title="Verhoor", is_police_data=True).id,
        uuid4(),
    ]
    told = []
    for wanted in hidden:
        with acting(app, world.actor("carla")):
            place = workspaces.get_for(
                world.actor("carla"), WorkspacePermission.VIEW, world.workspace.id
            )
            asking.ask_for_access(world.actor("carla"), place, wanted=wanted, reason="Nodig")
        told.append(look(newest(), "ivho"))
    assert told[0] == told[1] == told[2]
    assert told[0][:3] == ("", False, None)


@pytest.fixture
def classified(library, newest):
    """The numbers of the lines about an open and a classified document, by whose they are."""
    numbers = {}
    for who, other in (("bram", "ijenv"), ("anna", "igj")):
        for level in ("ongerubriceerd", "dep_vertrouwelijk"):
            library.bring(who, rule_for(other), title=f"Stuk {level}", classification=level)
            numbers[who, level] = newest()
    return numbers


def test_a_weak_sign_in_does_not_tell_which_lines_are_about_what_is_classified(classified, look):
    told = {key: look(number, is_strong=False) for key, number in classified.items()}
    others = ("asker", True, None, None)
    assert told["anna", "ongerubriceerd"][:4] == others
    assert told["anna", "dep_vertrouwelijk"] == told["anna", "ongerubriceerd"]
    assert told["bram", "dep_vertrouwelijk"] == told["anna", "ongerubriceerd"]
    assert told["bram", "ongerubriceerd"][0] == ""
    assert look(classified["bram", "dep_vertrouwelijk"])[0] == ""


def test_nor_does_it_count_what_one_is_told_of_them(app, classified, ask, hear, officers):
    for each in ("ongerubriceerd", "dep_vertrouwelijk"):
        ask(classified["bram", each])
    hear()
    actor = officers["ijenv"].actor
    for is_strong, expected in ((True, 2), (False, 1)):
        reader = replace(actor, is_strong=is_strong)
        with acting(app, reader):
            told = len(notifications.list_notices(reader)), notifications.count_unread(reader)
        assert told == (expected, expected)


@pytest.fixture
def told_in_log(browser_of, world):
    """Tell for each of the cast whether the log names whose line it is, and that it was erased."""

    def told():
        pages = {
            who: browser_of(who).visit(f"/workspaces/{world.workspace.ref}/log").text("main")
            for who in ("bram", "anna", "carla")
        }
        return {who: ("IGJ, regel" in page, "Gewist op" in page) for who, page in pages.items()}

    return told


def test_the_log_does_not_tell_whose_line_it_is_of_which_one_reads_a_hash(
    ask, agree, library, newest, told_in_log
):
    library.bring("bram", title="Van ons alleen")
    request = ask(newest())
    assert told_in_log() == {"bram": (True, False), "anna": (False, False), "carla": (False, False)}
    agree(request)
    assert told_in_log() == {"bram": (True, True), "anna": (False, True), "carla": (False, True)}


def test_it_does_of_a_line_that_one_reads(ask, agree, line, open_line, told_in_log):
    request = ask(line)
    assert told_in_log() == {"bram": (True, False), "anna": (True, False), "carla": (False, False)}
    agree(request)
    assert told_in_log() == {"bram": (True, True), "anna": (True, True), "carla": (False, True)}
    agree(ask(open_line))
    assert told_in_log()["carla"] == (True, True)


@pytest.fixture
def open_line(library, newest, transaction, tree):
    """A line of IGJ about the workspace itself."""
    library.bring("bram", title="Wordt een andere regel")
    number = newest()
    with transaction.as_owner() as owner:
        owner.execute(text("alter table log_entry disable trigger guards_lines"))
        owner.execute(
            text(
                "update log_entry set object_kind = 'workspace', object_id = :tree"
                " where tree_id = :tree and index = :index"
            ),
            {"tree": tree, "index": number - 1},
        )
        owner.execute(text("alter table log_entry enable trigger guards_lines"))
    return number


def test_who_left_is_not_told_who_came_since(line, look, transaction, world):
    nvwa = world.organisations["nvwa"].id
    told = look(line)
    assert nvwa not in told[3]
    with transaction.as_owner() as owner:
        owner.execute(
            text(
                "update participation set ended_at = clock_timestamp()"
                " where organisation_id = :igj and workspace_id = :place"
            ),
            {"igj": world.organisations["igj"].id, "place": world.workspace.id},
        )
        owner.execute(
            text(
                "insert into participation (id, workspace_id, organisation_id, role, position,"
                " joined_at) values (gen_random_uuid(), :place, :nvwa, 'partner', 9,"
                " clock_timestamp() + interval '1 hour')"
            ),
            {"place": world.workspace.id, "nvwa": nvwa},
        )
    told = look(line)
    assert nvwa not in told[3]


@pytest.mark.parametrize("who", ["igj", "ijenv"])
def test_nobody_has_a_line_erased_about_oneself(
    ask, agree, line, officers, transaction, tree, who, row
):
    with transaction.as_owner() as owner:
        owner.execute(text("alter table log_entry disable trigger guards_lines"))
        owner.execute(
            text("update log_entry set actor_id = :who where tree_id = :tree and index = :index"),
            {"who": officers[who].person.id, "tree": tree, "index": line - 1},
        )
        owner.execute(text("alter table log_entry enable trigger guards_lines"))
    with pytest.raises(Refused, match="zelf deed"):
        agree(ask(line))
    assert row(line)["entry"] is not None


@pytest.mark.parametrize(
    "kind", ["emergency_sight", "installation", "mandate", "publication", "witness"]
)
def test_what_the_log_alone_proves_stays(ask, line, transaction, tree, kind):
    with transaction.as_owner() as owner:
        owner.execute(text("alter table log_entry disable trigger guards_lines"))
        owner.execute(
            text("update log_entry set object_kind = :kind where tree_id = :tree and index = :at"),
            {"kind": kind, "tree": tree, "at": line - 1},
        )
        owner.execute(text("alter table log_entry enable trigger guards_lines"))
    with pytest.raises(Refused, match="regel blijft staan"):
        ask(line)
