"""A coordinator starts a workspace from a template; the own organisation leads it.

Anna coordinates for IJenV; Bram contributes for IGJ and may not start one.
"""

import re

import pytest
from sqlalchemy import select, update

from app.identity.models import Person
from app.kernel import ids
from app.workspaces.models import Phase, Workspace
from tests.workspaces.conftest import MemberRole

FORM = "#workspaces-start form"


@pytest.fixture
def start(browser_of):
    """Start a workspace as somebody, with a form that is filled in."""

    def submit(who="anna", *, htmx=False, **fields):
        page = browser_of(who).visit("/workspaces/new/jji")
        return page.submit(FORM, htmx=htmx, **{"title": "Onderzoek Zuid", **fields})

    return submit


@pytest.fixture
def made(transaction):
    """The workspace called Onderzoek Zuid, if there is one."""

    def found():
        with transaction.as_owner() as owner:
            return owner.execute(
                select(Workspace).where(Workspace.title == "Onderzoek Zuid")
            ).scalar_one_or_none()

    return found


def test_one_sees_what_comes_with_a_template(browser_of):
    page = browser_of("anna").visit("/workspaces/new/jji")

    assert page.status == 200
    assert "Plan van aanpak" in page.text("main")
    assert "Wederhoor" in page.text("main")


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_a_coordinator_starts_a_workspace(start, made, audited_places, htmx):
    answer = start(htmx=htmx)
    workspace = made()

    target = answer.response.headers["HX-Redirect" if htmx else "Location"]
    assert target == f"/workspaces/{workspace.ref}/members"
    assert re.fullmatch(r"JJI-\d{4}-\d{4}", workspace.ref)
    assert audited_places(workspace)[:1] == ["workspace:workspace:create"]
    assert "workspace:member:add" in audited_places(workspace)


@pytest.fixture
def audited_places(transaction):
    """The audit words in the log of a workspace, in order."""

    def words(workspace):
        from sqlalchemy import text

        with transaction.as_owner() as owner:
            rows = owner.execute(
                text('select action from log_entry where tree_id = :id order by "index"'),
                {"id": workspace.id},
            )
            return [row.action for row in rows]

    return words


def test_the_template_brings_phases_and_partners(start, browser_of, made, transaction):
    start(partners=["igj", "ivho"])
    workspace = made()

    with transaction.as_owner() as owner:
        names = owner.execute(
            select(Phase.name).where(Phase.workspace_id == workspace.id).order_by(Phase.position)
        ).scalars()
        assert list(names)[:2] == ["Voorbereiding", "Veldwerk"]
    page = browser_of("anna").visit(f"/workspaces/{workspace.ref}/members")
    heads = [
        each.text_content().split()[0]
        for each in page.tree.cssselect("#workspaces-members .sz-box h2")
    ]
    assert heads[:3] == ["IJenV", "IGJ", "IvhO"]
    assert browser_of("bram").visit(f"/workspaces/{workspace.ref}/members").status == 404


def test_who_does_not_coordinate_may_not_start_one(browser_of):
    assert browser_of("bram").visit("/workspaces/new").status == 403
    assert browser_of("bram").visit("/workspaces/new/jji").status == 403
    assert not browser_of("bram").visit("/workspaces").has("a[href='/workspaces/new']")


def test_the_duty_of_coordinator_lets_one_begin(browser_of, world, transaction):
    with transaction.as_owner() as owner:
        owner.execute(update(Person).where(Person.login == "els").values(duties=["coordinator"]))

    assert browser_of("els").visit("/workspaces/new").status == 200


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": ""}, "Geef de ruimte een naam"),
        ({"title": "   "}, "Geef de ruimte een naam"),
        ({"partners": ["nobody"]}, ""),
        ({"legal_basis": ["NO-SUCH-LAW"]}, ""),
    ],
    ids=["no name", "spaces", "unknown partner", "unknown basis"],
)
def test_wrong_input_is_told_and_nothing_is_made(start, made, htmx, fields, sentence):
    answer = start(htmx=htmx, **fields)

    assert answer.status == 422
    assert answer.is_whole_page is not htmx
    assert sentence in answer.text()
    assert "Iedere organisatie blijft verantwoordelijk" in answer.text("textarea")
    assert made() is None


def test_a_template_that_is_not_there_is_not_found(browser_of):
    assert browser_of("anna").visit("/workspaces/new/nothing").status == 404


def test_a_number_somebody_just_took_is_drawn_anew(start, made, world, transaction, monkeypatch):
    start(title="Een andere")
    with transaction.as_owner() as owner:
        taken = owner.execute(select(Workspace.ref).where(Workspace.title == "Een andere"))
        number = int(taken.scalar_one().rpartition("-")[2])
    drawn = iter([number, number, 4711])
    monkeypatch.setattr(ids, "draw_number", lambda _taken: next(drawn))

    start(title="Onderzoek Zuid")

    assert made().ref.endswith("-4711")


def test_a_double_click_makes_one_workspace(browser_of, transaction):
    page = browser_of("anna").visit("/workspaces/new/jji")
    for _click in range(2):
        page.submit(FORM, title="Onderzoek Zuid")

    with transaction.as_owner() as owner:
        made = owner.execute(select(Workspace.ref).where(Workspace.title == "Onderzoek Zuid"))
        assert len(made.all()) == 1


def test_who_started_it_coordinates_and_can_read_all_of_it(start, made, membership_of):
    start()

    assert membership_of("anna", workspace=made()).role == MemberRole.COORDINATOR
