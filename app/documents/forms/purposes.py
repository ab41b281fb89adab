"""For which purpose somebody opens police data."""

from __future__ import annotations

from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from app.documents.models.purposes import LONGEST_WORDS
from app.documents.service.purposes import PURPOSE_WORDS
from app.kernel.text import lazy
from app.kernel.web.forms import TOO_LONG, Form


class PurposeForm(Form):
    """One of the purposes of the law, and what it is in this case."""

    purpose = RadioField(
        lazy("For which purpose do you open this document?"),
        choices=[SelectChoice(each.value, words) for each, words in PURPOSE_WORDS.items()],
        validators=[InputRequired(lazy("Choose for which purpose you open it."))],
    )
    words = TextAreaField(
        lazy("Why, in your own words?"),
        description=lazy("The organisation that brought this document reads it."),
        validators=[
            InputRequired(lazy("Say in your own words why you open it.")),
            Length(max=LONGEST_WORDS, message=TOO_LONG),
        ],
    )
    then = HiddenField()
    """Where on this site the reader wanted to go."""
