"""The database: one engine, one session per request or job, and who asks, told to PostgreSQL.

Row-level security is the second wall. It rests on settings local to the transaction:
``samenzicht.person``, ``samenzicht.organisation``, ``samenzicht.place`` (the one place a job works
in) and ``samenzicht.strength`` (``weak`` for who may see nothing classified). Beside them stand the
day and the moment, for what the database itself writes down, and a note of where who asks takes
part, which the policies read instead of looking it up each. They are set by the ``after_begin``
event, so that no transaction can forget them; without them the policies show nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Engine,
    Executable,
    MetaData,
    Row,
    String,
    Uuid,
    bindparam,
    case,
    cast,
    create_engine,
    event,
    func,
    literal_column,
    text,
    true,
)
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.orm import DeclarativeBase, Session, SessionTransaction, sessionmaker
from sqlalchemy.types import TypeDecorator

from app.kernel import clock, ids
from app.kernel.driver import OneBreath, PlainCursor
from app.kernel.errors import HouseFault

if TYPE_CHECKING:
    from app.kernel.access import Actor

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

PREPARED_AFTER = 2
"""A statement is prepared when it is sent more often than this on one connection."""
KEPT_PREPARED = 400
"""Statements kept prepared on one connection."""

WEAK = "weak"
"""What PostgreSQL is told of who may see nothing classified."""

TELL_WHO_ASKS = text(
    "select set_config('samenzicht.person', :person, true),"
    " set_config('samenzicht.organisation', :organisation, true),"
    " set_config('samenzicht.place', :place, true),"
    " set_config('samenzicht.strength', :strength, true),"
    " set_config('samenzicht.today', :today, true),"
    " set_config('samenzicht.moment', :moment, true),"
    " samenzicht_note_places()"
)


class UtcMoment(TypeDecorator[datetime]):
    """A moment; refuses naive values on the way in, gives aware UTC on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: object) -> datetime | None:  # noqa: ARG002 - signature of SQLAlchemy
        """Refuse a moment without a zone."""
        if value is not None and value.tzinfo is None:
            raise HouseFault("A moment without a time zone was given to the database.")
        return value

    def process_result_value(self, value: datetime | None, dialect: object) -> datetime | None:  # noqa: ARG002 - signature of SQLAlchemy
        """Return the moment in UTC."""
        return value if value is None or value.tzinfo is UTC else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Mother of all models."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {datetime: UtcMoment(), UUID: Uuid()}  # noqa: RUF012 - read by SQLAlchemy as it stands


def new_key() -> UUID:
    """Make the primary key of a new row."""
    return ids.new_id()


class Database:
    """One engine and the sessions made from it."""

    def __init__(self, url: str, *, pool_size: int = 8) -> None:
        self.engine = _engine(url, pool_size=pool_size)
        self._sessions = sessionmaker(self.engine, autoflush=False, expire_on_commit=False)

    @contextmanager
    def session_for(self, actor: Actor | None) -> Iterator[Session]:
        """Bind a session to this request or job; what was not committed by its work is undone.

        Args:
            actor: who asks; None until sign-in is known, then see `act_as`.
        """
        with self._sessions() as new:
            new.info["actor"] = actor
            token = _current.set(new)
            try:
                yield new
            finally:
                _current.reset(token)

    def dispose(self) -> None:
        """Close all connections."""
        self.engine.dispose()


_current: ContextVar[Session] = ContextVar("samenzicht_session")


def session() -> Session:
    """Return the session of this request or job."""
    try:
        return _current.get()
    except LookupError:
        raise HouseFault("No session here: open one with Database.session_for().") from None


def rows(statement: Executable, values: dict[str, Any]) -> Sequence[Row[Any]]:
    """Read columns only: plain rows, which cost half of what rows that may hold things do."""
    return session().connection().execute(statement, values).all()


def telling(
    person_id: Any, organisation_id: Any, *, is_strong: ColumnElement[bool] | None = None
) -> ColumnElement[str]:
    """Return a column that tells PostgreSQL who asks, for the very statement that finds it out.

    Args:
        is_strong: whether they may see what is classified; yes when nothing is said.
    """
    nothing = literal_column("''", String())
    weak = literal_column(f"'{WEAK}'", String())
    strength = nothing if is_strong is None else case((is_strong, nothing), else_=weak)
    told: dict[str, ColumnElement[str]] = {
        "samenzicht.person": cast(person_id, String),
        "samenzicht.organisation": cast(organisation_id, String),
        "samenzicht.place": nothing,
        "samenzicht.strength": strength,
        "samenzicht.today": bindparam("today", callable_=lambda: clock.today().isoformat()),
        "samenzicht.moment": bindparam("moment", callable_=lambda: clock.now().isoformat()),
    }
    return func.concat(
        *(
            func.set_config(literal_column(f"'{name}'"), value, true())
            for name, value in told.items()
        ),
        func.samenzicht_note_places(),
    )


