"""Statements that are built once and asked by everybody.

A statement takes longer to build than PostgreSQL takes to answer it. One that asks something for
an actor differs from that for somebody else by their ids alone: where the actor is the one who acts
in this session, it is built with stand-ins, and the ids are read when it is sent. A stand-in has no
value, so nothing can be decided with it while a statement is built: to compare it is a fault.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from enum import StrEnum
from functools import lru_cache, wraps
from typing import Any, NoReturn, ParamSpec, TypeVar
from typing import cast as typed
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Integer,
    String,
    Uuid,
    bindparam,
    literal,
    literal_column,
)

from app.kernel import db
from app.kernel.access import Actor
from app.kernel.errors import HouseFault

Asked = ParamSpec("Asked")
Built = TypeVar("Built")

KEPT_BUILT = 1024
"""Statements kept built, of all functions together: 0.1 to 0.7 MB each."""
KEPT_IDS = 1024
"""Ids kept as the parameter they are in every statement."""


class StandIn:
    """Stands in a statement for an id that is known when the statement is sent."""

    def __init__(self, parameter: ColumnElement[Any]) -> None:
        self._parameter = parameter

    def __clause_element__(self) -> ColumnElement[Any]:
        """Return the parameter it is in a statement."""
        return self._parameter

    def __eq__(self, other: object) -> bool:
        """Hold for itself; with anything else it cannot be compared."""
        return self is other or self._has_no_value()

    def __hash__(self) -> int:
        """Differ from every other."""
        return id(self)

    def __str__(self) -> str:
        """Refuse to be written into anything."""
        return self._has_no_value()

    def _has_no_value(self) -> NoReturn:
        raise HouseFault("What stands in for an id was used as a value.")


def _of_who_acts(name: str, kind: Any = Uuid) -> Any:
    """Stand in for what the acting actor is called in one respect."""
    return StandIn(bindparam(f"acting_{name}", callable_=lambda: _read(name), type_=kind()))


def _read(name: str) -> Any:
    actor = db.acting()
    if actor is None:
        raise HouseFault("A statement for who acts was sent while nobody does.")
    return getattr(actor, name)


HERE: Any = StandIn(bindparam("here", type_=Uuid()))
"""Stands in for the place a statement is about; it is sent with the parameter ``here``."""

_IDS = {
    **{
        name: _of_who_acts(name)
        for name in ("person_id", "organisation_id", "place_id", "token_id")
    },
    "organisation_code": _of_who_acts("organisation_code", String),
}


def _without_ids(actor: Actor) -> Actor:
    """Return somebody who may the same and has an id for the same, whichever it is."""
    ids = {name: value for name, value in _IDS.items() if getattr(actor, name)}
    name = "somebody" if actor.is_person else actor.name
    return Actor(
        name,
        duties=actor.duties,
        may_write=actor.may_write,
        is_strong=actor.is_strong,
        language=actor.language,
        **ids,
    )


def kept(build: Callable[Asked, Built]) -> Callable[Asked, Built]:
    """Keep what a function built for its latest callers.

    Only for a function of values (an actor, an id); what differs by request is a `bindparam`. What
    is built for who acts is the same for all who act: it is sent in their session.
    """

    @wraps(build)
    def keeping(*values: Asked.args, **named: Asked.kwargs) -> Built:
        meant = _for_somebody(values)
        key = (build, meant, tuple(named.items()))
        try:
            found = _built[key]
            _built.move_to_end(key)
        except KeyError:
            # Another thread may have dropped it meanwhile, or build it now as well.
            found = _built[key] = build(*meant, **named)
            if len(_built) > KEPT_BUILT:
                _built.popitem(last=False)
        return typed("Built", found)

    return keeping


_built: OrderedDict[tuple[Any, ...], Any] = OrderedDict()
"""By function and values, the one that was asked longest ago first."""


def _for_somebody(values: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return the values without the ids of who acts, in so far as they are of who acts."""
    found = db.somebody(_without_ids)
    if found is None:
        return values
    return tuple(_one_for_somebody(each, *found) for each in values)


def _one_for_somebody(value: Any, acting: Actor, somebody: Actor) -> Any:
    """Do so with one value; what holds ids of an actor itself says how (`for_somebody`)."""
    if isinstance(value, Actor):
        is_whole = not isinstance(value.person_id or value.organisation_id, StandIn)
        return somebody if is_whole and value == acting else value
    if type(value) is tuple:
        return tuple(_one_for_somebody(each, acting, somebody) for each in value)
    swap = getattr(type(value), "for_somebody", None)
    return value if swap is None else swap(value, acting, somebody)


@lru_cache(maxsize=KEPT_IDS)
def parameter(value: UUID | StandIn | None) -> ColumnElement[UUID]:
    """Name an id in a statement: sent once, however often it stands there."""
    if isinstance(value, StandIn):
        return value.__clause_element__()
    return literal(value, Uuid())


@lru_cache
def constant(value: StrEnum | int) -> ColumnElement[Any]:
    """Write a word or number of our own into a statement: it never differs, so it is no parameter.

    A statement with few parameters is short, and sent without being read anew.
    """
    if isinstance(value, int):
        return literal_column(str(int(value)), Integer())
    return literal_column("'" + value.value.replace("'", "''") + "'", String())


def forget_kept() -> None:
    """Build everything anew: for who puts another condition in the place of a real one."""
    _built.clear()
    parameter.cache_clear()
