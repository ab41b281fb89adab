"""What an officer fills in: to look for a person, and in the record of a data breach."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from app.identity.models import Organisation
from app.kernel.errors import Refused
from app.kernel.text import _, lazy
from app.kernel.web.forms import TOO_LONG, DayField, Form, VersionedForm
from app.kernel.web.moments import TIME_HELP, MomentForm
from app.privacy.models import WRITTEN, Breach, Outcome
from app.privacy.queries import BREACH_OUTCOME_WORDS, BREACH_STEP_WORDS, RegisterPlace
from app.privacy.service import LONGEST_BODY, LONGEST_WORDS, Notice, Reason, Scope

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
            Length(max=LONGEST_WORDS, message=TOO_LONG),
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


class ReachForm(MomentForm):
    """Where a breach reached; what is left open is everywhere."""

    workspace = SelectField(lazy("In which workspace"), validate_choice=False)
    organisation = SelectField(
        lazy("Which organisation could see it"),
        description=lazy("Somebody there, or somebody who got in through them."),
        validate_choice=False,
    )
    first_day = DayField(lazy("From which day"), validators=[Optional()])
    last_day = DayField(lazy("Up to and including which day"), validators=[Optional()])

    def offer(self, places: Sequence[RegisterPlace], others: Sequence[Organisation]) -> None:
        """Fill in what can be chosen."""
        self.workspace.choices = [
            SelectChoice("", _("All workspaces")),
            *(SelectChoice(each.ref, each.ref) for each in places),
        ]
        self.organisation.choices = [
            SelectChoice("", _("All organisations")),
            *(SelectChoice(each.code, each.short_name) for each in others),
        ]

    def scope(self, places: Sequence[RegisterPlace], others: Sequence[Organisation]) -> Scope:
        """Return what was chosen; nothing chosen is everywhere.

        Raises:
            Refused: something was chosen that is not in the lists.
        """
        refs = {each.ref: each.id for each in places}
        codes = {each.code: each.id for each in others}
        ref, code = self.workspace.data or "", self.organisation.data or ""
        if ref and ref not in refs:
            raise Refused(_("Choose a workspace from the list."), field="workspace")
        if code and code not in codes:
            raise Refused(_("Choose an organisation from the list."), field="organisation")
        return Scope(
            workspace_id=refs.get(ref),
            other_id=codes.get(code),
            first_day=self.first_day.data,
            last_day=self.last_day.data,
        )


class BreachForm(ReachForm):
    """A breach as it is put down: when one became aware, what happened, how far it reached."""

    aware_on = DayField(
        lazy("On which day did your organisation become aware of it?"),
        description=lazy("The 72 hours are counted from then."),
        validators=[InputRequired(lazy("Choose a day."))],
    )
    aware_time = StringField(lazy("At what time"), description=TIME_HELP)
    facts = TextAreaField(
        lazy("What happened?"),
        description=lazy(
            "Which data, of about how many people, and how it came about. Without names where you"
            " can: it is kept."
        ),
        validators=[
            InputRequired(lazy("Say what happened.")),
            Length(max=LONGEST_BODY, message=TOO_LONG),
        ],
    )

    def aware_at(self) -> datetime:
        """Return when the organisation became aware of it."""
        day: date = self.aware_on.data
        return self.moment_of(day, self.aware_time.data or "", field="aware_time")


class StepForm(MomentForm):
    """Something to write down about a breach."""

    kind = SelectField(
        lazy("What do you write down?"),
        choices=[
            SelectChoice("", lazy("Choose")),
            *(SelectChoice(each.value, BREACH_STEP_WORDS[each]) for each in WRITTEN),
        ],
        validators=[InputRequired(lazy("Choose what you write down."))],
    )
    outcome = RadioField(
        lazy("Were they told?"),
        description=lazy("Only about the authority, or about the people concerned."),
        choices=[SelectChoice(each.value, BREACH_OUTCOME_WORDS[each]) for each in Outcome],
        validators=[Optional()],
    )
    told_on = DayField(lazy("On which day"), validators=[Optional()])
    told_time = StringField(lazy("At what time"), description=TIME_HELP)
    body = TextAreaField(
        lazy("In words"),
        description=lazy(
            "Was the authority told after more than 72 hours, or not at all: say why."
        ),
        validators=[Length(max=LONGEST_BODY, message=TOO_LONG)],
    )

    def notice(self) -> Notice:
        """Return whether somebody was told, and when."""
        outcome = Outcome(self.outcome.data) if self.outcome.data in set(Outcome) else None
        day: date | None = self.told_on.data
        if outcome != Outcome.DONE or day is None:
            return Notice(outcome)
        return Notice(outcome, self.moment_of(day, self.told_time.data or "", field="told_time"))


class ClosingForm(VersionedForm):
    """Closing a record, or opening it again, with why."""

    body = TextAreaField(
        lazy("Why"),
        validators=[Length(max=LONGEST_BODY, message=TOO_LONG)],
    )


def reach_data(
    breach: Breach, places: Sequence[RegisterPlace], others: Sequence[Organisation]
) -> dict[str, Any]:
    """Return what the form of a breach's reach begins with."""
    place = next((each.ref for each in places if each.id == breach.workspace_id), "")
    other = next((each.code for each in others if each.id == breach.other_id), "")
    return {
        "seen_version": str(breach.version),
        "workspace": place,
        "organisation": other,
        "first_day": breach.first_day,
        "last_day": breach.last_day,
    }
