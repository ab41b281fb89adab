"""What a person may type about cases."""

from __future__ import annotations

from collections.abc import Iterable

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
from wtforms.validators import InputRequired, Length, Optional

from app.findings.models import Aspect
from app.findings.queries import ASPECT_WORDS
from app.identity.models import Organisation
from app.incidents.models import Case, CaseKind, Informed, Outcome, Sender, Theme, Within
from app.incidents.queries import (
    KIND_WORDS,
    OUTCOME_WORDS,
    SENDER_WORDS,
    THEME_WORDS,
    WITHIN_WORDS,
    TermRow,
)
from app.incidents.service import COMMITTEE, TRIAGE, LetterWish, Marks, NewCase, Triage
from app.incidents.service.letters import LONGEST_BODY, LONGEST_LINE, LONGEST_WORDS
from app.incidents.service.registering import LONGEST_FACTS, LONGEST_NAME
from app.incidents.service.terms import LONGEST_WHY
from app.incidents.service.triaging import LONGEST_REASON
from app.kernel import clock
from app.kernel.terms import ChangeKind, TermUnit
from app.kernel.text import _, lazy
from app.kernel.web.forms import TOO_LONG, DayField, Form, VersionedForm
from app.kernel.words import whole_number
from app.tasks.queries.term_words import CHANGE_WORDS, UNIT_WORDS
from app.tasks.service import Course

NO_NAMES = lazy("Without names: write “the child”, “the mother”, “the group”.")
LONGEST_LENGTH = 9_999


class MarksForm(VersionedForm):
    """Who handles a case, and what marks it."""

    handled_by = SelectField(lazy("Which inspectorate handles it"), validate_choice=False)
    aspect = SelectField(lazy("Aspect (not required)"), validators=[Optional()])
    theme = SelectField(lazy("Theme (not required)"), validators=[Optional()])

    def offer(self, organisations: Iterable[Organisation]) -> None:
        """Fill the choices: the lead and the partners."""
        self.handled_by.choices = [
            SelectChoice(each.code, each.short_name) for each in organisations
        ]
        later = SelectChoice("", _("Not known yet"))
        self.aspect.choices = [
            later,
            *(SelectChoice(each.value, ASPECT_WORDS[each]) for each in Aspect),
        ]
        self.theme.choices = [
            later,
            *(SelectChoice(each.value, THEME_WORDS[each]) for each in Theme),
        ]

    @classmethod
    def of(cls, case: Case) -> MarksForm:
        """Make the form with what holds now."""
        known = {
            "seen_version": str(case.version),
            "handled_by": case.organisation.code,
            "aspect": case.aspect.value if case.aspect else "",
            "theme": case.theme.value if case.theme else "",
        }
        return cls(formdata=None, data=known)

    def marks(self) -> Marks:
        """Return what was chosen."""
        return Marks(
            handled_by=self.handled_by.data or "",
            aspect=Aspect(self.aspect.data) if self.aspect.data else None,
            theme=Theme(self.theme.data) if self.theme.data else None,
        )


class RegisterForm(MarksForm):
    """A report as it comes in."""

    kind = RadioField(
        lazy("What is reported"),
        choices=[SelectChoice(each.value, words) for each, words in KIND_WORDS.items()],
        validators=[InputRequired(lazy("Choose what is reported."))],
    )
    received_on = DayField(
        lazy("Came in on"),
        default=clock.today,
        validators=[
            InputRequired(lazy("Choose the day on which the report came in: today or before."))
        ],
    )
    sender = SelectField(
        lazy("Who reported it"),
        description=lazy("The kind of organisation, never a person."),
        choices=[
            SelectChoice("", lazy("Choose who reported it")),
            *(SelectChoice(each.value, words) for each, words in SENDER_WORDS.items()),
        ],
        validators=[InputRequired(lazy("Choose who reported it."))],
    )
    institution = StringField(
        lazy("Institution it is about"),
        validators=[
            InputRequired(lazy("Write the name of the institution.")),
            Length(max=LONGEST_NAME, message=TOO_LONG),
        ],
        render_kw={"autocomplete": "off", "list": "known-institutions"},
    )
    municipality = StringField(
        lazy("Municipality (not required)"),
        validators=[Length(max=LONGEST_NAME, message=TOO_LONG)],
        render_kw={"autocomplete": "off", "list": "known-municipalities"},
    )
    facts = TextAreaField(
        lazy("What happened, in a few sentences"),
        description=NO_NAMES,
        validators=[
            InputRequired(lazy("Say shortly what happened.")),
            Length(max=LONGEST_FACTS, message=TOO_LONG),
        ],
    )

    def wish(self) -> NewCase:
        """Return what was typed."""
        return NewCase(
            kind=CaseKind(self.kind.data),
            sender=Sender(self.sender.data),
            received_on=self.received_on.data,
            institution=self.institution.data or "",
            municipality=self.municipality.data or "",
            facts=self.facts.data or "",
            marks=self.marks(),
        )


