"""Running processes: databases by their roles, the web application, the worker and its clock."""

from __future__ import annotations

import gc
import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask

from app import create_app
from app.kernel import work
from app.kernel.errors import Refused
from app.kernel.web.house import house_of
from config.settings import Settings, read_settings

if TYPE_CHECKING:
    from app.adapters.postgres import EmbeddedServer

PRIVATE = 0o600
COLLECT_AFTER = 20_000
"""New objects between two collections of garbage; a page makes some thousands, a seal more."""


@dataclass(frozen=True, slots=True)
class Databases:
    """The addresses of one database, for each of its three roles."""

    application: str
    owner: str
    keeper: str
    server: EmbeddedServer | None = None
    """The embedded server, when that is what runs."""


@contextmanager
def open_databases(settings: Settings, *, may_make: bool = True) -> Iterator[Databases]:
    """Give the addresses of the database; start the embedded server when none is set.

    Args:
        may_make: False for what only looks, which refuses a folder without an installation.

    Raises:
        Refused: there is no installation in the data folder.
    """
    if settings.database_url is not None:
        given = settings.database_url.get_secret_value()
        owner, keeper = settings.migration_database_url, settings.keeper_database_url
        yield Databases(
            application=given,
            owner=owner.get_secret_value() if owner else given,
            keeper=keeper.get_secret_value() if keeper else given,
        )
        return
    from app.adapters.postgres import start_embedded

    if not may_make and not (settings.data / "database").exists():
        raise Refused(
            f"There is no installation in {settings.data}. Say where it is: SAMENZICHT_DATA=folder,"
            " or --data."
        )
    settings.data.mkdir(parents=True, exist_ok=True)
    with start_embedded(settings.data / "database") as server:
        yield Databases(
            application=server.url("samenzicht_app"),
            owner=server.url("samenzicht_owner"),
            keeper=server.url("samenzicht_keeper"),
            server=server,
        )


def secret_key(settings: Settings) -> str:
    """Return the key that signs forms; a random one is kept in the data folder when none is set."""
    if settings.secret_key is not None:
        return settings.secret_key.get_secret_value()
    path = forms_key_file(settings)
    if not path.exists():
        _write_private(path, secrets.token_urlsafe(48))
    return path.read_text().strip()


def forms_key_file(settings: Settings) -> Path:
    """Return where the random key that signs forms lies, when none is set."""
    return settings.data / "keys" / "forms.key"


def _write_private(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_suffix(".new")
    fresh.touch(mode=PRIVATE)
    fresh.write_text(text)
    fresh.rename(path)


@contextmanager
def running_app(settings: Settings, *, may_make: bool = True) -> Iterator[Flask]:
    """Give the application with its database, for a command or a worker."""
    with open_databases(settings, may_make=may_make) as databases:
        app = create_app(
            settings, database_url=databases.application, secret_key=secret_key(settings)
        )
        try:
            yield app
        finally:
            house_of(app).queue.waker.close()
            house_of(app).database.dispose()


_kept = ExitStack()


def make_application() -> Flask:
    """Build the application in a web process; its database lease lives as long as the process."""
    app = _kept.enter_context(running_app(read_settings()))
    settle()
    return app


def settle() -> None:
    """Let what was just built stay: looking through it over and over stops work half-way."""
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER)


@contextmanager
def standing_in(app: Flask) -> Iterator[None]:
    """Stand where a request would: application context, request id and job queue."""
    with (
        app.app_context(),
        work.circumstances(request_id=work.new_request_id(), queue=house_of(app).queue),
    ):
        yield


def around_job(app: Flask) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give each job what it needs around it."""

    def wrap(function: Callable[..., None]) -> Callable[..., None]:
        @wraps(function)
        def run(**facts: object) -> None:
            with standing_in(app):
                function(**facts)

        return run

    return wrap
