"""Forms: what a person may type, and what we answer when it is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import HiddenField
from wtforms.validators import ValidationError

from app.kernel import ids
from app.kernel.errors import OutOfDate, Refused
from app.kernel.web import tokens

CLASSES = {
    "TextAreaField": "utrecht-textarea utrecht-textarea--html-textarea",
    "SelectField": "utrecht-select utrecht-select--html-select",
}
PLAIN_CLASS = "utrecht-textbox utrecht-textbox--html-input"


class Form(FlaskForm):
    """Base of all forms; the forgery token is checked at the door, before any form is read."""

    class Meta:
        """WTForms' own check is off: `app.kernel.web.door` checks every unsafe request."""

        csrf = False

    form_key = HiddenField()
    """The rendered form's own key: sent twice, carried out once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.general_errors: list[str] = []
        if not self.form_key.data or self.is_submitted():
            self.fresh_key = str(ids.new_id())

    def hidden_tag(self, *_fields: object) -> Markup:
        """Render the hidden fields: forgery token, the form's key, and the form's own."""
        hidden = [
            Markup('<input type="hidden" name="{}" value="{}">').format(
                tokens.TOKEN_FIELD, tokens.make_token()
            )
        ]
        hidden.append(
            Markup('<input type="hidden" name="form_key" value="{}">').format(self.fresh_key)
        )
        for each in self:
            if isinstance(each, HiddenField) and each.name != "form_key":
                hidden.append(Markup(each()))
        return Markup("").join(hidden)

    @contextmanager
    def taking_refusals(self) -> Iterator[None]:
        """Put a service's refusal on the form, beside its field or above all."""
        try:
            yield
        except Refused as refusal:
            self.take(refusal)
        except OutOfDate as late:
            self.general_errors.append(str(late.message))

    def take(self, refusal: Refused) -> None:
        """Put one refusal in its place."""
        name = refusal.field
        if name and name in self:
            errors = self[name].errors
            self[name].errors = [*errors, str(refusal.message)]
        else:
            self.general_errors.append(str(refusal.message))

    def has_errors(self) -> bool:
        """True when something is wrong with what was sent."""
        return bool(self.general_errors or self.errors or any(each.errors for each in self))

    def messages(self) -> list[str]:
        """Return what stands above the form: refusals that belong to no field."""
        return list(self.general_errors)

    def faults(self) -> list[tuple[str, str]]:
        """Return (field id, message) of every wrong field, for the summary with links."""
        return [(each.id, str(each.errors[0])) for each in self if each.errors]


__all__ = ["Form", "ValidationError"]
