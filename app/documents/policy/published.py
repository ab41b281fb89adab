"""The truth table of who sees what, as it is published.

What is said here of roles is read from the policy itself; what is said of rules is data that the
tests put to the policy line by line. So the help page cannot say something else than what happens.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.documents.models import Level
from app.documents.policy.sight import CAP_OF_READERS, CAPS, WORKERS
from app.workspaces.models import MemberRole


class About(StrEnum):
    """Whom a rule is about, seen from one person of that organisation."""

    EVERYBODY = "everybody"
    PERSON = "person"
    """By name: the person asked about."""
    COLLEAGUE = "colleague"
    """By name: somebody else of the same organisation."""


class Lasting(StrEnum):
    """Until when a rule holds, seen from today."""

    HOLDS = "holds"
    LAST_DAY = "last_day"
    """Today is the last day."""
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Said:
    """One rule in the policy that governs."""

    level: Level
    about: About = About.EVERYBODY
    lasting: Lasting = Lasting.HOLDS


@dataclass(frozen=True, slots=True)
class Line:
    """Some rules, and what a coordinator of the organisation they are about then may."""

    rules: tuple[Said, ...]
    result: Level


@dataclass(frozen=True, slots=True)
class RoleLine:
    """The most somebody with a role may, with the own documents and with those of others."""

    role: MemberRole
    own: Level
    others: Level


def _line(result: Level, *rules: Said) -> Line:
    return Line(rules, result)


LINES = (
    _line(Level.NONE),
    *(_line(each, Said(each)) for each in Level),
    _line(Level.VIEW, Said(Level.VIEW, lasting=Lasting.LAST_DAY)),
    _line(Level.NONE, Said(Level.VIEW, lasting=Lasting.ENDED)),
    _line(Level.VIEW, Said(Level.VIEW, About.PERSON)),
    _line(Level.NONE, Said(Level.VIEW, About.COLLEAGUE)),
    _line(Level.DOWNLOAD, Said(Level.VIEW), Said(Level.DOWNLOAD, About.PERSON)),
    _line(Level.VIEW, Said(Level.VIEW), Said(Level.DOWNLOAD, About.COLLEAGUE)),
    _line(Level.VIEW, Said(Level.VIEW), Said(Level.DOWNLOAD, lasting=Lasting.ENDED)),
    _line(Level.NONE, Said(Level.DOWNLOAD), Said(Level.NONE)),
    _line(Level.NONE, Said(Level.DOWNLOAD), Said(Level.NONE, About.PERSON)),
    _line(Level.DOWNLOAD, Said(Level.DOWNLOAD), Said(Level.NONE, About.COLLEAGUE)),
    _line(Level.DOWNLOAD, Said(Level.DOWNLOAD), Said(Level.NONE, lasting=Lasting.ENDED)),
)
"""Rules that stand together in the governing policy. At *finding* the document itself is absent;
it may be cited to that organisation as closed evidence."""


class State(StrEnum):
    """How a document stands apart from its rules."""

    OPEN = "open"
    PRIVATE = "private"
    WITHDRAWN = "withdrawn"
    CHECKING = "checking"
    LEFT_RULES = "left_rules"
    """Its owner left, and chose that its rules go on."""
    LEFT_EVIDENCE = "left_evidence"
    LEFT_CLOSED = "left_closed"
    """Its owner left and chose that nothing stays, or chose nothing."""


@dataclass(frozen=True, slots=True)
class StateLine:
    """What a coordinator may whom a rule gives *download*, and one of the owner, by state."""

    state: State
    own: Level
    others: Level


STATE_LINES = (
    StateLine(State.OPEN, own=Level.MANAGE, others=Level.DOWNLOAD),
    StateLine(State.PRIVATE, own=Level.MANAGE, others=Level.NONE),
    StateLine(State.WITHDRAWN, own=Level.MANAGE, others=Level.NONE),
    StateLine(State.CHECKING, own=Level.MANAGE, others=Level.NONE),
    StateLine(State.LEFT_RULES, own=Level.NONE, others=Level.DOWNLOAD),
    StateLine(State.LEFT_EVIDENCE, own=Level.NONE, others=Level.FINDING),
    StateLine(State.LEFT_CLOSED, own=Level.NONE, others=Level.NONE),
)
"""States that go before every rule: at *none* a document cannot be cited either."""

ROLE_LINES = tuple(
    RoleLine(
        role,
        own=Level.MANAGE if role in WORKERS else Level.DOWNLOAD,
        others=CAPS.get(role, CAP_OF_READERS),
    )
    for role in MemberRole
)
"""What a role allows at most, whatever was granted."""
