"""What a person may type about documents and about who sees them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask_wtf.file import MultipleFileField
from wtforms import (
    BooleanField,
    DateField,
    Field,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from app.documents.legal_bases import LegalBasis
from app.documents.models import AccessRule, Document, Level, SpecialData
from app.documents.queries import FolderChoices, FolderRow, Seer, choices_among
from app.documents.service import Description, NewRule
from app.documents.service.acceptance import LONGEST_NOTE, LONGEST_TITLE, STATE_SECRETS
from app.documents.service.rules import LONGEST_PURPOSE, SPECIAL_DATA_WORDS, Beside
from app.identity.models import Person
from app.kernel.text import _, lazy
from app.kernel.web.forms import TOO_LONG, Form, id_or_nothing
from app.kernel.words import whole_number
from app.workspaces.models import Classification, Marking, Workspace
from app.workspaces.queries import CLASSIFICATION_WORDS, MARKING_WORDS

NEW_RULE = "new"
"""Stands for one more rule about an organisation."""
STATE_SECRET_WORDS = dict(
    zip(
        STATE_SECRETS,
        (lazy("Stg. Confidential"), lazy("Stg. Secret"), lazy("Stg. Top secret")),
        strict=True,
    )
)
LEVEL_CHOICES = [
    SelectChoice(Level.NONE.code, lazy("Nothing")),
    SelectChoice(Level.FINDING.code, lazy("Only as a finding")),
    SelectChoice(Level.VIEW.code, lazy("View on screen")),
    SelectChoice(Level.DOWNLOAD.code, lazy("Download")),
    SelectChoice(Level.CONTRIBUTE.code, lazy("Contribute: add a new version")),
    SelectChoice(Level.MANAGE.code, lazy("Manage: change title, folder and description")),
]
LEVEL_HINTS = {
    Level.FINDING.code: lazy(
        "Knows that there is evidence, not what is in it. Needs no legal basis"
    ),
    Level.VIEW.code: lazy("With name and time on each page"),
}


def gone_in_words(name: str) -> str:
    """Name somebody who is still named in a rule: ``Piet Smit (werkt hier niet meer)``."""
    return _("%(name)s (does not work here any more)", name=name)


def seen_number(field: Field) -> int:
    """Return the version that was on the screen; 0, which never matches, when it is no number."""
    return whole_number(field.data) or 0


class DescribingForm(Form):
    """What is said about a document, new or not."""

    folder = SelectField(lazy("Folder"), validate_choice=False)
    classification = SelectField(lazy("Classification"), validate_choice=False)
    marking = SelectField(
        lazy("Marking"),
        choices=[SelectChoice(each.value, words) for each, words in MARKING_WORDS.items()],
    )
    is_special_category = BooleanField(
        lazy("Special categories of personal data, such as health (GDPR 9)")
    )
    is_criminal_data = BooleanField(lazy("Data about criminal offences (GDPR 10)"))
    is_police_data = BooleanField(lazy("Police data (Wpg)"))

    def offer(self, folders: Iterable[FolderRow]) -> None:
        """Fill the choices: the folders of the workspace, and every classification there is."""
        self.offer_choices(choices_among(folders))

    def offer_choices(self, folders: FolderChoices) -> None:
        """Fill the choices with these folders."""
        self.folder.choices = [
            SelectChoice(str(each.id), each.path or _("No folder")) for each in folders
        ]
        words = {each.value: words for each, words in CLASSIFICATION_WORDS.items()}
        self.classification.choices = [
            SelectChoice(code, label) for code, label in (words | STATE_SECRET_WORDS).items()
        ]

    def described(
        self, *, title: str, note: str = "", rules_give_special_data: bool = False
    ) -> Description:
        """Return what was said."""
        return Description(
            folder_id=id_or_nothing(self.folder.data),
            title=title,
            classification=self.classification.data or "",
            marking=Marking(self.marking.data),
            is_special_category=self.is_special_category.data,
            is_criminal_data=self.is_criminal_data.data,
            is_police_data=self.is_police_data.data,
            rules_give_special_data=rules_give_special_data,
            note=note,
        )


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a workspace proposes for a new document."""

    folders: FolderChoices
    folder_id: UUID | None
    marking: Marking

    def data(self) -> dict[str, str]:
        """Return what the fields hold."""
        return {
            "folder": str(self.folder_id or ""),
            "classification": Classification.NONE.value,
            "marking": self.marking.value,
        }


