"""Making, starting and stopping the server process itself."""

import shlex
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from app.adapters.postgres.config import write_config
from app.adapters.postgres.errors import DatabaseNotStarted
from app.adapters.postgres.rooms import SOCKET_FILE, Rooms, prepare_socket_folder
from app.adapters.postgres.software import ProgramFailed, find_programs, run_program

SUPERUSER = "postgres"
FIRST_DATABASE = "postgres"
"""The database that every cluster has; where one connects to make another."""
_START_SECONDS = 120
"""Replaying the log after a crash may take this long; an ordinary start takes 0.1 s."""
_RETRY_SECONDS = 15
"""How long the last processes of a killed server may take to disappear."""
_STILL_IN_USE = "is still in use"
_MAX_LOG_BYTES = 5_000_000


@dataclass(frozen=True)
class Postmaster:
    """A running server."""

    pid: int
    socket_folder: Path


def find_running(rooms: Rooms) -> Postmaster | None:
    """Find the server that serves this folder, if there is one.

    Process ids are used again, so the process must also stand in the data folder: a server always
    does.
    """
    try:
        lines = (rooms.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        pid, socket_folder = int(lines[0]), Path(lines[4])
        stands_in = (Path("/proc") / str(pid) / "cwd").readlink()
    except (OSError, ValueError, IndexError):
        return None
    return Postmaster(pid, socket_folder) if stands_in == rooms.data else None


def ensure_running(rooms: Rooms) -> Postmaster:
    """Answer the running server, after making and starting it where needed.

    The start lock must be held.

    Raises:
        DatabaseNotStarted: with the reason that PostgreSQL gave.
    """
    found = find_running(rooms)
    if found is not None:
        return found
    programs = find_programs(rooms)
    if not rooms.data.exists():
        _make(rooms, programs)
    _check_version(rooms, programs)
    socket_folder = prepare_socket_folder(rooms)
    for lock_file in (rooms.data / "postmaster.pid", socket_folder / f"{SOCKET_FILE}.lock"):
        _forget_stale_pid(lock_file)
    config = write_config(rooms, socket_folder=socket_folder)
    _start(rooms, programs=programs, config=config)
    started = find_running(rooms)
    if started is None:
        raise DatabaseNotStarted(_reason(rooms, "It started and stopped at once."))
    return started


def stop(rooms: Rooms) -> None:
    """Stop the server, cutting off who is still connected. The start lock must be held."""
    running = find_running(rooms)
    if running is None:
        return
    pg_ctl = str(find_programs(rooms) / "pg_ctl")
    seconds = str(_START_SECONDS)
    run_program(rooms, pg_ctl, "stop", "-D", rooms.data.name, "-m", "fast", "-w", "-t", seconds)
    if running.socket_folder.parent != rooms.home:
        running.socket_folder.rmdir()


def _make(rooms: Rooms, programs: Path) -> None:
    """Make a cluster beside its place and move it there, so that half of one is never found."""
    making = rooms.home / "data.making"
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(mode=0o700)
    shutil.chown(making, rooms.account.uid, rooms.account.gid)
    # The wheel has no ICU; `builtin` sorts and lowers by Unicode and does not change with the
    # machine's C library.
    options = [f"--pgdata={making.name}", "--no-instructions", "--encoding=UTF8", "--locale=C"]
    options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    options += [f"--username={SUPERUSER}", "--auth-local=peer", "--auth-host=reject"]
    try:
        run_program(rooms, str(programs / "initdb"), *options)
    except ProgramFailed as error:
        message = f"The embedded database could not be made: {_last_line(str(error))}"
        raise DatabaseNotStarted(message) from error
    making.rename(rooms.data)


def _check_version(rooms: Rooms, programs: Path) -> None:
    made_by = (rooms.data / "PG_VERSION").read_text(encoding="ascii").strip()
    program = run_program(rooms, str(programs / "postgres"), "--version").split()[-1]
    if program.split(".")[0] != made_by:
        message = (
            f"The data folder was made by PostgreSQL {made_by} and this version brings {program}. "
            f"Make a backup with the version that made it, and restore that into an empty folder."
        )
        raise DatabaseNotStarted(message)


def _forget_stale_pid(lock_file: Path) -> None:
    """Remove the lock file of a killed server when another program has its process id now.

    PostgreSQL would refuse to start. When the id is free, PostgreSQL itself judges the file; that
    no process of the killed server is left it sees in their shared memory, which this does not
    touch.
    """
    try:
        pid = int(lock_file.read_text(encoding="utf-8").split("\n", 1)[0])
    except (OSError, ValueError):
        return
    if (Path("/proc") / str(pid)).exists():
        lock_file.unlink()


def _start(rooms: Rooms, *, programs: Path, config: Path) -> None:
    if rooms.log.exists() and rooms.log.stat().st_size > _MAX_LOG_BYTES:
        rooms.log.replace(rooms.log.with_suffix(".log.1"))
    options = f"-c config_file={shlex.quote(str(config))}"
    # Paths are relative to the folder that programs run in: pg_ctl hands them to a shell, and
    # quotes only half.
    log = str(rooms.log.relative_to(rooms.home))
    waiting = ("-w", "-t", str(_START_SECONDS), "-l", log, "-o", options)
    give_up_at = time.monotonic() + _RETRY_SECONDS
    while True:
        known = rooms.log.stat().st_size if rooms.log.exists() else 0
        try:
            run_program(rooms, str(programs / "pg_ctl"), "start", "-D", rooms.data.name, *waiting)
        except ProgramFailed as error:
            written = _written_since(rooms, known)
            if _STILL_IN_USE not in written or time.monotonic() > give_up_at:
                raise DatabaseNotStarted(_reason(rooms, _last_line(written))) from error
            time.sleep(0.3)
        else:
            return


def _written_since(rooms: Rooms, position: int) -> str:
    try:
        with rooms.log.open("rb") as log:
            log.seek(position)
            return log.read().decode("utf-8", errors="replace")
    except OSError:
        return ""


def _reason(rooms: Rooms, text: str) -> str:
    return f"The embedded database did not start: {text} More is in {rooms.log}."


def _last_line(text: str) -> str:
    """Answer the line that matters: the last fatal one, else the last."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    fatal = [line for line in lines if "FATAL" in line or "error" in line]
    return (fatal or lines or ["no reason was given."])[-1]
