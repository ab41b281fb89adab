"""How many documents somebody opened is counted from the log; an index of its own finds them."""

from __future__ import annotations

from sqlalchemy import Index, text

from app.kernel.audit.models import LogEntry

OPENED = (
    "'document:content:read', 'document:emergency:read', 'document:content:download',"
    " 'document:content:compare', 'document:content:archive', 'workspace:list:take'"
)
"""Actions by which somebody had content before the eyes, or took it or a list along."""

OF_OPENINGS = Index(
    "ix_log_entry_opened",
    LogEntry.at,
    LogEntry.actor_id,
    LogEntry.object_id,
    postgresql_where=text(f"action in ({OPENED})"),
)
