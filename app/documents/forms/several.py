"""What a person may ask of several documents at once."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from wtforms import DateField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from app.documents.forms import LEVEL_CHOICES
from app.documents.legal_bases import LegalBasis
from app.documents.models import Level
from app.documents.queries import FolderRow
from app.documents.service import NewRule
from app.documents.service.rules import LONGEST_PURPOSE
from app.identity.models import Organisation
from app.kernel.text import _, lazy
from app.kernel.web.forms import Form, id_or_none, id_or_nothing
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
        return {found for each in self.document.data or [] if (found := id_or_none(each))}

    def folder_id(self) -> UUID:
        """Return the chosen folder; none that is there when nothing was chosen."""
        return id_or_nothing(self.folder.data)

    def wanted_marking(self) -> Marking | None:
        """Return the chosen marking, or None to leave each as it is."""
        found = self.marking.data or ""
        return Marking(found) if found in set(Marking) else None


class GiveForm(Form):
    """One rule about one partner, for all ticked documents."""

    document = SelectMultipleField(validate_choice=False)
    organisation = SelectField(
        lazy("Which organisation"),
        validators=[InputRequired(lazy("Choose an organisation."))],
        validate_choice=False,
    )
    level = RadioField(lazy("What may it do?"), choices=LEVEL_CHOICES, validate_choice=False)
    until = DateField(
        lazy("Until and including"), validators=[Optional()], render_kw={"type": "date"}
    )
    legal_basis = SelectField(lazy("Legal basis"), validate_choice=False)
    purpose = StringField(lazy("What for"), render_kw={"maxlength": LONGEST_PURPOSE})

    def offer(
        self, partners: Iterable[Organisation], bases: Iterable[LegalBasis], *, language: str
    ) -> None:
        """Fill the choices."""
        self.organisation.choices = [
            SelectChoice("", _("Choose an organisation")),
            *(SelectChoice(each.code, each.name) for each in partners),
        ]
        self.legal_basis.choices = [
            SelectChoice("", _("Choose a legal basis")),
            *(
                SelectChoice(each.code, each.title if language == "nl" else each.title_en)
                for each in bases
            ),
        ]

    def chosen(self) -> set[UUID]:
        """Return the ticked documents."""
        return {found for each in self.document.data or [] if (found := id_or_none(each))}

    def rules(self) -> list[NewRule]:
        """Return the rule as it was filled in; none at all when the partner gets nothing."""
        if self.level.data == Level.NONE.code:
            return []
        return [
            NewRule(
                organisation=self.organisation.data or "",
                level=self.level.data or "",
                until=self.until.data,
                legal_basis=self.legal_basis.data or "",
                purpose=self.purpose.data or "",
                everybody=True,
            )
        ]
