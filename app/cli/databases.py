"""`samenzicht db`: the schema of the database, and an older state that was put back in it."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.cli import AFTERWARDS, EXISTING, gone_in, settings_of_this_run, stop_on, telling

if TYPE_CHECKING:
    from config.settings import Settings


@click.group()
def db() -> None:
    """Look after the schema of the database."""


@db.command()
@click.option("--as-found", is_flag=True, help="Take walls that were altered by hand for right.")
@telling
def upgrade(*, as_found: bool) -> None:
    """Bring the schema to this version."""
    from app.kernel import schema
    from app.running import open_databases

    with open_databases(settings_of_this_run()) as databases:
        schema.upgrade(databases.owner, as_found=as_found)


@db.command("check")
@click.option("--scratch", is_flag=True, help="Compare the models with a throw-away database.")
@telling
def check_schema(*, scratch: bool) -> None:
    """Say whether the schema is in step and row security complete."""
    found = _scratch_faults() if scratch else _schema_faults(settings_of_this_run())
    stop_on(found)


def _schema_faults(settings: Settings) -> list[str]:
    from app.checking.database import connected
    from app.kernel import schema
    from app.running import open_databases

    with (
        open_databases(settings, may_make=False) as databases,
        connected(databases.application) as connection,
    ):
        return schema.faults(connection)


def _scratch_faults() -> list[str]:
    from app import wiring
    from app.adapters.postgres import start_embedded
    from app.checking.database import connected
    from app.kernel import schema

    wiring.import_models()
    with (
        tempfile.TemporaryDirectory(prefix="samenzicht-") as folder,
        start_embedded(Path(folder)) as server,
    ):
        schema.upgrade(server.url("samenzicht_owner"))
        with connected(server.url("samenzicht_owner")) as connection:
            return [*schema.faults(connection), *schema.differences(connection)]


@db.command("quarantine")
@click.option(
    "--until",
    required=True,
    type=click.DateTime(("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S")),
    help="The moment of what was put back (UTC), for the log.",
)
@click.option("--destroyed", "since", type=EXISTING, help="What `backup destroyed` printed last.")
@click.confirmation_option(
    "--yes",
    prompt="Everybody is signed out, tokens and links end, planned publications are held, and"
    " destructions and successions wait. Go on?",
)
@telling
def put_apart(*, until: datetime, since: Path | None) -> None:
    """Let nobody in, and nothing go on by itself, after an older state was put back otherwise."""
    from app.commanding import quarantine

    found = quarantine(
        settings_of_this_run(),
        until=until.replace(tzinfo=UTC).isoformat(),
        gone=gone_in(since),
    )
    click.echo(f"{found} sessions, tokens, links, keys and uploads under way were taken out.")
    click.echo(AFTERWARDS)
