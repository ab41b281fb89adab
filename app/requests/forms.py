"""What a person may type about document requests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask_wtf.file import MultipleFileField
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from app.documents.legal_bases import LegalBasis
from app.documents.models import Level
from app.documents.queries import FolderRow
from app.documents.service import Description, NewRule
from app.identity.models import Organisation
from app.kernel.text import _, lazy
from app.kernel.web.forms import TOO_LONG, DayField, Form, StepForm, id_or_nothing
from app.requests.models import DocumentRequest
from app.requests.service import (
    LONGEST_DETAILS,
    LONGEST_PURPOSE,
    LONGEST_REASON,
    LONGEST_TITLE,
    Wish,
)
from app.workspaces.models import Classification, Marking, Workspace
from app.workspaces.queries import CLASSIFICATION_WORDS, MARKING_WORDS

LEVEL_CHOICES = [
    SelectChoice(Level.VIEW.code, lazy("View on screen")),
    SelectChoice(Level.DOWNLOAD.code, lazy("Download")),
]


class ReasonForm(StepForm):
    """Refusing, and why."""

    reason = TextAreaField(
        lazy("Why do you refuse?"),
        validators=[
            InputRequired(lazy("Say why, so that the other can go on.")),
            Length(max=LONGEST_REASON, message=TOO_LONG),
        ],
    )


class DayForm(StepForm):
    """Another day, and why."""

    due_on = DayField(lazy("New day"), validators=[InputRequired(lazy("Choose a day."))])
    why = TextAreaField(
        lazy("Why another day?"),
        validators=[
            InputRequired(lazy("Say why, so that the other can go on.")),
            Length(max=LONGEST_REASON, message=TOO_LONG),
        ],
    )


class ReopenForm(StepForm):
    """A request is opened again: what lacks, and by when."""

    missing = TextAreaField(
        lazy("What do you still need?"),
        validators=[
            InputRequired(lazy("Say why, so that the other can go on.")),
            Length(max=LONGEST_REASON, message=TOO_LONG),
        ],
    )
    due_on = DayField(lazy("By which day"), validators=[InputRequired(lazy("Choose a day."))])


class RequestForm(Form):
    """A request: what, of whom, what for, on which basis, by when."""

    partner = SelectField(lazy("Of which organisation"), validate_choice=False)
    title = StringField(
        lazy("What do you ask for?"),
        validators=[
            InputRequired(lazy("Say in one sentence what you ask for.")),
            Length(max=LONGEST_TITLE, message=TOO_LONG),
        ],
        render_kw={"autocomplete": "off"},
    )
    details = TextAreaField(
        lazy("Explanation (not required)"),
        validators=[Length(max=LONGEST_DETAILS, message=TOO_LONG)],
    )
    purpose = StringField(
        lazy("What for"),
        validators=[
            InputRequired(lazy("Say what it is for.")),
            Length(max=LONGEST_PURPOSE, message=TOO_LONG),
        ],
    )
    legal_basis = SelectField(lazy("Legal basis"), validate_choice=False)
    level = RadioField(
        lazy("What do you need to do with it?"), choices=LEVEL_CHOICES, validate_choice=False
    )
    due_on = DayField(
        lazy("By which day"),
        description=lazy("A weekend day or public holiday counts until the next working day."),
        validators=[InputRequired(lazy("Choose a day."))],
    )

    def offer(
        self, partners: Iterable[Organisation], bases: Iterable[LegalBasis], *, language: str
    ) -> None:
        """Fill the choices: who takes part beside the asker, and the bases that hold today."""
        self.partner.choices = [
            SelectChoice("", _("Choose an organisation")),
            *(SelectChoice(each.code, each.name) for each in partners),
        ]
        self.legal_basis.choices = bases_to_choose(bases, language=language)

    def wish(self) -> Wish:
        """Return what was typed."""
        return Wish(
            partner=self.partner.data or "",
            title=self.title.data or "",
            details=self.details.data or "",
            purpose=self.purpose.data or "",
            legal_basis=self.legal_basis.data or "",
            level=self.level.data or "",
            due_on=self.due_on.data,
        )


class DropForm(Form):
    """Files for an answer, and what holds for all of them."""

    request = HiddenField()
    file = MultipleFileField(lazy("Files"))
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

    @classmethod
    def for_request(
        cls, request: DocumentRequest, workspace: Workspace, *, folders: Sequence[FolderRow]
    ) -> DropForm:
        """Make the form with what the workspace proposes."""
        form = cls(
            data={
                "request": str(request.id),
                "folder": str(folders[0].id if folders else ""),
                "classification": Classification.NONE.value,
                "marking": workspace.marking.value,
            }
        )
        form.folder.choices = [
            SelectChoice(str(each.id), each.path or _("No folder")) for each in folders
        ]
        form.classification.choices = [
            SelectChoice(each.value, words) for each, words in CLASSIFICATION_WORDS.items()
        ]
        return form

    def described(self, request: DocumentRequest) -> Description:
        """Return what was said; it is for the request in the address, whatever the field says."""
        return Description(
            folder_id=id_or_nothing(self.folder.data),
            title="",
            classification=self.classification.data or "",
            marking=Marking(self.marking.data),
            is_special_category=self.is_special_category.data,
            is_criminal_data=self.is_criminal_data.data,
            is_police_data=self.is_police_data.data,
            request_id=request.id,
        )


class GiveForm(StepForm):
    """The rule under which the asker gets what is ready; filled in from the request."""

    files = HiddenField()
    """Token of what is ready on the screen."""
    level = RadioField(lazy("What may it do?"), choices=LEVEL_CHOICES, validate_choice=False)
    until = DayField(lazy("Until and including"), validators=[Optional()])
    legal_basis = SelectField(lazy("Legal basis"), validate_choice=False)
    purpose = StringField(lazy("What for"), render_kw={"maxlength": LONGEST_PURPOSE})
    gives_special_data = BooleanField(lazy("Also give the special data in these files"))
    confirmed = BooleanField(
        lazy("I confirm this rule"),
        validators=[InputRequired(lazy("Confirm the rule. Nothing is given without that."))],
    )

    @classmethod
    def of_request(
        cls, request: DocumentRequest, bases: Iterable[LegalBasis], *, files: str, language: str
    ) -> GiveForm:
        """Make the form with what was asked.

        Args:
            files: token of what is ready.
        """
        form = cls(
            data={
                "files": files,
                "seen_version": str(request.version),
                "level": Level(request.level).code,
                "legal_basis": request.legal_basis,
                "purpose": request.purpose,
            }
        )
        form.legal_basis.choices = bases_to_choose(bases, language=language)
        return form

    def rule(self, request: DocumentRequest) -> NewRule:
        """Return the rule as it was confirmed."""
        return NewRule(
            organisation=request.organisation.code,
            level=self.level.data or "",
            until=self.until.data,
            legal_basis=self.legal_basis.data or "",
            purpose=self.purpose.data or "",
            everybody=True,
        )


def bases_to_choose(bases: Iterable[LegalBasis], *, language: str) -> list[SelectChoice]:
    """Return the choices of a legal basis, in the reader's language."""
    return [
        SelectChoice("", _("Choose a legal basis")),
        *(
            SelectChoice(each.code, each.title if language == "nl" else each.title_en)
            for each in bases
        ),
    ]
