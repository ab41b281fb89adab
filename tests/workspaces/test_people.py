"""People come in by a coordinator, of the lead or their own; the log says by whom."""

import pytest
from sqlalchemy import update

from app.identity.models import Person
from app.kernel import clock
from app.workspaces.models import MemberRole

ADD = "form#add-person"


@pytest.fixture
def members_page(browser_of, ref):
    return lambda who="anna": browser_of(who).visit(f"/workspaces/{ref}/members")


@pytest.fixture
def ending_page(browser_of, ref):
    def page(member, who="anna"):
        return browser_of(who).visit(f"/workspaces/{ref}/members/people/{member.id}/end")

    return page


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_somebody_with_an_account_is_let_in(members_page, membership_of, transaction, htmx):
    answer = members_page().submit(ADD, htmx=htmx, email="els@ijenv.example", role="reader")

    page = answer if htmx else answer.follow()
    assert page.is_whole_page is not htmx
    assert "Els ziet deze ruimte vanaf nu" in page.text()
    assert "Gegeven door Anna" in page.text("#workspaces-members")
    added = membership_of("els")
    assert added.role == MemberRole.READER
    assert transaction.audited(added.id) == ["workspace:member:add"]


def test_who_was_let_in_sees_the_workspace_at_once(members_page, browser_of, ref):
    members_page().submit(ADD, email="els@ijenv.example", role="reader")

    assert browser_of("els").visit(f"/workspaces/{ref}/members").status == 200


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
@pytest.mark.parametrize(
    ("email", "sentence"),
    [
        ("", "Typ een werkadres"),
        ("dirk@nvwa.example", "Gebruik een werkadres van een deelnemer: IJenV, IGJ en IvhO"),
        ("bram@igj.example", "Bram werkt hier al"),
        ("iemand@igj.example", "We kennen dit adres nog niet"),
    ],
    ids=["empty", "no participant", "in already", "unknown"],
)
def test_wrong_input_is_told(members_page, htmx, email, sentence):
    answer = members_page().submit(ADD, htmx=htmx, email=email)

    assert answer.status == 422
    assert answer.is_whole_page is not htmx
    assert sentence in answer.text(ADD)


def test_a_blocked_account_is_not_let_in(api_of, ref, world, transaction):
    with transaction.as_owner() as owner:
        els = update(Person).where(Person.login == "els")
        owner.execute(els.values(blocked_at=clock.now()))

    answer = api_of("anna").post(f"/workspaces/{ref}/members", json={"login": "els"})

    assert answer.status_code == 422
    assert "kan niet worden toegevoegd" in answer.json["detail"]


def test_a_partners_coordinator_lets_in_the_own_people_only(
    members_page, make_role, browser_of, ref
):
    make_role("bram", MemberRole.COORDINATOR)
    page = members_page("bram")

    own = page.submit(ADD, email="iemand@igj.example", name="Iemand", job_title="arts")
    foreign = members_page("bram").submit(ADD, email="els@ijenv.example")

    assert own.status == 303
    assert foreign.status == 403
    assert not page.has("form#add-participant")


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_another_role(members_page, membership_of, transaction, htmx):
    bram = membership_of("bram")

    answer = members_page().submit(f"form#role-{bram.id}", htmx=htmx, role="coordinator")

    assert answer.status == (200 if htmx else 303)
    assert membership_of("bram").role == MemberRole.COORDINATOR
    assert transaction.audited(bram.id) == ["workspace:member:change"]


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_ending_a_membership_ends_sight(
    members_page, ending_page, membership_of, browser_of, ref, transaction, htmx
):
    bram = membership_of("bram")
    assert members_page().has(f"a[href$='/members/people/{bram.id}/end']")

    answer = ending_page(bram).submit("#end-form", htmx=htmx)

    assert answer.status in {200, 204, 303}
    assert browser_of("bram").visit(f"/workspaces/{ref}/members").status == 404
    assert transaction.audited(bram.id) == ["workspace:member:end"]


def test_who_left_can_be_let_in_again(members_page, ending_page, membership_of):
    bram = membership_of("bram")
    ending_page(bram).submit("#end-form")
    members_page().submit(ADD, email="bram@igj.example", role="reader")

    assert membership_of("bram").id != bram.id


@pytest.mark.parametrize("verb", ["role", "end"])
def test_one_does_not_change_oneself(browser_of, ref, membership_of, send, verb):
    anna, page = membership_of("anna"), browser_of("anna").visit(f"/workspaces/{ref}/members")

    answer = send(page, f"/workspaces/{ref}/members/people/{anna.id}/{verb}", role="reader")

    assert answer.status == 422
    assert "andere coördinator" in answer.text("main")


@pytest.mark.parametrize("who", ["bram", "carla", "wim"])
def test_others_change_nobody(browser_of, ref, membership_of, send, who):
    cora, page = membership_of("cora"), browser_of(who).visit(f"/workspaces/{ref}/members")

    for path in (f"people/{cora.id}/role", f"people/{cora.id}/end", "people", "participants"):
        fields = {"role": "reader", "email": "els@ijenv.example"}
        assert send(page, f"/workspaces/{ref}/members/{path}", **fields).status == 403, path


def test_for_a_stranger_there_is_nobody_to_change(browser_of, ref, membership_of, world, send):
    cora = membership_of("cora")
    page = browser_of("dirk").visit(f"/workspaces/{world.elsewhere.ref}/members")

    for place in (ref, world.elsewhere.ref):
        assert send(page, f"/workspaces/{place}/members/people/{cora.id}/end").status == 404
