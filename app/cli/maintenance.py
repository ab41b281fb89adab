"""`samenzicht maintenance`: say on every page when it will be closed, and close it then."""

from __future__ import annotations

from datetime import datetime

import click

from app.cli import settings_of_this_run, telling

MOMENT = click.DateTime(["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"])


@click.group()
def maintenance() -> None:
    """Say on every page when it will be closed; times are those of Amsterdam."""


@maintenance.command("announce")
@click.option("--from", "starts", type=MOMENT, required=True, help="'2026-12-01 22:00'")
@click.option("--until", "ends", type=MOMENT, required=True, help="Pages are closed until then.")
@click.argument("dutch")
@click.argument("english", default="")
@telling
def announce(*, starts: datetime, ends: datetime, dutch: str, english: str) -> None:
    """Tell it on every page from now on, in DUTCH and perhaps ENGLISH words."""
    from app.administering import announce_maintenance

    announce_maintenance(settings_of_this_run(), starts, ends, texts=(dutch, english))
    click.echo("It is announced; every page tells it within some seconds.")


@maintenance.command("show")
@telling
def show() -> None:
    """Say what is announced."""
    from app.administering import find_maintenance

    found = find_maintenance(settings_of_this_run())
    if found is None:
        click.echo("Nothing is announced.")
        return
    starts, ends, *texts = found
    click.echo(f"From {starts:%Y-%m-%d %H:%M} until {ends:%Y-%m-%d %H:%M}")
    for each in filter(None, texts):
        click.echo(f"  {each}")


@maintenance.command("end")
@telling
def end() -> None:
    """Open the pages, and tell nothing any more."""
    from app.administering import end_maintenance

    end_maintenance(settings_of_this_run())
    click.echo("It is over; pages open within some seconds.")
