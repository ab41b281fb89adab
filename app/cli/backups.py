"""`samenzicht backup`: making, verifying and restoring backups."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.cli import EXISTING, settings_of_this_run, stop_on, telling

if TYPE_CHECKING:
    from app.storage.service import Contents


@click.group()
def backup() -> None:
    """One sealed file of the database and all documents."""


@backup.command("create")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@telling
def create(*, file: Path) -> None:
    """Write a backup to FILE, while the pages are served."""
    from app.commanding import back_up

    made = back_up(settings_of_this_run(), file)
    _tell(made)
    click.echo("It cannot be opened without the master key, which is not in it: keep that apart.")


@backup.command("verify")
@click.argument("file", type=EXISTING)
@telling
def verify(*, file: Path) -> None:
    """Read the whole of FILE and say whether it can be restored."""
    from app.commanding import verify_backup

    _tell(verify_backup(settings_of_this_run(), file))


@backup.command("restore")
@click.argument("file", type=EXISTING)
@telling
def restore(*, file: Path) -> None:
    """Put FILE into an empty installation; nobody can sign in until a provider is opened."""
    from app.commanding import restore_backup

    _tell(restore_backup(settings_of_this_run(), file))
    click.echo(
        "Nobody can sign in yet. Block who was blocked since then (`samenzicht person block"
        " LOGIN`),\nthen open each organisation: `samenzicht provider open ORGANISATION`."
    )


def _tell(contents: Contents) -> None:
    made_at, revision = contents.facts.made_at, contents.facts.revision
    click.echo(f"Backup of {made_at}, schema {revision}.")
    click.echo(f"{contents.rows} rows, {contents.files} files.")
    stop_on([f"File {each} was missing when this backup was made." for each in contents.missing])
