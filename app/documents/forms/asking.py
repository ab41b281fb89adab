"""What a person may type at a closed door, and an owner who refuses."""

from __future__ import annotations

from uuid import UUID

from wtforms import HiddenField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.documents.service.asking import LONGEST_REASON
from app.kernel.text import lazy
from app.kernel.web.forms import TOO_LONG, Form, id_or_nothing


class AskForm(Form):
    """Asking for access behind a closed door."""

    document = HiddenField()
    """As the address said it; whether it is anything is not told."""
    reason = TextAreaField(
        lazy("Why do you need it?"),
        validators=[
            InputRequired(lazy("Say why you need it.")),
            Length(max=LONGEST_REASON, message=TOO_LONG),
        ],
    )

    def wanted(self) -> UUID:
        """Return what is asked for; nothing real when the address was changed by hand."""
        return id_or_nothing(self.document.data)


class RefuseForm(Form):
    """Refusing what somebody asked."""

    request_id = HiddenField()
    reason = TextAreaField(
        lazy("Why do you refuse?"),
        validators=[
            InputRequired(lazy("Say why you refuse.")),
            Length(max=LONGEST_REASON, message=TOO_LONG),
        ],
    )

    def asked(self) -> UUID:
        """Return which question it is about."""
        return id_or_nothing(self.request_id.data)
