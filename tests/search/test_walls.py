"""Two walls: the condition of each policy, and row security. Each holds without the other.

A third, the database's own function, is taken away in both: it then gives every id there is."""

import sys

import pytest
from sqlalchemy import text, true

from app.kernel import sql
from tests.support.documents import rule_for

CANARY = "kanariegeel"
CONDITIONS = {"visible_to", "visible_in", "is_place_of"}
HERE, MINE = "Van IJenV zelf", "Van IGJ"


@pytest.fixture
def canaries(library, read_texts):
    """Documents of IGJ that Anna may not see, between some that she may; each holds the word."""
    body = f"{CANARY} cnry-igj-tekst".encode()
    for number in range(3):
        library.bring("bram", title=f"{CANARY} cnry-igj-{number}", content=body)
    library.bring("bram", rule_for("ijenv", "finding"), title="cnry-igj-x", content=body)
    library.bring(
        "bram", rule_for("ijenv", "download"), title=MINE, content=f"{CANARY} gedeeld".encode()
    )
    library.bring("anna", title=HERE, content=f"{CANARY} eigen".encode())
    read_texts()


@pytest.fixture
def careless(transaction):
    """Let the function that looks in the indexes forget every condition."""
    with transaction.as_owner() as owner:
        found = owner.execute(
            text("select pg_get_functiondef('samenzicht_found'::regproc)")
        ).scalar_one()
        head = found.partition("AS $function$")[0].replace("plpgsql", "sql")
        owner.execute(
            text(
                f"{head} AS $$ select 'document'::text, d.id from document d"
                " union all select 'task', t.id from task t"
                " union all select 'finding', f.id from finding f"
                " union all select 'report', r.id from report r $$"
            )
        )


@pytest.fixture
def without_our_filter(monkeypatch):
    """Make the condition of every policy true."""
    conditions = [
        condition
        for name, module in list(sys.modules.items())
        if name.startswith("app.") and ".policy" in name
        for key, condition in vars(module).items()
        if key in CONDITIONS
    ]
    assert len(conditions) >= 6
    for name, module in list(sys.modules.items()):
        for key, value in list(vars(module).items()) if name.startswith("app.") else ():
            if any(value is condition for condition in conditions):
                monkeypatch.setattr(module, key, lambda *_asked, **_more: true())
    sql.forget_kept()


def assert_nothing_leaks(search):
    page = search("anna", CANARY)
    titles = {each.text_content() for each in page.tree.cssselect(".sz-hit__title a")}
    assert {HERE, MINE} <= titles
    assert "cnry-igj" not in page.body
    assert all(title in {HERE, MINE} for title in titles)
    assert "2 gevonden" in page.text("main")


def test_not_a_byte_of_what_one_may_not_see(canaries, search, api_of):
    assert_nothing_leaks(search)
    answer = api_of("anna").get(f"/search?q={CANARY}")
    assert len(answer.json["items"]) == 2
    assert b"cnry-igj" not in answer.data


def test_row_security_alone(canaries, careless, without_our_filter, search):
    assert_nothing_leaks(search)


def test_our_condition_alone(canaries, careless, search, transaction):
    with transaction.without_row_security():
        assert_nothing_leaks(search)


def test_the_function_alone(canaries, without_our_filter, search, transaction):
    with transaction.without_row_security():
        assert_nothing_leaks(search)


def test_without_any_wall_the_test_would_notice(
    canaries, careless, without_our_filter, search, transaction
):
    with transaction.without_row_security():
        assert "cnry-igj" in search("anna", CANARY).body


def test_what_others_have_takes_nobodys_place(library, read_texts, search, monkeypatch):
    """The bound on what is ranked counts what the reader sees, so others change no answer."""
    monkeypatch.setattr("app.search.queries.hits.MOST", 2)
    library.bring("anna", title="Eerst", content=CANARY.encode())
    read_texts()
    alone = search("anna", CANARY).text("main")
    for number in range(4):
        library.bring("bram", title=f"{CANARY} {number}", content=CANARY.encode())
    read_texts()
    assert search("anna", CANARY).text("main") == alone


def test_the_text_itself_is_walled(canaries, house, world):
    for who, expected in {"anna": 2, "bram": 5, "carla": 0, "dirk": 0}.items():
        with house.database.session_for(world.actor(who)) as session:
            seen = session.execute(text("select count(*) from document_text")).scalar_one()
        assert (who, seen) == (who, expected)
