"""What a person may type about an observation, and what a list of them is narrowed to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from wtforms import SelectField, SelectMultipleField, StringField, TextAreaField, TimeField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from app.findings.forms import LONGEST_TEXT, plain_lines
from app.findings.models import Observation, ObservationEvidence, Sense, SubjectKind
from app.findings.queries import SENSE_WORDS, SUBJECT_WORDS
from app.findings.service.observations import ObservationText
from app.kernel.text import lazy
from app.kernel.web.forms import DayField, Form, VersionedForm
from app.workspaces.models import Membership

LONGEST_WHY = 1000


class ObservationTime(TimeField):
    """A time of a day; what is none is told in our own words."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the time."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(lazy("This is not a time. Write it like 9:20.")) from error


class ObservationForm(VersionedForm):
    """An observation as who made it writes it down."""

    title = StringField(
        lazy("Observation in one sentence"),
        validators=[DataRequired(lazy("Write the observation in one sentence.")), Length(max=200)],
    )
    kind = SelectField(
        lazy("How do you know it?"),
        choices=[SelectChoice(str(each), words) for each, words in SENSE_WORDS.items()],
    )
    subject_kind = SelectField(
        lazy("What is it about?"),
        choices=[SelectChoice(str(each), words) for each, words in SUBJECT_WORDS.items()],
    )
    subject = StringField(
        lazy("Which one?"),
        description=lazy("Choose a name from the list where you can: then it can be found again."),
        validators=[DataRequired(lazy("Say what the observation is about.")), Length(max=200)],
    )
    place = StringField(lazy("Where was it?"), validators=[Length(max=200)])
    observed_on = DayField(
        lazy("On which day?"),
        validators=[InputRequired(lazy("Choose the day you observed it: today or before."))],
    )
    observed_at = ObservationTime(
        lazy("At what time?"),
        description=lazy("Leave this empty when nobody wrote it down."),
        validators=[Optional()],
    )
    observers = SelectMultipleField(lazy("Who observed it?"), choices=[])
    text = TextAreaField(
        lazy("What you observed"),
        description=lazy(
            "Only facts: what you saw, heard, read or measured. What it means comes in a finding."
        ),
        validators=[
            DataRequired(lazy("Write down what you observed.")),
            Length(max=LONGEST_TEXT),
        ],
    )
    evidence = SelectMultipleField(lazy("Evidence"), choices=[])

    def offer(
        self,
        *,
        members: Iterable[Membership],
        citable: Iterable[Any],
        left: Iterable[tuple[UUID, str]] = (),
    ) -> None:
        """Fill the choices: own people, and the documents that may be cited.

        Args:
            left: who observed it and no longer works here, with their names.
        """
        people = {str(each.person_id): each.person.name for each in members}
        people |= {str(key): name for key, name in left if str(key) not in people}
        self.observers.choices = [SelectChoice(key, name) for key, name in people.items()]
        self.evidence.choices = [SelectChoice(str(each.id), each.title) for each in citable]

    def not_offered(self, cited: Iterable[ObservationEvidence]) -> frozenset[UUID]:
        """Return what is cited but not among the choices: it stays cited."""
        offered = {each.value for each in self.evidence.choices}
        return frozenset(each.document_id for each in cited if str(each.document_id) not in offered)

    def typed(self, *, kept: frozenset[UUID] = frozenset()) -> ObservationText:
        """Return what was typed.

        Args:
            kept: cited documents that are not among the choices and stay cited.
        """
        return ObservationText(
            title=_one_line(self.title.data),
            subject_kind=SubjectKind(self.subject_kind.data),
            subject=_one_line(self.subject.data),
            place=_one_line(self.place.data),
            kind=Sense(self.kind.data),
            observed_on=self.observed_on.data,
            observed_at=self.observed_at.data,
            observers=frozenset(UUID(each) for each in self.observers.data or []),
            text=plain_lines(self.text.data),
            evidence=frozenset(UUID(each) for each in self.evidence.data or []) | kept,
        )


class CorrectForm(ObservationForm):
    """An observation as its organisation corrects it: with why."""

    reason = TextAreaField(
        lazy("Why do you change it?"),
        description=lazy("Everybody who reads this observation reads this too."),
        validators=[
            DataRequired(lazy("Say in one or two sentences why you change it.")),
            Length(max=LONGEST_WHY),
        ],
    )

    def why(self) -> str:
        """Return why it changes."""
        return plain_lines(self.reason.data)


class ReleaseForm(VersionedForm):
    """The button that lets others read it."""


class WithdrawForm(Form):
    """Why the organisation no longer stands for it."""

    reason = StringField(
        lazy("Why do you withdraw it?"),
        description=lazy("It stays to be read, with this reason beside it."),
        validators=[DataRequired(lazy("Say why you withdraw it.")), Length(max=LONGEST_WHY)],
    )

    def why(self) -> str:
        """Return the reason, on one line."""
        return _one_line(self.reason.data)


def values_of(observation: Observation, *, cited: Iterable[ObservationEvidence]) -> dict[str, Any]:
    """Return an observation, with what it cites, as the form's first values."""
    return {
        "seen_version": observation.version,
        "title": observation.title,
        "kind": observation.kind,
        "subject_kind": observation.subject_kind,
        "subject": observation.subject,
        "place": observation.place,
        "observed_on": observation.observed_on,
        "observed_at": observation.observed_at,
        "observers": [str(each) for each in observation.observers],
        "text": observation.text,
        "evidence": [str(each.document_id) for each in cited],
    }


def _one_line(text: str | None) -> str:
    return " ".join((text or "").split())
