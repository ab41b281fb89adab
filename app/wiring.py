"""The one list: tools, features in order, their blueprints, jobs, and who reacts to which event."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask

from app.adapters.blobs import FileBlobs, SealedBlobs
from app.adapters.keys import MasterKey
from app.adapters.mail import Mailer
from app.identity import signed_in
from app.kernel.web.door import GuardedBlueprint
from app.kernel.web.house import House, house_of
from config.settings import Settings

CONFIG = Path(__file__).parents[1] / "config"

FEATURES = (
    "identity",
    "workspaces",
    "documents",
    "tasks",
    "findings",
    "reports",
    "desk",
    "oversight",
)
"""In the order of the sentence; imports go from right to left only."""
ROOMS = ("models", "policy", "jobs", "views", "api")
FORM_OVERHEAD = 1024 * 1024
"""What a form may hold beside its file, in bytes."""


def flask_settings(settings: Settings) -> dict[str, object]:
    """Return Flask's own settings."""
    return {
        "MAX_CONTENT_LENGTH": int(settings.max_upload) + FORM_OVERHEAD,
        "MAX_FORM_MEMORY_SIZE": FORM_OVERHEAD,
        "SESSION_COOKIE_NAME": ("__Host-" if settings.is_https else "") + "samenzicht-notice",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SECURE": settings.is_https,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "TRUSTED_HOSTS": [settings.public_url.host],
        "WTF_CSRF_ENABLED": False,
        "TEMPLATES_AUTO_RELOAD": False,
    }


def equip(house: House) -> None:
    """Make the adapters once, from the settings."""
    settings = house.settings
    house.give(
        MasterKey.from_file(master_key_file(settings), create=settings.master_key_file is None)
    )
    house.give(SealedBlobs(FileBlobs(blob_folder(settings))))
    house.give(
        Mailer(
            sender=f"samenzicht@{settings.public_url.host}",
            smtp_url=settings.smtp_url.get_secret_value() if settings.smtp_url else None,
            folder=settings.data / "mail",
        )
    )


def master_key_file(settings: Settings) -> Path:
    """Return where the master key lies."""
    return settings.master_key_file or settings.data / "keys" / "master.key"


def blob_folder(settings: Settings) -> Path:
    """Return the folder of stored files."""
    if settings.blob_url:
        return Path(urlsplit(settings.blob_url).path)
    return settings.data / "blobs"


def connect(app: Flask) -> None:
    """Hang sign-in on the application and register every feature's blueprints and jobs, in order."""
    signed_in.install(app, house_of(app))
    for feature in FEATURES:
        for room in rooms_of(feature):
            module = import_module(f"app.{feature}.{room}")
            for blueprint in vars(module).values():
                if isinstance(blueprint, GuardedBlueprint) and blueprint.import_name.startswith(
                    module.__name__
                ):
                    app.register_blueprint(blueprint)


def rooms_of(feature: str) -> list[str]:
    """Return the rooms of a feature that are built, in the order they lean on each other."""
    folder = Path(__file__).parent / feature
    return [room for room in ROOMS if (folder / f"{room}.py").exists() or (folder / room).is_dir()]
