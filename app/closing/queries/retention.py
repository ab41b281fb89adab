"""How long what one's organisation brought is kept, and what is due for destruction or transfer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from app.closing.models import RetentionChoice
from app.closing.policy import HoldRegister
from app.closing.selection import ArchiveLaw, SelectionItem, SelectionLists
from app.kernel import db
from app.kernel.access import Actor
from app.kernel.clock import HOME_ZONE
from app.kernel.terms import Explanation
from app.workspaces.models import Workspace

_KEPT = text("select * from samenzicht_retention() order by ref")


@dataclass(frozen=True, slots=True)
class Kept:
    """What one's organisation brought to a workspace that closed, and until when it is kept."""

    place_id: UUID
    ref: str
    closed_at: datetime
    item: SelectionItem | None
    """None while no category was chosen."""
    due: Explanation | None
    is_held: bool
    """True under a legal hold: nothing is destroyed, whatever day it is."""

    def is_due_on(self, day: date) -> bool:
        """Tell whether its term has ended."""
        return self.due is not None and day >= self.due.ends_on


def find_retention(actor: Actor, workspace: Workspace) -> RetentionChoice | None:
    """Find what the actor's organisation chose for this workspace."""
    statement = (
        select(RetentionChoice)
        .where(
            RetentionChoice.workspace_id == workspace.id,
            RetentionChoice.organisation_id == actor.organisation_id,
        )
        .execution_options(populate_existing=True)
    )
    return db.session().execute(statement).scalar_one_or_none()


def due_of(
    item: SelectionItem | None, law: str | None, closed_at: datetime | None
) -> Explanation | None:
    """Return when a category is due after a closing; None while one of them is not known."""
    if item is None or closed_at is None:
        return None
    return item.due(closed_at.astimezone(HOME_ZONE).date(), ArchiveLaw(law or "1995"))


def list_kept(
    register: HoldRegister, organisation: str, *, lists: SelectionLists
) -> Sequence[Kept]:
    """Return what is kept in closed workspaces, what is due first in front.

    Args:
        register: that was loaded for the actor; the database tells the same places.
        organisation: code of the own one, whose selection list counts.
    """
    known = {each.id for each in register.places}
    rows = [
        _kept(row, lists.find(organisation, row.item) if row.item else None)
        for row in db.session().execute(_KEPT)
        if row.place in known
    ]
    return sorted(rows, key=lambda each: (each.due.ends_on if each.due else date.max, each.ref))


def _kept(row: Any, item: SelectionItem | None) -> Kept:
    due = due_of(item, row.law, row.closed_at)
    return Kept(row.place, row.ref, row.closed_at, item, due, row.is_held)
