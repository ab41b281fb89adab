"""Decisions: no grant means no, the first failing rule says why, the unseen does not exist."""

from dataclasses import dataclass, replace
from uuid import UUID

import pytest

from app.kernel import access
from app.kernel.access import (
    ANONYMOUS,
    Actor,
    Permission,
    abilities,
    decide,
    grant,
    granted_permissions,
    keeping_ledger,
    require,
    rule,
    system_actor,
)
from app.kernel.errors import HouseFault, NotAllowed, NotFound
from app.kernel.ids import new_id

PERSON = Actor(name="Bram", person_id=new_id(), organisation_id=new_id())


class Key(Permission):
    OPEN = "key:lock:open"
    TURN = "key:lock:turn"
    MELT = "key:metal:melt"


@dataclass
class Door:
    is_visible: bool = True
    is_unlocked: bool = True
    is_warm: bool = True
    id: UUID | None = None


@rule("It is not there.", is_sight=True)
def is_visible(_actor: Actor, door: Door) -> bool:
    return door.is_visible


@rule("It is locked.")
def is_unlocked(_actor: Actor, door: Door) -> bool:
    return door.is_unlocked


@rule("It is cold.")
def is_warm(_actor: Actor, door: Door) -> bool:
    return door.is_warm


@pytest.fixture(autouse=True)
def grants(monkeypatch):
    """Grants of this file only."""
    monkeypatch.setattr(access, "_grants", {})
    grant(Key.OPEN, is_visible)
    grant(Key.TURN, is_visible, is_unlocked, is_warm)


def test_a_permission_is_granted_once():
    with pytest.raises(HouseFault, match="granted twice"):
        grant(Key.OPEN, is_unlocked)


def test_a_grant_has_a_rule():
    with pytest.raises(HouseFault, match="without a rule"):
        grant(Key.MELT)


def test_no_grant_means_no():
    decision = decide(PERSON, Key.MELT, Door())

    assert (decision.allowed, decision.rule, decision.is_sight) == (False, "no_grant", False)
    with pytest.raises(NotAllowed):
        require(PERSON, Key.MELT, Door())


def test_all_rules_must_hold():
    door = Door(id=new_id())

    decision = require(PERSON, Key.TURN, door)

    assert (decision.allowed, decision.actor, decision.thing_id) == (True, PERSON, door.id)
    assert (decision.rule, decision.reason) == (None, "")


@pytest.mark.parametrize(
    ("door", "name", "reason"),
    [
        (Door(is_unlocked=False), "is_unlocked", "It is locked."),
        (Door(is_warm=False), "is_warm", "It is cold."),
        (Door(is_unlocked=False, is_warm=False), "is_unlocked", "It is locked."),
    ],
)
def test_the_first_failing_rule_gives_the_reason(door, name, reason):
    with pytest.raises(NotAllowed) as refusal:
        require(PERSON, Key.TURN, door)

    assert (refusal.value.decision.rule, str(refusal.value)) == (name, reason)


def test_what_you_may_not_see_does_not_exist():
    """A failing rule about sight says nothing more, even when other rules fail as well."""
    with pytest.raises(NotFound) as refusal:
        require(PERSON, Key.TURN, Door(is_visible=False, is_unlocked=False))

    assert str(refusal.value) == ""


def test_ledgers_nest_and_each_hears_what_is_decided_inside():
    with keeping_ledger() as request:
        require(PERSON, Key.OPEN, Door())
        with keeping_ledger() as work:
            require(PERSON, Key.TURN, Door())
            with pytest.raises(NotAllowed):
                require(PERSON, Key.MELT, Door())

    assert request.allowed_permissions() == [Key.OPEN, Key.TURN]
    assert work.allowed_permissions() == [Key.TURN]
    assert (work.allowed(Key.OPEN), work.allowed(Key.MELT)) == (False, False)
    assert len(request.decisions) == 3


def test_a_ledger_hears_nothing_more_once_its_block_ended():
    """Else what one request was granted would count in the next."""
    with keeping_ledger() as request:
        with pytest.raises(ZeroDivisionError), keeping_ledger() as work:
            raise ZeroDivisionError
        require(PERSON, Key.OPEN, Door())
    require(PERSON, Key.TURN, Door())

    assert work.decisions == []
    assert request.allowed_permissions() == [Key.OPEN]


def test_a_decision_without_a_ledger_is_still_a_decision():
    assert require(PERSON, Key.OPEN, Door()).allowed is True


def test_deciding_is_not_requiring():
    """Asking whether a button may be shown opens no lock."""
    with keeping_ledger() as ledger:
        decide(PERSON, Key.OPEN, Door())
        assert abilities(PERSON, Door(), Key).open is True

    assert ledger.decisions == []


def test_abilities_are_the_grants_of_the_templates():
    may = abilities(PERSON, Door(is_unlocked=False), Key)

    assert (may.open, may.turn, may.melt) == (True, False, False)
    assert (may.why_not("turn"), may.why_not("open")) == ("It is locked.", "")
    assert may.codes() == ["key:lock:open"]
    assert not hasattr(may, "fly")


def test_the_grants_can_be_read_for_the_report():
    assert [each.name for each in granted_permissions()[Key.TURN]] == [
        "is_visible",
        "is_unlocked",
        "is_warm",
    ]
    granted_permissions().clear()
    assert decide(PERSON, Key.OPEN, Door()).allowed is True


def test_who_acts():
    organisation, place = new_id(), new_id()
    clock = system_actor("reminders", organisation_id=organisation, place_id=place)

    assert (clock.name, clock.is_person, clock.place_id) == ("system:reminders", False, place)
    assert (PERSON.is_person, ANONYMOUS.is_person) == (True, False)
    assert ANONYMOUS.duties == frozenset()


def test_nobody_is_a_job_by_being_called_so():
    """An administrator corrects a name, a directory gives one: it may be anything."""
    clock = system_actor("reminders")
    called = replace(PERSON, name=clock.name)

    assert clock.is_job("other", "reminders")
    assert not clock.is_job("other")
    assert not called.is_job("reminders")
