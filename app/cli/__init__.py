"""The `samenzicht` command. Exit status 0: done; 1: refused or a check failed; 2: wrong usage."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import wraps
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

import click

from config.settings import Settings, WrongSettings, read_settings

if TYPE_CHECKING:
    from app.storage.service import Gone

EXISTING = click.Path(exists=True, path_type=Path)

AFTERWARDS = (
    "Nobody can sign in yet. Block who was blocked since then (`samenzicht person block LOGIN`),\n"
    "then open each organisation: `samenzicht provider open ORGANISATION`. Keys for personnel"
    " systems,\ntokens, calendar feeds and invitations are made anew.\n"
    "Nothing goes on by itself that somebody may have stopped since: destruction lists wait two"
    " more weeks,\npublications are held, and successions wait for a second administrator. Tell"
    " the partners."
)
"""What is to be done once an older state was put back."""

Function = TypeVar("Function", bound=Callable[..., Any])


class Stopped(click.ClickException):
    """A command that could not be carried out, said in one plain sentence."""


def telling(function: Function) -> Function:
    """Say a user's mistake in plain words instead of a traceback."""

    @wraps(function)
    def told(*arguments: Any, **options: Any) -> Any:
        import psycopg
        from sqlalchemy.exc import OperationalError

        from app.adapters.keys import KeyFileFault
        from app.adapters.postgres import DatabaseNotStarted
        from app.kernel.errors import OutOfOrder, TellableError

        try:
            return function(*arguments, **options)
        except OutOfOrder as error:
            raise Stopped(f"The files cannot be reached: {error}") from error
        except (psycopg.OperationalError, OperationalError) as error:
            said = getattr(error, "orig", error)
            raise Stopped(f"The database does not answer, or broke off: {said}") from error
        except (WrongSettings, TellableError, DatabaseNotStarted, KeyFileFault) as error:
            raise Stopped(str(error)) from error

    return told  # type: ignore[return-value]  # the same signature


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--data", type=click.Path(path_type=Path), help="The data folder of the installation."
)
def main(data: Path | None) -> None:
    """Samenzicht: where inspectorates supervise together."""
    del data  # read by every command through `settings_of_this_run`


def settings_of_this_run() -> Settings:
    """Read the settings; a data folder given before the command goes before the environment."""
    data = click.get_current_context().find_root().params["data"]
    return read_settings(**({"data": data} if data else {}))


@main.command()
@click.option(
    "--port",
    type=click.IntRange(1, 65_534),
    default=8000,
    show_default=True,
    help="Of the pages; sign-in is on the next.",
)
@click.option("--data", type=click.Path(path_type=Path), help="Folder that keeps everything.")
@click.option("--reset", is_flag=True, help="Begin anew: throws away what the folder holds.")
@telling
def demo(*, port: int, data: Path | None, reset: bool) -> None:
    """Serve the demonstration with sample data until Ctrl-C."""
    from app.demo.launching import launch

    launch(data or settings_of_this_run().data, port=port, reset=reset)


@main.command("demo-providers", hidden=True)
@telling
def demo_providers() -> None:
    """Serve the demonstration's sign-in providers."""
    from app.demo.providing import serve_providers

    serve_providers(settings_of_this_run())


@main.command()
@click.option(
    "--bind",
    default="127.0.0.1:8000",
    show_default=True,
    help="Address and port; or fd:3, the socket that systemd hands on.",
)
@click.option("--workers", default=2, show_default=True)
@telling
def serve(bind: str, workers: int) -> None:
    """Serve the pages and the API; refuses to start while `check` finds faults."""
    from app.checking import bind_warnings
    from app.serving import Door, serve_pages

    settings = settings_of_this_run()
    try:
        door = Door.read(bind)
    except ValueError as fault:
        raise click.BadParameter(str(fault), param_hint="--bind") from fault
    if settings.bucket is None:
        _stop_on_faults(settings)
    else:
        _stop_on_faults_found_apart(settings)
    _warn(bind_warnings(settings, door.host))
    serve_pages(door, workers=workers)


@main.command()
@telling
def worker() -> None:
    """Do deferred jobs; run any number of these."""
    from app.running import open_databases, running_app, settle
    from app.worker import run_worker

    settings = settings_of_this_run()
    with open_databases(settings) as databases, running_app(settings) as app:
        settle()
        run_worker(app, dsn=databases.application)


@main.command()
@telling
def check() -> None:
    """Say all that is wrong with settings and surroundings."""
    from app.checking import provided, reaching, troubles, warnings
    from app.running import open_databases

    settings = settings_of_this_run()
    _stop_on_faults(settings)
    with open_databases(settings) as databases:
        found = [
            *warnings(settings),
            *provided.warnings(settings, databases),
        ]
        _warn(found)
        stop_on(troubles(settings, databases))
    for each in reaching.seal_notes(settings):
        click.echo(each)
    click.echo("Nothing else is wrong." if found else "All is well.")


def _warn(found: list[str]) -> None:
    for each in found:
        click.echo(f"Warning: {each}", err=True)


def _stop_on_faults(settings: Settings) -> None:
    stop_on(_faults_of(settings))


