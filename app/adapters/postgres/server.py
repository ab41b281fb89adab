"""Sharing one embedded server between processes."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from urllib.parse import quote

import psycopg
from psycopg import sql

from app.adapters.postgres import cluster, roles
from app.adapters.postgres.errors import DatabaseNotStarted
from app.adapters.postgres.rooms import Rooms, prepare_rooms

_LOCK_SECONDS = 180
_CONNECT_SECONDS = 60


@dataclass(eq=False)
class EmbeddedServer:
    """A server that this process may use until it calls `stop`."""

    rooms: Rooms
    socket_folder: Path
    _lease: int | None = field(repr=False)

    def url(self, role: str, *, database: str = roles.DATABASE) -> str:
        """Answer the address for one role, as libpq and SQLAlchemy read it, without a password."""
        host, name = quote(str(self.socket_folder), safe=""), quote(database, safe="")
        return f"postgresql://{quote(role, safe='')}@/{name}?host={host}&port=5432"

    def make_database(self, name: str, *, template: str = "template0") -> None:
        """Make a database that belongs to the owner role; it may exist already.

        Args:
            template: a database to copy, to which nobody is connected.
        """
        with _connect(self, cluster.FIRST_DATABASE) as connection:
            if roles.is_complete(connection, name):
                return
            roles.ensure_database(connection, name, template=template)
        with _connect(self, name) as connection:
            roles.ensure_schema(connection, name)

    def drop_database(self, name: str) -> None:
        """Remove a database and cut off who is connected to it; it may be absent."""
        with _connect(self, cluster.FIRST_DATABASE) as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )

    def stop(self) -> None:
        """Stop using the server; when nobody else uses it either, it stops."""
        if self._lease is None:
            return
        lease, self._lease = self._lease, None
        with _held(self.rooms.start_lock):
            _end_lease(self.rooms, lease)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()


def start_embedded(data_dir: Path) -> EmbeddedServer:
    """Start the server of this data folder, or join the one that is running.

    Its roles and its database are in place.

    Args:
        data_dir: the product's data folder; the server lives in `postgres` inside it. It is made
            when absent.

    Raises:
        DatabaseNotStarted: with the reason and what to do, for an operator to read.
    """
    rooms = prepare_rooms(data_dir)
    with _held(rooms.start_lock):
        lease = _open(rooms.leases)
        try:
            fcntl.flock(lease, fcntl.LOCK_SH)
            server = _ready_server(rooms, lease)
        except BaseException:
            with suppress(Exception):
                _end_lease(rooms, lease)
            raise
    return server


def _connect(server: EmbeddedServer, database: str) -> psycopg.Connection:
    address = server.url(cluster.SUPERUSER, database=database)
    return psycopg.connect(address, autocommit=True, connect_timeout=5)


def _ready_server(rooms: Rooms, lease: int) -> EmbeddedServer:
    """Answer the server once it serves; wait for one that is replaying its log or just died."""
    give_up_at = time.monotonic() + _CONNECT_SECONDS
    while True:
        running = cluster.ensure_running(rooms)
        server = EmbeddedServer(rooms, running.socket_folder, lease)
        try:
            _furnish(server)
        except psycopg.OperationalError as error:
            if time.monotonic() > give_up_at:
                message = f"The embedded database does not answer: {error}"
                raise DatabaseNotStarted(message) from error
            time.sleep(0.1)
        else:
            return server


def _furnish(server: EmbeddedServer) -> None:
    """Make roles and database, once."""
    with _connect(server, cluster.FIRST_DATABASE) as connection:
        if roles.is_complete(connection, roles.DATABASE):
            return
        roles.ensure_roles(connection)
    server.make_database(roles.DATABASE)


def _end_lease(rooms: Rooms, lease: int) -> None:
    """Give up the lease, and stop the server if no other process holds one.

    The start lock must be held.
    """
    try:
        fcntl.flock(lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    else:
        cluster.stop(rooms)
    finally:
        os.close(lease)


@contextmanager
def _held(path: Path) -> Iterator[None]:
    """Hold the lock of this file; starting and stopping happen one at a time."""
    lock = _open(path)
    give_up_at = time.monotonic() + _LOCK_SECONDS
    try:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as error:
                if time.monotonic() > give_up_at:
                    message = "Another process is starting or stopping the database for minutes."
                    raise DatabaseNotStarted(message) from error
                time.sleep(0.02)
        yield
    finally:
        os.close(lock)


def _open(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        message = f"The data folder belongs to another account: {error}."
        raise DatabaseNotStarted(message) from error
