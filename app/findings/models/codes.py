"""The codes in which we observe and judge: aspects, judgements, who reads along."""

from __future__ import annotations

from enum import StrEnum


class Aspect(StrEnum):
    """The four aspects of supervision."""

    RESOURCES = "resources"
    COOPERATION = "cooperation"
    INFORMATION = "information"
    GOVERNANCE = "governance"


class Judgement(StrEnum):
    """What the facts say against the norm."""

    MEETS = "meets"
    PARTLY = "partly"
    NOT_MET = "not_met"
    NOT_ASSESSED = "not_assessed"


class Audience(StrEnum):
    """Who reads a finding beside its own organisation."""

    OWN = "own"
    WORKSPACE = "workspace"


class FindingStatus(StrEnum):
    """Still being written, or put forward as final."""

    CONCEPT = "concept"
    FINAL = "final"


class Capacity(StrEnum):
    """In what capacity somebody asked for a change."""

    OWN = "own"
    """Nobody asked: the author's organisation saw it by itself."""
    PARTNER = "partner"
    INSPECTED = "inspected"
    MINISTRY = "ministry"
    OTHER = "other"


class Outcome(StrEnum):
    """What the author did with what was asked."""

    ADOPTED = "adopted"
    PARTLY = "partly"
    NOT_ADOPTED = "not_adopted"


class Level(StrEnum):
    """Where a line of a framework stands: what is asked, when it is met, how that is tested."""

    NORM = "norm"
    CRITERION = "criterion"
    INDICATOR = "indicator"

    @property
    def below(self) -> Level | None:
        """The level of what stands under it; nothing stands under an indicator."""
        order = list(Level)
        return order[order.index(self) + 1] if self != Level.INDICATOR else None


class Sense(StrEnum):
    """How somebody came to know what they observed."""

    SEEN = "seen"
    HEARD = "heard"
    """Heard, or told in an interview."""
    READ = "read"
    MEASURED = "measured"


class SubjectKind(StrEnum):
    """What an observation is about."""

    ENTITY = "entity"
    """A supervised organisation."""
    SITE = "site"
    THEME = "theme"
