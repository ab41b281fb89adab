"""News is heard in the transaction that tells it; a column of codes gives back its enumeration."""

from dataclasses import dataclass
from enum import StrEnum

import pytest

from app.kernel import events
from app.kernel.codes import Code


@dataclass(frozen=True)
class SomethingHappened:
    what: str


class Colour(StrEnum):
    RED = "red"


def test_a_handler_hears_every_event_once_with_its_work():
    heard, work = [], object()

    def hear(given_work, event):
        heard.append((given_work, event.what))

    events.connect(SomethingHappened, hear)
    events.connect(SomethingHappened, hear)
    events.announce(work, SomethingHappened("rain"))

    assert heard == [(work, "rain")]


def test_what_nobody_listens_to_is_told_without_harm():
    @dataclass(frozen=True)
    class Unheard:
        pass

    events.announce(object(), Unheard())


def test_a_code_comes_back_as_its_enumeration():
    column = Code(Colour, 10)

    assert column.process_bind_param("red", None) == "red"
    assert column.process_result_value("red", None) is Colour.RED
    assert column.process_result_value(None, None) is None


def test_an_unknown_code_is_refused():
    with pytest.raises(ValueError, match="blue"):
        Code(Colour, 10).process_bind_param("blue", None)
