"""Lines are chosen by who, for whom, what, about what and when; what a log misses is told."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.dialects.postgresql.ranges import MultiRange

from app.identity.actions import IdentityAction
from app.kernel import clock
from app.kernel.access import system_actor
from app.kernel.audit import publishing
from app.kernel.audit.entries import draft_of
from app.kernel.audit.models import LogEntry
from app.kernel.audit.reading import (
    Choice,
    _happening,
    count_told,
    list_chosen,
    list_leaves,
    size_of,
)
from app.kernel.errors import HouseFault
from app.kernel.ids import new_id
from app.kernel.work import keeping_books
from tests.support.acting import acting

IN, OUT = IdentityAction.SIGNED_IN, IdentityAction.SIGNED_OUT


class Thing:
    __tablename__ = "thing"

    def __init__(self, place):
        self.id, self.log_tree_id = new_id(), place


@pytest.fixture
def place(world):
    return world.workspace.id


@pytest.fixture
def written(app, world, place):
    """Anna and Bram each wrote of one thing that Anna and another that Bram is about."""
    found = {}
    for who, action in (("anna", IN), ("bram", OUT)):
        actor, thing = world.actor(who), Thing(place)
        with acting(app, actor), keeping_books(actor) as work:
            work.record(action, thing)
        found[who] = thing
    return found


def chosen(app, world, place, written, **choice):
    """Whose lines of the two are among the chosen."""
    anna = world.actor("anna")
    with acting(app, anna) as session:
        about = {
            line.happening.object_id
            for line in list_chosen(session, place, choice=Choice(**choice), past=10**6, limit=99)
        }
    return {who for who, thing in written.items() if thing.id in about}


def test_without_a_choice_all_is_there(app, world, place, written):
    assert chosen(app, world, place, written) == {"anna", "bram"}
    assert not Choice().is_made


def test_each_choice_leaves_the_others_out(app, world, place, written):
    anna, bram = world.actor("anna"), world.actor("bram")
    soon, before = clock.now() + timedelta(seconds=9), clock.now() - timedelta(hours=1)
    thing = written["anna"].id
    objects = select(LogEntry.object_id).where(LogEntry.object_id == thing)
    for choice, expected in (
        ({"actor_id": anna.person_id}, {"anna"}),
        ({"organisation_id": bram.organisation_id}, {"bram"}),
        ({"actions": [IN]}, {"anna"}),
        ({"actions": [IN, OUT]}, {"anna", "bram"}),
        ({"object_id": thing}, {"anna"}),
        ({"objects": objects}, {"anna"}),
        ({"since": before}, {"anna", "bram"}),
        ({"since": soon}, set()),
        ({"until": soon}, {"anna", "bram"}),
        ({"until": before}, set()),
        ({"actor_id": anna.person_id, "actions": [OUT]}, set()),
    ):
        assert Choice(**choice).is_made, choice
        assert chosen(app, world, place, written, **choice) == expected, choice


def test_a_period_begins_with_its_moment_and_ends_before_the_next(app, world, place, written):
    with acting(app, world.actor("anna")) as session:
        statement = select(LogEntry.at).where(LogEntry.object_id == written["anna"].id)
        moment = session.execute(statement).scalar_one()
        past = 10**6

        def found(**choice):
            lines = list_chosen(session, place, choice=Choice(**choice), past=past, limit=99)
            return written["anna"].id in {each.happening.object_id for each in lines}

        assert found(since=moment)
        assert not found(until=moment)


def test_lines_come_newest_first_so_many_and_before_an_index(app, world, place, written):
    with acting(app, world.actor("anna")) as session:

        def indexes(**asked):
            lines = list_chosen(session, place, choice=Choice(), **asked)
            return [each.index for each in lines]

        everything = indexes(past=10**6, limit=99)
        assert everything == sorted(everything, reverse=True)
        assert indexes(past=10**6, limit=1) == everything[:1]
        assert indexes(past=everything[0], limit=99) == everything[1:]


def test_leaves_come_oldest_first_and_say_what_stands_beside_them(app, world, place, written):
    with acting(app, system_actor("test", place_id=place)) as session:
        assert size_of(session, new_id()) == 0
    with acting(app, world.actor("anna")) as session:
        size = size_of(session, place)
        leaves = list_leaves(session, place, first=0, limit=size)
        later = list_leaves(session, place, first=leaves[1].index, limit=1)
    assert [each.index for each in leaves] == sorted(each.index for each in leaves)
    assert later == [leaves[1]]
    beside = {each.found_by.object_id: each.found_by for each in leaves}[written["anna"].id]
    assert (beside.action, beside.object_kind) == (IN, "thing")
    assert beside.actor_id == world.actor("anna").person_id


@pytest.mark.parametrize(("who", "times"), [("anna", 2), ("els", 0)])
def test_of_some_lines_is_counted_what_the_reader_sees(app, world, place, written, who, times):
    with acting(app, world.actor("anna")) as session:
        size = size_of(session, place)
    two, none = MultiRange([Range(size - 2, size)]), MultiRange([Range(size, size + 9)])
    with acting(app, world.actor(who)) as session:
        assert count_told(session, place, two) == times
        assert count_told(session, place, none) == 0
        assert count_told(session, new_id(), two) == 0


def test_of_an_erased_line_nothing_is_told():
    with pytest.raises(HouseFault, match="erased"):
        _happening(LogEntry(entry=None, salt=None))


def test_a_thing_may_be_called_otherwise_in_the_log(place):
    thing = Thing(place)
    assert draft_of(IN, thing, {}).object_kind == "thing"
    thing.log_kind = "passage"
    assert (draft_of(IN, thing, {}).object_kind, draft_of(IN, thing, {}).tree_id) == (
        "passage",
        place,
    )


def never(_size, _root):
    raise AssertionError("nothing is signed")


def test_a_log_that_misses_lines_is_signed_no_further(app, place, written, transaction):
    with acting(app, system_actor("test")) as session:
        (tree,) = (each for each in publishing.list_unsigned(session) if each.tree_id == place)
        longer = publishing.Unsigned(place, tree.size + 1, tree.signed)
        with pytest.raises(HouseFault, match="misses entries before"):
            publishing.sign_next(session, longer, sign=never, moment=clock.now())
    with transaction.as_owner() as owner:
        kept = owner.execute(
            text("select count(*) from log_checkpoint where size > :size and tree_id = :id"),
            {"id": place, "size": tree.signed},
        )
        assert kept.scalar_one() == 0


def test_what_was_never_signed_proves_nothing(app, place, written):
    with (
        acting(app, system_actor("test")) as session,
        pytest.raises(HouseFault, match="misses nodes"),
    ):
        publishing.hashes_over(session, place, [(0, 1 << 20)])
