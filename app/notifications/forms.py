"""What a person may choose about notices."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from wtforms import BooleanField, DateField, HiddenField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.identity.models import Person
from app.kernel.errors import Refused
from app.kernel.text import _, lazy
from app.kernel.web.forms import Form
from app.notifications.models import Level, NoticeChoice
from app.notifications.queries import DEFAULT_HOURS, DEFAULT_MOMENTS
from app.notifications.service import Choices

MOMENTS = (
    (14, lazy("Two weeks before")),
    (7, lazy("One week before")),
    (3, lazy("Three days before")),
    (1, lazy("The day before")),
    (0, lazy("On the last day")),
    (-1, lazy("When it is late")),
    (-7, lazy("When it is a week late")),
)
HOURS = range(6, 21)
LEVELS = (
    (Level.ALL, lazy("In the app and by mail")),
    (Level.APP, lazy("In the app only")),
    (Level.NOTHING, lazy("Nothing")),
)


class DayField(DateField):
    """A day; what is none is told in our own words."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the day."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(_("This is not a day. Write it like 2026-11-27.")) from error


class TicksField(SelectMultipleField):
    """Boxes to tick, each by itself."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class ChoiceForm(Form):
    """When reminders come, and who stands in."""

    moments = TicksField(
        lazy("When do you want a reminder?"),
        choices=[SelectChoice(str(days), words) for days, words in MOMENTS],
    )
    mail_hours = TicksField(
        lazy("At which hours may a mail come?"),
        choices=[SelectChoice(str(hour), f"{hour}.00") for hour in HOURS],
        description=lazy("One mail with a line for each task. Tick none, and you get no mails."),
    )
    rests = BooleanField(lazy("No mails on weekends and holidays"))
    away_from = DayField(lazy("Away from"), validators=[Optional()])
    away_until = DayField(lazy("Up to and including"), validators=[Optional()])
    deputy = SelectField(lazy("Who stands in for you"), validate_choice=False)

    @classmethod
    def of(cls, chosen: NoticeChoice | None, colleagues: Iterable[Person]) -> ChoiceForm:
        """Make the form with what was chosen, or the defaults."""
        form = cls(data=_values(chosen))
        form.deputy.choices = [
            SelectChoice("", _("Nobody")),
            *(SelectChoice(str(each.id), each.name) for each in colleagues),
        ]
        return form

    def choices(self) -> Choices:
        """Return what was chosen.

        Raises:
            Refused: the deputy is nobody.
        """
        return Choices(
            moments=tuple(int(each) for each in self.moments.data or ()),
            mail_hours=tuple(int(each) for each in self.mail_hours.data or ()),
            rests=self.rests.data,
            away_from=self.away_from.data,
            away_until=self.away_until.data,
            deputy_id=_person(self.deputy.data),
        )


class PlaceForm(Form):
    """What one wants to hear from one workspace."""

    place = HiddenField()
    level = SelectField(
        lazy("What you hear"), choices=[SelectChoice(each.value, words) for each, words in LEVELS]
    )


class FeedForm(Form):
    """The address of one's calendar."""

    with_titles = BooleanField(
        lazy("Show the titles of tasks"),
        description=lazy(
            "Whoever has the address reads them. Without it your calendar says: a task."
        ),
    )


class PlainForm(Form):
    """A button, and nothing to type."""


def _values(chosen: NoticeChoice | None) -> dict[str, Any]:
    if chosen is None:
        return {
            "moments": [str(each) for each in DEFAULT_MOMENTS],
            "mail_hours": [str(each) for each in DEFAULT_HOURS],
            "rests": True,
            "deputy": "",
        }
    return {
        "moments": [str(each) for each in chosen.moments],
        "mail_hours": [str(each) for each in chosen.mail_hours],
        "rests": chosen.rests,
        "away_from": chosen.away_from,
        "away_until": chosen.away_until,
        "deputy": str(chosen.deputy_id or ""),
    }


def _person(text: str | None) -> UUID | None:
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        nobody = Refused(_("Choose a colleague who shares a workspace with you."), field="deputy")
        raise nobody from None
