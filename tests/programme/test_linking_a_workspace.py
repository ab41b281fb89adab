"""The workspace that carries out an investigation: only who is in it learns that it is linked."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.coordination.models import Rest
from app.coordination.service import Opening
from app.kernel.errors import NotAllowed, NotFound, Refused
from app.kernel.web.house import house_of
from app.programme import queries, service
from app.programme.policy import ProgrammePermission
from app.workspaces.models import Workspace
from tests.support.counting import counting
from tests.support.programme import entry

OPEN = Opening(rest=Rest.EVERYTHING)


@pytest.fixture
def place(world):
    return world.workspace.ref


def audited_there(transaction, world):
    """Audit words about links in the log of the workspace."""
    with transaction.as_owner() as owner:
        statement = text(
            "select action from log_entry where tree_id = :tree"
            " and object_kind = 'investigation_workspace' order by index"
        )
        return list(owner.execute(statement, {"tree": world.workspace.id}).scalars())


def test_linked_from_the_page_and_ended_again(browser_of, keeping, place, transaction, world):
    key = keeping.add("anna", "Toezicht op rust", opening=OPEN)
    page = browser_of("anna").visit(f"/programme/investigations/{key}/workspaces")

    page.submit("#link-form", workspace=place)

    overview = browser_of("anna").visit(f"/workspaces/{place}")
    page = browser_of("anna").visit(f"/programme/investigations/{key}")
    assert "Toezicht op rust" in overview.text("main")
    assert place in page.text("main")
    page.submit(f"#unlink-{place}")
    assert place not in browser_of("anna").visit(f"/programme/investigations/{key}").text("main")
    words = ["investigation:workspace:link", "investigation:workspace:unlink"]
    assert audited_there(transaction, world) == words


def test_to_who_is_not_in_the_workspace_nothing_changes(browser_of, api_of, keeping, place):
    """Dirk and Els see the line; before and after linking each answer is the same."""
    key = keeping.add("anna", "Toezicht op rust", opening=OPEN)
    pages = ["/programme", "/programme?view=table", f"/programme/investigations/{key}"]

    def told(who):
        file = browser_of(who).visit("/programme/export?format=csv").response.text
        shown = [browser_of(who).visit(path).text("main") for path in pages]
        answers = [api_of(who).get(f"/programme/investigations{each}") for each in ("", f"/{key}")]
        return file, shown, [(each.json, each.headers.get("ETag")) for each in answers]

    before = {who: told(who) for who in ("dirk", "els")}
    keeping.link("anna", key, place)

    assert {who: told(who) for who in ("dirk", "els")} == before
    assert place in browser_of("bram").visit("/programme?view=table").text("main")


def test_the_workspace_shows_a_line_only_to_who_may_see_it(browser_of, keeping, place):
    key = keeping.add("anna", "Van IJenV alleen")
    keeping.link("anna", key, place)

    seen = {
        who: "Van IJenV alleen" in browser_of(who).visit(f"/workspaces/{place}").response.text
        for who in ("anna", "wim", "bram", "carla")
    }

    assert seen == {"anna": True, "wim": True, "bram": False, "carla": False}


def test_a_workspace_stands_once_in_the_programme_of_a_year(keeping, browser_of, place):
    first, second = keeping.add("anna", "Eerste"), keeping.add("anna", "Tweede")
    keeping.link("anna", first, place)
    page = browser_of("anna").visit(f"/programme/investigations/{second}/workspaces")

    answer = page.submit("#link-form", workspace=place)

    assert answer.status == 422
    assert "Eerste" in answer.text("#workspace-error")
    with pytest.raises(Refused):
        keeping.link("anna", first, place)


def test_the_table_holds_that_too(keeping, place, transaction):
    keeping.link("anna", keeping.add("anna"), place)
    again = text(
        "insert into investigation_workspace select gen_random_uuid(), investigation_id,"
        " workspace_id, organisation_id, year, linked_at, null from investigation_workspace"
    )
    with transaction.as_owner() as owner:
        refused = pytest.raises(IntegrityError, match="uq_investigation_workspace")
        with refused, owner.begin_nested():
            owner.execute(again)


def test_only_who_coordinates_there_links_it(keeping, place):
    key = keeping.add("dirk", opening=OPEN)

    with pytest.raises(NotFound):
        keeping.link("dirk", key, place)  # Dirk is not in it
    with pytest.raises(NotAllowed):
        keeping.link("bram", key, place)  # Bram is, and keeps no programme


def test_an_ended_link_cannot_be_ended_again(keeping, browser_of, place):
    key = keeping.add("anna")
    link = keeping.link("anna", key, place)
    page = browser_of("anna").visit(f"/programme/investigations/{key}")
    page.submit(f"#unlink-{place}")

    with keeping.acting("anna") as actor, pytest.raises(NotFound):
        queries.get_link(actor, link)


def test_a_workspace_started_from_a_line_is_filled_in_and_linked(browser_of, keeping, transaction):
    key = keeping.add("anna", "Toezicht op rust", summary="Is er rust?", partners=("nvwa",))
    page = browser_of("anna").visit(f"/programme/investigations/{key}/workspaces")
    assert f"occasion={key}" in page.response.text

    page = browser_of("anna").visit(f"/workspaces/new/jji?occasion={key}")
    assert "Is er rust?" in page.response.text
    answer = page.submit("#workspaces-start form")

    assert answer.status == 303
    with transaction.as_owner() as owner:
        made = owner.query(Workspace).filter_by(title="Toezicht op rust").one()
    with keeping.acting("anna") as actor:
        linked = queries.list_links(actor, [key])[key]
    assert [each.ref for each in linked] == [made.ref]


@pytest.mark.parametrize("who", ["dirk", "bram"])
def test_nobody_starts_a_workspace_for_what_is_not_theirs(browser_of, keeping, who):
    hidden, shown = keeping.add("anna"), keeping.add("anna", opening=OPEN)
    browser = browser_of(who)

    statuses = [
        browser.visit(f"/workspaces/new/jji?occasion={each}").status
        for each in (hidden, shown, "geen-id")
    ]

    assert statuses == ([404, 403, 404] if who == "dirk" else [403, 403, 403])


def test_a_change_keeps_the_link_and_row_security_hides_it(keeping, place, world):
    key = keeping.add("anna", opening=OPEN)
    keeping.link("anna", key, place)
    keeping.act("anna", service.change_investigation, key, entry=entry("Anders", opening=OPEN))
    counts = {}
    for who in ("anna", "bram", "els", "dirk"):
        with keeping.acting(who) as actor:
            found = queries.get_for(actor, ProgrammePermission.SEE, key)
            counts[who] = len(queries.list_links(actor, [found.id]).get(found.id, []))

    assert counts == {"anna": 1, "bram": 1, "els": 0, "dirk": 0}


def test_the_page_of_a_workspace_costs_no_statement_more(browser_of, keeping, place, app):
    browser, counts = browser_of("anna"), []
    for year in (2026, 2027):
        browser.visit(f"/workspaces/{place}")
        with counting(house_of(app).database.engine) as statements:
            browser.visit(f"/workspaces/{place}")
        counts.append(len(statements))
        keeping.link("anna", keeping.add("anna", year=year), place)

    assert counts[0] == counts[1] <= 8, counts
