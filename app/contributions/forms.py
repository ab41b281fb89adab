"""What a person may type about contribution rounds."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from wtforms import (
    BooleanField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from app.contributions.queries import Content
from app.contributions.service.giving import LONGEST_TEXT
from app.contributions.service.starting import (
    LONGEST_DETAILS,
    LONGEST_PURPOSE,
    LONGEST_TITLE,
    NewRound,
)
from app.documents.legal_bases import LegalBasis
from app.documents.queries import Citable
from app.findings.models import Norm
from app.identity.models import Organisation
from app.kernel.text import _, lazy
from app.kernel.web.forms import TOO_LONG, DayField, Form, VersionedForm, id_or_nothing

LONGEST_CHOICE = 120


class RoundForm(Form):
    """A round: what, of whom, what for, on which basis, by when."""

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
    organisations = SelectMultipleField(lazy("Whom do you ask?"), validate_choice=False)
    due_on = DayField(
        lazy("By which day"),
        description=lazy("A weekend day or public holiday counts until the next working day."),
        validators=[InputRequired(lazy("Choose a day."))],
    )
    purpose = StringField(
        lazy("What for"),
        validators=[
            InputRequired(lazy("Say what it is for.")),
            Length(max=LONGEST_PURPOSE, message=TOO_LONG),
        ],
    )
    legal_basis = SelectField(lazy("Legal basis"), validate_choice=False)

    def offer(
        self, asked: Iterable[Organisation], bases: Iterable[LegalBasis], *, language: str
    ) -> None:
        """Fill the choices: who takes part beside the asker, and the bases that hold today."""
        self.organisations.choices = [SelectChoice(str(each.id), each.name) for each in asked]
        self.legal_basis.choices = [
            SelectChoice("", _("Choose a legal basis")),
            *(
                SelectChoice(each.code, each.title if language == "nl" else each.title_en)
                for each in bases
            ),
        ]

    def wish(self) -> NewRound:
        """Return what was typed."""
        return NewRound(
            title=self.title.data or "",
            details=self.details.data or "",
            purpose=self.purpose.data or "",
            legal_basis=self.legal_basis.data or "",
            due_on=self.due_on.data,
            organisations=tuple(id_or_nothing(each) for each in self.organisations.data or ()),
        )


class SeenForm(Form):
    """A step with a round as it stood on the screen."""

    seen = HiddenField()


class MoreForm(Form):
    """More organisations to ask."""

    organisations = SelectMultipleField(lazy("Whom do you ask too?"), validate_choice=False)

    def offer(self, others: Iterable[Organisation]) -> None:
        """Let one choose among who takes part and is not asked yet."""
        self.organisations.choices = [SelectChoice(str(each.id), each.name) for each in others]

    def chosen(self) -> frozenset[UUID]:
        """Return whom one chose."""
        return frozenset(id_or_nothing(each) for each in self.organisations.data or ())


class DayForm(SeenForm):
    """Another last day for all."""

    foreseen = HiddenField()
    """The day whose consequences were shown."""
    due_on = DayField(lazy("New day for all"), validators=[InputRequired(lazy("Choose a day."))])


class GatherForm(SeenForm):
    """Beginning a report, each chapter under one norm."""

    norm = SelectField(lazy("Under which norm"), validate_choice=False)

    def offer(self, norms: Iterable[Norm]) -> None:
        """Let one choose among norms that all may read."""
        self.norm.choices = [
            SelectChoice(str(each.id), f"{each.code} {each.text}"[:LONGEST_CHOICE])
            for each in norms
        ]

    def chosen(self) -> UUID:
        """Return the norm that was chosen."""
        return id_or_nothing(self.norm.data)


class WriteForm(VersionedForm):
    """What one organisation gives."""

    text = TextAreaField(
        lazy("The contribution"),
        description=lazy("You can use headings and lists in Markdown."),
        validators=[Length(max=LONGEST_TEXT, message=TOO_LONG)],
    )
    documents = SelectMultipleField(lazy("Documents that go along"), validate_choice=False)
    delivers = BooleanField()

    @classmethod
    def of(cls, content: Content) -> WriteForm:
        """Make the form with what was written so far."""
        return cls(
            data={
                "seen_version": str(content.version),
                "text": content.text,
                "documents": [str(each) for each in content.document_ids],
            }
        )

    def offer(self, own: Iterable[Citable]) -> None:
        """Let one choose among the documents of the own organisation."""
        self.documents.choices = [SelectChoice(str(each.id), each.title) for each in own]

    def chosen(self) -> list[UUID]:
        """Return the documents that go along."""
        return [id_or_nothing(each) for each in self.documents.data or ()]
