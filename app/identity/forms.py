"""What a person may type around sign-in."""

from __future__ import annotations

from wtforms import BooleanField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from app.kernel.text import lazy
from app.kernel.web.forms import Form


class LoginForm(Form):
    """The work address, only to find the organisation's sign-in page."""

    email = StringField(
        lazy("E-mail address of your work"),
        description=lazy("With it we find the sign-in page of your organisation."),
        validators=[InputRequired(lazy("Type the e-mail address of your work.")), Length(max=254)],
        render_kw={"autocomplete": "email", "type": "email"},
    )


class SettingsForm(Form):
    """Language, colours and whether single keys act."""

    language = SelectField(
        lazy("Language"),
        choices=[
            SelectChoice("", lazy("As my browser")),
            SelectChoice("nl", "Nederlands"),
            SelectChoice("en", "English"),
        ],
    )
    scheme = SelectField(
        lazy("Colours"),
        choices=[
            SelectChoice("", lazy("As my device")),
            SelectChoice("light", lazy("Light")),
            SelectChoice("dark", lazy("Dark")),
        ],
    )
    has_shortcuts = BooleanField(
        lazy("Use shortcuts"),
        description=lazy("Single keys then open pages. Switch this off when you dictate."),
    )
