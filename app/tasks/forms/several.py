"""What a person may type to change several tasks at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from app.kernel.errors import Refused
from app.kernel.text import _, lazy
from app.kernel.web.forms import DayField, Form, id_or_none, id_or_nothing
from app.kernel.words import whole_number
from app.tasks.forms.tasks import chosen_of, people_of
from app.tasks.service import Several, SeveralKind
from app.workspaces.models import Membership, Participation

KINDS = {
    SeveralKind.DAY: lazy("Give them another day"),
    SeveralKind.ASSIGNEE: lazy("Ask them of somebody else"),
    SeveralKind.WITHDRAW: lazy("Withdraw them"),
}


class SeveralForm(Form):
    """Which tasks, and what is done with them."""

    tasks = SelectMultipleField(lazy("Tasks"), validate_choice=False)
    kind = RadioField(
        lazy("What happens"),
        choices=[SelectChoice(each.value, words) for each, words in KINDS.items()],
        default=SeveralKind.DAY.value,
    )
    due_on = DayField(lazy("New day"), validators=[Optional()])
    assignee = SelectField(lazy("Who does it"), validate_choice=False)
    seen = SelectMultipleField(validate_choice=False)
    """Each task on screen with its version there: ``id/version``."""
    foreseen = HiddenField()
    """Fingerprint of what would be withdrawn, once it was on screen."""

    def offer(self, participants: Iterable[Participation], members: Sequence[Membership]) -> None:
        """Let one choose among participants and their people."""
        self.assignee.choices = [
            SelectChoice("", _("Choose an organisation, an office or a person")),
            *(choice for each in participants for choice in people_of(each, members)),
        ]

    def chosen_ids(self) -> frozenset[UUID]:
        """Return which tasks were chosen."""
        return frozenset(id_or_nothing(each) for each in self.tasks.data or ())

    def chosen(self) -> dict[UUID, int]:
        """Return which tasks were chosen, by the version that was on screen; 0 for none."""
        versions = self._versions()
        return {each: versions.get(each, 0) for each in self.chosen_ids()}

    def _versions(self) -> dict[UUID, int]:
        parts = [each.partition("/") for each in self.seen.data or ()]
        return {id_or_nothing(key): whole_number(version) or 0 for key, _bar, version in parts}

    def change(self) -> Several:
        """Return what is to be done with them.

        Raises:
            Refused: there is no such office.
        """
        organisation_id, person_id, office = chosen_of(self.assignee.data)
        return Several(
            kind=SeveralKind(self.kind.data),
            due_on=self.due_on.data,
            organisation_id=id_or_none(organisation_id),
            assignee_id=id_or_nothing(person_id) if person_id else None,
            office=office,
        )


class UndoForm(Form):
    """Which tasks that were withdrawn in one act are asked again."""

    at = HiddenField()
    """The moment of that act."""

    def moment(self) -> datetime:
        """Return that moment.

        Raises:
            Refused: it is none.
        """
        found = moment_or_none(self.at.data)
        if found is None:
            raise Refused(_("These tasks are not withdrawn any more."))
        return found


def moment_or_none(text: str | None) -> datetime | None:
    """Read a moment from a form or an address; None when it is none."""
    try:
        found = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return found if found.tzinfo is not None else None
