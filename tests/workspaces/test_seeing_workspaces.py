"""Sight of a workspace is membership of a participating organisation, and nothing else.

Anna coordinates for the lead, Bram contributes, Carla reads; Dirk works elsewhere, Els
manages accounts.
"""

import pytest
from sqlalchemy import update

from app.kernel import clock
from app.kernel.errors import HouseFault, NotFound
from app.workspaces import queries
from app.workspaces.models import Participation, Workspace
from app.workspaces.policy import WorkspacePermission
from tests.support.acting import acting
from tests.support.turning import addresses_of, turn

PAGES = ("/workspaces/{ref}/members", "/workspaces/{ref}/foundations")


def test_the_list_holds_what_one_is_in(browser_of, world):
    page = browser_of("anna").visit("/workspaces")

    assert page.status == 200
    assert world.workspace.title in page.text("main")
    assert world.elsewhere.title not in page.body


def test_who_is_in_nothing_reads_what_to_do(browser_of):
    page = browser_of("els").visit("/workspaces")

    assert "Je zit nog in geen enkele ruimte" in page.text("main")


@pytest.mark.parametrize("who", ["dirk", "els"])
@pytest.mark.parametrize("path", PAGES)
def test_for_a_stranger_the_workspace_does_not_exist(browser_of, ref, who, path):
    assert browser_of(who).visit(path.format(ref=ref)).status == 404


def test_who_is_not_signed_in_goes_to_sign_in(anonymous, ref):
    assert "/login" in anonymous.visit(f"/workspaces/{ref}/members").location


@pytest.mark.parametrize("wrong", ["WRK-2026-9999", "wrk-2026-1001", "WRK-26-1"])
def test_a_reference_that_is_not_there_is_not_found(browser_of, wrong):
    assert browser_of("anna").visit(f"/workspaces/{wrong}/members").status == 404


def test_the_members_page_shows_all_in_their_fixed_order(browser_of, ref):
    page = browser_of("carla").visit(f"/workspaces/{ref}/members")

    heads = [
        each.text_content().split()[0]
        for each in page.tree.cssselect("#workspaces-members .sz-box h2")
    ]
    assert heads == ["IJenV", "IGJ", "IvhO"]
    assert all(name in page.text("main") for name in ("Anna", "Wim", "Bram", "Cora", "Carla"))


@pytest.mark.parametrize(
    ("who", "may_add_people", "may_add_organisations"),
    [("anna", True, True), ("bram", False, False), ("carla", False, False), ("wim", False, False)],
)
def test_forms_are_for_who_may_use_them(
    browser_of, ref, who, may_add_people, may_add_organisations
):
    page = browser_of(who).visit(f"/workspaces/{ref}/members")

    assert page.has("form#add-person") is may_add_people
    assert page.has("form#add-participant") is may_add_organisations


def test_the_frame_says_what_this_is_and_who_sees_it(app, world):
    bram = world.actor("bram")
    with app.test_request_context(), acting(app, bram):
        workspace = queries.get_for(bram, WorkspacePermission.VIEW, world.workspace.ref)
        facts = queries.workspace_frame(bram, workspace, section="members")["facts"]

    assert facts.sight_text == "3 organisaties, 5 mensen"
    assert facts.classification == [
        ("Departementaal vertrouwelijk", "dv"),
        ("Vertrouwelijk", ""),
    ]


def test_who_left_sees_nothing_any_more(browser_of, ref, end_membership):
    bram = browser_of("bram")
    end_membership("bram")

    assert bram.visit(f"/workspaces/{ref}/members").status == 404


def test_when_the_organisation_stopped_its_people_see_nothing(browser_of, ref, world, transaction):
    with transaction.as_owner() as owner:
        owner.execute(
            update(Participation)
            .where(Participation.organisation_id == world.organisations["igj"].id)
            .values(ended_at=clock.now())
        )

    assert browser_of("bram").visit(f"/workspaces/{ref}/members").status == 404
    assert "Bram" not in browser_of("anna").visit(f"/workspaces/{ref}/members").text("main")


def test_the_standing_of_somebody_else_counts_for_nothing(app, world):
    anna, dirk = world.actor("anna"), world.actor("dirk")
    with acting(app, anna):
        workspace = queries.get_for(anna, WorkspacePermission.MANAGE, world.workspace.ref)

    with acting(app, dirk), pytest.raises(NotFound):
        queries.get_member_for(dirk, workspace=workspace, membership_id=workspace.id)


def test_a_workspace_without_standing_is_a_fault_and_no_silent_yes():
    with pytest.raises(HouseFault, match="standing"):
        _ = Workspace().standing


def test_without_the_filter_row_security_still_shows_nothing(app, world):
    dirk = world.actor("dirk")
    with acting(app, dirk) as session:
        found = session.query(Workspace).all()

    assert [each.ref for each in found] == [world.elsewhere.ref]


def test_a_later_page_leads_back_to_the_newest(browser_of, world):
    first = browser_of("anna").visit("/workspaces")
    later = browser_of("anna").visit("/workspaces?day=2099-01-01&ref=A")
    beyond = browser_of("anna").visit("/workspaces?day=1999-01-01&ref=A")

    assert not addresses_of(first, "Naar de nieuwste")
    assert world.workspace.title in turn(later, "Naar de nieuwste").text("main")
    assert world.workspace.title in turn(beyond, "Naar de nieuwste").text("main")
    assert "Je zit nog in geen enkele ruimte" not in beyond.text("main")
