"""The database: schema and walls, roles, the way to it, clocks, and whether somebody works."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from app.commanding import COMMAND
from app.kernel import clock, schema, walls
from app.kernel.db import Database, driver_url
from app.reports import queries as reports
from app.running import Databases
from app.witnesses import queries as witnesses
from config.settings import LOOPBACK_HOSTS

LARGEST_CLOCK_DIFFERENCE = timedelta(seconds=5)
LONGEST_SILENCE = timedelta(minutes=2)
"""A worker that is alive gives a sign every ten seconds (procrastinate's own heartbeat)."""
LONGEST_WAIT = timedelta(minutes=15)
"""How long a job that could be done may wait before somebody should look."""
SAFE_MODES = ("verify-full", "verify-ca")
"""Of libpq's sslmode: in these the other side has to show who it is."""

_SIGN = text("select max(last_heartbeat) from procrastinate_workers")
_OLDEST = text(
    "select min(greatest(e.at, coalesce(j.scheduled_at, e.at)))"
    " from procrastinate_jobs j join procrastinate_events e"
    " on e.job_id = j.id and e.type = 'deferred'"
    " where j.status = 'todo' and j.attempts = 0 and coalesce(j.scheduled_at, e.at) <= :now"
)
_SEES_ALL = text(
    "select rolsuper or rolbypassrls, rolsuper or current_setting('default_transaction_read_only')"
    " = 'off' from pg_roles where rolname = current_user"
)


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    """Give a connection to look around by, as the role in the address."""
    # Without a transaction that stands open: reading all migrations in between may take long on a
    # cold machine, and the application's role is cut off after 15 seconds of that.
    engine = create_engine(driver_url(url), isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


@contextmanager
def asking(databases: Databases) -> Iterator[None]:
    """Ask what pages ask, as a command on the machine; nothing is left open."""
    database = Database(databases.application)
    try:
        with database.session_for(COMMAND):
            yield
    finally:
        database.dispose()


def faults(databases: Databases) -> Iterator[str]:
    """Yield what is wrong with the schema, its walls, the role and the clock."""
    try:
        with connected(databases.application) as connection:
            role = str(connection.engine.url.username)
            yield from schema.faults(connection, application_role=role)
            yield from _clock_faults(connection)
    except SQLAlchemyError as error:
        yield (
            f"The database does not answer: {_first_line(error)}. Look whether it runs and"
            " SAMENZICHT_DATABASE_URL is right."
        )


def wall_troubles(databases: Databases) -> Iterator[str]:
    """Yield whether rights, policies, triggers or functions were altered since the last step."""
    with connected(databases.application) as connection:
        names = walls.altered(connection)
    if names:
        yield schema.altered_told(names)


def troubles(databases: Databases) -> Iterator[str]:
    """Yield what is wrong with the way there, the keeper, and those who should be at work."""
    ways = {
        "SAMENZICHT_DATABASE_URL": databases.application,
        "SAMENZICHT_MIGRATION_DATABASE_URL": databases.owner,
        "SAMENZICHT_KEEPER_DATABASE_URL": databases.keeper,
    }
    open_ways = [name for name, url in ways.items() if not _is_safe(url)]
    if open_ways:
        yield (
            "The way to the database can be listened in on: add sslmode=verify-full to"
            f" {', '.join(open_ways)}."
        )
    try:
        yield from _keeper_troubles(databases.keeper)
        with connected(databases.application) as connection:
            yield from work_troubles(connection)
    except SQLAlchemyError as error:
        yield (
            f"The database does not let the keeper in: {_first_line(error)}. Look at"
            " SAMENZICHT_KEEPER_DATABASE_URL."
        )


def _clock_faults(connection: Connection) -> Iterator[str]:
    moment: datetime = connection.execute(text("select clock_timestamp()")).scalar_one()
    difference = abs(moment.astimezone(UTC) - clock.now())
    if difference > LARGEST_CLOCK_DIFFERENCE:
        yield (
            "The clocks of this machine and the database differ"
            f" {difference.total_seconds():.0f} seconds, more than"
            f" {LARGEST_CLOCK_DIFFERENCE.seconds}: let both take the time from the network (NTP)."
        )


def _keeper_troubles(url: str) -> Iterator[str]:
    with connected(url) as connection:
        sees_all, may_write = connection.execute(_SEES_ALL).one()
        role = connection.engine.url.username
    if not sees_all:
        yield (
            f"Role {role} does not see every row, so backups and fsck cannot be made: set"
            " SAMENZICHT_KEEPER_DATABASE_URL to the role samenzicht_keeper."
        )
    elif may_write:
        yield (
            f"Role {role}, which makes backups, may write: set SAMENZICHT_KEEPER_DATABASE_URL to"
            " the role samenzicht_keeper."
        )


def work_troubles(connection: Connection) -> Iterator[str]:
    """Yield whether no worker is there, or work piles up."""
    seen: datetime | None = connection.execute(_SIGN).scalar_one()
    if seen is None or clock.now() - seen > LONGEST_SILENCE:
        since = f"since {seen:%Y-%m-%d %H:%M} UTC" if seen else "yet"
        yield (
            f"No worker has given a sign of life {since}, so nothing is mailed, scanned or"
            " reminded of: start `samenzicht worker`."
        )
        return
    oldest: datetime | None = connection.execute(_OLDEST, {"now": clock.now()}).scalar_one()
    if oldest is not None and clock.now() - oldest > LONGEST_WAIT:
        minutes = int((clock.now() - oldest).total_seconds() // 60)
        yield (
            f"Work has been waiting for {minutes} minutes: look in the log of the worker, or start"
            " another one."
        )


def proof_troubles(databases: Databases) -> Iterator[str]:
    """Yield how many proofs of adopted reports should have been renewed, or ended without."""
    with asking(databases):
        found = reports.count_in_need()
    if found.overdue:
        yield (
            f"The proof of {found.overdue} adopted reports ends within {reports.OVERDUE.days} days"
            " and was not renewed: look whether a worker runs, and at the authority for time"
            " stamps (SAMENZICHT_TSA_URL)."
        )
    if found.lapsed:
        yield (
            f"The proof of {found.lapsed} adopted reports ended without being renewed; nothing"
            " mends that. Their verdict is onbekend: keep other evidence of them, such as a"
            " backup of when it still held."
        )


def witness_troubles(databases: Databases) -> Iterator[str]:
    """Yield whether a witness saw another log, or does not cosign."""
    with asking(databases):
        found = witnesses.count_trouble()
    if found.split:
        proven = f", and our own signature proves it of {found.proven}" if found.proven else ""
        yield (
            f"A witness saw another log than {found.split} of ours{proven}: an older backup was put"
            " back, or somebody changed a log. Run `samenzicht audit verify`, look at"
            " /administration/witnesses, and tell the privacy officers."
        )
    if found.silent:
        yield (
            f"{found.silent} witnesses have not cosigned for an hour: look at"
            " /administration/witnesses why, and tell who keeps them."
        )


def _is_safe(url: str) -> bool:
    """Tell whether nobody can listen in: a socket, this machine, or a checked certificate."""
    address = driver_url(url)
    host = address.host or str(address.query.get("host", ""))
    if not host or host.startswith("/") or host in LOOPBACK_HOSTS:
        return True
    return address.query.get("sslmode") in SAFE_MODES


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0].rstrip(".")
