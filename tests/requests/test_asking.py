"""Asking a partner for documents: only the two organisations know of it.

Anna of IJenV asks IGJ (Bram, Cora); Carla of IvhO takes part too and may not know; Dirk is no
member."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from app.kernel import clock
from app.kernel.errors import NotAllowed, Refused
from app.requests import policy, queries
from app.requests.models import DocumentRequest, RequestStatus
from tests.support.counting import counting
from tests.support.database import watching_off
from tests.support.documents import BASIS, next_month

FORM = "#request-form"


def filled(**changes):
    said = {
        "partner": "igj",
        "title": "Roosters van oktober",
        "purpose": "Samen onderzoeken",
        "legal_basis": BASIS,
        "level": "download",
        "due_on": next_month().isoformat(),
    }
    return {**said, **changes}


def test_a_request_reaches_the_partner_and_stands_in_my_work(
    browser_of, world, transaction, address
):
    listed = f"/workspaces/{world.workspace.ref}/requests"
    page = browser_of("anna").visit(f"{listed}/new")
    done = page.submit(FORM, **filled())
    assert done.status == 303
    with transaction.as_owner() as owner:
        made = owner.execute(select(DocumentRequest)).scalar_one()
    assert transaction.audited(made.id) == ["request:request:ask"]
    assert "Roosters van oktober" in browser_of("bram").visit("/").text(
        "[aria-labelledby=requested]"
    )
    assert "IJenV vraagt hierom" in browser_of("bram").visit("/").text()
    assert "Roosters van oktober" in browser_of("cora").visit(listed).text()
    assert not browser_of("cora").visit("/").has("[aria-labelledby=requested]")
    assert "Samen onderzoeken" in browser_of("cora").visit(address(made)).text()


def test_the_page_says_that_only_the_two_see_it(browser_of, ask, address):
    request = ask()
    for who in ("anna", "bram"):
        page = browser_of(who).visit(address(request))
        assert "2 organisaties, 4 mensen" in page.text(".sz-facts")
        assert "IvhO" not in page.text(".sz-facts")
        assert "Documenten" in page.text("[aria-current=true]")


@pytest.mark.parametrize("who", ["carla", "dirk", "els"])
def test_for_others_the_request_does_not_exist(browser_of, ask, address, world, who):
    request = ask()
    browser = browser_of(who)
    assert browser.visit(address(request)).status == 404
    for path in (
        "/",
        f"/workspaces/{world.workspace.ref}/requests",
        f"/workspaces/{world.workspace.ref}/log",
    ):
        assert "Roosters" not in browser.visit(path).text()
        assert "vroeg om documenten" not in browser.visit(path).text()


def test_each_wall_hides_it_without_the_other(house, world, transaction, ask, monkeypatch):
    request = ask()
    for who, sees in (("anna", True), ("bram", True), ("carla", False), ("dirk", False)):
        actor = world.actor(who)
        with house.database.session_for(actor) as session:
            found = session.execute(text("select id from document_request")).scalars().all()
            lines = session.execute(
                text("select count(*) from log_entry where object_id = :it"), {"it": request.id}
            ).scalar_one()
        assert (found, bool(lines)) == ([request.id] if sees else [], sees)
    with transaction.without_row_security():
        for who, sees in (("bram", True), ("carla", False), ("dirk", False)):
            actor = world.actor(who)
            with house.database.session_for(actor) as session:
                statement = select(DocumentRequest.id).where(policy.visible_to(actor))
                assert session.execute(statement).scalars().all() == ([request.id] if sees else [])


@pytest.mark.parametrize("who", ["anna", "bram"])
def test_what_was_asked_is_not_rewritten_by_either(house, world, ask, who):
    ask()
    rewrite = text("update document_request set purpose = 'Iets anders'")
    with house.database.session_for(world.actor(who)) as session:
        with watching_off(session), pytest.raises(ProgrammingError, match="permission denied"):
            session.execute(rewrite)
        session.rollback()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"partner": ""}, "Kies iemand die hier meedoet."),
        ({"partner": "nvwa"}, "Kies iemand die hier meedoet."),
        ({"partner": "ijenv"}, "Kies iemand die hier meedoet."),
        ({"title": " "}, "Zeg in één zin waar je om vraagt."),
        ({"title": "x" * 201}, "Dit is te lang. Gebruik hoogstens"),
        ({"purpose": ""}, "Vul in waarvoor het is."),
        ({"legal_basis": "VERZONNEN"}, "Kies een grondslag waarop IGJ vandaag aan IJenV"),
        ({"level": "manage"}, "Kies wat je ermee moet kunnen doen."),
        ({"due_on": "31-31-2026"}, "Dit is geen dag"),
        ({"due_on": "2020-01-01"}, "Deze datum is al geweest"),
    ],
    ids=lambda it: str(it)[:30],
)
def test_bad_input_is_told_beside_its_field_and_nothing_is_lost(
    browser_of, world, changes, message
):
    page = browser_of("anna").visit(f"/workspaces/{world.workspace.ref}/requests/new")
    answer = page.submit(FORM, details="Mijn toelichting", **filled(**changes))
    assert answer.status == 422
    assert message in answer.text(FORM)
    assert "Mijn toelichting" in answer.text(FORM)


def test_only_who_contributes_asks(ask, browser_of, world):
    with pytest.raises(NotAllowed):
        ask("wim")
    with pytest.raises(NotAllowed):
        ask("carla")
    new = f"/workspaces/{world.workspace.ref}/requests/new"
    assert browser_of("carla").visit(new).status == 403
    assert browser_of("dirk").visit(new).status == 404
    assert ask("bram", partner="ijenv").status == RequestStatus.OPEN
    with pytest.raises(Refused):
        ask(due_on=clock.today() - timedelta(days=1))


def test_a_day_that_is_no_working_day_runs_on(house, world, ask, browser_of, address, in_dutch):
    saturday = clock.today() + timedelta(days=(5 - clock.today().weekday()) % 7 + 7)
    request = ask(due_on=saturday)
    actor = world.actor("bram")
    with in_dutch(), house.database.session_for(actor):
        places = queries.workspaces.list_of(actor)
        row = queries.list_waiting(actor, places)[0]
    assert row.deadline.ends_on > saturday
    assert "Waarom deze dag" in browser_of("bram").visit(address(request)).text()


def test_the_pages_ask_few_statements_whatever_the_rows(
    browser_of, ask, address, world, owner_engine
):
    request = ask()
    listed = f"/workspaces/{world.workspace.ref}/requests"
    for who in ("anna", "bram"):
        browser = browser_of(who)
        for path in (listed, address(request)):
            with counting(owner_engine) as few:
                browser.visit(path)
            assert len(few) <= 8, (who, path, len(few))
    with counting(owner_engine) as one:
        browser_of("bram").visit(listed)
    for number in range(5):
        ask(title=f"Meer {number}")
    with counting(owner_engine) as many:
        browser_of("bram").visit(listed)
    assert len(many) == len(one)
    with counting(owner_engine) as work:
        browser_of("bram").visit("/")
    assert len(work) <= 10
