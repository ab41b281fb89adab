"""Who takes files: so many at once, of one person and organisation, and threads stay for pages."""

import threading
from dataclasses import replace

import pytest
from flask import Flask

from app.adapters.cage.turns import Turns
from app.kernel.web import answers, leaving
from app.kernel.web.arriving import FILES, FORMS
from app.kernel.web.leaving import LARGEST_SMALL, Departure, Leaving, hand_on, hang_departure
from app.kernel.web.limits import TooOften
from app.kernel.web.places import Places, Room, Who
from app.serving import THREADS

ROOM = Room("taking", most=3, most_each=2, most_together=2, patience=0.01)


@pytest.fixture
def departure():
    return Departure(Places(ROOM), Places(ROOM))


@pytest.fixture
def asked(departure):
    """Ask an application of its own, of which an answer leaves in pieces; gives its answer."""
    app = Flask("taking")
    app.add_url_rule("/file", "file", lambda: answers.send_file(iter([b"a", b"b"]), "f", "x/y"))
    app.add_url_rule("/fault", "fault", fail)
    app.register_error_handler(TooOften, lambda _often: ("later", 429))
    app.register_error_handler(ZeroDivisionError, lambda _fault: ("fault", 500))
    hang_departure(app, departure)

    def ask(path, address="10.0.0.1"):
        return app.test_client().get(path, environ_overrides={"REMOTE_ADDR": address})

    return ask


def fail():
    leaving.current_leaving().take_place()
    raise ZeroDivisionError


def took(departure, person, organisation, size=None):
    found = Leaving(departure, Who(person, organisation))
    found.take_place(size)
    return found


def test_of_the_threads_some_are_always_left_for_pages():
    rooms = (FILES, FORMS, leaving.LARGE, leaving.SMALL)
    one_that_waits = 1
    who_looks = Turns()
    in_cages = who_looks.most + who_looks.most_waiting
    assert THREADS - in_cages - sum(each.most + one_that_waits for each in rooms) >= 4
    assert all(each.most_together < each.most for each in rooms)


@pytest.mark.parametrize("size", [LARGEST_SMALL, None], ids=["small", "large"])
def test_one_organisation_never_has_all_places(size):
    here = Departure(
        *(Places(replace(each, patience=0.01)) for each in (leaving.LARGE, leaving.SMALL))
    )
    places = here.places_for(size)
    for number in range(places.room.most_together):
        took(here, f"inspector {number}", "igj", size)
    with pytest.raises(TooOften):
        took(here, "another inspector", "igj", size)

    took(here, "anna", "ijenv", size)


def test_what_is_small_does_not_wait_for_what_is_large(departure):
    for who in (("bram", "igj"), ("cora", "igj"), ("anna", "ijenv")):
        took(departure, *who, LARGEST_SMALL + 1)
    with pytest.raises(TooOften):
        took(departure, "wim", "ijenv")

    took(departure, "bram", "igj", LARGEST_SMALL)

    assert (departure.large.held, departure.small.held) == (3, 1)


def test_a_place_is_held_until_the_last_piece_left(asked, departure):
    first, _second = asked("/file"), asked("/file")

    assert departure.large.held == 2
    assert asked("/file").status_code == 429
    assert asked("/file", "10.0.0.2").status_code == 429, "strangers are one organisation"
    assert first.data == b"ab"
    assert departure.large.held == 1
    assert asked("/file").status_code == 200


def test_a_place_is_free_when_the_line_broke_or_no_answer_came(asked, departure):
    asked("/file").close()
    assert departure.large.held == 0

    unheard = asked("/file")
    assert departure.large.held == 1
    del unheard
    assert departure.large.held == 0, "a server may let go of an answer without a word"

    assert asked("/fault").status_code == 500
    assert departure.large.held == 0


def test_a_fault_on_the_way_frees_the_place(departure):
    def broken():
        yield b"a"
        raise ZeroDivisionError

    app = Flask("taking")
    hang_departure(app, departure)
    with app.test_request_context():
        pieces = hand_on(broken())
    with pytest.raises(ZeroDivisionError):
        list(pieces)
    assert departure.large.held == 0


def test_where_nobody_counts_what_leaves_leaves():
    with Flask("demonstration").test_request_context():
        assert list(hand_on(["a", "b"])) == ["a", "b"]


def test_of_those_who_find_no_place_one_waits_and_the_others_go_at_once():
    """Who waits keeps a thread as well: many of them would keep all."""
    places = Places(replace(ROOM, most=1, patience=20))
    first, second, third = (Who(each, each) for each in ("anna", "bram", "carla"))
    places.take(first)
    waiter = threading.Thread(target=places.take, args=(second,))
    waiter.start()
    for _moment in range(1_000):
        if places._is_waited:
            break
        threading.Event().wait(0.01)

    with pytest.raises(TooOften):
        places.take(third)

    places.give_back(first)
    waiter.join(5)
    assert places.held == 1