class CloseListForm(Form):
    """Closing the decision list that is on the screen."""

    seen = HiddenField()


class MeetingForm(VersionedForm):
    """The day of a meeting."""

    held_on = DayField(
        lazy("Day of the meeting"),
        validators=[InputRequired(lazy("Choose a day from today on, within a year."))],
    )


class DecisionForm(VersionedForm):
    """What the committee decided about a case."""

    outcome = RadioField(
        lazy("What did the committee decide?"),
        choices=[SelectChoice(each.value, OUTCOME_WORDS[each]) for each in COMMITTEE],
        validators=[InputRequired(lazy("Choose what you decide."))],
    )
    reason = TextAreaField(
        lazy("Reason"),
        description=NO_NAMES,
        validators=[
            InputRequired(lazy("Give the reason of the decision.")),
            Length(max=LONGEST_REASON, message=TOO_LONG),
        ],
    )

    def decided(self) -> Outcome:
        """Return the choice."""
        return Outcome(self.outcome.data)


class TriageForm(VersionedForm):
    """What the duty inspectors found and decide."""

    within = RadioField(
        lazy("Is it within our mandate?"),
        choices=[SelectChoice(each.value, words) for each, words in WITHIN_WORDS.items()],
        validators=[InputRequired(lazy("Say whether it is within our mandate."))],
    )
    is_acute = BooleanField(lazy("Somebody is not safe now"))
    informs_inspectorate = BooleanField(lazy("Tell another inspectorate"))
    informs_municipality = BooleanField(lazy("Tell the municipality"))
    outcome = RadioField(
        lazy("What do you decide?"),
        choices=[SelectChoice(each.value, OUTCOME_WORDS[each]) for each in TRIAGE],
        validators=[InputRequired(lazy("Choose what you decide."))],
    )
    reason = TextAreaField(
        lazy("Reason"),
        description=NO_NAMES,
        validators=[
            InputRequired(lazy("Give the reason of the decision.")),
            Length(max=LONGEST_REASON, message=TOO_LONG),
        ],
    )

    def triage(self) -> Triage:
        """Return what was decided."""
        told = {
            Informed.INSPECTORATE: self.informs_inspectorate.data,
            Informed.MUNICIPALITY: self.informs_municipality.data,
        }
        return Triage(
            within=Within(self.within.data),
            is_acute=bool(self.is_acute.data),
            informs=frozenset(each for each, is_told in told.items() if is_told),
            outcome=Outcome(self.outcome.data),
            reason=self.reason.data or "",
        )


class CourseForm(VersionedForm):
    """What happens to the term of a case on its way."""

    kind = RadioField(
        lazy("What happens"),
        choices=[SelectChoice(each.value, words) for each, words in CHANGE_WORDS.items()],
        default=ChangeKind.EXTENDED.value,
    )
    length = StringField(
        lazy("How long"),
        description=lazy("For more time, or for adjusted policy."),
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )
    unit = SelectField(
        lazy("Counted in"),
        choices=[
            SelectChoice(each.value, words)
            for each, words in UNIT_WORDS.items()
            if each is not TermUnit.HOURS
        ],
        default=TermUnit.WEEKS.value,
    )
    first_day = DayField(lazy("Stands still from"), validators=[Optional()])
    last_day = DayField(lazy("Up to and including"), validators=[Optional()])
    why = TextAreaField(
        lazy("Why?"),
        description=NO_NAMES,
        validators=[
            InputRequired(lazy("Say why, so that others understand the new date.")),
            Length(max=LONGEST_WHY, message=TOO_LONG),
        ],
    )

    def course(self) -> Course:
        """Return what was typed; a length that is no number is none."""
        return Course(
            kind=ChangeKind(self.kind.data),
            reason=self.why.data or "",
            first_day=self.first_day.data,
            last_day=self.last_day.data,
            length=whole_number((self.length.data or "").strip(), most=LONGEST_LENGTH),
            unit=TermUnit(self.unit.data),
        )


