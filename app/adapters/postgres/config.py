"""What the embedded server is told: its settings, and who may connect."""

import os
import pwd
from pathlib import Path

from app.adapters.postgres.rooms import Rooms

_SETTINGS = {
    # Nobody connects over a network.
    "listen_addresses": "",
    "port": "5432",
    "unix_socket_permissions": "0700",
    "max_connections": "80",
    "max_locks_per_transaction": "256",
    # Sized for a machine of 4 GiB that also serves the pages.
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "8MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "1GB",
    # A committed change survives a power cut; these are the defaults, written down because they are
    # promises.
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    # One server, no replicas.
    "wal_level": "minimal",
    "max_wal_senders": "0",
    # Short queries on few cores: compiling or spreading them costs more than it gives, and
    # containers often have 64 MB of shared memory, too little for parallel work.
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    # The log tells that something failed, never with whose data: no statements, no row values.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length_on_error": "0",
    "log_lock_waits": "on",
}

_ACCESS = """\
# Written at each start. One account of this machine may connect, over the socket only.
local  all  all  peer  map=samenzicht
"""


def write_config(rooms: Rooms, *, socket_folder: Path) -> Path:
    """Write the three configuration files and answer where the main one is."""
    settings = _SETTINGS | {
        "data_directory": str(rooms.data),
        "hba_file": str(rooms.config / "pg_hba.conf"),
        "ident_file": str(rooms.config / "pg_ident.conf"),
        "unix_socket_directories": _quoted_folder(socket_folder),
    }
    lines = ["# Written at each start from app/adapters/postgres/config.py: change it there."]
    lines += [f"{name} = {_quoted(value)}" for name, value in settings.items()]
    main = rooms.config / "postgresql.conf"
    _write(main, "\n".join(lines) + "\n")
    _write(rooms.config / "pg_hba.conf", _ACCESS)
    person = pwd.getpwuid(os.geteuid()).pw_name
    _write(rooms.config / "pg_ident.conf", f'samenzicht  "{person}"  all\n')
    return main


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    path.chmod(0o644)


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _quoted_folder(folder: Path) -> str:
    """Quote one folder for a setting that is a list of folders."""
    return '"' + str(folder).replace('"', '""') + '"'
