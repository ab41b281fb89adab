"""What an officer fills in to look for a person."""

from __future__ import annotations

from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from app.kernel.text import lazy
from app.kernel.web.forms import Form
from app.privacy.service import LONGEST_WORDS, Reason

REASON_WORDS = {
    Reason.ACCESS: lazy("Request for access (GDPR 15)"),
    Reason.RECTIFICATION: lazy("Request to correct (GDPR 16)"),
    Reason.ERASURE: lazy("Request to erase (GDPR 17)"),
    Reason.OBJECTION: lazy("Objection (GDPR 21)"),
    Reason.BREACH: lazy("Possible data breach (GDPR 33)"),
    Reason.COMPLAINT: lazy("Complaint, or a question of the supervisor (GDPR 57)"),
}


class SubjectForm(Form):
    """Whom to look for, and why; sent by POST, so that no name stands in an address."""

    words = StringField(
        lazy("Name or number"),
        id="subject-words",
        validators=[
            InputRequired(lazy("Say whom you look for.")),
            Length(max=LONGEST_WORDS, message=lazy("This is too long.")),
        ],
    )
    reason = SelectField(
        lazy("Why you look"),
        id="subject-reason",
        choices=[
            SelectChoice("", lazy("Choose a reason")),
            *(SelectChoice(each.value, REASON_WORDS[each]) for each in Reason),
        ],
        validators=[InputRequired(lazy("Choose why you look."))],
    )
