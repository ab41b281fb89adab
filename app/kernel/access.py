"""Who may do what: actors, permissions, grants made of named rules, decisions with their reason.

A feature's ``policy`` grants each of its permissions exactly once, as a list of named rules about
(actor, thing). No grant means no. The first failing rule gives the reason; a failing *visibility*
rule means the thing does not exist for this actor.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from app.kernel.errors import HouseFault, NotAllowed, NotFound
from app.kernel.text import lazy


class Permission(StrEnum):
    """Mother of all permissions; values have the grammar ``thing:part:verb``."""


class OpenTo(Permission):
    """What a route may declare instead of a permission on a thing."""

    PUBLIC = "public:page:open"
    """Anyone, signed in or not; listed in one tuple in a house test."""
    SIGNED_IN = "person:page:open"
    """Anyone with a session; shows only what lists filtered by visibility give."""


PUBLIC = OpenTo.PUBLIC
SIGNED_IN = OpenTo.SIGNED_IN


SYSTEM = "system:"
"""How the name of every job and command begins, in the log too."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks, for which organisation: a person with a session or token, or a system actor."""

    name: str
    person_id: UUID | None = None
    organisation_id: UUID | None = None
    organisation_code: str = ""
    place_id: UUID | None = None
    """The one place a job works in; None for people."""
    session_id: UUID | None = field(default=None, compare=False)
    """By which session; what somebody sees is the same in each."""
    token_id: UUID | None = None
    may_write: bool = True
    """False for a token that may only read."""
    is_strong: bool = True
    """False for who signed in at a level too low for what is classified."""
    duties: frozenset[str] = frozenset()
    """Duties over the whole installation (``administrator``, ``privacy_officer``)."""
    language: str = "nl"

    @property
    def is_person(self) -> bool:
        """True for a person behind a browser or token."""
        return self.person_id is not None

    def is_job(self, *names: str) -> bool:
        """Tell whether this is the job or command of one of some names (`system_actor`).

        Never for a person, who may be called anything.
        """
        return not self.is_person and self.name in {f"{SYSTEM}{each}" for each in names}


ANONYMOUS = Actor(name="anonymous")


def system_actor(
    name: str, *, organisation_id: UUID | None = None, place_id: UUID | None = None
) -> Actor:
    """Make the named actor of a job; it sees what that organisation sees in that one place."""
    return Actor(name=f"{SYSTEM}{name}", organisation_id=organisation_id, place_id=place_id)


@dataclass(frozen=True, slots=True)
class Rule:
    """A named sentence about (actor, thing)."""

    name: str
    holds: Callable[[Actor, Any], bool]
    reason: Any
    """What to tell when it does not hold; a lazy sentence in plain words."""
    is_sight: bool = False
    """True when failing means: for this actor the thing does not exist."""


def rule(reason: Any, *, is_sight: bool = False) -> Callable[[Callable[[Actor, Any], bool]], Rule]:
    """Make a rule of a function; the function's name is the rule's name."""

    def make(function: Callable[[Actor, Any], bool]) -> Rule:
        return Rule(name=function.__name__, holds=function, reason=reason, is_sight=is_sight)

    return make


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer to one question, with its reason."""

    permission: Permission
    allowed: bool
    actor: Actor
    thing_id: UUID | None
    rule: str | None = None
    """Name of the rule that failed, None when allowed."""
    reason: Any = ""
    is_sight: bool = False


_grants: dict[Permission, tuple[Rule, ...]] = {}


def grant(permission: Permission, *rules: Rule) -> None:
    """Grant a permission to every actor for whom all rules hold; once per permission."""
    if permission in _grants:
        raise HouseFault(f"{permission} is granted twice.")
    if not rules:
        raise HouseFault(f"{permission} is granted without a rule.")
    _grants[permission] = rules


def granted_permissions() -> dict[Permission, tuple[Rule, ...]]:
    """Return every grant."""
    return dict(_grants)


NOBODY = Rule("no_grant", holds=lambda _actor, _thing: False, reason=lazy("Nobody may do this."))
"""The rule of a permission that was never granted: no rule means no."""


def decide(actor: Actor, permission: Permission, thing: Any) -> Decision:
    """Decide one question by the grant of its permission; no grant means no."""
    thing_id = getattr(thing, "id", None)
    rules = _grants.get(permission)
    if rules is None:
        rules = (NOBODY,)
    for each in rules:
        if not each.holds(actor, thing):
            return Decision(
                permission,
                allowed=False,
                actor=actor,
                thing_id=thing_id,
                rule=each.name,
                reason=each.reason,
                is_sight=each.is_sight,
            )
    return Decision(permission, allowed=True, actor=actor, thing_id=thing_id)


@dataclass(slots=True)
class Ledger:
    """The decisions made during one request, job or work."""

    decisions: list[Decision] = field(default_factory=list)

    def allowed(self, permission: Permission) -> bool:
        """Tell whether this permission was granted in fact."""
        return any(each.allowed and each.permission == permission for each in self.decisions)

    def allowed_permissions(self) -> list[Permission]:
        """Return the permissions granted, in order, each once."""
        return list(dict.fromkeys(each.permission for each in self.decisions if each.allowed))


_ledgers: ContextVar[tuple[Ledger, ...]] = ContextVar("samenzicht_ledgers", default=())


@contextmanager
def keeping_ledger() -> Iterator[Ledger]:
    """Collect the decisions made inside this block; blocks may nest (a request holds a work)."""
    ledger = Ledger()
    token = _ledgers.set((*_ledgers.get(), ledger))
    try:
        yield ledger
    finally:
        _ledgers.reset(token)


def note(decision: Decision) -> None:
    """Write a decision into every open ledger."""
    for ledger in _ledgers.get():
        ledger.decisions.append(decision)


def require(actor: Actor, permission: Permission, thing: Any) -> Decision:
    """Go on only when the actor may.

    Raises:
        NotFound: the actor may not know that the thing exists.
        NotAllowed: the actor sees it but may not do this; carries the reason.
    """
    decision = decide(actor, permission, thing)
    note(decision)
    if decision.allowed:
        return decision
    if decision.is_sight:
        raise NotFound
    raise NotAllowed(decision)


class Abilities:
    """What an actor may do with a thing, for templates: ``{% if may.sign %}``."""

    def __init__(self, actor: Actor, thing: Any, permissions: Iterable[Permission]) -> None:
        self._actor = actor
        self._thing = thing
        self._by_name = {each.name.lower(): each for each in permissions}

    def __getattr__(self, name: str) -> bool:
        try:
            permission = self._by_name[name]
        except KeyError:
            raise AttributeError(name) from None
        return decide(self._actor, permission, self._thing).allowed

    def why_not(self, name: str) -> Any:
        """Return the reason why the actor may not, or an empty string."""
        return decide(self._actor, self._by_name[name], self._thing).reason

    def codes(self) -> list[str]:
        """Return the permissions the actor has, as codes, for the API."""
        return [str(each) for name, each in self._by_name.items() if getattr(self, name)]


def abilities(actor: Actor, thing: Any, permissions: Iterable[Permission]) -> Abilities:
    """Compute abilities from the same grants that `require` uses."""
    return Abilities(actor, thing, permissions)
