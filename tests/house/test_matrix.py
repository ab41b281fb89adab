"""The security matrix: every route, every person of the cast, every thing, own, granted or foreign.

It is made from the URL map: a route that is not in `tests/support/expectations.py` fails, and so
does a parameter for which `tests/support/markers.py` holds nothing. Every answer is searched for
the markers of things that are not for its reader.
"""

import sys

import pytest
from sqlalchemy import true
from werkzeug.datastructures import Headers
from werkzeug.test import TestResponse
from werkzeug.wrappers import Request

from app.kernel import access
from tests.house.sources import say
from tests.support.expectations import PASSES
from tests.support.expected import CAST
from tests.support.markers import SIGHT, WITHOUT_TEXT
from tests.support.matrix import (
    FILES,
    HIDDEN,
    NOTHING,
    Asker,
    Question,
    expected,
    leaked,
    markers_in,
    outcome,
    questions,
    unknown_parameters,
    unmasked,
    untyped,
    wrongly_written,
)

CONDITIONS = {
    "visible_to",
    "visible_in",
    "is_place_of",
    "answers_visible_to",
    "frameworks_visible_in",
    "scorings_visible_in",
    "observations_visible_in",
    "is_revealed_to",
    "bases_visible_to",
    "notices_visible_to",
    "proposals_visible_to",
    "suggestions_visible_to",
    "notes_visible_to",
    "links_visible_to",
    "meetings_visible_in",
}
"""What policies call the condition under which a row exists for somebody."""


@pytest.fixture(scope="module")
def askers(scene, counted):
    return {who: Asker(scene, who, counted=counted) for who in CAST}


def test_every_route_is_in_the_matrix(application):
    endpoints = {rule.endpoint for rule in application.url_map.iter_rules()} - {FILES}

    missing = sorted(endpoints - set(PASSES))
    assert not missing, say("Say in tests/support/expectations.py who passes there:", missing)
    assert not unknown_parameters(application), "Put a thing for it in tests/support/markers.py"


def test_the_matrix_knows_no_routes_that_are_gone(application):
    endpoints = {rule.endpoint for rule in application.url_map.iter_rules()}

    assert sorted(set(PASSES) - endpoints) == []


@pytest.mark.parametrize("who", CAST)
def test_everyone_gets_what_the_tables_say_and_nothing_else(application, askers, who):
    faults, asked, seen = [], 0, set()
    for question in questions(application):
        answer, wanted = askers[who].ask(question), expected(application, question, who)
        asked += 1
        if outcome(answer) != wanted:
            faults.append(f"{question}: {outcome(answer)} {answer.status_code}, not {wanted}")
        untold = [untyped(answer), *wrongly_written(question, answer, askers[who].units)]
        faults += [f"{question}: {told}" for told in untold if told]
        seen |= markers_in(answer)
    foreign = sorted(name for name in seen if who not in SIGHT[name])
    missed = sorted(name for name in set(SIGHT) - seen - WITHOUT_TEXT if who in SIGHT[name])

    assert not faults, say(f"For {who}, of {asked} questions:", faults)
    assert (foreign, missed) == ([], []), "Shown to who may not see it; not shown to who may"
    assert asked > 400


@pytest.mark.parametrize("kind", ["text/html", "text/csv; charset=latin-1", "image"])
def test_an_answer_without_type_or_alphabet_would_be_found(kind):
    answer = TestResponse([b"x"], "200", Headers({"Content-Type": kind}), Request({}))

    assert untyped(answer)


@pytest.mark.parametrize("who", ["dirk", "els"])
def test_what_is_foreign_cannot_be_told_from_what_does_not_exist(application, askers, who):
    """In the same workspace status, headers and body are the same, but for what is always new."""
    asked = [each for each in questions(application) if each.thing and each.method == "GET"]
    nothing: dict[tuple[str, str], object] = {}
    for each in asked:
        beside = Question(each.rule, each.method, NOTHING, each.place)
        if (each.rule.rule, each.place) not in nothing:
            nothing[each.rule.rule, each.place] = unmasked(askers[who].ask(beside))
    foreign = [each for each in asked if each.thing != NOTHING and who not in SIGHT[each.thing]]
    faults = [
        str(question)
        for question in foreign
        if unmasked(askers[who].ask(question)) != nothing[question.rule.rule, question.place]
    ]

    assert len(foreign) > 30
    assert not faults, say("It tells that the thing exists:", faults)


LOOKING = ("anna", "carla", "dirk", "els")
"""One of each: coordinator, reader, stranger, administrator."""
NOBODY_SHOWN = {who: set() for who in LOOKING}
BEHIND_ONE_WALL = {"change_of_igj", "succession_of_igj", "witness_of_igj"}
"""Administration holds no content of partners, and is announced to everybody: no row security."""


def reading(application):
    """Return every question that shows something, if it may be seen."""
    return [
        each
        for each in questions(application)
        if each.method == "GET" and each.thing != NOTHING and not each.is_crossed
    ]


def shown(application, askers) -> dict[str, set[str]]:
    """Return, per person, the things shown that are not for that person."""
    asked = reading(application)
    return {
        who: set().union(*(leaked(askers[who].ask(each), who) for each in asked)) for who in LOOKING
    }


@pytest.fixture
def without_our_filter(monkeypatch):
    """Take the first wall down: every condition is true, every question is granted."""
    real = access.decide

    def granted(actor, permission, thing):
        thing_id = getattr(thing, "id", None)
        return access.Decision(permission, allowed=True, actor=actor, thing_id=thing_id)

    monkeypatch.setattr(access, "decide", granted)
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
    assert real is not access.decide


def test_row_security_alone_shows_nothing_foreign(application, askers, without_our_filter):
    seen = shown(application, askers)

    assert {who: things - BEHIND_ONE_WALL for who, things in seen.items()} == NOBODY_SHOWN


def test_our_filter_alone_shows_nothing_foreign(application, scene, askers):
    with scene.transaction.without_row_security():
        assert shown(application, askers) == NOBODY_SHOWN


SURELY = {"anna": {"igj_private", "nvwa_finding", "draft_there"}}
"""What somebody is surely shown when both walls are down."""


def is_enough(who, things):
    return len(things) > 3 and SURELY.get(who, set()) <= things


@pytest.mark.parametrize("who", LOOKING)
def test_without_either_wall_things_are_shown(application, scene, askers, without_our_filter, who):
    """The proof that the two tests above look at something: asked until it is given."""
    seen = set()
    with scene.transaction.without_row_security():
        for each in reading(application):
            seen |= leaked(askers[who].ask(each), who)
            if is_enough(who, seen):
                return

    pytest.fail(f"{who} is shown {sorted(seen)} only")


def test_hidden_is_the_usual_answer(application):
    """Most questions are about what is not for the one who asks."""
    wanted = [
        expected(application, question, who)
        for question in questions(application)
        for who in ("dirk", "els")
    ]

    assert wanted.count(HIDDEN) > len(wanted) / 2
