"""Who sends: so many at once, so many of one person, and not slower than a slow line."""

import io
import threading
from contextlib import ExitStack

import pytest
from flask import Flask, request

from app.kernel.web.arriving import PIECE_BYTES, Arriving, Pace, Places, hang_places
from app.kernel.web.limits import TooOften
from app.kernel.web.problems import ProtocolFault

PACE = Pace(most=3, most_each=2, patience=0.05, window=10, least=100)


class Dripping:
    """A body of which each read takes some seconds on the clock that a test looks at."""

    def __init__(self, *, piece, seconds):
        self.at, self.piece, self.seconds = 0.0, piece, seconds

    def now(self):
        return self.at

    def read(self, count):
        self.at += self.seconds
        return b"x" * min(count, self.piece)


def began(places, who, length=10):
    arriving = Arriving(io.BytesIO(b"x" * length), places=places, who=who, length=length)
    arriving.read(1)
    return arriving


def test_one_person_has_so_many_places_and_others_still_find_one():
    places = Places(PACE)
    first, _second = began(places, "anna"), began(places, "anna")

    with pytest.raises(TooOften) as told:
        began(places, "anna")
    assert told.value.seconds > 0
    began(places, "bram")
    with pytest.raises(TooOften):
        began(places, "carla")
    assert first.read(100) == b"x" * 9
    assert places.held == 2
    began(places, "carla")


def test_a_place_is_free_again_at_the_end_and_when_the_request_ends():
    places = Places(PACE)
    whole = began(places, "anna")
    whole.read()
    assert (places.held, whole.read(5)) == (0, b"")

    broken = began(places, "anna")
    broken.close()
    broken.close()
    assert (places.held, broken.read(5)) == (0, b"")


def test_who_finds_no_place_waits_a_moment_for_one():
    places = Places(Pace(most=1, most_each=1, patience=20))
    first = began(places, "anna")
    later = threading.Timer(0.05, first.close)
    later.start()

    began(places, "bram")

    assert places.held == 1
    later.join()


def test_what_comes_in_is_whole_whatever_the_size_of_a_read():
    exact = bytes(range(256)) * 1_000
    for length in (len(exact), None):
        arriving = Arriving(io.BytesIO(exact), places=Places(PACE), who="anna", length=length)
        assert arriving.read(PIECE_BYTES + 7) + arriving.read() == exact


@pytest.mark.parametrize(("piece", "is_refused"), [(99, True), (101, False)])
def test_who_sends_too_slowly_for_a_whole_window_is_refused(app, piece, is_refused):
    body = Dripping(piece=piece, seconds=1)
    places = Places(PACE, now=body.now)
    arriving = Arriving(body, places=places, who="anna", length=None)

    with ExitStack() as expecting:
        expecting.enter_context(app.test_request_context())
        if is_refused:
            expecting.enter_context(pytest.raises(ProtocolFault, match="snellere verbinding"))
        for _each in range(30):
            arriving.read(1000)

    assert places.held == (0 if is_refused else 1)


def test_a_pause_of_our_own_does_not_count_as_theirs():
    """What takes long between two reads is the store, not the sender."""
    body = Dripping(piece=1000, seconds=1)
    places = Places(PACE, now=body.now)
    arriving = Arriving(body, places=places, who="anna", length=None)
    for _each in range(5):
        arriving.read(1000)
        body.at += 100
    assert places.held == 1


class Blocked(io.BytesIO):
    """A body of which nothing comes until somebody lets it."""

    may_come = threading.Event()

    def read(self, *_count):
        self.may_come.wait(20)
        return b""


def test_while_some_send_slowly_pages_are_answered_and_more_senders_are_not():
    places, statuses = Places(PACE), []
    app = Flask("sending")
    app.add_url_rule("/", "page", lambda: "page")
    app.add_url_rule("/files", "files", lambda: str(len(request.stream.read())), methods=["POST"])
    hang_places(app, places)
    app.register_error_handler(TooOften, lambda _often: ("later", 429))

    def send(address):
        answer = app.test_client().post(
            "/files",
            input_stream=Blocked(),
            environ_overrides={"REMOTE_ADDR": address, "CONTENT_LENGTH": "9"},
        )
        statuses.append(answer.status_code)

    senders = [threading.Thread(target=send, args=(f"10.0.0.{each}",)) for each in range(3)]
    for each in senders:
        each.start()
    for _moment in range(1_000):
        if places.held == PACE.most:
            break
        threading.Event().wait(0.01)
    assert places.held == PACE.most
    send("10.0.0.9")

    assert statuses == [429]
    assert app.test_client().get("/").text == "page"
    Blocked.may_come.set()
    for each in senders:
        each.join()
    assert places.held == 0
    assert max(statuses) == 429
