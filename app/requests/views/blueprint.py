"""The blueprint of document requests, and the words of all their pages."""

from __future__ import annotations

from app.kernel.web.door import GuardedBlueprint
from app.requests import queries

blueprint = GuardedBlueprint(
    "requests", "app.requests.views", url_prefix="/workspaces/<ref:ref>/requests"
)
WORDS = {"statuses": queries.STATUS_WORDS, "tones": queries.STATUS_TONES}
