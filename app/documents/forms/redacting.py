"""What a person may type to prepare an excerpt and to make it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from wtforms import BooleanField, HiddenField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from app.adapters.redacting import WHOLE, Box, Line
from app.documents.forms import DescribingForm
from app.documents.grounds import Grounds
from app.documents.models import Document
from app.documents.queries import FolderRow
from app.documents.service import Wish
from app.documents.service.acceptance import LONGEST_TITLE
from app.documents.service.redacting import LONGEST_PAGES, LONGEST_WORDS
from app.kernel.errors import Refused
from app.kernel.text import _, lazy
from app.kernel.web.forms import TOO_LONG, Form
from app.kernel.words import whole_number


class _GroundForm(Form):
    """Passages are marked for one reason."""

    ground = SelectField(lazy("Why"), validate_choice=False)

    def offer(self, grounds: Grounds, *, language: str) -> None:
        """Fill the choices."""
        self.ground.choices = [
            SelectChoice("", _("Choose a ground")),
            *(
                SelectChoice(
                    each.code,
                    f"{each.code} {each.title if language == 'nl' else each.title_en}"
                    f" ({each.law} {each.article})",
                )
                for each in grounds.values()
            ),
        ]


class WordsForm(_GroundForm):
    """Every place where some words stand."""

    words = StringField(
        lazy("Words"),
        description=lazy("Also as part of a longer word, on all pages."),
        render_kw={"maxlength": LONGEST_WORDS, "autocomplete": "off"},
    )


class LinesForm(_GroundForm):
    """Lines of text on one page."""

    lines = SelectMultipleField(lazy("Lines"), validate_choice=False)

    def chosen(self, lines: Sequence[Line]) -> list[Box]:
        """Return the places of the ticked lines.

        Raises:
            Refused: none is ticked.
        """
        ticked = set(self.lines.data or ())
        boxes = [box for at, each in enumerate(lines) if str(at) in ticked for box in each.boxes]
        if not boxes:
            raise Refused(_("Tick the lines that are to be blacked out."), field="lines")
        return boxes


class BoxForm(_GroundForm):
    """A place on one page, in hundredths of it."""

    left = StringField(lazy("From the left, in percent"), render_kw={"inputmode": "decimal"})
    top = StringField(lazy("From the top, in percent"), render_kw={"inputmode": "decimal"})
    width = StringField(lazy("Width, in percent"), render_kw={"inputmode": "decimal"})
    height = StringField(lazy("Height, in percent"), render_kw={"inputmode": "decimal"})

    def chosen(self, page: int) -> list[Box]:
        """Return the place; what sticks out of the page is cut off.

        Raises:
            Refused: these are no numbers, or there is nothing between them.
        """
        left, top = self._read("left"), self._read("top")
        right = min(WHOLE, left + self._read("width"))
        bottom = min(WHOLE, top + self._read("height"))
        return [Box(page, left, top, right, bottom)]

    def _read(self, name: str) -> int:
        """Read hundredths, with a comma or a point, as ten-thousandths."""
        typed = str(self[name].data or "").strip().replace(",", ".")
        with suppress(InvalidOperation, ValueError, OverflowError):
            value = Decimal(typed)
            if 0 <= value <= 100:  # noqa: PLR2004 - of a hundred
                return int((value * WHOLE / 100).to_integral_value())
        raise Refused(_("Type a number from 0 to 100."), field=name)


class PagesForm(Form):
    """Which pages go into the excerpt."""

    pages = StringField(
        lazy("Pages in the excerpt"),
        description=lazy("For example 1-3, 5. Empty means all."),
        validators=[Length(max=LONGEST_PAGES, message=TOO_LONG)],
        render_kw={"autocomplete": "off"},
    )


class MarksForm(Form):
    """Marks that are to go."""

    marks = SelectMultipleField(lazy("Marks"), validate_choice=False)

    def chosen(self) -> set[UUID]:
        """Return which; what is no id is passed over."""
        found = set()
        for each in self.marks.data or ():
            with suppress(ValueError):
                found.add(UUID(each))
        return found


class ExcerptForm(DescribingForm):
    """What is said about an excerpt that is to be made."""

    title = StringField(
        lazy("Title of the excerpt"),
        description=lazy(
            "Who sees the excerpt reads it. The title of the source does not go along."
        ),
        validators=[
            InputRequired(lazy("Give the excerpt a title.")),
            Length(max=LONGEST_TITLE, message=TOO_LONG),
        ],
        render_kw={"autocomplete": "off"},
    )
    is_private = BooleanField(
        lazy("First only for our organisation"),
        description=lazy("So you can look at it before you release and share it."),
    )
    seen = HiddenField()
    """Version of what is prepared, as it was on the screen."""

    @classmethod
    def of_source(cls, source: Document, *, folders: Iterable[FolderRow], seen: int) -> ExcerptForm:
        """Make the form with what holds for the source; its title is not proposed."""
        data: dict[str, Any] = {
            "folder": str(source.folder_id),
            "classification": source.class_of_secrecy.value,
            "marking": source.marking.value,
            "is_special_category": source.is_special_category,
            "is_criminal_data": source.is_criminal_data,
            "is_police_data": source.is_police_data,
            "is_private": True,
            "seen": str(seen),
        }
        form = cls(data=data)
        form.offer(folders)
        return form

    def wish(self) -> Wish:
        """Return what was asked; after validation."""
        described = replace(
            self.described(title=self.title.data or ""), is_private=bool(self.is_private.data)
        )
        seen = whole_number(self.seen.data)
        return Wish(described, seen=-1 if seen is None else seen)
