"""`samenzicht keys`: the master key that wraps all others."""

from __future__ import annotations

import click

from app.cli import settings_of_this_run, stop_on, telling


@click.group()
def keys() -> None:
    """Look after the master key and what it wraps."""


@keys.command("rewrap")
@telling
def rewrap() -> None:
    """Wrap every stored key by the first key in the file; it may be broken off and begun again."""
    from app.commanding import rewrap_keys

    found = rewrap_keys(settings_of_this_run())
    click.echo(f"{found.renewed} keys were wrapped anew, {found.current} were already.")
    stop_on([f"No key in the file opens the key of {each}." for each in found.unopened])
    click.echo(
        "Older lines are still needed for backups of before: take them out of the file when the"
        " last of those is gone."
    )
