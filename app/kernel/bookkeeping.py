"""Tables that may be written without an entry in the log, and what a plain statement writes."""

from __future__ import annotations

import re

BOOKKEEPING = (
    "sign_in_session",
    "sign_in_attempt",
    "provider_sign_out",
    "fresh_sign_in",
    "refused_sign_in",
    "refused_address",
    "last_visit",
    "idempotency_key",
    "procrastinate_jobs",
    "upload",
    "upload_part",
    "orphaned_blob",
    "notice",
    "mailing",
    "reminder",
    "looked_place",
    "notice_choice",
    "place_choice",
    "mention_done",
    "task_follower",
    "access_review",
    "witness_view",
    "log_cosignature",
)
"""Tables without readable partner content that may be written on a GET and without an entry."""
THE_LOG = ("log_tree", "log_entry", "log_key")
"""Written by `kernel.audit` only; the lock that asks for an entry is not for these."""

_WRITING = re.compile(
    r"\b(?:insert\s+into|update(?!\s+of)|delete\s+from|merge\s+into|truncate(?:\s+table)?)"
    r"\s+(?:only\s+)?\"?(\w+)",
    re.IGNORECASE,
)
"""The tables that a statement in plain SQL writes."""


def tables_written(statement: str) -> list[str]:
    """Return the tables that a statement in plain SQL writes."""
    return [each.lower() for each in _WRITING.findall(statement)]
