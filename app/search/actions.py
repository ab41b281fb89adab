"""Audit words of search, with their sentences."""

from __future__ import annotations

from app.kernel.audit.entries import Action
from app.kernel.text import lazy


class SearchAction(Action):
    """What happens to documents so that their text can be found."""

    TEXT_READ = "document:text:read"


LABELS = {SearchAction.TEXT_READ: lazy("made the text searchable of")}
