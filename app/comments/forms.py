"""What a person may write beside a document, finding, observation or task."""

from __future__ import annotations

from uuid import UUID

from wtforms import HiddenField, TextAreaField

from app.findings.models import Audience
from app.kernel.text import lazy
from app.kernel.web.forms import Form


class CommentForm(Form):
    """A comment, an answer, or other words for one."""

    body = TextAreaField(lazy("Comment"))
    thread = HiddenField()
    """Of which it is an answer."""
    comment = HiddenField()
    """Which it changes."""
    seen_audience = HiddenField()
    """For whom it said what is written here would be."""

    @classmethod
    def about(
        cls,
        *,
        thread: UUID | None = None,
        comment: UUID | None = None,
        audience: Audience | None = None,
    ) -> CommentForm:
        """Make an empty form that answers in a thread, or changes a comment."""
        data = {
            "thread": str(thread or ""),
            "comment": str(comment or ""),
            "seen_audience": audience or "",
        }
        return cls(formdata=None, data=data)

    @property
    def audience(self) -> Audience | None:
        """For whom the writer was told it was; only that it was for few is of use."""
        return Audience.OWN if self.seen_audience.data == Audience.OWN else None
