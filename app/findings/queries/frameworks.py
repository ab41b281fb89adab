"""Reading frameworks and their lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, func, select
from sqlalchemy.orm import contains_eager, joinedload

from app.findings.models import Framework, Level, Norm
from app.findings.policy import FrameworkPermission, frameworks_visible_in
from app.kernel import db
from app.kernel.access import Actor, require
from app.kernel.errors import NotFound
from app.workspaces.models import Workspace

_RANKS = {each: rank for rank, each in enumerate(Level)}


@dataclass(frozen=True, slots=True)
class FrameworkRow:
    """A framework in a list, with how much is tested by it."""

    framework: Framework
    norms: int
    lines: int
    """Norms, criteria and indicators together."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a framework where it stands: below which, and how deep."""

    norm: Norm
    depth: int


def get_framework_for(
    actor: Actor, permission: FrameworkPermission, *, framework_id: UUID, workspace: Workspace
) -> Framework:
    """Return a framework of a workspace that the actor has loaded, and decide the permission."""
    statement = (
        select(Framework)
        .options(joinedload(Framework.organisation, innerjoin=True))
        .where(Framework.id == framework_id, frameworks_visible_in(actor, workspace))
        .execution_options(populate_existing=True)
    )
    found = db.session().execute(statement).scalar_one_or_none()
    if found is None:
        raise NotFound
    found.workspace = workspace
    require(actor, permission, found)
    return found


def list_frameworks(actor: Actor, workspace: Workspace) -> list[FrameworkRow]:
    """Return the frameworks the actor may read: those in use first, then by title."""
    statement = (
        select(Framework, _count_lines(Norm.level == Level.NORM), _count_lines())
        .options(joinedload(Framework.organisation, innerjoin=True))
        .where(frameworks_visible_in(actor, workspace))
        .order_by(Framework.retired_at.is_not(None), Framework.title, Framework.id)
    )
    rows = []
    for framework, norms, lines in db.session().execute(statement):
        framework.workspace = workspace
        rows.append(FrameworkRow(framework, norms, lines))
    return rows


def _count_lines(*conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    return (
        select(func.count())
        .select_from(Norm)
        .where(Norm.framework_id == Framework.id, Norm.retired_at.is_(None), *conditions)
        .scalar_subquery()
    )


def list_lines(framework: Framework, *, for_change: bool = False) -> list[Line]:
    """Return the lines of a framework that are in use, each below the one it belongs to."""
    statement = (
        select(Norm)
        .where(Norm.framework_id == framework.id, Norm.retired_at.is_(None))
        .order_by(Norm.position, Norm.code, Norm.id)
    )
    if for_change:
        statement = statement.with_for_update()
    return in_tree(db.session().execute(statement).scalars())


def get_line_for(
    actor: Actor, permission: FrameworkPermission, *, norm_id: UUID, workspace: Workspace
) -> Norm:
    """Return a line that is in use, with its framework, and decide the permission on that."""
    statement = (
        select(Norm)
        .join(Norm.framework)
        .options(contains_eager(Norm.framework).joinedload(Framework.organisation, innerjoin=True))
        .where(
            Norm.id == norm_id,
            Norm.retired_at.is_(None),
            frameworks_visible_in(actor, workspace),
        )
        .execution_options(populate_existing=True)
    )
    found = db.session().execute(statement).scalar_one_or_none()
    if found is None:
        raise NotFound
    found.framework.workspace = workspace
    require(actor, permission, found.framework)
    return found


def list_norms(actor: Actor, workspace: Workspace, *, but_also: UUID | None = None) -> list[Norm]:
    """Return what is tested in a workspace, in order, as far as the actor may read it.

    Args:
        but_also: a line that is offered though it is retired: the one a finding rests on.
    """
    in_use = Norm.retired_at.is_(None) & Framework.retired_at.is_(None)
    statement = (
        select(Norm)
        .join(Norm.framework)
        .options(contains_eager(Norm.framework))
        .where(
            frameworks_visible_in(actor, workspace),
            in_use if but_also is None else in_use | (Norm.id == but_also),
        )
        .order_by(Framework.title, Framework.id, Norm.position, Norm.code, Norm.id)
    )
    by_framework = defaultdict[UUID, list[Norm]](list)
    for each in db.session().execute(statement).scalars():
        by_framework[each.framework_id].append(each)
    return [line.norm for norms in by_framework.values() for line in in_tree(norms)]


def in_tree(norms: Iterable[Norm]) -> list[Line]:
    """Put lines below the one they belong to, in their order; none is lost."""
    rows = list(norms)
    codes = {each.code for each in rows}
    below = defaultdict[str, list[Norm]](list)
    for each in rows:
        below[each.parent_code if each.parent_code in codes else ""].append(each)
    lines: list[Line] = []
    waiting = list(reversed(below.pop("", [])))
    while waiting:
        norm = waiting.pop()
        lines.append(Line(norm, _RANKS[Level(norm.level)]))
        waiting += reversed(below.pop(norm.code, []))
    left = (each for norms in below.values() for each in norms)
    return lines + [Line(each, _RANKS[Level(each.level)]) for each in left]
