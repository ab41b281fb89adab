"""Forms: what a person may type, and what we answer when it is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from http import HTTPStatus
from typing import Any
from uuid import UUID

from babel.support import NullTranslations, Translations
from flask_babel import get_locale
from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import DateField, HiddenField, IntegerField
from wtforms.i18n import messages_path
from wtforms.validators import ValidationError

from app.kernel.errors import OutOfDate, Refused
from app.kernel.terms import is_plausible
from app.kernel.text import _, lazy
from app.kernel.web import tokens
from app.kernel.words import out_of_reach, whole_number

CLASSES = {
    "TextAreaField": "utrecht-textarea utrecht-textarea--html-textarea",
    "SelectField": "utrecht-select utrecht-select--html-select",
}
PLAIN_CLASS = "utrecht-textbox utrecht-textbox--html-input"
FORM_KEY = "form_key"
TOO_LONG = lazy("This is too long. Use at most %(max)s characters.")
"""What a text that does not fit is told (`Length`)."""
HOW_LONG = lazy("Say how long, with a whole number from 1 on.")
NOTHING = UUID(int=0)
_HIDDEN = Markup('<input type="hidden" name="{}" value="{}">')


def hidden_fields(**own: object) -> Markup:
    """Render what every form sends unseen: forgery token and the form's key, and some of its own.

    Alone it is the whole of a form with nothing to type, of which a list holds many.
    """
    ours = {tokens.TOKEN_FIELD: tokens.make_token(), FORM_KEY: tokens.make_form_key(), **own}
    return Markup("").join(_HIDDEN.format(name, value) for name, value in ours.items())


@lru_cache
def _sentences(language: str) -> NullTranslations:
    return Translations.load(messages_path(), [language], domain="wtforms")


class Form(FlaskForm):
    """Base of all forms; the forgery token is checked at the door, before any form is read."""

    class Meta:
        """WTForms' own check is off: `app.kernel.web.door` checks every unsafe request."""

        csrf = False

        def get_translations(self, _form: object) -> NullTranslations:
            """Return WTForms' own sentences; kept, where Flask-WTF reads them for each request."""
            return _sentences(str(get_locale()))

    form_key = HiddenField()
    """The rendered form's own key: sent twice, carried out once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.general_errors: list[str] = []
        self.is_late = False

    def hidden_tag(self, *_fields: object) -> Markup:
        """Render the hidden fields: forgery token, the form's key, and the form's own."""
        own = [
            each() for each in self if isinstance(each, HiddenField) and each is not self.form_key
        ]
        return Markup("").join([hidden_fields(), *own])

    @contextmanager
    def taking_refusals(self) -> Iterator[None]:
        """Put a service's refusal on the form, beside its field or above all."""
        try:
            yield
        except Refused as refusal:
            self.take(refusal)
        except OutOfDate as late:
            self.is_late = True
            self.general_errors.append(
                str(late.message)
                or _(
                    "Someone changed this in the meantime. Your text is kept below. Open the page"
                    " again to see the newest version."
                )
            )

    def take(self, refusal: Refused) -> None:
        """Put one refusal in its place."""
        name = refusal.field
        if name and name in self:
            errors = self[name].errors
            self[name].errors = [*errors, str(refusal.message)]
        else:
            self.general_errors.append(str(refusal.message))

    def has_errors(self) -> bool:
        """Tell whether something is wrong with what was sent."""
        return bool(self.general_errors or self.errors or any(each.errors for each in self))

    @property
    def status(self) -> int:
        """The status of a page that shows this form."""
        if self.is_late:
            return HTTPStatus.CONFLICT
        return HTTPStatus.UNPROCESSABLE_ENTITY if self.has_errors() else HTTPStatus.OK

    def messages(self) -> list[str]:
        """Return what stands above the form: refusals that belong to no field."""
        return list(self.general_errors)

    def faults(self) -> list[tuple[str, str]]:
        """Return (field id, message) of every wrong field, for the summary with links."""
        return [(each.id, str(each.errors[0])) for each in self if each.errors]


class DayField(DateField):
    """A day; what is none is told in our own words."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the day."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(_("This is not a day. Write it like 2026-11-27.")) from error
        if self.data is not None and not is_plausible(self.data):
            raise ValueError(out_of_reach())


class VersionedForm(Form):
    """A form about something that others may change meanwhile."""

    seen_version = HiddenField()

    def seen(self) -> int:
        """Return the version on the person's screen; what is no number is no version at all."""
        return whole_number(str(self.seen_version.data or "")) or 0


class StepForm(VersionedForm):
    """A step that needs no words."""


class WholeNumberField(IntegerField):
    """How long something is, in whole numbers; what is none is told in our own words."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(str(HOW_LONG)) from error


def id_or_none(text: str | None) -> UUID | None:
    """Read an id from a form or an address; None when it is none."""
    try:
        return UUID(text or "")
    except ValueError:
        return None


def id_or_nothing(text: str | None) -> UUID:
    """Read an id from a form; what is none becomes the id of nothing, which is found nowhere."""
    return id_or_none(text) or NOTHING


__all__ = [
    "HOW_LONG",
    "TOO_LONG",
    "DayField",
    "Form",
    "StepForm",
    "ValidationError",
    "VersionedForm",
    "WholeNumberField",
    "id_or_none",
    "id_or_nothing",
]
