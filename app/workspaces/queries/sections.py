"""The parts of a workspace, as its tabs show them; each feature offers its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ScalarSelect

from app.kernel.access import Actor
from app.workspaces.models import Foothold, Workspace

ORDER = (
    "overview",
    "cases",
    "documents",
    "tasks",
    "findings",
    "reports",
    "members",
    "log",
    "closing",
)
"""The fixed order of the tabs; people learn places by position."""

MOST_COUNTED = 100
"""Where counting may stop: a tab does not cost more because more exists."""

Counter = Callable[..., ScalarSelect[int]]
"""Takes (actor, foothold), and then pairs of the same for who must see what is counted too."""
Beholder = tuple[Actor, Foothold]
"""Who looks, and what they are in the workspace."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of every workspace."""

    key: str
    label: Any
    """A lazy word."""
    path: str
    """What follows the workspace's own address: ``/documents``."""
    count: Counter | None = None
    """A scalar subquery of what this reader may see; all run inside one statement."""
    keys: str = ""
    """Keyboard sequence, ``g d``."""
    is_in: Callable[[Workspace], bool] = bool
    """In which workspaces, as they were loaded for who looks; in all when nothing is said."""


@dataclass(frozen=True, slots=True)
class Aside:
    """A number that the statement of the frame answers along."""

    key: str
    count: Counter
    tell: Callable[[int], None]
    """Whom to tell it."""


_sections: dict[str, Section] = {}
_asides: dict[str, Aside] = {}


def offer_section(section: Section) -> None:
    """Put a part under the tabs; offered again, it takes the place of itself."""
    _sections[section.key] = section


def offer_aside(aside: Aside) -> None:
    """Have a number counted along under every workspace page; offered again, it takes its place."""
    _asides[aside.key] = aside


def asides() -> list[Aside]:
    """Return the numbers that are counted along."""
    return list(_asides.values())


def sections(workspace: Workspace) -> list[Section]:
    """Return the parts of a workspace in their fixed order."""
    return [_sections[key] for key in ORDER if key in _sections and _sections[key].is_in(workspace)]
