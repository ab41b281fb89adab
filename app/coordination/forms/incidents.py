"""What a person may type about an incident: when it was noticed, and what was received since."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time

from wtforms import BooleanField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from app.coordination.models import Activity
from app.coordination.service import Receipt
from app.kernel.errors import Refused
from app.kernel.terms import AMSTERDAM
from app.kernel.text import _, lazy
from app.kernel.web.forms import DayField, VersionedForm

CLOCK_TIME = re.compile(r"(\d{1,2})[:.](\d{2})")
FIRST, SECOND = "first", "second"
TIME_HELP = lazy("For example 9:20. In Dutch time.")
RECEIPT_WORDS = {
    Receipt.WARNING: lazy("The early warning"),
    Receipt.NOTIFICATION: lazy("The notification"),
    Receipt.PROGRESS: lazy("The progress report"),
    Receipt.HANDLED: lazy("Word that the incident is over"),
    Receipt.FINAL: lazy("The final report"),
}


class MomentForm(VersionedForm):
    """A moment in Dutch time; in the night the clock goes back, which of two it is."""

    which = SelectField(
        lazy("Which of the two"),
        validate_choice=False,
        description=lazy("That night the clock goes back, and this time comes twice."),
    )

    def offer_which(self) -> None:
        """Fill in the two times there are when the clock goes back."""
        self.which.choices = [
            SelectChoice("", ""),
            SelectChoice(FIRST, _("The first time, before the clock went back")),
            SelectChoice(SECOND, _("The second time, after the clock went back")),
        ]

    @property
    def asks_which(self) -> bool:
        """True when the time that was typed comes twice."""
        return bool(self.which.errors or self.which.data)

    def moment_of(self, day: date, text: str, *, field: str) -> datetime:
        """Return the moment that was typed, in UTC.

        Raises:
            Refused: the time is none, does not exist on that day, or comes twice.
        """
        wall = datetime.combine(day, _clock_time(text, field=field), tzinfo=AMSTERDAM)
        moments = [wall.replace(fold=fold).astimezone(UTC) for fold in (0, 1)]
        if moments[0].astimezone(AMSTERDAM).replace(tzinfo=None) != wall.replace(tzinfo=None):
            raise Refused(
                _("The clock goes forward that night: this time does not exist."), field=field
            )
        if moments[0] == moments[1]:
            return moments[0]
        if self.which.data not in (FIRST, SECOND):
            raise Refused(_("Choose which of the two it is."), field="which")
        return moments[1] if self.which.data == SECOND else moments[0]


class NoticeForm(MomentForm):
    """When an incident was noticed."""

    noticed_on = DayField(
        lazy("Day on which it was noticed"), validators=[InputRequired(lazy("Choose a day."))]
    )
    noticed_time = StringField(lazy("At what time"), description=TIME_HELP)
    is_ongoing = BooleanField(
        lazy("The incident is still going on"),
        description=lazy("Then a progress report comes first, and the final report after the end."),
    )

    @classmethod
    def of(cls, activity: Activity) -> NoticeForm:
        """Make the form with what is known."""
        wall = activity.noticed_at.astimezone(AMSTERDAM) if activity.noticed_at else None
        comes_twice = wall is not None and (
            wall.replace(fold=0).utcoffset() != wall.replace(fold=1).utcoffset()
        )
        form = cls(
            data={
                "seen_version": str(activity.version),
                "noticed_on": wall.date() if wall else None,
                "noticed_time": f"{wall.hour}:{wall.minute:02}" if wall else "",
                "is_ongoing": activity.is_ongoing,
                "which": (SECOND if wall.fold else FIRST) if wall and comes_twice else "",
            }
        )
        form.offer_which()
        return form

    def noticed_at(self) -> datetime:
        """Return when it was noticed."""
        day: date = self.noticed_on.data
        return self.moment_of(day, self.noticed_time.data or "", field="noticed_time")


class ReceiptForm(MomentForm):
    """What was received about an incident, and when."""

    receipt = SelectField(lazy("What was received"))
    received_on = DayField(
        lazy("Day on which it was received"), validators=[InputRequired(lazy("Choose a day."))]
    )
    received_time = StringField(lazy("At what time"), description=TIME_HELP)

    @classmethod
    def of(cls, activity: Activity) -> ReceiptForm:
        """Make the form; what comes next is chosen already."""
        missing = [each for each in _awaited(activity) if getattr(activity, each) is None]
        form = cls(
            data={
                "seen_version": str(activity.version),
                "receipt": missing[0].value if missing else "",
            }
        )
        form.receipt.choices = [
            SelectChoice(each.value, str(RECEIPT_WORDS[each])) for each in _awaited(activity)
        ]
        form.offer_which()
        return form

    def received_at(self) -> datetime:
        """Return when it was received."""
        day: date = self.received_on.data
        return self.moment_of(day, self.received_time.data or "", field="received_time")


def _awaited(activity: Activity) -> list[Receipt]:
    """Return what can be received; progress and an end only while it goes on."""
    only_ongoing = (Receipt.PROGRESS, Receipt.HANDLED)
    return [each for each in Receipt if activity.is_ongoing or each not in only_ongoing]


def _clock_time(text: str, *, field: str) -> time:
    found = CLOCK_TIME.fullmatch(text.strip())
    try:
        if found:
            return time(int(found[1]), int(found[2]))
    except ValueError:
        pass
    raise Refused(_("This is not a time. Write it like 9:20."), field=field)
