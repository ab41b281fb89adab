"""The folders of the embedded server, and the account they belong to.

PostgreSQL refuses to run as root. When root starts the product, the server runs as a system account
without a home and without a shell; only the folders it must write are that account's, its
configuration is root's.
"""

import hashlib
import os
import pwd
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from app.adapters.postgres.errors import DatabaseNotStarted

SYSTEM_ACCOUNT = "samenzicht-db"
MAX_SOCKET_PATH_BYTES = 107
"""Linux keeps 108 bytes for the address of a unix socket, the last one is a zero (unix(7))."""

SOCKET_FILE = ".s.PGSQL.5432"
_TRAVERSE = stat.S_IXGRP | stat.S_IXOTH


@dataclass(frozen=True)
class Account:
    """The operating-system account that runs the server."""

    uid: int
    gid: int
    is_ours: bool
    """True when it is the account of this very process, so that nothing has to change owner."""


@dataclass(frozen=True)
class Rooms:
    """Where everything of one embedded server is."""

    home: Path
    account: Account

    @property
    def data(self) -> Path:
        """PostgreSQL's own folder."""
        return self.home / "data"

    @property
    def config(self) -> Path:
        """Configuration that the server's account can read and not write."""
        return self.home / "config"

    @property
    def log(self) -> Path:
        """What the server writes about itself."""
        return self.home / "log" / "server.log"

    @property
    def start_lock(self) -> Path:
        """Held by whoever is starting or stopping the server."""
        return self.home / "start.lock"

    @property
    def leases(self) -> Path:
        """Held, shared, by every process that uses the server."""
        return self.home / "leases.lock"


def prepare_rooms(data_dir: Path) -> Rooms:
    """Make the folders of the server inside the data folder, with the right owner and mode.

    Raises:
        DatabaseNotStarted: the folder cannot be made, or the server's account may not reach it.
    """
    account = _account()
    rooms = Rooms(home=data_dir.resolve() / "postgres", account=account)
    try:
        rooms.home.mkdir(parents=True, exist_ok=True)
        if not account.is_ours:
            _let_through(rooms.home)
        _make_private(rooms.log.parent, account)
        rooms.config.mkdir(exist_ok=True)
        rooms.config.chmod(0o755 if not account.is_ours else 0o700)
    except OSError as error:
        message = f"The data folder {data_dir} cannot be used: {error}."
        raise DatabaseNotStarted(message) from error
    return rooms


def prepare_socket_folder(rooms: Rooms) -> Path:
    """Make the private folder for the socket.

    It is in the data folder, or elsewhere when that path is too long for a socket, or holds a
    comma: libpq reads that as two hosts.

    Raises:
        DatabaseNotStarted: no path is short enough, or someone else owns the short folder.
    """
    digest = hashlib.sha256(os.fsencode(rooms.home)).hexdigest()[:16]
    short = Path(tempfile.gettempdir()) / f"samenzicht-{rooms.account.uid}-{digest}"
    for folder in (rooms.home / "run", short):
        is_short = len(os.fsencode(folder / SOCKET_FILE)) <= MAX_SOCKET_PATH_BYTES
        if is_short and "," not in str(folder):
            _make_private(folder, rooms.account)
            return folder
    message = (
        f"The path of the data folder is too long for the database's socket "
        f"({MAX_SOCKET_PATH_BYTES} bytes at most). Choose a shorter DATA folder."
    )
    raise DatabaseNotStarted(message)


def _account() -> Account:
    if os.geteuid() != 0:
        return Account(uid=os.geteuid(), gid=os.getegid(), is_ours=True)
    try:
        entry = pwd.getpwnam(SYSTEM_ACCOUNT)
    except KeyError:
        entry = _make_account()
    return Account(uid=entry.pw_uid, gid=entry.pw_gid, is_ours=False)


def _make_account() -> pwd.struct_passwd:
    command = ["/usr/sbin/useradd", "--system", "--user-group", "--no-create-home"]
    command += ["--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin", SYSTEM_ACCOUNT]
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)
        return pwd.getpwnam(SYSTEM_ACCOUNT)
    except (OSError, subprocess.CalledProcessError, KeyError) as error:
        message = (
            f"PostgreSQL does not run as root and the account {SYSTEM_ACCOUNT} could not be made. "
            f"Start Samenzicht as an ordinary user, or make the account: {' '.join(command)}"
        )
        raise DatabaseNotStarted(message) from error


def _make_private(folder: Path, account: Account) -> None:
    """Make the folder the account's alone; refuse one that is a link or somebody else's."""
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {os.geteuid(), account.uid}:
        message = f"{folder} belongs to another account. Remove it, or choose another DATA folder."
        raise DatabaseNotStarted(message)
    os.chown(folder, account.uid, account.gid)
    folder.chmod(0o700)


def _let_through(folder: Path) -> None:
    """Let the server's account pass (not list, not read) each of root's folders on the way to ours.

    A person's home stays shut: its owner never asked for that.
    """
    homes = {entry.pw_dir for entry in pwd.getpwall()}
    for step in (folder, *folder.parents):
        mode = step.stat().st_mode
        if mode & stat.S_IXOTH:
            continue
        if str(step) in homes or step.stat().st_uid != 0:
            message = (
                f"The database's account {SYSTEM_ACCOUNT} may not pass through {step}, "
                "which is private. Choose a DATA folder outside it, such as /var/lib/samenzicht."
            )
            raise DatabaseNotStarted(message)
        step.chmod(stat.S_IMODE(mode) | _TRAVERSE)
