"""The larger thing a task belongs to, told by whoever keeps it; there it is delivered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.kernel.access import Actor
from app.tasks.models import Task


@dataclass(frozen=True, slots=True)
class Home:
    """Where the work of a task is done, as its page names it."""

    title: str
    url: str


Finder = Callable[[Actor, Task], Home | None]
_finders: dict[str, Finder] = {}


def offer_home(name: str, finder: Finder) -> None:
    """Let a feature above say to which of its things a task belongs; again, it replaces itself."""
    _finders[name] = finder


def home_of(actor: Actor, task: Task) -> Home | None:
    """Return the larger thing a task belongs to; only one that is a part has it."""
    if not task.is_part:
        return None
    found = (finder(actor, task) for finder in _finders.values())
    return next((each for each in found if each is not None), None)
