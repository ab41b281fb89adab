"""What a person may type about rebuttals."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from app.findings.models import Outcome
from app.findings.queries import OUTCOME_WORDS
from app.kernel import clock
from app.kernel.errors import Refused
from app.kernel.terms import TermUnit
from app.kernel.text import _, lazy
from app.kernel.web.forms import HOW_LONG, DayField, Form, StepForm, VersionedForm, WholeNumberField
from app.kernel.words import whole_number
from app.rebuttals.models import PutFinding, RebuttalItem
from app.rebuttals.service import (
    DEFAULT_LENGTH,
    DEFAULT_UNIT,
    UNITS,
    Hearing,
    MoreTime,
    Remark,
    Ruling,
)
from app.tasks.queries import UNIT_WORDS

UNIT_CHOICES = [SelectChoice(each.value, UNIT_WORDS[each]) for each in UNITS]
WHOLE = ""
"""The choice of a remark about the whole text."""


class OpenForm(Form):
    """Who is heard, about what, for how long."""

    entity = StringField(
        lazy("Which organisation is heard?"),
        validators=[InputRequired(lazy("Say which organisation is heard."))],
        render_kw={"autocomplete": "off"},
    )
    contact = StringField(
        lazy("Name of the contact person (not required)"), render_kw={"autocomplete": "off"}
    )
    email = StringField(
        lazy("E-mail address (not required)"),
        description=lazy("For your own records: Samenzicht sends nothing to it."),
        render_kw={"autocomplete": "off", "type": "email"},
    )
    findings = SelectMultipleField(lazy("Which findings are put forward?"), validate_choice=False)
    length = WholeNumberField(
        lazy("How long may the reply take?"),
        default=DEFAULT_LENGTH,
        validators=[InputRequired(HOW_LONG)],
        render_kw={"inputmode": "numeric"},
    )
    unit = SelectField(lazy("Counted in"), choices=UNIT_CHOICES, default=DEFAULT_UNIT.value)

    def wish(self) -> Hearing:
        """Return what was typed.

        Raises:
            Refused: a finding was sent that is none.
        """
        try:
            chosen = tuple(UUID(each) for each in self.findings.data or ())
        except ValueError:
            gone = _("Choose at least one finding of this report.")
            raise Refused(gone, field="findings") from None
        return Hearing(
            entity=self.entity.data or "",
            contact=self.contact.data or "",
            email=(self.email.data or "").strip(),
            findings=chosen,
            length=self.length.data or 0,
            unit=TermUnit(self.unit.data),
        )


class SentForm(StepForm):
    """On which day the text was sent."""

    sent_on = DayField(
        lazy("Sent on"),
        default=clock.today,
        description=lazy("The term is counted from this day."),
        validators=[InputRequired(lazy("Choose a day."))],
    )


class ExtendForm(StepForm):
    """More time, and why."""

    length = WholeNumberField(
        lazy("How much longer?"),
        default=1,
        validators=[InputRequired(HOW_LONG)],
        render_kw={"inputmode": "numeric"},
    )
    unit = SelectField(lazy("Counted in"), choices=UNIT_CHOICES, default=DEFAULT_UNIT.value)
    reason = TextAreaField(
        lazy("Why more time?"),
        validators=[InputRequired(lazy("Say why, so that others understand the new date."))],
    )

    def more(self) -> MoreTime:
        """Return what was typed."""
        return MoreTime(self.length.data or 0, TermUnit(self.unit.data), self.reason.data or "")


class RemarkForm(Form):
    """A remark: about what, where, and what is said."""

    about = SelectField(lazy("What is the remark about?"), validate_choice=False)
    place = StringField(
        lazy("Place in the text (not required)"),
        description=lazy("For example: page 3, second paragraph."),
        render_kw={"autocomplete": "off"},
    )
    remark = TextAreaField(
        lazy("The remark"), validators=[InputRequired(lazy("Write down the remark."))]
    )

    def offer(self, put: Iterable[PutFinding]) -> None:
        """Fill the choices: the whole text, and each finding that was put forward."""
        self.about.choices = [
            SelectChoice(WHOLE, _("The text as a whole")),
            *(SelectChoice(str(each.finding_id), each.title) for each in put),
        ]

    def said(self) -> Remark:
        """Return what was typed.

        Raises:
            Refused: it is about something that is no finding.
        """
        about = self.about.data or WHOLE
        try:
            finding_id = UUID(about) if about else None
        except ValueError:
            wrong = _("Choose one of the findings that were put forward.")
            raise Refused(wrong, field="about") from None
        return Remark(finding_id, self.place.data or "", self.remark.data or "")


class HandForm(RemarkForm):
    """A remark that came in by letter or talk."""

    received_on = DayField(
        lazy("Came in on"),
        default=clock.today,
        validators=[InputRequired(lazy("Choose a day."))],
    )


class LinkForm(StepForm):
    """Until when a link works."""

    link_ends_on = DayField(
        lazy("The link works until and including"),
        validators=[InputRequired(lazy("Choose a day."))],
    )


class SubmitForm(Form):
    """Sending the reply for good."""

    seen = HiddenField()
    """Token of the remarks that stood on the screen."""
    confirmed = BooleanField(
        lazy("I have said everything. I cannot change it after this."),
        validators=[InputRequired(lazy("Tick this first. Nothing is sent without it."))],
    )


class DecideForm(VersionedForm):
    """What becomes of a remark, and why."""

    decision = RadioField(
        lazy("What do you do with this remark?"),
        choices=[SelectChoice(each.value, words) for each, words in OUTCOME_WORDS.items()],
        validators=[InputRequired(lazy("Choose what you do with it."))],
    )
    reason = TextAreaField(
        lazy("Reason"),
        description=lazy("This is published with the remark."),
        validators=[InputRequired(lazy("Give the reason. It is published with the remark."))],
    )
    followed_by = SelectField(
        lazy("Which version of the finding came of it? (not required)"),
        choices=[],
        validate_choice=False,
        validators=[Optional()],
    )

    @classmethod
    def of_item(cls, item: RebuttalItem, versions: Iterable[int]) -> DecideForm:
        """Make the form with what was decided before."""
        form = cls(
            data={
                "seen_version": str(item.version),
                "decision": item.decision.value if item.decision else None,
                "reason": item.reason,
                "followed_by": str(item.followed_by or ""),
            }
        )
        form.followed_by.choices = [
            SelectChoice("", _("None, or not yet")),
            *(SelectChoice(str(each), _("Version %(number)s", number=each)) for each in versions),
        ]
        return form

    def ruling(self) -> Ruling:
        """Return what was decided.

        Raises:
            Refused: the version is no number.
        """
        text = self.followed_by.data or ""
        number = whole_number(text)
        if text and number is None:
            wrong = _("Choose a version that was made after the text was sent.")
            raise Refused(wrong, field="followed_by")
        return Ruling(Outcome(self.decision.data), self.reason.data or "", number)
