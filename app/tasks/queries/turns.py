"""Turns of works that read how much hangs together before they change a part of it."""

from __future__ import annotations

from sqlalchemy import func, select

from app.kernel import db
from app.workspaces.models import Workspace


def wait_for_turn(workspace: Workspace) -> None:
    """Let works about what hangs together in one workspace go one after the other, until they end.

    Which task waits for which, which term follows which, and which task is due at the end of which
    term: each of two works would see the whole without what the other is about to change. First
    thing in a work, before a row is held.
    """
    name = f"tasks:{workspace.id}"
    db.session().execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))
