"""`samenzicht export`: what leaves for an archive."""

from __future__ import annotations

from pathlib import Path

import click

from app.cli import settings_of_this_run, telling


@click.group()
def export() -> None:
    """Archive packages of partners."""


@export.command("workspace")
@click.argument("ref")
@click.option("--organisation", "code", required=True, help="Whose archive it is for.")
@click.option(
    "--to",
    "folder",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder that becomes the package; empty or new.",
)
@telling
def workspace(*, ref: str, code: str, folder: Path) -> None:
    """Write the archive package of one organisation in the workspace REF (BagIt, MDTO 1.0)."""
    from app.commanding import export_package

    made = export_package(settings_of_this_run(), ref=ref, code=code, folder=folder)
    click.echo(f"{made.files} files, {made.size} bytes, in {folder}.")
    if made.left_out:
        click.echo(f"Documents left out: {made.left_out}. overzicht.csv says why of each.")
