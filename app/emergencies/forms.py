"""What one fills in to open, agree to, end and judge emergency sight."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import BooleanField, IntegerField, RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange

from app.emergencies.models import MOST_HOURS, Ground, Verdict
from app.emergencies.policy import EmergencyPlace
from app.emergencies.queries import GROUND_WORDS, VERDICT_WORDS
from app.emergencies.service import LONGEST_REASON
from app.identity.models import Person
from app.kernel.text import _, lazy
from app.kernel.web.forms import TOO_LONG, Form, VersionedForm

HOURS = lazy("Choose between 1 and 72 hours.")


class OpenForm(Form):
    """For whom, where, why and how long; and whether special data are needed."""

    workspace = SelectField(lazy("In which workspace"), validate_choice=False)
    person = SelectField(
        lazy("For which colleague"),
        description=lazy("Somebody who does not work in that workspace. Not you yourself."),
        validate_choice=False,
    )
    ground = RadioField(
        lazy("What makes it necessary?"),
        choices=[SelectChoice(each.value, GROUND_WORDS[each]) for each in Ground],
        validators=[InputRequired(lazy("Choose what makes it necessary."))],
    )
    reason = TextAreaField(
        lazy("Why can it not wait, and why not the ordinary way?"),
        description=lazy("Only people of your organisation read this."),
        validators=[
            InputRequired(lazy("Say why.")),
            Length(max=LONGEST_REASON, message=TOO_LONG),
        ],
    )
    hours = IntegerField(
        lazy("For how many hours?"),
        description=lazy("At most 72. It ends by itself and is never lengthened."),
        validators=[InputRequired(HOURS), NumberRange(min=1, max=MOST_HOURS, message=HOURS)],
    )
    wants_special = BooleanField(
        lazy("Special data too (AVG articles 9 and 10, police data)"),
        description=lazy("They stay closed until a second person of your organisation agrees."),
    )

    def offer(self, places: Sequence[EmergencyPlace], people: Sequence[Person]) -> None:
        """Fill in what one can choose from."""
        first = SelectChoice("", _("Choose"))
        here = [SelectChoice(each.ref, each.ref) for each in places if each.takes_part]
        self.workspace.choices = [first, *here]
        self.person.choices = [first, *(SelectChoice(each.login, each.name) for each in people)]


class StepForm(VersionedForm):
    """A button about an emergency sight as it stood on screen."""


class ReviewForm(VersionedForm):
    """Whether it was justified, and why one thinks so."""

    verdict = RadioField(
        lazy("Was it justified?"),
        choices=[SelectChoice(each.value, VERDICT_WORDS[each]) for each in Verdict],
        validators=[InputRequired(lazy("Choose whether it was justified."))],
    )
    words = TextAreaField(
        lazy("How do you come to this?"),
        description=lazy("This stands. Only people of your organisation read it."),
        validators=[
            InputRequired(lazy("Say how you come to this.")),
            Length(max=LONGEST_REASON, message=TOO_LONG),
        ],
    )
