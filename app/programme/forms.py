"""What a person may type about investigations in a work programme."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any
from uuid import UUID

from wtforms import (
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from app.coordination.models import Rest
from app.coordination.service.entities import Opening
from app.identity.models import Organisation
from app.kernel.errors import Refused
from app.kernel.text import _, lazy
from app.kernel.web.forms import TOO_LONG, DayField, Form, StepForm
from app.kernel.words import whole_number
from app.programme.models import Investigation, InvestigationPhase, Mode, SocietalTask
from app.programme.queries import MODE_WORDS, OTHERS_WORDS, PHASE_WORDS, TASK_WORDS
from app.programme.service import (
    LONGEST_REASON,
    LONGEST_SUMMARY,
    LONGEST_TITLE,
    STARTING_PHASES,
    STEPS,
    Entry,
    Placing,
    needs_reason,
)
from app.workspaces.models import Workspace

DIGITS_OF_YEAR = 4
UNPLANNED, WHOLE_YEAR, BY_DAYS = "", "year", "days"
QUARTERS = {
    "q1": ((1, 1), (3, 31)),
    "q2": ((4, 1), (6, 30)),
    "q3": ((7, 1), (9, 30)),
    "q4": ((10, 1), (12, 31)),
    WHOLE_YEAR: ((1, 1), (12, 31)),
}
"""First and last day, as month and day, of what one chooses without typing days."""


def stretch_of(year: int, first: date | None, last: date | None) -> str:
    """Return which choice a period is in a year: a quarter, the year, days, or none yet."""
    if first is None or last is None:
        return UNPLANNED
    for key, (begin, end) in QUARTERS.items():
        if (first, last) == (date(year, *begin), date(year, *end)):
            return key
    return BY_DAYS


class EntryForm(StepForm):
    """What an investigation says, when it is, with whom, and who sees it."""

    title = StringField(
        lazy("What is investigated"),
        validators=[
            InputRequired(lazy("Say in a few words what is investigated.")),
            Length(max=LONGEST_TITLE, message=TOO_LONG),
        ],
    )
    summary = TextAreaField(
        lazy("Short description (not required)"),
        description=lazy("What you want to find out, in a few sentences for the partners."),
        validators=[Length(max=LONGEST_SUMMARY, message=TOO_LONG)],
    )
    task = RadioField(
        lazy("Societal task"), validators=[InputRequired(lazy("Choose a societal task."))]
    )
    mode = RadioField(
        lazy("Mode of supervision"), validators=[InputRequired(lazy("Choose a mode."))]
    )
    stretch = SelectField(lazy("When"))
    starts_on = DayField(lazy("First day"), validators=[Optional()])
    ends_on = DayField(lazy("Last day"), validators=[Optional()])
    partners = SelectMultipleField(
        lazy("With which organisations"),
        description=lazy("A partner sees this investigation only when you open it below."),
    )
    named = SelectMultipleField(lazy("These organisations see it"))
    rest = RadioField(
        lazy("Who else sees it?"),
        validators=[InputRequired(lazy("Choose who else sees it."))],
    )

    @classmethod
    def start(
        cls,
        others: Iterable[Organisation],
        it: Investigation | None,
        *,
        gone: Collection[Organisation] = (),
        **first: Any,
    ) -> EntryForm:
        """Make the form, empty or with what the investigation says.

        Args:
            others: organisations that exist today, but the own.
            gone: organisations that it names and that do not exist any more.
            first: what is filled in already of a new one.
        """
        offered = [*others, *gone]
        data: dict[str, Any] = {
            "rest": Rest.NOTHING.value,
            "mode": Mode.REGULAR.value,
            **first,
        }
        if it is not None:
            data = _data_of(it, {each.id: each.code for each in offered})
        form = cls(data=data)
        form.task.choices = _choices(TASK_WORDS)
        form.mode.choices = [SelectChoice(each.value, str(MODE_WORDS[each])) for each in Mode]
        form.rest.choices = _choices(OTHERS_WORDS)
        form.stretch.choices = [
            SelectChoice(UNPLANNED, _("Not planned yet")),
            *(SelectChoice(f"q{n}", _("Quarter %(number)d", number=n)) for n in range(1, 5)),
            SelectChoice(WHOLE_YEAR, _("The whole year")),
            SelectChoice(BY_DAYS, _("Between two days, below")),
        ]
        form.partners.choices = [SelectChoice(each.code, each.name) for each in offered]
        form.named.choices = [SelectChoice(each.code, each.name) for each in offered]
        return form

    def entry(self, year: int) -> Entry:
        """Return what was typed.

        Args:
            year: of the programme; quarters are quarters of it.
        """
        starts_on, ends_on = self.starts_on.data, self.ends_on.data
        stretch = self.stretch.data
        if stretch == UNPLANNED and (starts_on or ends_on):
            stretch = BY_DAYS  # typing days is choosing them
        if stretch == BY_DAYS and not (starts_on or ends_on):
            raise Refused(_("Choose the first day too."), field="starts_on")
        if stretch in QUARTERS:
            begin, end = QUARTERS[stretch]
            starts_on, ends_on = date(year, *begin), date(year, *end)
        return Entry(
            title=self.title.data or "",
            summary=self.summary.data or "",
            task=SocietalTask(self.task.data),
            mode=Mode(self.mode.data),
            starts_on=starts_on,
            ends_on=ends_on,
            partners=tuple(self.partners.data or ()),
            opening=Opening(named=tuple(self.named.data or ()), rest=Rest(self.rest.data)),
        )


class NewEntryForm(EntryForm):
    """A new investigation: also in which year, and where it stands."""

    year = StringField(
        lazy("Programme of the year"),
        validators=[InputRequired(lazy("Choose a year."))],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )
    phase = SelectField(lazy("Phase"))

    def offer_phases(self) -> NewEntryForm:
        """Let one choose where it stands."""
        self.phase.choices = [
            SelectChoice(each.value, str(PHASE_WORDS[each])) for each in STARTING_PHASES
        ]
        return self

    def placing(self) -> Placing:
        """Return where it stands.

        Raises:
            Refused: the year is none.
        """
        text = (self.year.data or "").strip()
        if not (text.isascii() and text.isdecimal() and len(text) == DIGITS_OF_YEAR):
            raise Refused(_("Write the year in four digits, like 2027."), field="year")
        return Placing(year=int(text), phase=InvestigationPhase(self.phase.data))


class PhaseForm(StepForm):
    """Another phase, with a reason where that is needed."""

    to = RadioField(lazy("New phase"), validators=[InputRequired(lazy("Choose a phase."))])
    reason = TextAreaField(
        lazy("Why"),
        validators=[Length(max=LONGEST_REASON, message=TOO_LONG)],
    )

    @classmethod
    def of(cls, it: Investigation) -> PhaseForm:
        """Make the form with the steps there are from here; the ordinary one is chosen."""
        steps = STEPS[it.phase]
        usual = next((each for each, is_special in steps.items() if not is_special), None)
        form = cls(data={"seen_version": str(it.version), "to": usual.value if usual else None})
        form.to.choices = [SelectChoice(each.value, str(PHASE_WORDS[each])) for each in steps]
        form.reason.description = (
            _(
                "Needed for every step that you can choose here. Who sees the investigation"
                " reads it."
            )
            if usual is None
            else _(
                "Needed for every step but the next one: %(phase)s. Who sees the investigation"
                " reads it.",
                phase=PHASE_WORDS[usual],
            )
        )
        return form

    @staticmethod
    def hints(it: Investigation) -> dict[str, str]:
        """Return what stands beside each step."""
        return {
            each.value: _("Say why, below.")
            if needs_reason(it.phase, each)
            else _("The next step.")
            for each in STEPS[it.phase]
        }


class LinkForm(StepForm):
    """A workspace that one coordinates already."""

    workspace = SelectField(
        lazy("Workspace"), validators=[InputRequired(lazy("Choose a workspace."))]
    )

    @classmethod
    def among(cls, places: Iterable[Workspace]) -> LinkForm:
        """Make the form with the workspaces there are to choose from."""
        form = cls()
        form.workspace.choices = [
            SelectChoice(each.ref, f"{each.ref}, {each.title}") for each in places
        ]
        return form


class CarryForm(Form):
    """Which investigations go on in the next year; each with the version that is on the screen."""

    chosen = SelectMultipleField(lazy("Which investigations go on"), validate_choice=False)
    sight = RadioField(
        lazy("Who sees them in the next year?"),
        validators=[InputRequired(lazy("Choose who sees them."))],
    )

    @classmethod
    def among(cls, lines: Iterable[Investigation], *, ticked: str = "", **said: Any) -> CarryForm:
        """Make the form.

        Args:
            ticked: id of the one that is chosen beforehand.
        """
        form = cls(**said)
        form.chosen.choices = _versioned(lines)
        form.sight.choices = [
            SelectChoice("own", _("Only your own organisation, for now")),
            SelectChoice("same", _("Who sees them now")),
        ]
        if said or not form.is_submitted():
            form.sight.data = "own"
            values = [each.value for each in form.chosen.choices]
            form.chosen.data = [each for each in values if each.split(".")[0] == ticked]
        return form

    def picked(self) -> dict[UUID, int]:
        """Return what is chosen, by id, with the version that was seen."""
        return _picked(self.chosen.data or ())


class UncarryForm(Form):
    """Which lines that were carried over go out again."""

    undone = SelectMultipleField(lazy("Which of these go out again"), validate_choice=False)

    @classmethod
    def among(cls, lines: Iterable[Investigation], **said: Any) -> UncarryForm:
        """Make the form."""
        form = cls(**said)
        form.undone.choices = _versioned(lines)
        return form

    def picked(self) -> dict[UUID, int]:
        """Return what is chosen, by id, with the version that was seen."""
        return _picked(self.undone.data or ())


def _choices(words: Any) -> list[SelectChoice]:
    return [SelectChoice(each.value, str(label)) for each, label in words.items()]


def _versioned(lines: Iterable[Investigation]) -> list[SelectChoice]:
    return [
        SelectChoice(f"{each.id}.{each.version}", f"{each.title} ({PHASE_WORDS[each.phase]})")
        for each in lines
    ]


def _picked(values: Iterable[str]) -> dict[UUID, int]:
    """Read ids with versions; what is none was never on the screen."""
    found: dict[UUID, int] = {}
    for each in values:
        key, _dot, version = each.partition(".")
        try:
            found[UUID(key)] = whole_number(version) or 0
        except ValueError:
            raise Refused(_("Choose from the list."), field="chosen") from None
    return found


def _data_of(it: Investigation, codes: dict[UUID, str]) -> dict[str, Any]:
    stretch = stretch_of(it.year, it.starts_on, it.ends_on)
    is_by_days = stretch == BY_DAYS
    return {
        "seen_version": str(it.version),
        "title": it.title,
        "summary": it.summary,
        "task": it.task.value,
        "mode": it.mode.value,
        "stretch": stretch,
        "starts_on": it.starts_on if is_by_days else None,
        "ends_on": it.ends_on if is_by_days else None,
        "partners": [codes[each] for each in it.partners if each in codes],
        "named": [codes[each] for each in it.named if each in codes],
        "rest": it.rest.value,
    }
