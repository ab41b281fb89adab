"""Saying something beside a document or finding."""

from app.comments import queries, service
from app.comments.policy import At, CommentPermission
from app.kernel.access import Actor


def say(actor: Actor, at: At, *, body: str) -> None:
    """Say something, as who reads it."""
    beside = queries.get_beside_for(actor, CommentPermission.WRITE, at)
    service.add_comment(actor, beside, body=body)
