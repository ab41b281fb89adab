"""Reading the named terms of a workspace."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from app.kernel import clock, db
from app.kernel.access import Actor, require
from app.kernel.errors import NotFound
from app.tasks.models import NamedTerm, Task, TaskStatus, TermChange
from app.tasks.policy import TermPermission, terms_visible_to
from app.tasks.queries.deadlines import Deadline, read_day, read_moment
from app.tasks.queries.reckoning import Given, Reckoned, given_of, reckon
from app.tasks.queries.term_words import end_in_words, explained, length_in_words
from app.workspaces.models import Workspace


@dataclass(frozen=True, slots=True)
class TermRow:
    """A term as it reads today."""

    term: NamedTerm
    changes: tuple[TermChange, ...]
    reckoned: Reckoned
    length: str
    ends: str
    steps: tuple[str, ...]
    deadline: Deadline | None
    """None while it has not started, and once it is closed or its workspace is."""
    after: NamedTerm | None

    @property
    def url(self) -> str:
        """Address of its page."""
        return f"/workspaces/{self.term.workspace.ref}/tasks/terms/{self.term.id}"


def get_term_for(
    actor: Actor, permission: TermPermission, *, term_id: UUID, workspace: Workspace
) -> NamedTerm:
    """Return a term of a workspace that the actor has loaded, and decide the permission."""
    statement = _terms(actor, workspace).where(NamedTerm.id == term_id)
    found = db.session().execute(statement).scalar_one_or_none()
    if found is None:
        raise NotFound
    found.workspace = workspace
    require(actor, permission, found)
    return found


def list_terms(actor: Actor, workspace: Workspace) -> list[TermRow]:
    """Return the terms of a workspace, what ends first on top; one statement."""
    terms, changes = _all(actor, workspace)
    ends = reckon(given_of(each, changes) for each in terms)
    by_id = {each.id: each for each in terms}
    rows = [_row(each, ends[each.id], changes=changes, by_id=by_id) for each in terms]
    return sorted(rows, key=_place)


def list_running(actor: Actor, workspace: Workspace) -> list[tuple[NamedTerm, Reckoned]]:
    """Return the terms of a workspace that are not closed, with when each ends; one statement."""
    terms, changes = _all(actor, workspace)
    running = [each for each in terms if each.ended_at is None]
    ends = reckon(given_of(each, changes) for each in running)
    return [(each, ends[each.id]) for each in running]


def list_given(actor: Actor, workspace: Workspace) -> list[Given]:
    """Return the terms of a workspace as they are counted, also those closed; one statement.

    Read anew, also what was read before: somebody may have changed it meanwhile.
    """
    terms, changes = _all(actor, workspace, is_fresh=True)
    return [given_of(each, changes) for each in terms]


def list_changes(actor: Actor, term: NamedTerm) -> list[TermChange]:
    """Return what happened to a term, in the order it is counted; read anew."""
    _terms_here, changes = _all(actor, term.workspace, is_fresh=True)
    return [each for each in changes if each.term_id == term.id]


def find_change(changes: Iterable[TermChange], change_id: UUID | None) -> TermChange | None:
    """Return one of some changes; none when it was taken back, or is not there."""
    return next((each for each in changes if each.id == change_id and each.counts), None)


def count_terms(workspace: Workspace) -> int:
    """Return how many terms a workspace has, those that are closed with them."""
    statement = (
        select(func.count()).select_from(NamedTerm).where(NamedTerm.workspace_id == workspace.id)
    )
    return db.session().execute(statement).scalar_one()


def list_term_names(actor: Actor, workspace: Workspace) -> list[tuple[UUID, str]]:
    """Return the terms a task may follow: not closed, by name."""
    statement = (
        select(NamedTerm.id, NamedTerm.name)
        .where(
            NamedTerm.workspace_id == workspace.id,
            NamedTerm.ended_at.is_(None),
            terms_visible_to(actor),
        )
        .order_by(NamedTerm.name, NamedTerm.id)
    )
    return [(row[0], row[1]) for row in db.session().execute(statement)]


def find_term_name(actor: Actor, task: Task) -> str | None:
    """Return the name of the term a task follows, to whoever sees that term."""
    if task.term_id is None:
        return None
    statement = select(NamedTerm.name).where(NamedTerm.id == task.term_id, terms_visible_to(actor))
    return db.session().execute(statement).scalar_one_or_none()


def _all(
    actor: Actor, workspace: Workspace, *, is_fresh: bool = False
) -> tuple[Sequence[NamedTerm], Sequence[TermChange]]:
    """Return the terms of a workspace with what happened to each, the first change on top."""
    statement = (
        _terms(actor, workspace)
        .outerjoin(TermChange, TermChange.term_id == NamedTerm.id)
        .add_columns(TermChange)
        .order_by(TermChange.made_at, TermChange.id)
    )
    fresh = statement.execution_options(populate_existing=is_fresh)
    rows = db.session().execute(fresh).all()
    terms = list({term.id: term for term, _change in rows}.values())
    for each in terms:
        each.workspace = workspace
    return terms, _in_order([change for _term, change in rows if change is not None])


def _in_order(changes: Sequence[TermChange]) -> list[TermChange]:
    """Put what corrects a change in the place of that, right behind it."""
    known = {each.id: each for each in changes}

    def place(change: TermChange) -> tuple[datetime, UUID, datetime]:
        first = change
        while first.instead_of_id in known:
            first = known[first.instead_of_id]
        return first.made_at, first.id, change.made_at

    return sorted(changes, key=place)


def _terms(actor: Actor, workspace: Workspace) -> Select[NamedTerm]:
    return (
        select(NamedTerm)
        .options(joinedload(NamedTerm.organisation, innerjoin=True))
        .where(NamedTerm.workspace_id == workspace.id, terms_visible_to(actor))
        .order_by(NamedTerm.name, NamedTerm.id)
    )


def _row(
    term: NamedTerm,
    reckoned: Reckoned,
    *,
    changes: Sequence[TermChange],
    by_id: dict[UUID, NamedTerm],
) -> TermRow:
    is_watched = term.ended_at is None and term.workspace.is_open
    return TermRow(
        term=term,
        changes=tuple(each for each in changes if each.term_id == term.id),
        reckoned=reckoned,
        length=length_in_words(term.length, term.unit),
        ends=end_in_words(reckoned),
        steps=explained(reckoned),
        deadline=_deadline(reckoned) if is_watched and reckoned.ends_on else None,
        after=by_id.get(term.after_id) if term.after_id else None,
    )


def _deadline(reckoned: Reckoned) -> Deadline:
    """Read the end today; the term has been counted, so it does not run on once more."""
    if reckoned.ends_at is not None:
        return read_moment(reckoned.ends_at, now=clock.now())
    return read_day(TaskStatus.ACCEPTED, reckoned.ends_on, today=clock.today())


def _place(row: TermRow) -> tuple[bool, date, str]:
    is_closed = row.term.ended_at is not None
    return is_closed, row.reckoned.ends_on or date.max, row.term.name
