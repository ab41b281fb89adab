"""`samenzicht backup`: making, verifying and restoring backups."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.cli import AFTERWARDS, EXISTING, Stopped, gone_in, settings_of_this_run, stop_on, telling

if TYPE_CHECKING:
    from app.storage.service import Contents
    from config.settings import Settings


@click.group()
def backup() -> None:
    """One sealed file of the database and all documents."""


@backup.command("create")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
@telling
def create(*, file: Path | None) -> None:
    """Write a backup to FILE, while the pages are served.

    Without FILE it goes into SAMENZICHT_BACKUP_FOLDER, called after this moment.
    """
    from app.commanding import back_up
    from app.kernel import clock
    from app.storage.service import name_for

    settings = settings_of_this_run()
    made = back_up(settings, file or _backup_folder(settings) / name_for(clock.now()))
    _tell(made)
    click.echo("It cannot be opened without the master key, which is not in it: keep that apart.")


@backup.command("verify")
@click.argument("file", type=EXISTING, required=False)
@telling
def verify(*, file: Path | None) -> None:
    """Read the whole of FILE and say whether it can be restored.

    Without FILE it is the newest one in SAMENZICHT_BACKUP_FOLDER.
    """
    from app.commanding import verify_backup

    settings = settings_of_this_run()
    _tell(verify_backup(settings, file or _newest(_backup_folder(settings))))


@backup.command("destroyed")
@click.option(
    "--to",
    "path",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write them in, in the place of what it holds.",
)
@telling
def destroyed(*, path: Path | None) -> None:
    """Print what was destroyed and erased; keep it beside the backups, for a restore."""
    from app.commanding import list_gone

    found = list_gone(settings_of_this_run())
    if path is None:
        for each in found.written:
            click.echo(each)
        return
    try:
        _put_in_place(path, "".join(f"{each}\n" for each in found.written))
    except OSError as fault:
        raise Stopped(f"{path} cannot be written: {fault.strerror}.") from fault
    erased = f", {len(found.lines)} lines of logs erased" if found.lines else ""
    click.echo(f"{len(found.documents)} documents were destroyed{erased}: {path}.")


def _put_in_place(path: Path, text: str) -> None:
    """Write a file whole, or leave what was there."""
    draft = path.with_name(f".{path.name}.draft")
    with draft.open("w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


@backup.command("restore")
@click.argument("file", type=EXISTING)
@click.option("--destroyed", "since", type=EXISTING, help="What `backup destroyed` printed last.")
@telling
def restore(*, file: Path, since: Path | None) -> None:
    """Put FILE into an empty installation; nobody can sign in until a provider is opened."""
    from app.commanding import restore_backup

    _tell(restore_backup(settings_of_this_run(), file, gone=gone_in(since)))
    click.echo(AFTERWARDS)


def _backup_folder(settings: Settings) -> Path:
    if settings.backup_folder is None:
        raise Stopped("Name a file, or set SAMENZICHT_BACKUP_FOLDER.")
    if not settings.backup_folder.is_dir():
        raise Stopped(f"There is no folder {settings.backup_folder}: make it, or mount its disk.")
    return settings.backup_folder


def _newest(folder: Path) -> Path:
    from app.storage.service import find_newest

    found = find_newest(folder)
    if found is None:
        raise Stopped(f"There is no backup in {folder}.")
    return found.path


def _tell(contents: Contents) -> None:
    made_at, revision = contents.facts.made_at, contents.facts.revision
    click.echo(f"Backup of {made_at}, schema {revision}.")
    click.echo(f"{contents.rows} rows, {contents.files} files.")
    stop_on([f"File {each} was missing when this backup was made." for each in contents.missing])