class UploadForm(DescribingForm):
    """New documents: one or more files and what holds for all of them."""

    file = MultipleFileField(lazy("Files"))
    is_private = BooleanField(
        lazy("Only for our organisation"),
        description=lazy("Before every rule, until you release it."),
    )
    note = StringField(
        lazy("Note (not required)"),
        validators=[Length(max=LONGEST_NOTE, message=TOO_LONG)],
    )

    @classmethod
    def for_workspace(
        cls, workspace: Workspace, *, folders: FolderChoices, folder_id: UUID | None
    ) -> UploadForm:
        """Make the form with what the workspace proposes, or with what was sent."""
        proposed = cls.proposal_for(workspace, folders=folders, folder_id=folder_id)
        form = cls(data=proposed.data())
        form.offer_choices(proposed.folders)
        return form

    @classmethod
    def fresh(cls, proposed: Proposed) -> UploadForm:
        """Make the form in which nothing is filled in, from what is proposed alone."""
        form = cls(formdata=None, data=proposed.data())
        form.offer_choices(proposed.folders)
        return form

    @staticmethod
    def proposal_for(
        workspace: Workspace, *, folders: FolderChoices, folder_id: UUID | None
    ) -> Proposed:
        """Return what the workspace proposes for a new document."""
        first = folders[0].id if folders else None
        return Proposed(folders, folder_id or first, workspace.marking)


class EditForm(DescribingForm):
    """A document's description."""

    rules_give_special_data = BooleanField(
        lazy("The rules that give sight of this document also give the special data I ticked")
    )
    title = StringField(
        lazy("Title"),
        validators=[
            InputRequired(lazy("Give the document a title.")),
            Length(max=LONGEST_TITLE, message=TOO_LONG),
        ],
    )
    seen_version = HiddenField()

    @classmethod
    def of_document(cls, document: Document, *, folders: Sequence[FolderRow]) -> EditForm:
        """Make the form with what the document says now."""
        form = cls(
            data={
                "title": document.title,
                "folder": str(document.folder_id),
                "classification": document.class_of_secrecy.value,
                "marking": document.marking.value,
                "is_special_category": document.is_special_category,
                "is_criminal_data": document.is_criminal_data,
                "is_police_data": document.is_police_data,
                "seen_version": str(document.version),
            }
        )
        form.offer(folders)
        return form


class WithdrawForm(Form):
    """Withdraw a document, or undo that."""

    seen_version = HiddenField()


class PrivateForm(Form):
    """Keep a document for the own organisation, or release it."""

    seen_version = HiddenField()
    seen_rules = HiddenField()
    """Token of the rules by which was shown who gains; empty before that."""


