"""What commands do: as a named system actor, through the same verbs of the services."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from app.identity import queries
from app.identity.service import people
from app.kernel.access import system_actor
from app.kernel.db import Database
from app.kernel.errors import Refused
from app.kernel.text import _
from app.kernel.web import language
from app.kernel.web.house import house_of
from app.reports.service.verifying import VerdictReport, verify_file
from app.running import open_databases, running_app, standing_in
from config.settings import Settings

COMMAND = system_actor("command")


def make_token(settings: Settings, *, login: str, name: str, scope: str, days: int) -> str:
    """Make an access token for a person.

    Raises:
        Refused: nobody has this login, or the token would live too long.
    """
    with (
        running_app(settings, may_make=False) as app,
        standing_in(app),
        house_of(app).database.session_for(COMMAND),
    ):
        person = queries.find_person_by_login(login)
        if person is None:
            raise Refused(_("Nobody here has the login %(login)s.", login=login))
        return people.make_token(COMMAND, person, name=name, scope=scope, days=days)


def verify(
    settings: Settings, *, file: Path, trust: Path | None, log_file: Path | None
) -> VerdictReport:
    """Judge a signed report; by the database as its keeper, or by files alone.

    Args:
        trust: trust bundle; with it nothing is asked of a database.
        log_file: exported log, beside the trust bundle.
    """
    if trust is not None:
        return _in_dutch(lambda: verify_file(file, trust_file=trust, log_file=log_file))
    with open_databases(settings, may_make=False) as databases, reading_all(databases.keeper):
        return _in_dutch(lambda: verify_file(file, log_file=log_file))


def _in_dutch(function: Callable[[], VerdictReport]) -> VerdictReport:
    """Say what a command has to say in Dutch, without an application behind it."""
    speaker = Flask("app")
    language.speak(speaker)
    with speaker.app_context():
        return function()


@contextmanager
def reading_all(keeper_url: str) -> Iterator[None]:
    """Read as the keeper, for whom no row is hidden; nothing can be written."""
    database = Database(keeper_url)
    try:
        with database.session_for(COMMAND):
            yield
    finally:
        database.dispose()
