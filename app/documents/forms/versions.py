"""What a person may type about versions: bringing one, comparing two, putting one back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from werkzeug.datastructures import MultiDict
from wtforms import FileField, HiddenField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from app.documents.models import Document, DocumentStatus, DocumentVersion
from app.documents.service.acceptance import LONGEST_NOTE
from app.kernel.text import _, lazy, ngettext
from app.kernel.web.forms import TOO_LONG, Form, ValidationError

FEWEST = 2
HOURS = (1, 4, 8, 24, 72)


class VersionForm(Form):
    """A new version of a document."""

    file = FileField(lazy("File"))
    note = StringField(
        lazy("What changed (not required)"),
        validators=[Length(max=LONGEST_NOTE, message=TOO_LONG)],
    )
    document = HiddenField()
    """For the script that sends the file in parts: of which document it is a version."""
    seen_version = HiddenField()
    """Number of the newest version on the screen."""

    @classmethod
    def for_document(cls, document: Document) -> VersionForm:
        """Make the form with the version that is on the screen."""
        return cls(data={"document": str(document.id), "seen_version": str(document.newest_number)})


class RestoreVersionForm(Form):
    """An older version comes back."""

    note = StringField(
        lazy("Why does it come back?"),
        validators=[
            InputRequired(lazy("Say why this version comes back.")),
            Length(max=LONGEST_NOTE, message=TOO_LONG),
        ],
    )
    seen_version = HiddenField()


class CompareForm(Form):
    """Which two versions are compared; sent by GET, so that it can be gone back to."""

    older = SelectField(lazy("This version"))
    newer = SelectField(lazy("With this version"))
    view = RadioField(
        lazy("Show them"),
        choices=[
            SelectChoice("inline", lazy("In one text")),
            SelectChoice("beside", lazy("Side by side")),
        ],
        default="inline",
    )

    is_asked: bool = False
    """True when two versions were chosen."""

    @classmethod
    def of(cls, asked: Mapping[str, str], *, versions: Sequence[DocumentVersion]) -> CompareForm:
        """Read what was asked; the newest two are proposed.

        Args:
            versions: the newest first.
        """
        open_to_all = [each for each in versions if each.status == DocumentStatus.RELEASED]
        form = cls(formdata=MultiDict(asked)) if "older" in asked else cls(formdata=None)
        choices = [
            SelectChoice(
                str(each.number),
                _("Version %(number)s", number=each.number) + f", {each.file_name}",
            )
            for each in open_to_all
        ]
        form.older.choices, form.newer.choices = choices, choices
        form.is_asked = "older" in asked
        if not form.is_asked and len(open_to_all) >= FEWEST:
            form.newer.data, form.older.data = (str(each.number) for each in open_to_all[:FEWEST])
        if form.view.data not in ("inline", "beside"):
            form.view.data = "inline"
        return form

    def validate_newer(self, field: SelectField) -> None:
        """Ask for two different ones."""
        if field.data == self.older.data:
            raise ValidationError(_("Choose two different versions."))

    def numbers(self) -> tuple[int, int]:
        """Return which two; after validation."""
        return int(self.older.data), int(self.newer.data)


class LockForm(Form):
    """For how long one works on a document."""

    hours = SelectField(lazy("For how long?"), default="4")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.hours.choices = [
            SelectChoice(str(each), ngettext("%(num)d hour", "%(num)d hours", each))
            for each in HOURS
        ]

    def chosen_hours(self) -> int:
        """Return the hours; after validation."""
        return int(self.hours.data)
