"""What is refused is a line for who runs the house: which, where, to whose organisation."""

import pytest

from app.kernel.web.house import house_of
from app.kernel.web.limits import Counted, Limit, TooOften
from app.kernel.web.refusals import MOST_LINES, RefusalLog
from tests.support.doorway import ROOM, Room
from tests.support.server_log import lines_written

KEYS = {
    "event",
    "log_level",
    "kind",
    "organisation",
    "permission",
    "rule",
    "endpoint",
    "method",
    "request",
    "left_out",
}


@pytest.fixture
def refused(doorway, monkeypatch):
    """The lines written inside a block, of a book that is empty before it."""
    book = RefusalLog()
    monkeypatch.setitem(house_of(doorway).tools, RefusalLog, book)
    with lines_written() as written:
        yield written


def test_what_one_may_not_do_is_one_line_with_permission_and_rule(refused, bram_here):
    assert bram_here.visit("/doorway/wet").status == 403

    (line,) = refused
    assert set(line) == KEYS
    assert (line["kind"], line["log_level"]) == ("not_allowed", "warning")
    assert (line["permission"], line["rule"]) == (Room.PAINT, "is_dry")
    assert (line["endpoint"], line["method"]) == ("doorway.wet", "GET")
    assert line["organisation"] == "igj"
    assert len(line["request"]) == 12


def test_what_is_not_there_for_somebody_names_the_permission_and_not_why(refused, bram_here):
    assert bram_here.visit("/doorway/room?gone").status == 404

    (line,) = refused
    assert (line["kind"], line["permission"], line["rule"]) == ("not_there", Room.ENTER, "")


def test_a_forged_form_is_written_down(refused, bram_here):
    assert bram_here.send("/doorway/rename", {"csrf_token": "made up"}).status == 400

    assert [line["kind"] for line in refused] == ["forged_form"]


def test_a_page_that_nobody_made_and_one_that_is_open_are_no_refusals(refused, bram_here, visitor):
    bram_here.visit("/nothing")
    bram_here.visit("/doorway/room")
    visitor.visit("/settings")

    assert refused == []


def test_no_line_names_a_person_a_thing_or_what_was_typed(refused, bram_here, standing_world):
    bram_here.visit(f"/doorway/wet?q=geheim&id={ROOM.id}")
    bram_here.visit(f"/doorway/room?gone&q=geheim&id={ROOM.id}")

    bram = standing_world.person("bram")
    told = str(refused)
    assert len(refused) == 2
    for each in (bram.name, bram.email, str(bram.id), str(ROOM.id), "geheim", "127.0.0.1"):
        assert each not in told


def test_who_knocks_all_day_fills_no_log(refused, bram_here):
    """The bound is for each organisation; what was left out is counted in the next line."""
    moments = [0.0]
    book = RefusalLog(now=lambda: moments[0])
    for _each in range(1000):
        book.tell("not_there", organisation="igj")
    book.tell("not_there", organisation="ivho")
    moments[0] = 61.0
    book.tell("not_there", organisation="igj")

    assert [line["organisation"] for line in refused] == ["igj"] * MOST_LINES.most + ["ivho", "igj"]
    assert [line["left_out"] for line in refused[-2:]] == [0, 1000 - MOST_LINES.most]


def test_who_asks_too_often_is_written_down(refused, doorway, bram_here, monkeypatch):
    def refuse():
        raise TooOften(Limit("few", 1, Counted.ADDRESS), seconds=3)

    monkeypatch.setitem(
        doorway.before_request_funcs, None, [*doorway.before_request_funcs[None], refuse]
    )
    assert bram_here.visit("/doorway/room").status == 429

    assert [line["kind"] for line in refused] == ["too_often"]
