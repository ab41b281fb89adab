"""What a person may type about the work of the organisation."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from app.identity.models import Person
from app.kernel.errors import Refused
from app.kernel.text import _, lazy
from app.kernel.web.forms import Form
from app.tasks.queries import Someone


class HandoverForm(Form):
    """Whose open tasks go to whom."""

    giver = SelectField(lazy("Whose open tasks"), validate_choice=False)
    taker = SelectField(lazy("To whom"), validate_choice=False)

    def offer(self, givers: Iterable[Someone], takers: Iterable[Person]) -> None:
        """Let one choose among people of the own organisation."""
        for field, people in ((self.giver, givers), (self.taker, takers)):
            field.choices = [
                SelectChoice("", _("Choose a colleague")),
                *(SelectChoice(str(each.id), each.name) for each in people),
            ]

    def chosen(self) -> tuple[UUID, UUID]:
        """Return who gives and who takes.

        Raises:
            Refused: one of them is not chosen.
        """
        return _person(self.giver.data, "giver"), _person(self.taker.data, "taker")


def _person(text: str | None, field: str) -> UUID:
    try:
        return UUID(text or "")
    except ValueError:
        raise Refused(_("Choose a colleague."), field=field) from None
