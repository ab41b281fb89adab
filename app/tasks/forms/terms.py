"""What a person may type about named terms."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from app.kernel.errors import Refused
from app.kernel.terms import ChangeKind, LegalSystem, TermUnit
from app.kernel.text import _, lazy
from app.kernel.web.forms import (
    HOW_LONG,
    TOO_LONG,
    DayField,
    Form,
    VersionedForm,
    WholeNumberField,
    id_or_nothing,
)
from app.kernel.web.moments import TIME_HELP, MomentForm, as_typed
from app.tasks.models import NamedTerm, TermChange
from app.tasks.queries import CHANGE_WORDS, LAW_WORDS, UNIT_WORDS
from app.tasks.service import Correction, Course, NewTerm, Start


class ForeseenForm(VersionedForm):
    """A change that shows first what it would do."""

    foreseen = HiddenField()
    """Fingerprint of the consequences on screen; empty before they were shown."""


class TermFactsForm(Form):
    """What a term is called, how long it is, whose rules count it."""

    name = StringField(
        lazy("Name of the term"),
        validators=[
            InputRequired(lazy("Give the term a name.")),
            Length(max=120, message=TOO_LONG),
        ],
        render_kw={"autocomplete": "off"},
    )
    length = WholeNumberField(
        lazy("How long"), validators=[InputRequired(HOW_LONG)], render_kw={"inputmode": "numeric"}
    )
    unit = SelectField(
        lazy("Counted in"),
        choices=[SelectChoice(each.value, words) for each, words in UNIT_WORDS.items()],
        default=TermUnit.WEEKS.value,
    )
    legal_system = SelectField(
        lazy("Counted by which law"),
        choices=[SelectChoice(each.value, words) for each, words in LAW_WORDS.items()],
    )
    source = StringField(
        lazy("Legal basis or agreement"),
        description=lazy("For example: Awb, article 4:8."),
        validators=[Length(max=200, message=TOO_LONG)],
    )
    start_event = StringField(
        lazy("Starts at"),
        description=lazy("The event, for example: the last day of the visit."),
        validators=[Length(max=200, message=TOO_LONG)],
    )
    counts_back = BooleanField(lazy("Counted back: the term ends before the event"))
    binds = BooleanField(lazy("The law sets this term; it is not our own policy"))


class TermForm(TermFactsForm):
    """A new term, that may follow another."""

    after = SelectField(lazy("Follows another term"), validate_choice=False)

    def offer(self, terms: Iterable[NamedTerm]) -> None:
        """Let one choose among the terms that are there."""
        self.after.choices = [
            SelectChoice("", _("No, it has a start of its own")),
            *(SelectChoice(str(each.id), each.name) for each in terms),
        ]

    def wish(self) -> NewTerm:
        """Return what was typed.

        Raises:
            Refused: the term to come after is none.
        """
        return NewTerm(
            name=self.name.data or "",
            length=self.length.data or 0,
            unit=TermUnit(self.unit.data),
            legal_system=LegalSystem(self.legal_system.data),
            counts_back=self.counts_back.data,
            binds=self.binds.data,
            source=self.source.data or "",
            start_event=self.start_event.data or "",
            after_id=_term_id(self.after.data) if self.after.data else None,
        )


class CorrectionForm(TermFactsForm, ForeseenForm):
    """A term as it should have been added; what it follows stays."""

    @classmethod
    def of(cls, term: NamedTerm) -> CorrectionForm:
        """Make the form with the term as it is."""
        known = {
            name: getattr(term, name)
            for name in ("name", "length", "source", "start_event", "counts_back", "binds")
        }
        chosen = {"unit": term.unit.value, "legal_system": term.legal_system.value}
        return cls(formdata=None, data=known | chosen | {"seen_version": str(term.version)})

    def correction(self) -> Correction:
        """Return what was typed."""
        return Correction(
            name=self.name.data or "",
            length=self.length.data or 0,
            unit=TermUnit(self.unit.data),
            legal_system=LegalSystem(self.legal_system.data),
            counts_back=self.counts_back.data,
            binds=self.binds.data,
            source=self.source.data or "",
            start_event=self.start_event.data or "",
        )


class StartForm(ForeseenForm, MomentForm):
    """When a term starts."""

    starts_on = DayField(lazy("Day of the event"), validators=[Optional()])
    starts_time = StringField(lazy("At what time"), description=TIME_HELP)

    @classmethod
    def of(cls, term: NamedTerm) -> StartForm:
        """Make the form with the start that holds now."""
        moment = term.starts_at
        day, time, which = as_typed(moment) if moment else (term.starts_on, "", "")
        known = {
            "seen_version": str(term.version),
            "starts_on": day,
            "starts_time": time,
            "which": which,
        }
        return cls(formdata=None, data=known)

    def start(self, term: NamedTerm) -> Start:
        """Return what was typed.

        Raises:
            Refused: the time is none, does not exist on that day, or comes twice.
        """
        day = self.starts_on.data
        if day is None or term.unit is not TermUnit.HOURS:
            return Start(on=day)
        return Start(at=self.moment_of(day, self.starts_time.data or "", field="starts_time"))


class CourseForm(ForeseenForm):
    """What happens to a term on its way."""

    kind = RadioField(
        lazy("What happens"),
        choices=[SelectChoice(each.value, words) for each, words in CHANGE_WORDS.items()],
        default=ChangeKind.EXTENDED.value,
    )
    length = WholeNumberField(
        lazy("How long"), validators=[Optional()], render_kw={"inputmode": "numeric"}
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
    last_day = DayField(
        lazy("Up to and including"),
        description=lazy("Leave this empty while the day is not known."),
        validators=[Optional()],
    )
    reason = TextAreaField(
        lazy("Why?"),
        description=lazy("Everyone who sees this term can read it."),
        validators=[
            InputRequired(lazy("Say why, so that others understand the new date.")),
            Length(max=500, message=TOO_LONG),
        ],
    )

    def course(self) -> Course:
        """Return what was typed."""
        return Course(
            kind=ChangeKind(self.kind.data),
            reason=self.reason.data or "",
            first_day=self.first_day.data,
            last_day=self.last_day.data,
            length=self.length.data,
            unit=TermUnit(self.unit.data),
        )


class OtherCourseForm(CourseForm):
    """What should have happened to a term instead of what was entered."""

    change = HiddenField()

    @classmethod
    def of(cls, term: NamedTerm, change: TermChange) -> OtherCourseForm:
        """Make the form with the change as it is, without its reason."""
        known = {name: getattr(change, name) for name in ("first_day", "last_day", "length")}
        chosen = {"kind": change.kind.value, "unit": (change.unit or TermUnit.WEEKS).value}
        here = {"seen_version": str(term.version), "change": str(change.id)}
        return cls(formdata=None, data=known | chosen | here)

    def change_id(self) -> UUID:
        """Return which change is meant."""
        return id_or_nothing(self.change.data)


class TakeBackForm(ForeseenForm):
    """Why a change of a term was a mistake."""

    change = HiddenField()
    reason = TextAreaField(
        lazy("Why was it a mistake?"),
        description=lazy("Everyone who sees this term can read it."),
        validators=[
            InputRequired(lazy("Say why, so that others understand the new date.")),
            Length(max=500, message=TOO_LONG),
        ],
    )

    def change_id(self) -> UUID:
        """Return which change is meant."""
        return id_or_nothing(self.change.data)


class GoOnForm(ForeseenForm):
    """Until when a term stood still."""

    last_day = DayField(
        lazy("Last day on which it stood still"),
        description=lazy("From the day after it, the days that were left are counted on."),
        validators=[InputRequired(lazy("Choose a day."))],
    )


def _term_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        gone = Refused(_("The term it starts after is not there any more."), field="after")
        raise gone from None
