"""What a person may type about the usual tasks of a kind of work."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from wtforms import BooleanField, FieldList, FormField, HiddenField, SelectField
from wtforms import Form as Part
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from app.kernel.errors import Refused
from app.kernel.text import _, lazy
from app.kernel.web.forms import DayField, Form, id_or_none
from app.tasks.service import Wish
from app.workspaces.models import Participation

MOST_USUAL = 60


class UsualPart(Part):
    """One usual task."""

    title = HiddenField()
    is_asked = BooleanField(lazy("Ask this"))
    organisation = SelectField(lazy("Of whom"), validate_choice=False)
    due_on = DayField(lazy("By which day"), validators=[Optional()])


class UsualForm(Form):
    """Which of the usual tasks are asked, of whom and by when."""

    usual = FieldList(FormField(UsualPart), max_entries=MOST_USUAL)

    @classmethod
    def of(cls, titles: Iterable[tuple[str, UUID | None]]) -> UsualForm:
        """Make the form with what may be asked, and of whom it usually is."""
        parts = [{"title": title, "organisation": str(who or "")} for title, who in titles]
        return cls(formdata=None, data={"usual": parts})

    def offer(self, participants: Iterable[Participation]) -> None:
        """Let one choose among the organisations that take part."""
        choices = [
            SelectChoice("", _("Choose an organisation")),
            *(
                SelectChoice(str(each.organisation_id), each.organisation.short_name)
                for each in participants
            ),
        ]
        for part in self.usual:
            part.form.organisation.choices = choices

    def wishes(self, known: Sequence[str]) -> list[Wish]:
        """Return what was chosen.

        Args:
            known: the titles of the usual tasks; what else is sent was never offered.

        Raises:
            Refused: nothing was chosen, or of one not of whom.
        """
        chosen = [each.form for each in self.usual if each.form.is_asked.data]
        if not chosen or any(each.title.data not in known for each in chosen):
            raise Refused(_("Choose at least one task to ask."))
        return [self._wish(each) for each in chosen]

    def _wish(self, part: UsualPart) -> Wish:
        organisation_id = id_or_none(part.organisation.data)
        if organisation_id is None:
            raise Refused(_("Choose of whom you ask: %(title)s", title=part.title.data))
        return Wish(title=part.title.data, organisation_id=organisation_id, due_on=part.due_on.data)
