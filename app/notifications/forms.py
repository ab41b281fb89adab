"""What a person may choose about notices."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.identity.models import Person
from app.kernel.errors import Refused
from app.kernel.text import _, lazy
from app.kernel.web.forms import DayField, Form
from app.notifications.models import Level, NoticeChoice, OrganisationHours
from app.notifications.queries import BUILT_IN, DEFAULT_MOMENTS, MailHours, Rest, Span, hours_from
from app.notifications.queries.hour_words import digest_in_words, hour_in_words, rest_in_words
from app.notifications.service import Choices, ChosenHours

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
EVERY_HOUR = [
    SelectChoice("", lazy("None")),
    *(SelectChoice(str(hour), hour_in_words(hour)) for hour in range(24)),
]
FOLLOWS, OWN = "follows", "own"
LEVELS = (
    (Level.ALL, lazy("In the app and by mail")),
    (Level.APP, lazy("In the app only")),
    (Level.NOTHING, lazy("Nothing")),
)


class TicksField(SelectMultipleField):
    """Boxes to tick, each by itself."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class HoursForm(Form):
    """When mails come, and when none does."""

    digest_by = RadioField(lazy("The mail with your tasks"))
    mail_hours = TicksField(
        lazy("At which hours?"),
        choices=[SelectChoice(str(hour), hour_in_words(hour)) for hour in HOURS],
    )
    rest_by = RadioField(lazy("Quiet hours"))
    quiet_from = SelectField(lazy("No mails from"), choices=EVERY_HOUR)
    quiet_until = SelectField(lazy("Up to"), choices=EVERY_HOUR)
    rests = BooleanField(lazy("No mails on weekends and holidays"))

    def offer(self, above: MailHours, *, follows: Any, chooses: Any) -> None:
        """Say what it is to follow those above, and to choose.

        Args:
            above: what holds for who chooses nothing.
        """
        for field, told in (
            (self.digest_by, digest_in_words(above.digest)),
            (self.rest_by, rest_in_words(above.rest)),
        ):
            field.choices = [
                SelectChoice(FOLLOWS, f"{follows}: {told}"),
                SelectChoice(OWN, str(chooses)),
            ]

    def hours(self) -> ChosenHours:
        """Return the hours that were chosen.

        Raises:
            Refused: the quiet hours are half said, or end where they begin.
        """
        digest = tuple(int(each) for each in self.mail_hours.data or ())
        return ChosenHours(
            digest=digest if self.digest_by.data == OWN else None,
            rest=self._rest() if self.rest_by.data == OWN else None,
        )

    def _rest(self) -> Rest:
        first, last = _hour(self.quiet_from.data), _hour(self.quiet_until.data)
        if (first is None) != (last is None):
            raise Refused(
                _("Say from which hour and up to which hour no mail comes."), field="quiet_until"
            )
        if first is None or last is None:
            return Rest(None, rests=self.rests.data)
        if first == last:
            raise Refused(
                _("This would be the whole day. Choose another hour."), field="quiet_until"
            )
        return Rest(Span(first, last), rests=self.rests.data)


class HoursOfAllForm(HoursForm):
    """When mails come to the colleagues who chose nothing else."""

    @classmethod
    def of(cls, chosen: OrganisationHours | None) -> HoursOfAllForm:
        """Make the form with what was chosen, or what Samenzicht proposes."""
        form = cls(data=_hours_of(chosen, hours_from(None, chosen)))
        form.offer(BUILT_IN, follows=_("As Samenzicht proposes"), chooses=_("As we choose"))
        return form


class ChoiceForm(HoursForm):
    """When reminders come, and who stands in."""

    moments = TicksField(
        lazy("When do you want a reminder?"),
        choices=[SelectChoice(str(days), words) for days, words in MOMENTS],
    )
    away_from = DayField(lazy("Away from"), validators=[Optional()])
    away_until = DayField(lazy("Up to and including"), validators=[Optional()])
    deputy = SelectField(lazy("Who stands in for you"), validate_choice=False)

    @classmethod
    def of(
        cls,
        chosen: NoticeChoice | None,
        common: OrganisationHours | None,
        colleagues: Iterable[Person],
    ) -> ChoiceForm:
        """Make the form with what was chosen, or the defaults.

        Args:
            common: what the organisation chose for all.
        """
        form = cls(data=_values(chosen) | _hours_of(chosen, hours_from(chosen, common)))
        form.offer(
            hours_from(None, common),
            follows=_("As my organisation") if common else _("As Samenzicht proposes"),
            chooses=_("As I choose"),
        )
        form.mail_hours.description = _("Tick none, and you get no mails with reminders.")
        form.deputy.choices = [
            SelectChoice("", _("Nobody")),
            *(SelectChoice(str(each.id), each.name) for each in colleagues),
        ]
        return form

    def choices(self) -> Choices:
        """Return what was chosen.

        Raises:
            Refused: the deputy is nobody, or the quiet hours are none.
        """
        return Choices(
            moments=tuple(int(each) for each in self.moments.data or ()),
            hours=self.hours(),
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


def _hour(text: str | None) -> int | None:
    return int(text) if text else None


def _hours_of(chosen: NoticeChoice | OrganisationHours | None, held: MailHours) -> dict[str, Any]:
    """Fill in what holds, whoever chose it, so that an own choice starts from there."""
    span = held.rest.span
    return {
        "digest_by": OWN if chosen and chosen.mail_hours is not None else FOLLOWS,
        "rest_by": OWN if chosen and chosen.rests is not None else FOLLOWS,
        "mail_hours": [str(each) for each in held.digest],
        "quiet_from": str(span.first) if span else "",
        "quiet_until": str(span.last) if span else "",
        "rests": held.rest.rests,
    }


def _values(chosen: NoticeChoice | None) -> dict[str, Any]:
    if chosen is None:
        return {"moments": [str(each) for each in DEFAULT_MOMENTS], "deputy": ""}
    return {
        "moments": [str(each) for each in chosen.moments],
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
