"""How a workspace's reference stands in an address: ``/workspaces/<ref:ref>``."""

from __future__ import annotations

from flask.blueprints import BlueprintSetupState
from werkzeug.routing import BaseConverter


class RefConverter(BaseConverter):
    """A human reference such as ``JJI-2026-0001``; anything else is no such page."""

    regex = r"[A-Z]{2,6}-[0-9]{4}-[0-9]{4,6}"


def teach_addresses(state: BlueprintSetupState) -> None:
    """Let every route of the application, also of features above, take ``<ref:…>``."""
    state.app.url_map.converters.setdefault("ref", RefConverter)
