"""Turns of works that read how much hangs together before they change a part of it."""

from __future__ import annotations

from app.kernel import turns
from app.kernel.turns import Turn
from app.workspaces.models import Workspace

WHAT_HANGS_TOGETHER = Turn("tasks:{}")


def wait_for_turn(workspace: Workspace) -> None:
    """Let works about what hangs together in one workspace go one after the other, until they end.

    Which task waits for which, which term follows which, and which task is due at the end of which
    term: each of two works would see the whole without what the other is about to change. First
    thing in a work, before a row is held.
    """
    turns.wait_for(WHAT_HANGS_TOGETHER.of(workspace.id))
