"""A table that comes in: chosen, looked at, and stored as it was looked at."""

from __future__ import annotations

from typing import Self

from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField

from app.kernel.text import lazy, ngettext
from app.kernel.web.forms import Form

MOST_FAULTS, MOST_STEPS = 1_000, 500
"""What the page of a preview shows; the rest is counted."""


class ImportForm(Form):
    """The file with the table."""

    file = FileField(
        lazy("XLSX or CSV"),
        description=lazy("At most 2,000 rows and 4 MB. The file itself is not kept."),
        validators=[FileRequired(lazy("Choose a file."))],
    )


class ConfirmForm(Form):
    """The table as it was looked at, to be stored."""

    table = HiddenField()
    seen = HiddenField()

    @classmethod
    def along(cls, table: str, *, seen: str, faults: int, before: ConfirmForm | None) -> Self:
        """Make the form that goes along with a preview.

        Args:
            seen: fingerprint of the preview.
            faults: how many cells are wrong.
            before: the confirmation that was not carried out, with the reason.
        """
        form = cls(formdata=None, data={"table": table, "seen": seen})
        if before is not None:
            form.general_errors, form.is_late = before.general_errors, before.is_late
        if faults:
            told = ngettext(
                "%(num)d cell is wrong. Nothing is stored. Mend the file and choose it again.",
                "%(num)d cells are wrong. Nothing is stored. Mend the file and choose it again.",
                faults,
            )
            form.general_errors.append(told)
        return form