class TermForm(VersionedForm):
    """One of the terms of a case in which an institution answers."""

    term = HiddenField()

    def number(self) -> int:
        """Return which term of the case; one that is not there when none was chosen."""
        return whole_number(self.term.data) or 0


class AnswerForm(TermForm):
    """The day on which an answer came in."""

    term = SelectField(lazy("Which answer"), validate_choice=False)
    came_in_on = DayField(
        lazy("Came in on"),
        default=clock.today,
        validators=[InputRequired(lazy("Choose a day."))],
    )

    def offer(self, rows: Iterable[TermRow]) -> None:
        """Fill the choices: the terms in which somebody answers, the newest first."""
        self.term.choices = [
            SelectChoice(str(each.term.number), each.name)
            for each in rows
            if each.term.waits_for_others
        ]


class LetterForm(VersionedForm):
    """A joint letter: whose it is, to whom, and what it says."""

    parties = SelectMultipleField(
        lazy("Which inspectorates send this letter?"),
        description=lazy("Each of them agrees with the text before it can be final."),
        validate_choice=False,
    )
    addressee = StringField(
        lazy("To whom the letter goes"),
        description=lazy("An institution or an office, never a person."),
        validators=[Length(max=LONGEST_LINE, message=TOO_LONG)],
    )
    subject = StringField(lazy("Subject"), validators=[Length(max=LONGEST_LINE, message=TOO_LONG)])
    body = TextAreaField(
        lazy("The letter"),
        description=NO_NAMES,
        validators=[Length(max=LONGEST_BODY, message=TOO_LONG)],
    )

    def offer(self, organisations: Iterable[Organisation]) -> None:
        """Fill the choices: the lead and the partners."""
        self.parties.choices = [SelectChoice(each.code, each.name) for each in organisations]

    @classmethod
    def of(cls, wish: LetterWish, *, seen_version: int) -> LetterForm:
        """Make the form with what is proposed, or with what holds now."""
        known = {
            "seen_version": str(seen_version),
            "parties": sorted(wish.parties),
            "addressee": wish.addressee,
            "subject": wish.subject,
            "body": wish.body,
        }
        return cls(formdata=None, data=known)

    def wish(self) -> LetterWish:
        """Return what was typed."""
        return LetterWish(
            parties=frozenset(self.parties.data or ()),
            addressee=self.addressee.data or "",
            subject=self.subject.data or "",
            body=self.body.data or "",
        )


class WithdrawLetterForm(VersionedForm):
    """Why the draft of a joint letter is stopped."""

    reason = TextAreaField(
        lazy("Why"),
        description=lazy("Everybody who reads the letter reads this too."),
        validators=[
            InputRequired(lazy("Say why.")),
            Length(max=LONGEST_WORDS, message=TOO_LONG),
        ],
    )


class JudgeForm(VersionedForm):
    """Whether an organisation agrees with the text of a joint letter."""

    says = RadioField(
        lazy("Does your organisation agree with this text?"),
        choices=[
            SelectChoice("agree", lazy("Yes, we agree")),
            SelectChoice("ask", lazy("No, something should change")),
        ],
        validators=[InputRequired(lazy("Choose whether your organisation agrees."))],
    )
    words = TextAreaField(
        lazy("What should change?"),
        description=lazy("Only when something should change. The other inspectorates read it."),
        validators=[Length(max=LONGEST_WORDS, message=TOO_LONG)],
    )
