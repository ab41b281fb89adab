"""What a person may type about a follow-up."""

from __future__ import annotations

from wtforms import RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from app.followups.models import EntryKind, Response, Verdict
from app.followups.queries import KIND_WORDS, RESPONSE_WORDS, VERDICT_WORDS
from app.followups.service import Note
from app.kernel import clock
from app.kernel.text import lazy
from app.kernel.web.forms import DayField, Form, VersionedForm


class NoteForm(Form):
    """What happened, on which day."""

    kind = SelectField(
        lazy("What do you note?"),
        choices=[
            SelectChoice(each.value, words)
            for each, words in KIND_WORDS.items()
            if each != EntryKind.DECISION
        ],
        validators=[InputRequired(lazy("Choose what you note."))],
    )
    response = SelectField(
        lazy("What does the addressee do with it?"),
        description=lazy("Only with a response of the addressee."),
        choices=[
            SelectChoice("", lazy("Not about a response")),
            *(SelectChoice(each.value, words) for each, words in RESPONSE_WORDS.items()),
        ],
        validators=[Optional()],
    )
    happened_on = DayField(
        lazy("On which day?"),
        default=clock.today,
        validators=[InputRequired(lazy("Choose the day it happened: today or before."))],
    )
    words = TextAreaField(
        lazy("In your words"),
        validators=[InputRequired(lazy("Write down what happened."))],
    )

    def note(self) -> Note:
        """Return what was typed."""
        response = Response(self.response.data) if self.response.data else None
        return Note(
            EntryKind(self.kind.data), self.happened_on.data, self.words.data or "", response
        )


class DecideForm(VersionedForm):
    """What became of the recommendation, and why."""

    verdict = RadioField(
        lazy("What became of it?"),
        choices=[SelectChoice(each.value, words) for each, words in VERDICT_WORDS.items()],
        validators=[InputRequired(lazy("Choose what became of it."))],
    )
    reason = TextAreaField(
        lazy("Reason"),
        validators=[InputRequired(lazy("Give the reason."))],
    )

    def decided(self) -> Verdict:
        """Return the choice."""
        return Verdict(self.verdict.data)
