"""A moment as people type it: a day and a time in Dutch time."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time

from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from app.kernel.errors import Refused
from app.kernel.terms import AMSTERDAM
from app.kernel.text import _, lazy
from app.kernel.web.forms import VersionedForm

CLOCK_TIME = re.compile(r"(\d{1,2})[:.](\d{2})")
FIRST, SECOND = "first", "second"
TIME_HELP = lazy("For example 9:20. In Dutch time.")


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
        wall = datetime.combine(day, clock_time(text, field=field), tzinfo=AMSTERDAM)
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


def as_typed(moment: datetime) -> tuple[date, str, str]:
    """Return the day, the time and which of two a person would type for a moment."""
    wall = moment.astimezone(AMSTERDAM)
    comes_twice = wall.replace(fold=0).utcoffset() != wall.replace(fold=1).utcoffset()
    which = (SECOND if wall.fold else FIRST) if comes_twice else ""
    return wall.date(), f"{wall.hour}:{wall.minute:02}", which


def clock_time(text: str, *, field: str) -> time:
    """Read a time of a day.

    Raises:
        Refused: it is none; beside its field.
    """
    found = CLOCK_TIME.fullmatch(text.strip())
    try:
        if found:
            return time(int(found[1]), int(found[2]))
    except ValueError:
        pass
    raise Refused(_("This is not a time. Write it like 9:20."), field=field)
