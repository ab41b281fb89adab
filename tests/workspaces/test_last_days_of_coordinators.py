"""A last day gives the lead no say over who coordinates for a partner.

Anna leads for IJenV. Of IGJ, Bram and Cora coordinate or did; the clock may be late.
"""

from datetime import timedelta

import pytest
from sqlalchemy import update

from app.kernel import clock
from app.workspaces import queries
from app.workspaces.events import MembershipStep
from app.workspaces.models import MemberRole, Membership
from app.workspaces.policy import WorkspacePermission
from app.workspaces.service import people
from tests.support.acting import acting

COORDINATOR = MemberRole.COORDINATOR
NEW = {"email": "nieuw@igj.example", "name": "Nieuw", "job_title": "inspecteur"}


@pytest.fixture
def members(browser_of, ref):
    return lambda who="anna": browser_of(who).visit(f"/workspaces/{ref}/members")


@pytest.fixture
def coordinates(world, transaction):
    """Let somebody coordinate, until a day from now or without a last one."""

    def make(who, days=None):
        until_on = None if days is None else clock.today() + timedelta(days=days)
        with transaction.as_owner() as owner:
            owner.execute(
                update(Membership)
                .where(
                    Membership.person_id == world.person(who).id,
                    Membership.workspace_id == world.workspace.id,
                )
                .values(role=COORDINATOR, until_on=until_on)
            )

    return make


@pytest.fixture
def came_first(app, world):
    """Who of IGJ comes back first, by login."""

    def found():
        actor = world.actor("anna")
        with acting(app, actor, is_reading=True):
            workspace = queries.get_for(actor, WorkspacePermission.VIEW, world.workspace.ref)
            delegation = queries.get_delegation(workspace, world.organisations["igj"].id)
        people = {world.person(each).id: each for each in ("bram", "cora")}
        return {people[each] for each in delegation.coordinated_then}

    return found


def chosen(page):
    """Let the lead invite a coordinator of its own choice."""
    return page.submit("form#add-person", role="coordinator", **NEW).status


def test_before_the_clock_the_lead_chooses_nobody(coordinates, members, on, came_first):
    coordinates("bram", 0)
    on(1)

    assert chosen(members()) == 403
    assert came_first() == {"bram"}


@pytest.mark.parametrize("is_late", [True, False], ids=["before the clock", "after it"])
def test_nor_by_ending_their_part_and_letting_it_in_again(
    coordinates, members, on, clock_job, came_first, membership_of, is_late
):
    """Bram was the first, with a last day; he appointed Cora."""
    coordinates("bram", 0)
    coordinates("cora")
    on(1)
    if not is_late:
        clock_job()
    page = members().submit("form#stop-igj").follow()
    assert membership_of("bram").ended_at is not None
    page = page.submit("form#add-participant", organisation="igj", role="partner").follow()

    assert chosen(page) == 403
    assert came_first() == {"cora"}


def test_who_have_one_last_day_ended_together(coordinates, on, clock_job, came_first, monkeypatch):
    coordinates("bram", 0)
    coordinates("cora", 0)
    on(1)
    ticking = iter(range(10_000))
    began = clock.now()
    monkeypatch.setattr(clock, "now", lambda: began + timedelta(seconds=next(ticking)))

    assert came_first() == {"bram", "cora"}
    clock_job()
    assert came_first() == {"bram", "cora"}


def test_the_one_with_the_later_last_day_comes_back_first(coordinates, on, clock_job, came_first):
    coordinates("bram", 0)
    coordinates("cora", 1)
    on(2)
    clock_job()
    assert came_first() == {"cora"}


def test_the_first_coordinator_gets_no_last_day(members, end_membership, membership_of):
    day = clock.today().isoformat()
    refused = members().submit("form#add-person", role="coordinator", until_on=day, **NEW)

    assert refused.status == 422
    assert "coördineert iemand zonder laatste dag" in refused.text("form#add-person")
    end_membership("cora")
    again = members().submit(
        "form#add-person", role="coordinator", until_on=day, email="cora@igj.example"
    )
    assert again.status == 422
    assert membership_of("cora").ended_at is not None


def test_nor_the_only_one_without(coordinates, members, membership_of, send, ref):
    """Bram has a last day already; he gives Cora one too."""
    coordinates("bram", 5)
    coordinates("cora")
    path = f"/workspaces/{ref}/members/people/{membership_of('cora').id}/until"

    refused = send(members("bram"), path, until_on=clock.today().isoformat())

    assert refused.status == 422
    assert membership_of("cora").until_on is None


def test_who_has_a_last_day_is_not_made_the_only_coordinator(
    coordinates, make_role, members, membership_of, send, ref
):
    coordinates("cora", 5)
    make_role("cora", MemberRole.READER)
    path = f"/workspaces/{ref}/members/people/{membership_of('cora').id}/role"

    refused = send(members(), path, role="coordinator")

    assert refused.status == 422
    assert membership_of("cora").role == MemberRole.READER


def test_beside_one_without_a_last_day_another_may_have_one(
    coordinates, members, membership_of, send, ref
):
    coordinates("bram")
    coordinates("cora")
    path = f"/workspaces/{ref}/members/people/{membership_of('cora').id}/until"

    assert send(members("bram"), path, until_on=clock.today().isoformat()).status == 303
    assert membership_of("cora").until_on == clock.today()
    assert send(members("bram"), path, until_on="").status == 303


@pytest.mark.parametrize("verb", ["role", "end"])
def test_who_has_a_last_day_leaves_one_without(
    coordinates, members, membership_of, send, ref, verb
):
    """Bram, with a last day, does not take the role of the only one without."""
    coordinates("bram", 5)
    coordinates("cora")
    path = f"/workspaces/{ref}/members/people/{membership_of('cora').id}/{verb}"

    refused = send(members("bram"), path, **({"role": "reader"} if verb == "role" else {}))

    assert refused.status == 422
    found = membership_of("cora")
    assert (found.role, found.ended_at) == (COORDINATOR, None)


@pytest.fixture
def review(browser_of, world, membership_of):
    """Bram looks over who of IGJ still needs to be here, and ends the part of Cora."""

    def done():
        chosen = {f"member-{membership_of('cora').id}": "end"}
        return browser_of("bram").visit("/access-review").submit("#review", **chosen)

    return done


def test_nor_does_a_review_end_the_only_one_without(coordinates, review, membership_of, here_long):
    coordinates("bram", 10)
    coordinates("cora")
    answer = review()
    assert answer.status == 422
    assert "zonder laatste dag" in answer.text("main")
    assert membership_of("cora").ended_at is None


def test_a_review_ends_one_of_two_and_tells_it(
    coordinates, review, membership_of, here_long, app, monkeypatch
):
    told = []
    monkeypatch.setattr(people, "tell", lambda _work, _membership, step: told.append(step))
    coordinates("bram")
    coordinates("cora")
    assert review().status == 303
    assert membership_of("cora").ended_at is not None
    assert told == [MembershipStep.ENDED]


@pytest.fixture
def here_long(transaction):
    """Everybody has been here for years."""
    with transaction.as_owner() as owner:
        owner.execute(update(Membership).values(added_at=clock.now() - timedelta(days=3_000)))
