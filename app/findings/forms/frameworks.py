"""What a person may type in a framework."""

from __future__ import annotations

from collections.abc import Sequence

from flask_wtf.file import FileField, FileRequired
from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from app.findings.models import Aspect, Audience, Framework, Level, Norm
from app.findings.queries import ASPECT_WORDS, Line
from app.findings.service.frameworks import LineText
from app.findings.service.frameworks.lines import LONGEST_CODE, LONGEST_LAW, LONGEST_TEXT
from app.kernel.text import _, lazy
from app.kernel.web.forms import Form, ValidationError, VersionedForm

AUDIENCES = {
    Audience.WORKSPACE: lazy("Everybody in this workspace"),
    Audience.OWN: lazy("Only our own organisation"),
}


class FrameworkForm(VersionedForm):
    """Title of a framework, and who reads it."""

    title = StringField(
        lazy("Title"),
        validators=[DataRequired(lazy("Give the framework a title.")), Length(max=200)],
    )
    audience = SelectField(
        lazy("Who reads it"),
        description=lazy(
            "A framework that is shared stays shared: findings of others may rest on it."
        ),
        choices=[SelectChoice(str(each), words) for each, words in AUDIENCES.items()],
    )

    @classmethod
    def of(cls, framework: Framework) -> FrameworkForm:
        """Return the form with a framework as it is."""
        return cls(
            data={
                "seen_version": framework.version,
                "title": framework.title,
                "audience": framework.audience,
            }
        )

    def said(self) -> tuple[str, Audience]:
        """Return title and audience as they were typed."""
        return (self.title.data or "").strip(), Audience(self.audience.data)


class LineForm(VersionedForm):
    """A norm, criterion or indicator."""

    code = StringField(
        lazy("Code"),
        description=lazy("Short, and only once in this framework: 1.2, JJI-2.1 or A."),
        validators=[DataRequired(lazy("Give the line a code.")), Length(max=LONGEST_CODE)],
    )
    parent = SelectField(
        lazy("Stands under"),
        description=lazy("A criterion stands under a norm, an indicator under a criterion."),
        validate_choice=False,
    )
    text = TextAreaField(
        lazy("What is tested"),
        validators=[DataRequired(lazy("Write down what is tested.")), Length(max=LONGEST_TEXT)],
    )
    law = StringField(
        lazy("Law or source"),
        description=lazy("Left empty, it is that of the line above."),
        validators=[Length(max=LONGEST_LAW)],
    )
    aspect = SelectField(lazy("Aspect"))

    @classmethod
    def of(cls, framework: Framework, lines: Sequence[Line], norm: Norm | None) -> LineForm:
        """Return the form of a new line, or of one that is there."""
        values = {
            "seen_version": framework.version,
            "code": norm.code if norm else "",
            "parent": norm.parent_code if norm else "",
            "text": norm.text if norm else "",
            "law": norm.law if norm else "",
            "aspect": norm.aspect if norm else "",
        }
        form = cls(data=values)
        form.parent.choices = [SelectChoice("", _("Nothing: it is a norm"))] + [
            SelectChoice(each.norm.code, f"{each.norm.code} {each.norm.text}")
            for each in lines
            if each.norm.level != Level.INDICATOR and each.norm is not norm
        ]
        form.aspect.choices = [SelectChoice("", _("That of the line above"))] + [
            SelectChoice(str(each), words) for each, words in ASPECT_WORDS.items()
        ]
        return form

    def validate_code(self, field: StringField) -> None:
        """Refuse a code of signs that cannot be seen."""
        if not (field.data or "").strip().isprintable():
            raise ValidationError(_("Write the code on one line."))

    def said(self) -> LineText:
        """Return the line as it was typed; in one line, as a table holds it."""
        return LineText(
            code=" ".join((self.code.data or "").split()),
            parent_code=self.parent.data or "",
            text=" ".join((self.text.data or "").split()),
            law=" ".join((self.law.data or "").split()),
            aspect=Aspect(self.aspect.data) if self.aspect.data else None,
        )


class RetireForm(VersionedForm):
    """The button that retires a framework or a line."""


class ImportForm(Form):
    """A table of norms, criteria and indicators."""

    file = FileField(
        lazy("CSV, XLSX or TOML"),
        description=lazy("At most 500 rows and 4 MB. The file itself is not kept."),
        validators=[FileRequired(lazy("Choose a file."))],
    )
