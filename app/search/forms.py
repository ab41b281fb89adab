"""What a person may look for, and what we answer when nothing can be looked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from werkzeug.datastructures import MultiDict
from wtforms import DateField, Field, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from app.identity.models import Organisation
from app.kernel.terms import due_moment
from app.kernel.text import _, lazy
from app.kernel.web.forms import Form, ValidationError
from app.search import queries
from app.search.queries import Meaning, Wanted
from app.search.queries.asking import Kind
from app.workspaces.models import Classification, Workspace
from app.workspaces.queries import CLASSIFICATION_WORDS

LONGEST = 200
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
ONE_DAY = timedelta(days=1)
KIND_WORDS = {
    Kind.DOCUMENT: lazy("Document"),
    Kind.TASK: lazy("Task"),
    Kind.OBSERVATION: lazy("Observation"),
    Kind.FINDING: lazy("Finding"),
    Kind.REPORT: lazy("Report"),
}
FILTERS = ("kind", "workspace", "organisation", "classification", "since", "until")


class SearchForm(Form):
    """Words, and what they are narrowed to; sent by GET, so that an address can be kept."""

    q = StringField(lazy("Words"), id="search-q", default="")
    kind = SelectField(lazy("Kind"), default="")
    workspace = SelectField(lazy("Workspace"), default="")
    organisation = SelectField(lazy("Organisation"), default="")
    classification = SelectField(lazy("Classification of documents"), default="")
    since = DateField(lazy("Changed from"), validators=[Optional()])
    until = DateField(lazy("Up to and including"), validators=[Optional()])

    meaning = Meaning()
    """What the words mean, once they were understood."""
    is_begun = False
    """True while the last word is still being typed."""

    @classmethod
    def of(
        cls,
        asked: Mapping[str, str],
        *,
        places: Sequence[Workspace],
        organisations: Sequence[Organisation],
        is_begun: bool = False,
    ) -> SearchForm:
        """Read what was asked; one may choose among the own workspaces.

        Args:
            is_begun: the last word is still being typed.
        """
        form = cls(formdata=MultiDict(asked))
        form.q.data = queries.clean(form.q.data or "")
        form.is_begun = is_begun
        form.kind.choices = _choices(_("All kinds"), KIND_WORDS.items())
        form.workspace.choices = _choices(
            _("All workspaces"), ((each.ref, each.title) for each in places)
        )
        form.organisation.choices = _choices(
            _("All organisations"), ((each.code, each.short_name) for each in organisations)
        )
        form.classification.choices = _choices(
            _("All classifications"), CLASSIFICATION_WORDS.items()
        )
        return form

    def validate_q(self, field: Field) -> None:
        """Understand the words; say what to do when there is nothing to look for."""
        if len(field.data) < queries.SHORTEST:
            raise ValidationError(_("Type at least two letters."))
        if len(field.data) > LONGEST:
            raise ValidationError(
                _("This is too long to search for. Type at most %(most)d signs.", most=LONGEST)
            )
        self.meaning = queries.understand(field.data, is_begun=self.is_begun)
        if not self.meaning.stems:
            raise ValidationError(
                _(
                    "There is no word to look for in this. Type a word that says what it is about;"
                    " small words such as “de” and words with a minus before them do not count."
                )
            )

    def validate_since(self, field: Field) -> None:
        """Take a day that can be."""
        _check_day(field.data)

    def validate_until(self, field: Field) -> None:
        """Take a day that can be, and not before the first."""
        _check_day(field.data)
        if field.data and self.since.data and field.data < self.since.data:
            raise ValidationError(_("This day lies before the first one."))

    @property
    def is_narrowed(self) -> bool:
        """True when something was chosen beside the words."""
        return any(self[name].data for name in FILTERS)

    def wanted(
        self, *, places: Sequence[Workspace], organisations: Sequence[Organisation]
    ) -> Wanted:
        """Return what is looked for; after validation."""
        by_ref = {each.ref: each.id for each in places}
        by_code = {each.code: each.id for each in organisations}
        classification = self.classification.data
        return Wanted(
            meaning=self.meaning,
            kind=Kind(self.kind.data) if self.kind.data else None,
            workspace_id=by_ref.get(self.workspace.data),
            organisation_id=by_code.get(self.organisation.data),
            classification=Classification(classification).rank if classification else None,
            since=due_moment(self.since.data - ONE_DAY) if self.since.data else None,
            until=due_moment(self.until.data) if self.until.data else None,
        )

    def address(self) -> dict[str, str]:
        """Return what was asked, for the address of the next page."""
        values = {"q": self.q.data, **{name: self[name].data for name in FILTERS}}
        return {name: str(value) for name, value in values.items() if value}


def _choices(everything: str, words: Iterable[tuple[str, object]]) -> list[SelectChoice]:
    return [
        SelectChoice("", everything),
        *(SelectChoice(str(code), str(text)) for code, text in words),
    ]


def _check_day(day: date | None) -> None:
    if day and not FIRST_DAY <= day <= LAST_DAY:
        raise ValidationError(_("Choose a day between 1900 and 2199."))
