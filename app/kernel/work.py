"""The one transaction of a service verb, and the lock on its commit.

`begin_work` is the only place that commits. It refuses to commit a change without an allowed
decision made inside this work, or without a record of it. The lock catches forgetting, not lying.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from typing import cast as typed
from uuid import UUID

from sqlalchemy import Table, TextClause, event, inspect, text
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.exc import InvalidRequestError, SQLAlchemyError
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction, make_transient_to_detached
from sqlalchemy.sql.dml import UpdateBase

from app.kernel import access, clock, db, ids
from app.kernel.access import Actor, Ledger
from app.kernel.audit.entries import Action, Circumstances, Draft, append, draft_of, plant_tree
from app.kernel.bookkeeping import BOOKKEEPING, THE_LOG, tables_written
from app.kernel.errors import HouseFault, NotFound, Repeated, UncheckedWork
from app.kernel.jobs import Deferred, Job, Queue, find_keys

_is_reading: ContextVar[bool] = ContextVar("samenzicht_is_reading", default=False)
_form_key: ContextVar[UUID | None] = ContextVar("samenzicht_form_key", default=None)
_request_id: ContextVar[str] = ContextVar("samenzicht_request_id", default="")
_queue: ContextVar[Queue | None] = ContextVar("samenzicht_queue", default=None)
_still_acts: ContextVar[Callable[[], None] | None] = ContextVar(
    "samenzicht_still_acts", default=None
)


@dataclass(slots=True)
class Work:
    """An open transaction of one actor."""

    actor: Actor
    session: Session
    ledger: Ledger
    drafts: list[Draft] = field(default_factory=list)
    deferred: list[Deferred] = field(default_factory=list)
    changed: set[str] = field(default_factory=set)
    is_bookkeeping: bool = False
    has_put: bool = False
    """True when a job waits for the commit that could be done at once."""

    @property
    def has_last_words(self) -> bool:
        """True when something is to be said together with the commit, or right after it."""
        return bool(self.drafts or self.deferred or self.has_put)

    def add(self, *things: Any) -> None:
        """Add new rows."""
        self.session.add_all(things)

    def put(self, *things: Any) -> None:
        """Add new rows of one kind at once, apart from all other changes; one statement."""
        if things:
            self._insert(insert(_table_of(things[0])), *things)

    def put_unless_taken(self, thing: Any, *columns: str) -> bool:
        """Add a new row at once unless the values of a unique key are taken; tell whether it was.

        Where two may be first at the same moment, neither waits in vain nor undoes anything.

        Args:
            columns: the key.
        """
        adding = insert(_table_of(thing)).on_conflict_do_nothing(index_elements=columns)
        return self._insert(adding, thing) == 1

    def _insert(self, statement: Insert, *things: Any) -> int:
        """Carry out an insert and, unless it added nothing, hold the things as the rows they are.

        Returns how many were added; of several that is not known, and they are.
        """
        _watch(self.session, statement.table.name)
        rows = [_columns_of(each) for each in things]
        told = rows[0] if len(rows) == 1 else rows
        counted = statement.execution_options(preserve_rowcount=True)
        added = self.session.connection().execute(counted, told).rowcount
        if added:
            for each in things:
                make_transient_to_detached(each)
            self.session.add_all(things)
        return added

    def remove(self, thing: Any) -> None:
        """Delete a row."""
        self.session.delete(thing)

    def settle(self) -> None:
        """Send what was changed so far to the database, so that it can be queried."""
        self.session.flush()

    def lock(self, thing: Any) -> None:
        """Take the row for this transaction and read it anew; first, where two may act at once.

        Raises:
            NotFound: it is gone, or row security does not let this actor change it.
        """
        columns = [each.key for each in inspect(type(thing)).column_attrs]
        try:
            self.session.refresh(thing, columns, with_for_update=True)
        except InvalidRequestError as gone:
            raise NotFound from gone

    def record(self, action: Action, thing: Any, **facts: Any) -> None:
        """Write down what happened: ids, numbers and listed values, never content or free text."""
        self.drafts.append(draft_of(action, thing, facts))

    def plant_tree(self, tree_id: UUID) -> None:
        """Start the log of a new place."""
        plant_tree(self.session, tree_id)

    def defer(
        self,
        job: Job,
        *,
        once: str | None = None,
        not_before: datetime | None = None,
        **facts: Any,
    ) -> None:
        """Have a job done after this transaction is committed, and only then.

        Args:
            once: while a job with this key waits, a second is not added.
            not_before: when it may be done; now when None.
        """
        if _queue.get() is None:
            raise HouseFault("No job queue here.")
        self.deferred.append(Deferred(job, facts, once, not_before))

    def put_jobs(self) -> None:
        """Put in the queue what was deferred so far; the end of the work does it by itself."""
        queue, jobs = _queue.get(), self.deferred
        if queue is not None and jobs:
            queue.put(self.session, jobs)
            self.has_put = self.has_put or any(each.not_before is None for each in jobs)
            self.deferred = []

    def find_deferred(self, job: Job, keys: Iterable[str]) -> set[str]:
        """Return which of these keys (``once``) the job was ever put in the queue with."""
        self.put_jobs()
        return find_keys(self.session, job, keys)


def _table_of(thing: Any) -> Table:
    return typed("Table", inspect(type(thing)).local_table)


def _columns_of(thing: Any) -> dict[str, Any]:
    """Return what a new thing says of its columns; the others get what the table gives them."""
    given = vars(thing)
    known = (each for each in inspect(type(thing)).column_attrs if each.key in given)
    return {each.columns[0].name: given[each.key] for each in known}


@contextmanager
def begin_work(actor: Actor) -> Iterator[Work]:
    """Open the transaction of one service verb; committed at the end, undone on any error.

    Raises:
        UncheckedWork: something changed without an allowed decision, or without a record.
        Repeated: this very form was carried out before.
    """
    if _is_reading.get():
        raise UncheckedWork(
            "A GET opens no work; name the route writes_on_get if it records a read."
        )
    with _opened(actor, is_bookkeeping=False) as work:
        yield work


@contextmanager
def keeping_books(actor: Actor) -> Iterator[Work]:
    """Open a transaction that may only write the bookkeeping tables; also on a GET."""
    with _opened(actor, is_bookkeeping=True) as work:
        yield work


@contextmanager
def _opened(actor: Actor, *, is_bookkeeping: bool) -> Iterator[Work]:
    session = db.session()
    if session.info.get("work") is not None:
        raise HouseFault(
            "A work is open already: a function that joins it takes `work`, not `actor`."
        )
    if db.acting() is not actor and db.acting() != actor:
        raise HouseFault("The work's actor is not the session's actor.")
    with access.keeping_ledger() as ledger:
        work = Work(actor, session, ledger, is_bookkeeping=is_bookkeeping)
        session.info["work"], form_key = work, _form_key.get()
        try:
            if not is_bookkeeping:
                _check_still_acts()
                _claim_form_key(work)
            yield work
            session.flush()
            is_whole = work.has_last_words and db.send_with_commit(session)
            work.put_jobs()
            _check_and_append(work)
            session.commit()
            session.info["has_kept"] = True
            if is_whole and work.has_put and (queue := _queue.get()) is not None:
                queue.waker.wake()
        except BaseException:
            _form_key.set(form_key)
            session.rollback()
            raise
        finally:
            session.info["work"] = None


def _check_and_append(work: Work) -> None:
    if work.changed and work.is_bookkeeping:
        raise UncheckedWork(f"Not bookkeeping: {sorted(work.changed)}.")
    if work.changed and not work.ledger.allowed_permissions():
        raise UncheckedWork(f"Changed without a decision: {sorted(work.changed)}.")
    if work.changed and not work.drafts:
        raise UncheckedWork(f"Changed without a record: {sorted(work.changed)}.")
    if work.drafts:
        permissions = [str(each) for each in work.ledger.allowed_permissions()]
        append(
            work.session,
            work.drafts,
            Circumstances(work.actor, permissions, _request_id.get(), clock.now()),
        )


def _check_still_acts() -> None:
    check = _still_acts.get()
    if check is not None:
        check()


def _claim_form_key(work: Work) -> None:
    """Note that this form is being carried out; a second sending of the same form is refused.

    Later works of the request do not claim it again; when this one fails, the next one does.
    """
    key, person_id = _form_key.get(), work.actor.person_id
    if key is None or person_id is None:
        return
    _form_key.set(None)
    claimed = work.session.execute(
        text(
            "insert into idempotency_key (person_id, key, at) values (:person, :key, :at)"
            " on conflict do nothing returning key"
        ),
        {"person": person_id, "key": key, "at": clock.now()},
    ).scalar_one_or_none()
    if claimed is None:
        raise Repeated


@event.listens_for(Session, "before_flush")
def _watch_flush(session: Session, _context: UOWTransaction, _instances: object) -> None:
    touched = [
        *session.new,
        *session.deleted,
        *(x for x in session.dirty if session.is_modified(x)),
    ]
    for thing in touched:
        _watch(session, type(thing).__tablename__)


@event.listens_for(Session, "do_orm_execute")
def _watch_statement(state: ORMExecuteState) -> None:
    statement = state.statement
    if isinstance(statement, UpdateBase):
        _watch(state.session, str(getattr(statement.table, "name", statement.table)))
    elif isinstance(statement, TextClause):
        for table in tables_written(statement.text):
            _watch(state.session, table)


def _watch(session: Session, table: str) -> None:
    work = session.info.get("work")
    if work is None:
        raise UncheckedWork(f"{table} was changed outside a work.")
    if table not in BOOKKEEPING and table not in THE_LOG:
        work.changed.add(table)


def step_outside() -> None:
    """Give the connection back before waiting for somebody outside the house.

    Nothing may leave inside a transaction, and a slow provider must not keep the connection that
    another request needs. What was read stays usable.

    Raises:
        HouseFault: a work is open; what it waits for belongs before it, or in a job.
    """
    current = db.session()
    if current.info.get("work") is not None:
        raise HouseFault("Step outside before the work begins, or defer a job.")
    current.commit()


def end_reading() -> None:
    """End what a request only read; nothing is left that a flush could write.

    It is a commit, because after a rollback the driver forgets the statements it keeps prepared.
    A connection that broke since is no fault of the request: what it changed was committed before.
    """
    current = db.session()
    if current.info.get("work") is None:
        current.expunge_all()
        try:
            current.commit()
        except SQLAlchemyError:
            current.rollback()


def start_over() -> None:
    """Undo what was done and asked since the last commit, also when the transaction failed."""
    current = db.session()
    current.rollback()
    current.expunge_all()


def has_kept() -> bool:
    """Tell whether a work of this request was committed already."""
    return bool(db.session().info.get("has_kept"))


@contextmanager
def circumstances(
    *,
    request_id: str,
    queue: Queue | None,
    form_key: UUID | None = None,
    is_reading: bool = False,
    still_acts: Callable[[], None] | None = None,
) -> Iterator[None]:
    """Tell the works of this request or job where they stand.

    Args:
        request_id: what a person can quote; written in every entry.
        form_key: the rendered form's own key; the same key is carried out once.
        is_reading: True for a GET, which opens no work.
        still_acts: asked at the begin of each work; raises when who asked may act no more.
    """
    tokens = (
        (_request_id, _request_id.set(request_id)),
        (_queue, _queue.set(queue)),
        (_form_key, _form_key.set(form_key)),
        (_is_reading, _is_reading.set(is_reading)),
        (_still_acts, _still_acts.set(still_acts)),
    )
    try:
        yield
    finally:
        for variable, token in reversed(tokens):
            variable.reset(token)  # type: ignore[arg-type]  # each token belongs to its variable


def new_request_id() -> str:
    """Make a reference short enough to read aloud."""
    return ids.new_id().hex[-12:]
