"""What a person may write beside a document or a finding."""

from __future__ import annotations

from uuid import UUID

from wtforms import HiddenField, TextAreaField

from app.kernel.text import lazy
from app.kernel.web.forms import Form


class CommentForm(Form):
    """A comment, an answer, or other words for one."""

    body = TextAreaField(lazy("Comment"))
    thread = HiddenField()
    """Of which it is an answer."""
    comment = HiddenField()
    """Which it changes."""

    @classmethod
    def about(cls, *, thread: UUID | None = None, comment: UUID | None = None) -> CommentForm:
        """Make an empty form that answers in a thread, or changes a comment."""
        data = {"thread": str(thread or ""), "comment": str(comment or "")}
        return cls(formdata=None, data=data)


def id_of(text: str | None) -> UUID:
    """Read an id from a form; what is none becomes the id of nothing."""
    try:
        return UUID(text or "")
    except ValueError:
        return UUID(int=0)
