"""Audit words of comments, with their sentences; they stand with what was talked about."""

from __future__ import annotations

from app.kernel.audit.entries import Action
from app.kernel.text import lazy


class CommentAction(Action):
    """What is said beside a document, finding, observation or task; never the words."""

    ADDED = "comment:comment:add"
    CHANGED = "comment:comment:change"
    WITHDRAWN = "comment:comment:withdraw"
    SETTLED = "comment:thread:settle"
    REOPENED = "comment:thread:reopen"


LABELS = {
    CommentAction.ADDED: lazy("commented on"),
    CommentAction.CHANGED: lazy("changed a comment on"),
    CommentAction.WITHDRAWN: lazy("withdrew a comment on"),
    CommentAction.SETTLED: lazy("settled a conversation about"),
    CommentAction.REOPENED: lazy("opened a conversation again about"),
}
