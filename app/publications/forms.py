"""What a person may type about publishing a report."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from wtforms import HiddenField, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from app.kernel import clock
from app.kernel.errors import Refused
from app.kernel.text import _, lazy
from app.kernel.web.forms import DayField, VersionedForm
from app.kernel.web.moments import TIME_HELP, MomentForm, as_typed
from app.publications.models import Publication
from app.publications.service import Part, Wish

LOOK, PLAN = "look", "plan"
FARTHEST = timedelta(days=400)
"""Days farther off are none that can be meant, and not all of them can be counted with."""


class PlanForm(MomentForm):
    """To whom it is offered, when it becomes public, and what stays internal."""

    left_out = SelectMultipleField(
        lazy("Which parts stay internal?"),
        description=lazy("They are left out of the public version. Nothing chosen: all is public."),
        validate_choice=False,
    )
    offered_to = StringField(
        lazy("To whom is the report offered?"),
        description=lazy(
            "For example: the minister of Justice and Security. Leave empty when to nobody."
        ),
    )
    offered_on = DayField(
        lazy("On which day is it offered?"),
        description=lazy("The term of six weeks is counted from this day."),
        validators=[Optional()],
    )
    publish_on = DayField(
        lazy("On which day does it become public?"),
        validators=[InputRequired(lazy("Choose a day."))],
    )
    publish_time = StringField(
        lazy("At what time"),
        description=TIME_HELP,
        validators=[InputRequired(lazy("Write the time, like 9:20."))],
    )
    delay_reason = TextAreaField(
        lazy("Why is it later than the last day?"),
        description=lazy(
            "Only when the moment lies after the last day. Everybody who reads the report reads it."
        ),
    )
    reason = TextAreaField(
        lazy("Why does the plan change?"),
        description=lazy("Everybody who reads the report reads it."),
    )
    seen_sha256 = HiddenField()
    """Fingerprint of the public version that was looked at."""
    action = StringField()
    """Which button was pressed."""

    @classmethod
    def of(cls, publication: Publication | None) -> PlanForm:
        """Make the form with what is planned."""
        if publication is None:
            return cls(formdata=None, data={"seen_version": "0"})
        day, time, which = as_typed(publication.publish_at)
        return cls(
            formdata=None,
            data={
                "seen_version": str(publication.version),
                "left_out": publication.left_out,
                "offered_to": publication.offered_to,
                "offered_on": publication.offered_on,
                "publish_on": day,
                "publish_time": time,
                "which": which,
                "seen_sha256": publication.fingerprint,
            },
        )

    def offer(self, parts: Sequence[Part]) -> None:
        """Fill the choices."""
        self.left_out.choices = [SelectChoice(each.name, each.words) for each in parts]
        self.offer_which()

    def chosen(self) -> tuple[str, ...]:
        """Return the names of the parts that stay internal."""
        return tuple(self.left_out.data or ())

    def publish_at(self) -> datetime:
        """Return the moment that was typed.

        Raises:
            Refused: it is no moment, or one that cannot be meant.
        """
        day: date = self.publish_on.data
        if abs(day - clock.today()) > FARTHEST:
            raise Refused(_("Choose a moment within a year."), field="publish_on")
        return self.moment_of(day, self.publish_time.data or "", field="publish_time")

    def offering_day(self) -> date | None:
        """Return the day of offering, None for no day or one that cannot be meant."""
        day: date | None = self.offered_on.data
        return day if day is not None and abs(day - clock.today()) <= 10 * FARTHEST else None

    def wish(self) -> Wish:
        """Return what was typed.

        Raises:
            Refused: the moment is none.
        """
        publish_at = self.publish_at()
        if self.offered_on.data != self.offering_day():
            raise Refused(_("Choose a day near the day of adoption."), field="offered_on")
        return Wish(
            publish_at=publish_at,
            offered_to=self.offered_to.data or "",
            offered_on=self.offering_day(),
            reason=self.reason.data or "",
            delay_reason=self.delay_reason.data or "",
        )


class StanceForm(VersionedForm):
    """Whether an organisation agrees with the public version."""

    stance = RadioField(
        lazy("Does your organisation agree with this public version?"),
        choices=[
            SelectChoice("agree", lazy("Yes, we agree")),
            SelectChoice("object", lazy("No, we object")),
        ],
        validators=[InputRequired(lazy("Choose whether your organisation agrees."))],
    )
    reason = TextAreaField(
        lazy("What stands in the way?"),
        description=lazy("Only with an objection. Everybody who reads the report reads it."),
    )
    seen_sha256 = HiddenField()
