"""What a person may choose about notices."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
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
from app.notifications.queries import MailHours, Rest, Span, hours_from, moments_from
from app.notifications.queries.hour_words import (
    MOMENTS,
    digest_in_words,
    hour_in_words,
    moments_in_words,
    rest_in_words,
)
from app.notifications.service import Away, Choices, ChosenHours

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


@dataclass(frozen=True, slots=True)
class Above:
    """What holds: moments of reminders, and hours of mails."""

    moments: tuple[int, ...]
    hours: MailHours

    @classmethod
    def of(cls, chosen: NoticeChoice | None, common: OrganisationHours | None) -> Above:
        """Return what holds by the choice of a person and of the organisation."""
        return cls(moments_from(chosen, common)[0], hours_from(chosen, common))


class TicksField(SelectMultipleField):
    """Boxes to tick, each by itself."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class HoursForm(Form):
    """When reminders and mails come, and when none does."""

    moments_by = RadioField(lazy("Reminders of what is due"))
    moments = TicksField(
        lazy("When do you want a reminder?"),
        choices=[SelectChoice(str(days), words) for days, words in MOMENTS],
    )
    digest_by = RadioField(lazy("The mail with your tasks"))
    mail_hours = TicksField(
        lazy("At which hours?"),
        choices=[SelectChoice(str(hour), hour_in_words(hour)) for hour in HOURS],
    )
    rest_by = RadioField(lazy("Quiet hours"))
    quiet_from = SelectField(lazy("No mails from"), choices=EVERY_HOUR)
    quiet_until = SelectField(lazy("Up to"), choices=EVERY_HOUR)
    rests = BooleanField(lazy("No mails on weekends and holidays"))

    def offer(self, above: Above, held: dict[str, Any], *, follows: Any, chooses: Any) -> None:
        """Say what it is to follow those above, and to choose.

        Args:
            above: what holds for who chooses nothing.
            held: what was filled in for them (`_held_of`).
        """
        self._held = held
        for field, told in (
            (self.moments_by, moments_in_words(above.moments)),
            (self.digest_by, digest_in_words(above.hours.digest)),
            (self.rest_by, rest_in_words(above.hours.rest)),
        ):
            field.choices = [
                SelectChoice(FOLLOWS, f"{follows}: {told}"),
                SelectChoice(OWN, str(chooses)),
            ]

    def chosen_moments(self) -> tuple[int, ...] | None:
        """Return the moments of reminders that were chosen; None: as those above.

        Raises:
            Refused: other moments were ticked while those above are followed.
        """
        if self.moments_by.data != OWN:
            self._refuse_other("moments")
            return None
        return tuple(int(each) for each in self.moments.data or ())

    def hours(self) -> ChosenHours:
        """Return the hours that were chosen.

        Raises:
            Refused: the quiet hours are half said, or end where they begin; or other hours were
                filled in while those above are followed.
        """
        digest: tuple[int, ...] | None = None
        if self.digest_by.data == OWN:
            digest = tuple(int(each) for each in self.mail_hours.data or ())
        else:
            self._refuse_other("mail_hours")
        if self.rest_by.data != OWN:
            self._refuse_other("quiet_from", "quiet_until", "rests")
            return ChosenHours(digest=digest, rest=None)
        return ChosenHours(digest=digest, rest=self._rest())

    def _refuse_other(self, *names: str) -> None:
        """Refuse what was filled in otherwise than it stood there, and would be left unread."""
        for name in names:
            filled, held = self[name].data, self._held[name]
            if isinstance(held, list):
                filled, held = sorted(filled or ()), sorted(held)
            if filled != held:
                raise Refused(
                    _("This counts only when you choose above that you choose it yourself."),
                    field=name,
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
    """When reminders and mails come to the colleagues who chose nothing else."""

    @classmethod
    def of(cls, chosen: OrganisationHours | None) -> HoursOfAllForm:
        """Make the form with what was chosen, or what Samenzicht proposes."""
        held = _held_of(chosen, Above.of(None, chosen))
        form = cls(data=held)
        form.moments.label.text = _("When does a reminder come?")
        form.offer(
            Above.of(None, None),
            held,
            follows=_("As Samenzicht proposes"),
            chooses=_("As we choose"),
        )
        return form


class ChoiceForm(HoursForm):
    """When reminders come, and who stands in."""

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
        held = _held_of(chosen, Above.of(chosen, common))
        form = cls(data=_values(chosen) | held)
        form.offer(
            Above.of(None, common),
            held,
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
            Refused: the deputy is nobody, the quiet hours are none, or something was filled in
                while those above are followed.
        """
        return Choices(
            moments=self.chosen_moments(),
            hours=self.hours(),
            away_from=self.away_from.data,
            away_until=self.away_until.data,
            deputy_id=_person(self.deputy.data),
        )


class AbsenceForm(Form):
    """That a colleague is away, and who stands in."""

    colleague = SelectField(lazy("Who is away"), validate_choice=False)
    first = DayField(lazy("Away from"), validators=[Optional()])
    last = DayField(
        lazy("Up to and including"),
        validators=[Optional()],
        description=lazy(
            "At most six weeks from today. Leave both days open when your colleague is back."
        ),
    )
    deputy = SelectField(
        lazy("Who stands in"),
        description=lazy("Whom your colleague chose before goes first."),
        validate_choice=False,
    )

    def offer(self, people: Iterable[Person]) -> None:
        """Let one choose among the colleagues one coordinates."""
        known = [SelectChoice(str(each.id), each.name) for each in people]
        self.colleague.choices = [SelectChoice("", _("Choose a colleague")), *known]
        self.deputy.choices = [SelectChoice("", _("Nobody")), *known]

    def chosen(self, people: Iterable[Person]) -> tuple[Person, Away]:
        """Return who is away, and when.

        Raises:
            Refused: one of the two is no colleague.
        """
        by_id = {str(each.id): each for each in people}
        colleague = by_id.get(self.colleague.data or "")
        if colleague is None:
            raise Refused(_("Choose a colleague."), field="colleague")
        deputy = by_id.get(self.deputy.data or "")
        if self.deputy.data and deputy is None:
            raise Refused(_("Choose a colleague."), field="deputy")
        away = Away(
            first=self.first.data, last=self.last.data, deputy_id=deputy.id if deputy else None
        )
        return colleague, away


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


def _held_of(chosen: NoticeChoice | OrganisationHours | None, holds: Above) -> dict[str, Any]:
    """Fill in what holds, whoever chose it, so that an own choice starts from there."""
    held = holds.hours
    span = held.rest.span
    return {
        "moments_by": OWN if chosen and chosen.moments is not None else FOLLOWS,
        "moments": [str(each) for each in holds.moments],
        "digest_by": OWN if chosen and chosen.mail_hours is not None else FOLLOWS,
        "rest_by": OWN if chosen and chosen.rests is not None else FOLLOWS,
        "mail_hours": [str(each) for each in held.digest],
        "quiet_from": str(span.first) if span else "",
        "quiet_until": str(span.last) if span else "",
        "rests": held.rest.rests,
    }


def _values(chosen: NoticeChoice | None) -> dict[str, Any]:
    if chosen is None:
        return {"deputy": ""}
    return {
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