def _stop_on_faults_found_apart(settings: Settings) -> None:
    """Look in a process of its own, that is gone before the web processes are forked off.

    What speaks with a bucket has threads; in a process forked off after that, each call to the
    bucket would wait for ever for threads that did not come along.
    """
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:
        stop_on(apart.submit(_faults_of, settings).result())


def _faults_of(settings: Settings) -> list[str]:
    from app.checking import faults
    from app.running import open_databases

    with open_databases(settings) as databases:
        return faults(settings, databases)


def gone_in(path: Path | None) -> Gone | None:
    """Read what `backup destroyed` printed."""
    from app.storage.service import Gone

    if path is None:
        return None
    try:
        return Gone.read(path.read_text("ascii"))
    except ValueError as fault:
        raise Stopped(
            f"{path} is no list of what is gone: use what `backup destroyed` printed."
        ) from fault


def stop_on(found: list[str]) -> None:
    """Refuse with every fault on a line of its own, when there are any."""
    if found:
        raise Stopped("\n".join(found))


@main.command()
@click.option(
    "--deep", is_flag=True, help="Read and hash every file, and judge every signed report."
)
@telling
def fsck(*, deep: bool) -> None:
    """Look whether rows have their files, files their rows, and logs hold; changes nothing."""
    from app.commanding import look_over

    seen = look_over(settings_of_this_run(), is_deep=deep)
    click.echo(f"{seen.rows} rows that name a file, {seen.blobs} files.")
    click.echo(f"{seen.logs} logs were computed anew.")
    if deep:
        click.echo(f"{seen.bytes_read} bytes were read, unsealed and hashed.")
        click.echo(f"{seen.reports} signed reports were judged.")
    if seen.waiting:
        click.echo(f"Files without a row, within their grace period: {len(seen.waiting)}.")
        for blob_id in seen.waiting:
            click.echo(f"  {blob_id}")
    stop_on([f"{each.thing} {each.id}: {each.told}" for each in seen.faults])
    click.echo("All is well.")


@main.group()
def token() -> None:
    """Access tokens for the API."""


@token.command("create")
@click.option("--login", required=True, help="Whose token it is.")
@click.option("--name", required=True, help="What it is for.")
@click.option("--scope", type=click.Choice(["read", "write"]), default="read", show_default=True)
@click.option("--days", default=90, show_default=True)
@telling
def create_token(*, login: str, name: str, scope: str, days: int) -> None:
    """Print a new access token, once."""
    from app.commanding import make_token

    click.echo(make_token(settings_of_this_run(), login=login, name=name, scope=scope, days=days))


@token.command("list")
@click.argument("login")
@telling
def list_tokens(*, login: str) -> None:
    """List the access tokens of LOGIN that are in force: id, what it may, last day, what for."""
    from app.administering import list_tokens as listing

    for each in listing(settings_of_this_run(), login):
        click.echo(f"{each.id}  {each.scope:<6}{each.expires_at:%Y-%m-%d}  {each.name}")


@token.command("revoke")
@click.argument("token_id", metavar="ID", type=click.UUID)
@telling
def revoke_token(*, token_id: UUID) -> None:
    """Let the access token ID do nothing from now on."""
    from app.administering import revoke_token as revoking

    revoking(settings_of_this_run(), token_id)
    click.echo("It does nothing any more.")


@main.group()
def report() -> None:
    """Signed reports."""


@report.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--trust", type=EXISTING, help="Trust bundle, to verify without a server.")
@click.option("--log", "log_file", type=EXISTING, help="Log export, to verify without a server.")
@click.option("--proof", type=EXISTING, help="Chain of proof, from the evidence pack.")
@telling
def verify_report(*, file: Path, as_json: bool, **given: Path | None) -> None:
    """Give the verdict on a signed report: geldig, ongeldig, onvolledig or onbekend."""
    from app.commanding import verify

    verdict = verify(settings_of_this_run(), file=file, **given)
    if as_json:
        click.echo(json.dumps(verdict.as_json(), ensure_ascii=False))
    else:
        click.echo(verdict.answer.value)
        for reason in verdict.reasons:
            click.echo(f"  {reason}")
        for seat in verdict.seats:
            said = " ".join((seat.answer.value, *seat.reasons, seat.level_words))
            click.echo(f"{seat.organisation}: {said}".rstrip())
    if verdict.answer.value != "geldig":
        raise SystemExit(1)


@report.command("answers")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@telling
def check_answers(*, folder: Path) -> None:
    """Check what your own provider signed about decisions, by an unpacked evidence pack alone."""
    from app.commanding import check_answers as checking

    is_right, told = checking(folder)
    for line in told:
        click.echo(line)
    if not is_right:
        raise SystemExit(1)


def _add_the_rest() -> None:
    """Hang on the commands that stand in modules of their own."""
    from app.cli.administration import organisation, person, provider
    from app.cli.auditing import audit, witness
    from app.cli.backups import backup
    from app.cli.databases import db
    from app.cli.exporting import export
    from app.cli.keys import keys
    from app.cli.maintenance import maintenance

    groups = (db, organisation, provider, person, audit, witness, backup, export, keys)
    for group in (*groups, maintenance):
        main.add_command(group)


_add_the_rest()
