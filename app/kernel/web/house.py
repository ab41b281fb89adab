"""What one running application is made of; found through the Flask app."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar

from flask import Flask, current_app

from app.kernel.access import Permission
from app.kernel.db import Database
from app.kernel.errors import HouseFault
from app.kernel.jobs import Queue
from app.kernel.web.describing import Told
from config.settings import Settings

EXTENSION = "samenzicht"

Tool = TypeVar("Tool")


@dataclass(slots=True)
class House:
    """Settings, database, queue and the tools features were given at start-up."""

    settings: Settings
    secret_key: str
    database: Database
    queue: Queue
    needs: dict[str, Permission] = field(default_factory=dict)
    """What each endpoint needs; filled by the guarded blueprints."""
    told: dict[str, Told] = field(default_factory=dict)
    """What each endpoint of the API tells of itself, for its description."""
    tools: dict[type, object] = field(default_factory=dict)
    """Adapters and loaded configuration by their type, made once at start-up."""

    def give(self, tool: object) -> None:
        """Put a tool in its place."""
        self.tools[type(tool)] = tool

    def tool(self, kind: type[Tool]) -> Tool:
        """Return the one tool of this type."""
        found = self.tools.get(kind)
        if not isinstance(found, kind):
            raise HouseFault(f"This house was given no {kind.__name__}.")
        return found

    def find_tool(self, kind: type[Tool]) -> Tool | None:
        """Return the tool of this type, or None when the settings ask for none."""
        found = self.tools.get(kind)
        return found if isinstance(found, kind) else None


def house_of(app: Flask) -> House:
    """Return the house of an application."""
    found: House = app.extensions[EXTENSION]
    return found


def current_house() -> House:
    """Return the house of the running request, job or command."""
    return house_of(current_app)
