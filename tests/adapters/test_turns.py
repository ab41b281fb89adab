"""Turns in the cages: few at once, none has them all, and few wait; who does not hears when."""

import threading
import time
from contextlib import ExitStack

import pytest

from app.adapters import converting, spreadsheets
from app.adapters.cage.turns import TooBusy, Turns
from app.documents.service.reading import told
from app.importing.tables import Limits, table_in
from app.kernel import ids
from app.kernel.access import Actor
from app.kernel.errors import WaitAWhile
from tests.support.tables import csv_of


@pytest.fixture
def turns(monkeypatch):
    """Turns that nobody waits long for, instead of those of this process."""
    made = Turns(patience=0.01)
    for module in (converting, spreadsheets):
        monkeypatch.setattr(module, "LOOKING", made)
    return made


def test_an_organisation_never_has_all_turns(turns):
    with ExitStack() as held:
        for _each in range(turns.most_each):
            held.enter_context(turns.taken("igj"))
        with pytest.raises(TooBusy), turns.taken("igj"):
            pass
        held.enter_context(turns.taken("ijenv"))
        with pytest.raises(TooBusy), turns.taken("nvwa"):
            pass
    with turns.taken("igj"):
        assert not turns._waiting


def test_who_waits_has_the_next_turn_and_most_do_not_wait():
    turns, done = Turns(most=1, most_each=1, most_waiting=1, patience=20), []

    def look():
        with turns.taken("igj"):
            done.append("looked")

    with turns.taken("igj"):
        waiting = threading.Thread(target=look)
        waiting.start()
        while not turns._waiting:
            time.sleep(0.001)
        began = time.monotonic()
        with pytest.raises(TooBusy), turns.taken("ijenv"):
            pass
        assert (time.monotonic() - began < 5, done) == (True, [])
    waiting.join(timeout=20)

    assert done == ["looked"]


def test_who_finds_no_turn_hears_when_to_try_again(turns):
    """A table and a page, of readers whose organisation has its turns in use already."""
    reader = Actor("anna", organisation_id=ids.new_id())
    who = str(reader.organisation_id)
    source = converting.Source(b"woorden", "text/plain", "a.txt", {}, who=who)

    with turns.taken(who), turns.taken(who):
        with pytest.raises(WaitAWhile, match="Many pages") as page, told(1):
            converting.describe(source, 1)
        with pytest.raises(WaitAWhile, match="Many files") as table:
            table_in(csv_of([["a"]]), "a.csv", limits=Limits(most_rows=5), actor=reader)

    assert page.value.seconds == table.value.seconds == 5
