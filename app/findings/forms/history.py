"""What a person may type about how a finding came about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from werkzeug.datastructures import MultiDict
from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from app.findings.forms import FindingForm, plain_lines
from app.findings.models import Capacity, Outcome
from app.findings.queries import CAPACITY_WORDS, OUTCOME_WORDS
from app.findings.service import Prompt
from app.findings.service.history import LONGEST_NAME, LONGEST_REASON
from app.kernel.text import _, lazy
from app.kernel.web.forms import Form, ValidationError


class ChangeForm(FindingForm):
    """A finding as its author changes it: with why, and who asked for it."""

    reason = TextAreaField(
        lazy("Why do you change it?"),
        validators=[
            DataRequired(lazy("Say in one or two sentences why you change it.")),
            Length(max=LONGEST_REASON),
        ],
    )
    capacity = SelectField(
        lazy("Who asked for it?"),
        choices=[SelectChoice(str(each), words) for each, words in CAPACITY_WORDS.items()],
    )
    asked_by = StringField(
        lazy("Name of who asked"),
        description=lazy("Leave this empty when nobody asked."),
        validators=[Length(max=LONGEST_NAME)],
    )
    outcome = SelectField(
        lazy("What do you do with it?"),
        choices=[
            SelectChoice(str(each), OUTCOME_WORDS[each])
            for each in (Outcome.ADOPTED, Outcome.PARTLY)
        ],
    )

    def prompt(self) -> Prompt:
        """Return why it changes; what nobody asked for is adopted wholly, and by nobody."""
        capacity = Capacity(self.capacity.data)
        is_asked = capacity != Capacity.OWN
        return Prompt(
            reason=plain_lines(self.reason.data),
            asked_by=(self.asked_by.data or "").strip() if is_asked else "",
            capacity=capacity,
            outcome=Outcome(self.outcome.data) if is_asked else Outcome.ADOPTED,
        )


class DeclineForm(Form):
    """What somebody asked of a finding, and why it is not done."""

    capacity = SelectField(
        lazy("Who asked for it?"),
        choices=[
            SelectChoice(str(each), words)
            for each, words in CAPACITY_WORDS.items()
            if each != Capacity.OWN
        ],
    )
    asked_by = StringField(
        lazy("Name of who asked"),
        validators=[DataRequired(lazy("Say who asked for this.")), Length(max=LONGEST_NAME)],
    )
    asked = TextAreaField(
        lazy("What was asked?"),
        validators=[DataRequired(lazy("Write down what was asked.")), Length(max=LONGEST_REASON)],
    )
    reason = TextAreaField(
        lazy("Why do you not adopt it?"),
        validators=[
            DataRequired(lazy("Say why you do not adopt it.")),
            Length(max=LONGEST_REASON),
        ],
    )

    def prompt(self) -> Prompt:
        """Return what was typed."""
        return Prompt(
            reason=plain_lines(self.reason.data),
            asked_by=(self.asked_by.data or "").strip(),
            capacity=Capacity(self.capacity.data),
            outcome=Outcome.NOT_ADOPTED,
            asked=plain_lines(self.asked.data),
        )


class CompareForm(Form):
    """Which two versions are compared; sent by GET, so that it can be gone back to."""

    older = SelectField(lazy("This version"))
    newer = SelectField(lazy("With this version"))

    @classmethod
    def of(cls, asked: Mapping[str, str], *, numbers: Sequence[int]) -> CompareForm:
        """Read what was asked; the last two are proposed.

        Args:
            numbers: of the versions that can be compared, the oldest first.
        """
        last = {"older": str(numbers[-2]), "newer": str(numbers[-1])} if len(numbers) > 1 else {}
        form = cls(formdata=MultiDict({**last, **asked}))
        choices = [
            SelectChoice(str(each), _("Version %(number)s", number=each)) for each in numbers
        ]
        form.older.choices, form.newer.choices = choices, choices
        return form

    def validate_newer(self, field: SelectField) -> None:
        """Ask for two different ones."""
        if field.data == self.older.data:
            raise ValidationError(_("Choose two different versions."))

    def chosen(self) -> list[int]:
        """Return the two numbers, the lowest first."""
        return sorted((int(self.older.data), int(self.newer.data)))
