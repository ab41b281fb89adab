"""Samenzicht: authorities that supervise together, each in its own role."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

    from config.settings import Settings

ROOT = Path(__file__).parents[1]


def create_app(settings: Settings, *, database_url: str, secret_key: str) -> Flask:
    """Build the application: registers, nothing else.

    What it is made of is imported here: a process that needs one room (a sign-in provider of the
    demonstration, a command) does not wait a second or two for the whole house.

    Args:
        database_url: PostgreSQL as the application role.
        secret_key: signs forms and notices.
    """
    with _without_collecting():
        return _build(settings, database_url=database_url, secret_key=secret_key)


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Leave garbage be: what is built stays, and looking it through was a fifth of the building."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _build(settings: Settings, *, database_url: str, secret_key: str) -> Flask:
    from flask import Flask

    from app import wiring
    from app.kernel import logs
    from app.kernel.db import Database
    from app.kernel.jobs import Queue
    from app.kernel.web.furnishing import furnish
    from app.kernel.web.house import EXTENSION, House
    from app.kernel.web.receiving import HouseRequest

    logs.configure(settings.log_level)
    app = Flask(
        __name__,
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "static" / "dist"),
        static_url_path="/static/dist",
    )
    app.request_class = HouseRequest
    app.secret_key = secret_key
    app.config.update(wiring.flask_settings(settings))
    house = House(settings, secret_key, Database(database_url), Queue(database_url))
    app.extensions[EXTENSION] = house
    app.extensions["guard"] = house.needs
    wiring.equip(house)
    furnish(app)
    wiring.connect(app)
    return app
