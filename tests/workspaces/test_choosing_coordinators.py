"""Each organisation chooses who coordinates for it; the lead only lets the first one in."""

from itertools import product

import pytest
from sqlalchemy import text

from app.kernel.access import decide
from app.kernel.errors import NotAllowed
from app.notifications import queries as notices
from app.notifications.policy import NoticePermission
from app.workspaces import queries, service
from app.workspaces.models import MemberRole
from app.workspaces.policy import WorkspacePermission
from app.workspaces.service.reviewing import Verdict
from tests.support.acting import acting

OTHERS = [each for each in MemberRole if each != MemberRole.COORDINATOR]
COORDINATOR = MemberRole.COORDINATOR


@pytest.fixture
def give(app, world, membership_of):
    """Let somebody give a role to a member."""

    def give(giver, member, role):
        actor = world.actor(giver)
        with acting(app, actor):
            workspace = queries.get_for(actor, WorkspacePermission.VIEW, world.workspace.ref)
            membership = queries.get_member_for(
                actor, workspace=workspace, membership_id=membership_of(member).id
            )
            service.change_role(actor, workspace, membership=membership, role=role)

    return give


@pytest.mark.parametrize(
    ("of_lead", "has_coordinator", "old", "new"),
    [
        each
        for each in product([True, False], [True, False], MemberRole, MemberRole)
        if each[2] != each[3] and not (each[2] == COORDINATOR and not each[1])
    ],
)
def test_who_may_give_which_role(
    give, make_role, membership_of, of_lead, has_coordinator, old, new
):
    """Of IGJ, Bram coordinates or not; Anna of the lead or Bram himself changes Cora's role."""
    giver = "anna" if of_lead else "bram"
    make_role("bram", COORDINATOR if has_coordinator else MemberRole.READER)
    make_role("cora", old)
    leaves_coordinators = COORDINATOR not in (old, new)
    lead_may = leaves_coordinators or not has_coordinator
    is_allowed = lead_may if of_lead else has_coordinator

    if is_allowed:
        give(giver, "cora", new)
    else:
        with pytest.raises(NotAllowed):
            give(giver, "cora", new)

    assert membership_of("cora").role == (new if is_allowed else old)


def test_the_lead_takes_no_coordinator_of_a_partner_away(
    browser_of, ref, make_role, membership_of, send
):
    make_role("bram", COORDINATOR)
    bram, page = membership_of("bram"), browser_of("anna").visit(f"/workspaces/{ref}/members")

    answer = send(page, f"/workspaces/{ref}/members/people/{bram.id}/end")

    assert answer.status == 403
    assert "kiest zelf wie voor haar coördineert" in answer.text("main")
    assert membership_of("bram").id == bram.id


def test_the_page_offers_what_may_be_done(browser_of, ref, make_role, membership_of):
    cora = f"#role-{membership_of('cora').id} option[value=coordinator]"
    before = browser_of("anna").visit(f"/workspaces/{ref}/members")
    make_role("bram", COORDINATOR)
    after = browser_of("anna").visit(f"/workspaces/{ref}/members")

    assert before.has(cora)
    assert not after.has(cora)
    assert not after.has(f"#role-{membership_of('bram').id}")
    assert "IGJ kiest zelf wie coördineert" in after.text("#igj")
    assert "kiest zelf" not in after.text("#ijenv") + after.text("#ivho")


@pytest.mark.parametrize("road", ["page", "api"])
def test_the_lead_lets_in_the_first_coordinator_only(
    browser_of, api_of, ref, make_role, end_membership, membership_of, road
):
    end_membership("cora")

    def let_in():
        if road == "api":
            body = {"login": "cora", "role": "coordinator"}
            return api_of("anna").post(f"/workspaces/{ref}/members", json=body).status_code
        page = browser_of("anna").visit(f"/workspaces/{ref}/members")
        return page.submit("form#add-person", email="cora@igj.example", role="coordinator").status

    make_role("bram", COORDINATOR)
    refused = let_in()
    make_role("bram", MemberRole.CONTRIBUTOR)
    made = let_in()

    assert (refused, made) == (403, 201 if road == "api" else 303)
    assert membership_of("cora").role == COORDINATOR


def test_whom_a_lead_chose_decides_nothing_for_the_whole_organisation(app, give, world):
    """Neither the hours of everybody's mail, nor that the organisation starts a workspace."""
    give("anna", "bram", COORDINATOR)

    said = {}
    for who in ("anna", "bram"):
        actor = world.actor(who)
        with acting(app, actor, is_reading=True):
            hours = notices.hours_of_all(actor)
            said[who] = (
                decide(actor, NoticePermission.SET_HOURS, hours).allowed,
                queries.may_start(actor),
            )

    assert said == {"anna": (True, True), "bram": (False, False)}


def leave_and_return(browser_of, ref):
    page = browser_of("anna").visit(f"/workspaces/{ref}/members")
    page = page.submit("form#stop-igj").follow()
    return page.submit("form#add-participant", organisation="igj", role="partner").follow()


