"""What others keep of what an organisation brought, after it leaves."""

from __future__ import annotations

from wtforms import HiddenField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from app.documents.service.departures import AFTER_LEAVING_WORDS
from app.kernel.text import lazy
from app.kernel.web.forms import Form


class DepartureForm(Form):
    """One of three choices."""

    choice = RadioField(
        lazy("What may others keep of what we brought?"),
        choices=[SelectChoice(each.value, words) for each, words in AFTER_LEAVING_WORDS.items()],
        validators=[InputRequired(lazy("Choose what others keep."))],
    )
    seen = HiddenField()
    """What was chosen when the page was read."""
