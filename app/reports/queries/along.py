"""What features above us ask along with a report, so that it costs no statement of its own."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import ScalarSelect

from app.kernel.access import Actor
from app.workspaces.models import Workspace

Asked = Callable[[Actor, Workspace], ScalarSelect[str]]
_asked: dict[str, Asked] = {}


def ask_along(name: str, asked: Asked) -> None:
    """Let a feature above add a column to the statement that reads a report; again, it replaces.

    What the column held stands in ``report.asked_along[name]``.
    """
    _asked[name] = asked


def columns_along(actor: Actor, workspace: Workspace) -> list[ScalarSelect[str]]:
    """Return the columns that the features above ask along with a report, in their order."""
    return [each(actor, workspace) for each in _asked.values()]


def read_along(values: tuple[str | None, ...]) -> dict[str, str | None]:
    """Return what the columns held, by the name each was asked with."""
    return dict(zip(_asked, values, strict=True))
