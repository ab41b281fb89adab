"""What people say beside an observation is for who reads it, and for whom it was written.

Bram (IGJ) observed it; Cora is his colleague, Anna (IJenV) leads, Carla (IvhO) reads along.
"""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from tests.support.acting import acting
from tests.support.observing import Observations

SECRET, OPEN = "Alleen onder ons.", "Welke deur bedoel je?"


@pytest.fixture
def observations(app, world):
    return Observations(app, world)


@pytest.fixture
def observation(observations):
    return observations.make("bram")


@pytest.fixture
def page(world, observation):
    return f"/workspaces/{world.workspace.ref}/observations/{observation}/comments"


def say(browser_of, page, who, body):
    return browser_of(who).visit(page).submit("form[action$=comments]", body=body)


def in_database(app, world, who):
    with acting(app, world.actor(who)) as session:
        return set(session.connection().execute(text("select body from comment")).scalars())


def test_before_release_it_is_talked_about_at_home_and_stays_there(
    app, world, browser_of, observations, observation, page
):
    assert browser_of("anna").visit(page).status == 404
    say(browser_of, page, "bram", SECRET)
    observations.release("bram", observation)
    assert say(browser_of, page, "anna", OPEN).status == 303

    for who, seen in (("cora", {SECRET, OPEN}), ("carla", {OPEN})):
        body = browser_of(who).visit(page).body
        assert {each for each in (SECRET, OPEN) if each in body} == seen
        assert in_database(app, world, who) == seen


def test_who_is_named_finds_it_in_their_work(browser_of, observations, observation, page):
    observations.release("bram", observation)
    say(browser_of, page, "anna", "@Bram, welke deur?")

    link = f"{page}#comment-"
    hrefs = [each.get("href") for each in browser_of("bram").visit("/").tree.cssselect("a")]
    assert any(each and each.startswith(link) for each in hrefs)


def test_over_the_api_too(api_of, observations, observation):
    observations.release("bram", observation)
    path = f"/observations/{observation}/comments"
    made = api_of("anna").post(path, json={"body": OPEN})

    assert made.status_code == 201
    assert [each["body"] for each in api_of("carla").get(path).json["items"]] == [OPEN]
    assert api_of("dirk").get(path).status_code == 404


def test_the_database_lets_nobody_write_for_more_than_read_it(app, world, observation):
    written = text(
        "insert into comment_thread (id, workspace_id, observation_id, audience)"
        " select gen_random_uuid(), workspace_id, id, 'workspace' from observation"
    )
    with acting(app, world.actor("bram")) as session, pytest.raises(DatabaseError):
        session.connection().execute(written)
