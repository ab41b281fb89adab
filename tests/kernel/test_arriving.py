"""Who sends: so many at once, so many of one organisation, and not slower than a slow line."""

import io
import threading
from contextlib import ExitStack
from dataclasses import replace

import pytest
from flask import Flask, request

from app.kernel.access import PUBLIC, SIGNED_IN
from app.kernel.web.arriving import (
    FILES,
    FORMS,
    LARGEST_FORM,
    PIECE_BYTES,
    Arriving,
    Pace,
    Reception,
    hang_reception,
)
from app.kernel.web.limits import TooOften
from app.kernel.web.places import Places, Room, Who
from app.kernel.web.problems import ProtocolFault

ROOM = Room("sending", most=3, most_each=2, most_together=3, patience=0.05)
LARGE = LARGEST_FORM + 1


def reception(room=ROOM, **given):
    return Reception(Places(room), Places(room), **given)


def who(person, organisation="igj"):
    return Who(person, organisation)


class Dripping:
    """A body of which each read takes some seconds on the clock that a test looks at."""

    def __init__(self, *, piece, seconds):
        self.at, self.piece, self.seconds = 0.0, piece, seconds

    def now(self):
        return self.at

    def read(self, count):
        self.at += self.seconds
        return b"x" * min(count, self.piece)


def began(reception, asker, length=10):
    arriving = Arriving(io.BytesIO(b"x" * length), reception=reception, who=asker, length=length)
    arriving.read(1)
    return arriving


def test_one_person_has_so_many_places_and_others_still_find_one():
    here = reception()
    first, _second = began(here, who("anna")), began(here, who("anna"))

    with pytest.raises(TooOften) as told:
        began(here, who("anna"))
    assert told.value.seconds > 0
    began(here, who("bram"))
    with pytest.raises(TooOften):
        began(here, who("carla"))
    assert first.read(100) == b"x" * 9
    assert here.forms.held == 2
    began(here, who("carla"))


@pytest.mark.parametrize("length", [10, LARGE], ids=["forms", "files"])
def test_one_organisation_never_has_all_places(length):
    """The persons of one partner, each within what one may have, do not keep out another."""
    here = Reception(Places(replace(FILES, patience=0.01)), Places(replace(FORMS, patience=0.01)))
    found = 0
    for number in range(9):
        with ExitStack() as full:
            full.enter_context(pytest.raises(TooOften)) if found == 3 else None
            began(here, who(f"inspector {number}"), length)
            found += 1

    assert found == 3
    began(here, who("anna", "ijenv"), length)


def test_a_form_does_not_wait_for_who_sends_files():
    """Signing, blocking and signing in are a few hundred bytes, and read in no time."""
    here = reception()
    for person in ("anna", "bram", "carla"):
        began(here, who(person), LARGE)
    with pytest.raises(TooOften):
        began(here, who("dirk"), LARGE)

    began(here, who("anna"), LARGEST_FORM)

    assert (here.files.held, here.forms.held) == (3, 1)
    assert here.places_for(None) is here.files, "Who does not say how much, sends a file"


def test_a_stranger_where_one_must_be_signed_in_takes_no_place_of_forms():
    """Its body is read too, for what was typed in a session that ended."""
    here, held = reception(), {}
    app = Flask("sending")
    app.extensions["guard"] = {"closed": SIGNED_IN, "open": PUBLIC}
    hang_reception(app, here)

    def read():
        request.stream.read(1)
        held[request.endpoint] = (here.files.held, here.forms.held)
        return ""

    for name in ("closed", "open"):
        app.add_url_rule(f"/{name}", name, read, methods=["POST"])
    for name in ("closed", "open"):
        app.test_client().post(f"/{name}", data=b"xx")

    assert held == {"closed": (1, 0), "open": (0, 1)}


def test_a_place_is_free_again_at_the_end_and_when_the_request_ends():
    here = reception()
    whole = began(here, who("anna"))
    whole.read()
    assert (here.forms.held, whole.read(5)) == (0, b"")

    broken = began(here, who("anna"))
    broken.close()
    broken.close()
    assert (here.forms.held, broken.read(5)) == (0, b"")


def test_who_finds_no_place_waits_a_moment_for_one():
    here = reception(Room("sending", most=1, most_each=1, most_together=1, patience=20))
    first = began(here, who("anna"))
    later = threading.Timer(0.05, first.close)
    later.start()

    began(here, who("bram"))

    assert here.forms.held == 1
    later.join()


def test_what_comes_in_is_whole_whatever_the_size_of_a_read():
    exact = bytes(range(256)) * 1_000
    for length in (len(exact), None):
        body = io.BytesIO(exact)
        arriving = Arriving(body, reception=reception(), who=who("anna"), length=length)
        assert arriving.read(PIECE_BYTES + 7) + arriving.read() == exact


@pytest.mark.parametrize(("piece", "is_refused"), [(99, True), (101, False)])
def test_who_sends_too_slowly_for_a_whole_window_is_refused(app, piece, is_refused):
    body = Dripping(piece=piece, seconds=1)
    here = reception(pace=Pace(window=10, least=100, now=body.now))
    arriving = Arriving(body, reception=here, who=who("anna"), length=None)

    with ExitStack() as expecting:
        expecting.enter_context(app.test_request_context())
        if is_refused:
            expecting.enter_context(pytest.raises(ProtocolFault, match="snellere verbinding"))
        for _each in range(30):
            arriving.read(1000)

    assert here.files.held == (0 if is_refused else 1)


def test_a_pause_of_our_own_does_not_count_as_theirs():
    """What takes long between two reads is the store, not the sender."""
    body = Dripping(piece=1000, seconds=1)
    here = reception(pace=Pace(window=10, least=100, now=body.now))
    arriving = Arriving(body, reception=here, who=who("anna"), length=None)
    for _each in range(5):
        arriving.read(1000)
        body.at += 100
    assert here.files.held == 1


class Blocked(io.BytesIO):
    """A body of which nothing comes until somebody lets it."""

    may_come = threading.Event()

    def read(self, *_count):
        self.may_come.wait(20)
        return b""


def test_while_some_send_slowly_pages_are_answered_and_more_senders_are_not():
    here, statuses = reception(), []
    app = Flask("sending")
    app.add_url_rule("/", "page", lambda: "page")
    app.add_url_rule("/files", "files", lambda: str(len(request.stream.read())), methods=["POST"])
    hang_reception(app, here)
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
        if here.forms.held == ROOM.most:
            break
        threading.Event().wait(0.01)
    assert here.forms.held == ROOM.most
    send("10.0.0.9")

    assert statuses == [429]
    assert app.test_client().get("/").text == "page"
    Blocked.may_come.set()
    for each in senders:
        each.join()
    assert here.forms.held == 0
    assert max(statuses) == 429
