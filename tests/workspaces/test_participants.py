"""Organisations take part, stop, and take part again in the same place; the lead stays."""

import pytest

from app.workspaces.models import ParticipantRole

ADD = "form#add-participant"


@pytest.fixture
def members_page(browser_of, ref):
    return lambda who="anna": browser_of(who).visit(f"/workspaces/{ref}/members")


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_an_organisation_takes_part(members_page, participation_of, transaction, htmx):
    answer = members_page().submit(ADD, htmx=htmx, organisation="nvwa", role="observer")

    page = answer if htmx else answer.follow()
    assert "Nederlandse Voedsel- en Warenautoriteit doet vanaf nu mee" in page.text()
    added = participation_of("nvwa")
    assert added.role == ParticipantRole.OBSERVER
    assert added.position == 3
    assert transaction.audited(added.id) == ["workspace:participant:add"]


def test_taking_part_alone_shows_nothing_to_its_people(members_page, browser_of, ref):
    members_page().submit(ADD, organisation="nvwa", role="partner")

    assert browser_of("dirk").visit(f"/workspaces/{ref}/members").status == 404


@pytest.mark.parametrize(
    "fields",
    [
        {"organisation": "igj", "role": "partner"},
        {"organisation": "nvwa", "role": "lead"},
        {"organisation": "nobody", "role": "partner"},
    ],
    ids=["already in", "second lead", "unknown"],
)
def test_wrong_input_is_told(members_page, participation_of, fields):
    answer = members_page().submit(ADD, **fields)

    assert answer.status == 422
    assert participation_of("nvwa") is None


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_stopping_ends_the_memberships_too(
    members_page, participation_of, membership_of, transaction, htmx
):
    igj = participation_of("igj")

    answer = members_page().submit("form#stop-igj", htmx=htmx)

    page = answer if htmx else answer.follow()
    assert "doet niet meer mee" in page.text()
    assert participation_of("igj").ended_at is not None
    assert membership_of("bram").ended_at is not None
    assert membership_of("carla").ended_at is None
    assert transaction.audited(igj.id) == ["workspace:participant:end"]
    assert transaction.audited(membership_of("bram").id) == ["workspace:member:end"]


def test_taking_part_again_keeps_row_and_place_but_no_people(
    members_page, participation_of, membership_of, transaction
):
    igj = participation_of("igj")
    members_page().submit("form#stop-igj")
    members_page().submit(ADD, organisation="igj", role="guest")

    again = participation_of("igj")
    assert (again.id, again.position) == (igj.id, igj.position)
    assert (again.role, again.ended_at) == (ParticipantRole.GUEST, None)
    assert membership_of("bram").ended_at is not None
    assert transaction.audited(igj.id)[-1] == "workspace:participant:resume"


def test_the_lead_cannot_stop(members_page, participation_of, ref, send):
    page, lead = members_page(), participation_of("ijenv")

    answer = send(page, f"/workspaces/{ref}/members/participants/{lead.id}/end")

    assert not page.has("form#stop-ijenv")
    assert answer.status == 422
    assert participation_of("ijenv").ended_at is None


def test_a_participation_of_another_workspace_is_not_found_here(
    browser_of, world, participation_of, send
):
    igj, ref = participation_of("igj"), world.elsewhere.ref
    page = browser_of("dirk").visit(f"/workspaces/{ref}/members")

    assert send(page, f"/workspaces/{ref}/members/participants/{igj.id}/end").status == 404
