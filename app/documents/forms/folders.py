"""What a person may type about folders: a new one, another name, another place."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from wtforms import HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice

from app.documents.queries import FolderRow
from app.kernel.text import _, lazy
from app.kernel.web.forms import Form, id_or_nothing


class FolderForm(Form):
    """A new folder."""

    name = StringField(lazy("Name of the folder"))
    parent = SelectField(lazy("Inside"), validate_choice=False)

    def offer(self, folders: Iterable[FolderRow]) -> None:
        """Fill the choices."""
        self.parent.choices = [
            SelectChoice(str(each.id), each.path or _("At the top")) for each in folders
        ]

    def parent_id(self) -> UUID:
        """Return the folder it goes into."""
        return id_or_nothing(self.parent.data)


class RenameFolderForm(Form):
    """Another name for a folder."""

    name = StringField(lazy("Name of the folder"))
    seen = HiddenField()
    """The name on the screen."""


class MoveFolderForm(Form):
    """Another place for a folder."""

    parent = SelectField(lazy("Inside"), validate_choice=False)

    def offer(self, folders: Iterable[FolderRow], *, without: Collection[UUID]) -> None:
        """Fill the choices: everywhere but in itself."""
        self.parent.choices = [
            SelectChoice(str(each.id), each.path or _("At the top"))
            for each in folders
            if each.id not in without
        ]

    def parent_id(self) -> UUID:
        """Return the folder it goes into."""
        return id_or_nothing(self.parent.data)