class AccessForm(Form):
    """The rule about one organisation."""

    organisation = HiddenField()
    rule = HiddenField()
    """Which rule about it: an id, or `NEW_RULE`; empty for whatever there is."""
    seen_version = HiddenField()
    level = RadioField(lazy("What may it do?"), choices=LEVEL_CHOICES, validate_choice=False)
    until = DateField(
        lazy("Until and including"),
        validators=[Optional()],
        render_kw={"type": "date"},
    )
    legal_basis = SelectField(lazy("Legal basis"), validate_choice=False)
    purpose = StringField(lazy("What for"), render_kw={"maxlength": LONGEST_PURPOSE})
    people = SelectMultipleField(lazy("Only these people"), validate_choice=False)
    everybody = BooleanField(lazy("Everybody of this organisation in this workspace"))
    special_data = SelectMultipleField(
        lazy("This rule also gives"),
        description=lazy("This document holds special data. A rule that gives sight names them."),
        validate_choice=False,
    )

    @classmethod
    def about(
        cls, code: str, *, rules: Sequence[AccessRule], token: str, asked: str = ""
    ) -> AccessForm:
        """Make the form with the rule that is asked for, else the highest one that counts now.

        Args:
            asked: id of a rule, or `NEW_RULE`.
        """
        rule = next((each for each in rules if str(each.id) == asked), rules[0] if rules else None)
        if asked == NEW_RULE:
            rule = None
        data: dict[str, Any] = {
            "organisation": code,
            "rule": NEW_RULE if asked == NEW_RULE else "",
            "seen_version": token,
            "level": Level.NONE.code,
        }
        if rule is not None:
            data |= {
                "rule": str(rule.id) if rules[1:] else "",
                "level": Level(rule.level).code,
                "until": rule.until,
                "legal_basis": rule.legal_basis,
                "purpose": rule.purpose,
                "people": [str(each) for each in rule.people],
                "special_data": list(rule.special_data),
            }
        return cls(data=data)

    def beside(self) -> Beside | None:
        """Return that the other rules about the organisation stay; None when it has one at most."""
        if not self.rule.data:
            return None
        return Beside(None if self.rule.data == NEW_RULE else id_or_nothing(self.rule.data))

    @property
    def asks_for_everybody(self) -> bool:
        """True when it must be said before a rule is for everybody: until now it names people."""
        return bool(self.people.data or self.everybody.data or self.people.errors)

    def offer(
        self,
        *,
        bases: Sequence[LegalBasis],
        people: Sequence[Seer],
        former: Sequence[Person] = (),
        special_data: Sequence[SpecialData],
        language: str,
    ) -> None:
        """Fill the choices: the bases that hold between the two, the people of the other.

        Args:
            former: who the rule names and does not work here any more; they stay named.
            special_data: what the document holds and a rule must name.
        """
        self.special_data.choices = [
            SelectChoice(each.value, SPECIAL_DATA_WORDS[each]) for each in special_data
        ]
        self.legal_basis.choices = [
            SelectChoice("", _("Choose a legal basis")),
            *(
                SelectChoice(each.code, each.title if language == "nl" else each.title_en)
                for each in bases
            ),
        ]
        self.people.choices = [
            *(SelectChoice(each.person.login, each.person.name) for each in people),
            *(SelectChoice(each.login, gone_in_words(each.name)) for each in former),
        ]
        named = {str(each.id): each.login for each in [*(one.person for one in people), *former]}
        self.people.data = [named.get(each, each) for each in self.people.data or []]

    def rules(self) -> list[NewRule]:
        """Return the rule as it was filled in; none at all when the organisation gets nothing.

        Nothing for people who are ticked is a rule that closes it to them alone.
        """
        people = tuple(self.people.data or ())
        if self.level.data == Level.NONE.code:
            code = self.organisation.data or ""
            return [NewRule(organisation=code, level=Level.NONE.code, people=people)] * bool(people)
        return [
            NewRule(
                organisation=self.organisation.data or "",
                level=self.level.data or "",
                until=self.until.data,
                legal_basis=self.legal_basis.data or "",
                purpose=self.purpose.data or "",
                people=people,
                everybody=bool(self.everybody.data),
                special_data=tuple(self.special_data.data or ()),
            )
        ]


class PlaceForm(Form):
    """Rules of its own for a folder, or the ones above it."""

    own = HiddenField()
    seen_version = HiddenField()

    @property
    def wants_own(self) -> bool:
        """True when the folder is to have rules of its own."""
        return bool(self.own.data == "yes")


class RulesBackForm(Form):
    """Let rules count again that were dropped."""

    dropped = HiddenField()
    """Which, as they were on the screen."""