@pytest.mark.parametrize("road", ["page", "api", "invitation"])
def test_who_is_sent_away_and_let_in_again_is_not_in_other_hands(
    browser_of, api_of, ref, make_role, membership_of, road
):
    """Bram coordinated for IGJ when the lead ended its part; the lead does not put Cora there."""
    make_role("bram", COORDINATOR)
    page = leave_and_return(browser_of, ref)

    if road == "api":
        body = {"login": "cora", "role": "coordinator"}
        refused = api_of("anna").post(f"/workspaces/{ref}/members", json=body).status_code
    else:
        email = "cora@igj.example" if road == "page" else "nieuw@igj.example"
        refused = page.submit(
            "form#add-person", email=email, role="coordinator", name="N", job_title="n"
        ).status

    assert refused == 403
    assert membership_of("cora").ended_at is not None


def test_not_by_a_step_between_either(browser_of, ref, make_role, membership_of, give):
    make_role("bram", COORDINATOR)
    page = leave_and_return(browser_of, ref)
    page = page.submit("form#add-person", email="cora@igj.example", role="reader").follow()

    with pytest.raises(NotAllowed, match="toen"):
        give("anna", "cora", COORDINATOR)
    assert not page.has(f"#role-{membership_of('cora').id} option[value=coordinator]")

    page.submit("form#add-person", email="bram@igj.example", role="reader")
    page = browser_of("anna").visit(f"/workspaces/{ref}/members")
    assert page.has(f"#role-{membership_of('bram').id} option[value=coordinator]")
    give("anna", "bram", COORDINATOR)
    assert membership_of("bram").role == COORDINATOR


def test_who_coordinated_then_comes_back_and_chooses_again(
    browser_of, ref, make_role, membership_of, give
):
    make_role("bram", COORDINATOR)
    page = leave_and_return(browser_of, ref)
    assert "Wie toen coördineerde" in page.text("#igj")
    answer = page.submit("form#add-person", email="bram@igj.example", role="coordinator")
    browser_of("bram").visit(f"/workspaces/{ref}/members").submit(
        "form#add-person", email="cora@igj.example", role="reader"
    )
    give("bram", "cora", COORDINATOR)

    assert answer.status == 303
    assert membership_of("cora").role == COORDINATOR


def test_an_organisation_whose_coordinators_are_all_gone_is_not_locked_out(
    browser_of, ref, make_role, membership_of, transaction
):
    make_role("bram", COORDINATOR)
    page = leave_and_return(browser_of, ref)
    with transaction.as_owner() as owner:
        owner.execute(text("update person set blocked_at = now() where login = 'bram'"))

    answer = page.submit("form#add-person", email="cora@igj.example", role="coordinator")

    assert answer.status == 303
    assert membership_of("cora").role == COORDINATOR


def test_an_invitation_that_nobody_answered_does_not_lock_an_organisation_out(
    browser_of, ref, membership_of, transaction, send
):
    """The lead mistyped the first coordinator's address: nobody can sign in by it, ever."""
    page = browser_of("anna").visit(f"/workspaces/{ref}/members")
    typo = {"email": "corra@igj.example", "name": "Cora", "job_title": "inspecteur"}
    page = page.submit("form#add-person", role="coordinator", **typo).follow()
    with transaction.as_owner() as owner:
        nobody = owner.execute(
            text(
                "select m.id from membership m join person p on p.id = m.person_id"
                " where p.email = 'corra@igj.example'"
            )
        ).scalar_one()

    ended = send(page, f"/workspaces/{ref}/members/people/{nobody}/end")
    answer = send(
        page,
        f"/workspaces/{ref}/members/people/{membership_of('cora').id}/role",
        role="coordinator",
    )

    assert (ended.status, answer.status) == (303, 303)
    assert membership_of("cora").role == COORDINATOR


@pytest.mark.parametrize("verb", ["role", "end", "review"])
def test_of_two_who_take_each_others_role_away_at_once_one_remains(
    app, world, make_role, membership_of, monkeypatch, verb
):
    """Bram read the page as coordinator; before he acts, Cora made him a reader."""
    make_role("bram", COORDINATOR)
    make_role("cora", COORDINATOR)
    bram = world.actor("bram")

    with acting(app, bram):
        workspace = queries.get_for(bram, WorkspacePermission.VIEW, world.workspace.ref)
        cora = queries.get_member_for(
            bram, workspace=workspace, membership_id=membership_of("cora").id
        )
        to_review = queries.list_to_review(bram)
        monkeypatch.setattr(queries, "list_to_review", lambda _actor: to_review)
        make_role("bram", MemberRole.READER)
        with pytest.raises(NotAllowed):
            if verb == "role":
                service.change_role(bram, workspace, membership=cora, role=MemberRole.READER)
            elif verb == "end":
                service.end_member(bram, workspace, membership=cora)
            else:
                service.review_access(bram, {cora.id: Verdict.END})

    found = membership_of("cora")
    assert (found.role, found.ended_at) == (COORDINATOR, None)
