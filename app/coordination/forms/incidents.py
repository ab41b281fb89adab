"""What a person may type about an incident: when it was noticed, and what was received since."""

from __future__ import annotations

from datetime import date, datetime

from wtforms import BooleanField, HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from app.coordination.models import CBW, Activity, Regime
from app.coordination.service import Receipt, receipts_of
from app.kernel.text import lazy
from app.kernel.web.forms import DayField, StepForm
from app.kernel.web.moments import TIME_HELP, MomentForm, as_typed

RECEIPT_WORDS = {
    Receipt.WARNING: lazy("The early warning"),
    Receipt.NOTIFICATION: lazy("The notification"),
    Receipt.PROGRESS: lazy("The progress report"),
    Receipt.HANDLED: lazy("Word that the incident is over"),
    Receipt.FINAL: lazy("The final report"),
}
WWKE_WORDS = {
    Receipt.WARNING: lazy("The first report"),
    Receipt.FINAL: lazy("The detailed report"),
}


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
    def of(cls, activity: Activity, regime: Regime | None) -> NoticeForm:
        """Make the form with what is known; only the Cbw asks whether it still goes on."""
        noticed = activity.noticed_at
        day, time, which = as_typed(noticed) if noticed else (None, "", "")
        form = cls(
            data={
                "seen_version": str(activity.version),
                "noticed_on": day,
                "noticed_time": time,
                "is_ongoing": activity.is_ongoing,
                "which": which,
            }
        )
        if regime not in CBW:
            del form.is_ongoing
        form.offer_which()
        return form

    def goes_on(self) -> bool:
        """Tell whether the incident still goes on."""
        return bool("is_ongoing" in self and self.is_ongoing.data)

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
    def of(cls, activity: Activity, corrects: Receipt | None = None) -> ReceiptForm:
        """Make the form with what is not noted yet, or with one thing that is corrected."""
        offered = [corrects] if corrects else awaited(activity)
        at = getattr(activity, corrects) if corrects else None
        day, time, which = as_typed(at) if at else (None, "", "")
        form = cls(
            data={
                "seen_version": str(activity.version),
                "receipt": offered[0].value if offered else "",
                "received_on": day,
                "received_time": time,
                "which": which,
            }
        )
        words = receipt_words(activity)
        form.receipt.choices = [SelectChoice(each.value, words[each]) for each in offered]
        form.offer_which()
        return form

    def received_at(self) -> datetime:
        """Return when it was received."""
        day: date = self.received_on.data
        return self.moment_of(day, self.received_time.data or "", field="received_time")


class TakeBackForm(StepForm):
    """What was noted about an incident and is not so."""

    receipt = HiddenField()


def awaited(activity: Activity) -> list[Receipt]:
    """Return what can come in and is not noted yet."""
    return [each for each in receipts_of(activity) if getattr(activity, each) is None]


def noted(activity: Activity) -> list[Receipt]:
    """Return what is noted as received, also what is not waited for any more."""
    return [each for each in Receipt if getattr(activity, each) is not None]


def receipt_words(activity: Activity) -> dict[Receipt, str]:
    """Return what each receipt is called under the law of an incident."""
    words = RECEIPT_WORDS | (WWKE_WORDS if activity.terms_under == Regime.WWKE else {})
    return {each: str(told) for each, told in words.items()}
