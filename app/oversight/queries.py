"""The log as a person reads it: each line told, or shown as hidden with its fingerprint."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from app.adapters.blobs import NamedBlob
from app.desk import queries as desk
from app.desk.queries import Phrasebook, Told
from app.identity import queries as identity
from app.identity.models import Organisation, Person
from app.kernel import db
from app.kernel.access import Actor
from app.kernel.audit import reading
from app.kernel.audit.models import LogErasure
from app.kernel.audit.reading import Choice, Line
from app.kernel.clock import HOME_ZONE
from app.oversight.facts import in_words
from app.oversight.models import ArchivePackage
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace

PAGE = 50


def find_package(
    actor: Actor, workspace: Workspace, *, is_locked: bool = False
) -> ArchivePackage | None:
    """Find the archive package that the actor asked for of a workspace.

    Args:
        is_locked: nobody else may change it until the work ends.
    """
    statement = (
        select(ArchivePackage)
        .where(
            ArchivePackage.workspace_id == workspace.id,
            ArchivePackage.person_id == actor.person_id,
        )
        .execution_options(populate_existing=True)
    )
    if is_locked:
        statement = statement.with_for_update()
    return db.session().execute(statement).scalar_one_or_none()


def find_package_by_id(package_id: UUID) -> ArchivePackage | None:
    """Find a package by its id, as it is now, for the job that makes it; nobody else changes it."""
    statement = (
        select(ArchivePackage)
        .where(ArchivePackage.id == package_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return db.session().execute(statement).scalar_one_or_none()


def forget_packages(moment: datetime) -> int:
    """Let go of packages whose time is over; the collector removes what they named."""
    return int(db.session().execute(_FORGET, {"moment": moment}).scalar_one())


def list_stored_packages() -> Iterator[NamedBlob]:
    """Yield the blob of every package that lies ready; for the keeper, who reads all rows."""
    statement = (
        select(ArchivePackage)
        .where(ArchivePackage.blob_id.is_not(None))
        .order_by(ArchivePackage.id)
        .execution_options(yield_per=500)
    )
    for row in db.session().execute(statement).scalars():
        yield NamedBlob("archive package", row.id, row.workspace_id, row.stored)


_FORGET = text("select samenzicht_forget_packages(:moment)")


@dataclass(frozen=True, slots=True)
class LogLine:
    """A line on screen."""

    number: int
    fingerprint: str
    told: Told | None
    """None: the reader may not see what the line is about, or nobody may any more."""
    facts: str
    erased: LogErasure | None


@dataclass(frozen=True, slots=True)
class LogDay:
    """The lines of one day; hidden lines stand with the day of the line above them."""

    day: date | None
    lines: list[LogLine]


@dataclass(frozen=True, slots=True)
class LogPage:
    """One page of the log, newest first."""

    days: list[LogDay]
    size: int
    """How many lines there are in all."""
    first: int | None
    last: int | None
    older: int | None
    """Where the next page begins; None on the last."""
    people: list[Person]
    """Who works in the workspace, and who else did something on this page, by name."""


def read_log(
    actor: Actor,
    workspace: Workspace,
    *,
    choice: Choice,
    past: int | None,
    organisations: Mapping[UUID, Organisation],
    phrasebook: Phrasebook,
    limit: int = PAGE,
) -> LogPage:
    """Return a page of the log of a workspace that was loaded for this actor.

    Args:
        choice: what to leave out; hidden lines are left out then, as nothing is known of them.
        past: number after the newest line wanted; None for the newest of all.
        organisations: participants by id, to name them in the facts.
        limit: how many lines at most.
    """
    size = reading.size_of(db.session(), workspace.id)
    past = max(0, min(past, size)) if past is not None else size
    lines = list_lines(workspace, choice=choice, past=past, limit=limit)
    happened = [line.happening for line in lines if line.happening is not None]
    people = identity.list_people({each.actor_id for each in happened if each.actor_id})
    working = [each.person for each in workspaces.list_members(workspace)]
    titles = desk.find_titles(
        actor, [workspace], ids={each.object_id for each in happened if each.object_id}
    )
    told = desk.tell(
        [(each, titles.get(each.object_id) if each.object_id else None) for each in happened],
        places={workspace.id: workspace},
        people=people,
        phrasebook=phrasebook,
    )
    by_number = {each.index: said for each, said in zip(happened, told, strict=True)}
    shown = [_line(line, by_number, organisations) for line in lines]
    oldest = lines[-1].index if lines else 0
    return LogPage(
        days=_by_day(shown),
        size=size,
        first=oldest + 1 if lines else None,
        last=lines[0].index + 1 if lines else None,
        older=oldest if oldest > 0 and len(lines) == limit else None,
        people=sorted(
            {each.id: each for each in (*people.values(), *working)}.values(),
            key=lambda each: (each.name, each.id),
        ),
    )


def list_lines(workspace: Workspace, *, choice: Choice, past: int, limit: int) -> list[Line]:
    """Return lines of a workspace's log before an index, newest first."""
    if choice.is_made:
        return reading.list_chosen(
            db.session(), workspace.id, choice=choice, past=past, limit=limit
        )
    return reading.list_lines(db.session(), workspace.id, past=past, limit=limit)


def _line(
    line: Line, told: Mapping[int, Told], organisations: Mapping[UUID, Organisation]
) -> LogLine:
    facts: Mapping[str, Any] = line.happening.facts if line.happening else {}
    return LogLine(
        number=line.index + 1,
        fingerprint=line.leaf_hash.hex(),
        told=told.get(line.index),
        facts=in_words(facts, organisations),
        erased=line.erased,
    )


def _by_day(lines: Sequence[LogLine]) -> list[LogDay]:
    days: list[LogDay] = []
    for line in lines:
        day = line.told.at.astimezone(HOME_ZONE).date() if line.told else None
        if not days or (day is not None and day != days[-1].day and days[-1].day is not None):
            days.append(LogDay(day, []))
        elif days[-1].day is None and day is not None:
            days[-1] = LogDay(day, days[-1].lines)
        days[-1].lines.append(line)
    return days