def note_told(person_id: UUID, organisation_id: UUID, *, is_strong: bool = True) -> None:
    """Note that a statement with `telling` was answered: whom the transaction takes for asking."""
    session().info["told"] = (person_id, organisation_id, is_strong)


def act_as(actor: Actor) -> None:
    """Tell the session, and PostgreSQL in the running transaction, who asks from now on."""
    current = session()
    current.info["actor"] = actor
    asking = (actor.person_id, actor.organisation_id, actor.is_strong)
    is_told = current.info.pop("told", None) == asking
    if current.in_transaction() and not is_told:
        _tell(current.connection(), actor)


def acting() -> Actor | None:
    """Return who asks in this session, or None before sign-in is known."""
    actor: Actor | None = session().info.get("actor")
    return actor


def somebody(without_ids: Callable[[Actor], Actor]) -> tuple[Actor, Actor] | None:
    """Return who acts, and the same without their ids; None outside a session of somebody.

    Args:
        without_ids: makes the second of the first, once a session.
    """
    current = _current.get(None)
    actor: Actor | None = None if current is None else current.info.get("actor")
    if current is None or actor is None:
        return None
    found: tuple[Actor, Actor] | None = current.info.get("somebody")
    if found is None or found[0] is not actor:
        found = current.info["somebody"] = (actor, without_ids(actor))
    return found


def _tell(connection: Connection, actor: Actor) -> None:
    connection.execute(
        TELL_WHO_ASKS,
        {
            "person": str(actor.person_id or ""),
            "organisation": str(actor.organisation_id or ""),
            "place": str(actor.place_id or ""),
            "strength": "" if actor.is_strong else WEAK,
            "today": clock.today().isoformat(),
            "moment": clock.now().isoformat(),
        },
    )


@event.listens_for(Session, "after_begin")
def _after_begin(owner: Session, transaction: SessionTransaction, connection: Connection) -> None:
    actor = owner.info.get("actor")
    # A savepoint stands in a transaction that was told already.
    if actor is not None and not transaction.nested:
        _tell(connection, actor)


def driver_url(url: str) -> URL:
    """Return the address with the driver we use, whatever scheme was typed."""
    return make_url(url).set(drivername="postgresql+psycopg")


def send_with_commit(current: Session) -> bool:
    """Have what is sent from here on carried out together with the commit of this session.

    Only for statements whose answer nobody looks at. Returns False when the session stands in
    another transaction, which ends at another time; then nothing is held back.
    """
    connection = current.connection()
    driver = connection.connection.driver_connection
    if not isinstance(driver, OneBreath) or connection.in_nested_transaction():
        return False
    driver.send_with_commit()
    return True


def _engine(url: str, *, pool_size: int) -> Engine:
    engine = create_engine(
        driver_url(url),
        pool_size=pool_size,
        # The connection used last knows most statements, and its server is awake.
        pool_use_lifo=True,
        # Who sends something slowly has one meanwhile (`kernel.web.arriving`): pages find theirs.
        max_overflow=12,
        pool_timeout=5,
        pool_pre_ping=False,
        pool_recycle=1800,
        # What people typed stands in no error that is logged.
        hide_parameters=True,
        connect_args={
            # A row-secured statement costs more to plan than to carry out (4.5 against 2.6 ms for
            # the documents page): plan it once. What the policies read is looked up each time.
            "options": "-c timezone=UTC -c plan_cache_mode=force_generic_plan",
            "application_name": "samenzicht",
            "cursor_factory": PlainCursor,
            "prepare_threshold": PREPARED_AFTER,
        },
    )
    event.listen(engine, "do_connect", _connect)
    event.listen(engine, "connect", _keep_prepared)
    return engine


def _connect(
    _dialect: object, _record: object, places: tuple[Any, ...], names: dict[str, Any]
) -> OneBreath:
    return OneBreath.connect(*places, **names)


def _keep_prepared(connection: Any, _record: object) -> None:
    """Keep more statements prepared than the driver's hundred: the house knows more than that."""
    connection.prepared_max = KEPT_PREPARED
