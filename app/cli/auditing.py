"""`samenzicht audit`: the logs in the database, checked, and the checkpoint of one; `witness`."""

from __future__ import annotations

import click

from app.cli import Stopped, settings_of_this_run, telling


@click.group()
def audit() -> None:
    """Check the logs that partners can check themselves."""


@audit.command("verify")
@click.option("--workspace", "ref", help="Only the log of this workspace.")
@telling
def verify(*, ref: str | None) -> None:
    """Compute every log anew from its entries and compare it with its signed checkpoints."""
    from app.commanding import verify_logs

    faults = 0
    for name, found in verify_logs(settings_of_this_run(), ref=ref):
        click.echo(f"{name:<20}{found.size} entries, {found.signed} signed.")
        if found.fault:
            faults += 1
            click.echo(f"  {found.fault}", err=True)
    if faults:
        raise Stopped(f"{faults} of the logs are not right.")
    click.echo("All logs are right." if ref is None else "The log is right.")


@audit.command("checkpoint")
@click.option("--workspace", "ref", required=True, help="Reference of the workspace.")
@telling
def checkpoint(*, ref: str) -> None:
    """Print the newest signed checkpoint of a workspace's log."""
    from app.commanding import newest_checkpoint

    click.echo(newest_checkpoint(settings_of_this_run(), ref=ref), nl=False)


@click.command(
    "witness",
    context_settings={"ignore_unknown_options": True, "help_option_names": []},
)
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
def witness(*, words: tuple[str, ...]) -> None:
    """Keep and cosign checkpoints for a partner; the very program that its page hands out."""
    from app.oversight.witness import main as run

    raise SystemExit(run(list(words)))
