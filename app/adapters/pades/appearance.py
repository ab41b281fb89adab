"""What people see in a filled field: a small drawing by Typst, its fonts embedded as PDF/A asks."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.stamp import BaseStamp, BaseStampStyle

from app.adapters import pdf

if TYPE_CHECKING:
    from pyhanko.pdf_utils.generic import IndirectObject
    from pyhanko.pdf_utils.layout import BoxConstraints
    from pyhanko.pdf_utils.writer import BasePdfFileWriter

TEMPLATE = Path(__file__).with_name("appearance.typ")


@dataclass(frozen=True)
class DrawnStamp(BaseStampStyle):
    """The style pyHanko asks for a stamp; it draws the lines in the size of the field."""

    lines: tuple[str, ...] = ()
    fonts: Path = Path()

    def create_stamp(
        self, writer: BasePdfFileWriter, box: BoxConstraints, *_params: object, **_: object
    ) -> DrawnAppearance:
        """Return the drawing for one field."""
        size = {"width": float(box.width), "height": float(box.height)}
        drawn = pdf.render(
            TEMPLATE,
            {"lines": list(self.lines), **size},
            fonts=self.fonts,
            is_fragment=True,
        )
        return DrawnAppearance(writer, self, page=drawn.content)


class DrawnAppearance(BaseStamp):
    """One page of a PDF as the appearance of an annotation."""

    def __init__(self, writer: BasePdfFileWriter, style: DrawnStamp, *, page: bytes) -> None:
        super().__init__(writer, style)
        self._page = page

    def register(self) -> IndirectObject:
        """Copy the page into the file as a form, once."""
        if self._content_xobj_ref is None:
            source = PdfFileReader(io.BytesIO(self._page))
            form = self._ensure_writer.import_page_as_xobject(source)
            self._content_xobj_ref = form
        return self._content_xobj_ref
