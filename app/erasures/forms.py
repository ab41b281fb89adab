"""What a privacy officer fills in to have a line erased, and to refuse it."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from app.erasures.models import ErasureGround
from app.erasures.queries import ERASURE_WORDS
from app.erasures.service import LONGEST_REASON
from app.identity.models import Organisation
from app.kernel.text import _, lazy
from app.kernel.web.forms import TOO_LONG, Form


class AskForm(Form):
    """On which ground, why, and whom one asks to agree."""

    ground = RadioField(
        lazy("On which ground?"), validators=[InputRequired(lazy("Choose a ground."))]
    )
    reason = TextAreaField(
        lazy("Why must it go?"),
        description=lazy(
            "The privacy officers of both organisations read this. Name the person no further than"
            " needed."
        ),
        validators=[
            InputRequired(lazy("Say why.")),
            Length(max=LONGEST_REASON, message=TOO_LONG),
        ],
    )
    agreeing = SelectField(
        lazy("Who must agree?"),
        description=lazy("The privacy officer of this organisation is asked."),
        validators=[InputRequired(lazy("Choose an organisation."))],
    )

    def offer(self, organisations: Sequence[Organisation]) -> None:
        """Fill in what one can choose from."""
        self.ground.choices = [
            SelectChoice(each.value, ERASURE_WORDS[each]()) for each in ErasureGround
        ]
        named = [SelectChoice(each.code, each.name) for each in organisations]
        first = [] if len(named) == 1 else [SelectChoice("", _("Choose"))]
        self.agreeing.choices = [*first, *named]


class AgreeForm(Form):
    """The button with which one agrees, and that with which one takes a request back."""


class RefuseForm(Form):
    """Why one does not agree."""

    reason = TextAreaField(
        lazy("Why not?"),
        description=lazy("The privacy officers of both organisations read this."),
        validators=[
            InputRequired(lazy("Say why.")),
            Length(max=LONGEST_REASON, message=TOO_LONG),
        ],
    )
