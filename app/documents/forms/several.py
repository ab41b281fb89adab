"""What a person may ask of several documents at once."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from wtforms import SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice

from app.documents.queries import FolderRow
from app.kernel.text import _, lazy
from app.kernel.web.forms import Form
from app.workspaces.models import Marking
from app.workspaces.queries import CLASSIFICATION_WORDS, MARKING_WORDS


class SeveralForm(Form):
    """The ticked documents, and what is to become of them."""

    document = SelectMultipleField(validate_choice=False)
    folder = SelectField(lazy("To which folder"), validate_choice=False)
    marking = SelectField(lazy("Marking"), validate_choice=False)
    classification = SelectField(lazy("Classification"), validate_choice=False)

    def offer(self, folders: Iterable[FolderRow]) -> None:
        """Fill the choices; for marking and classification the first leaves each as it is."""
        self.folder.choices = [
            SelectChoice(str(each.id), each.path or _("No folder")) for each in folders
        ]
        stays = SelectChoice("", _("Leave as it is"))
        self.marking.choices = [
            stays,
            *(SelectChoice(each.value, words) for each, words in MARKING_WORDS.items()),
        ]
        self.classification.choices = [
            stays,
            *(SelectChoice(each.value, words) for each, words in CLASSIFICATION_WORDS.items()),
        ]

    def chosen(self) -> set[UUID]:
        """Return the ticked documents; what is no id was not ticked in our list."""
        return {found for each in self.document.data or [] if (found := _uuid(each))}

    def folder_id(self) -> UUID:
        """Return the chosen folder; none that is there when nothing was chosen."""
        return _uuid(self.folder.data) or UUID(int=0)

    def wanted_marking(self) -> Marking | None:
        """Return the chosen marking, or None to leave each as it is."""
        found = self.marking.data or ""
        return Marking(found) if found in set(Marking) else None


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
