"""Pictures of the pages of our own reports: PDF to PNG by pdfium; and watermarks burnt in.

What came from outside is drawn in a cage (`app.adapters.converting`). PDFium is not safe to use
from two threads, so one lock guards it; pages are asked for one at a time.
"""

from __future__ import annotations

import io
import math
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    import pypdfium2
    from PIL import Image, ImageFont

POINTS_PER_INCH = 72
PDFIUM = threading.Lock()
_WATERMARK_COLOUR = (21, 66, 115)
_WATERMARK_STRENGTH = 56
"""Of 255: to be read on white and to be read through on text."""
_LABEL_COLOUR = (145, 20, 20)
_LABEL_EDGE = 4
"""Pixels between a label and the edge of the picture."""
_SMALLEST_LABEL = 6
"""Letters of a label get no smaller, in pixels; what is wider then runs off the picture."""


class CannotPreview(Exception):
    """There is no picture to be made of this; `code` tells why."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code


@dataclass(frozen=True, slots=True)
class PreviewLimits:
    """How much a preview takes before it is refused."""

    pages: int = 5_000
    pixels: int = 50_000_000


def page_count(pdf: bytes, *, limits: PreviewLimits | None = None) -> int:
    """Return how many pages a PDF has.

    Raises:
        CannotPreview: `broken`, `encrypted` or `too_many_pages`.
    """
    with PDFIUM, _opened(pdf, limits or PreviewLimits()) as opened:
        return len(opened)


def render_page(
    pdf: bytes, page: int, *, dpi: int = 110, limits: PreviewLimits | None = None
) -> bytes:
    """Return one page of a PDF as PNG.

    Args:
        page: from 1.

    Raises:
        CannotPreview: `broken`, `encrypted`, `too_many_pages`, `no_such_page` or `too_many_pixels`.
    """
    limits = limits or PreviewLimits()
    with PDFIUM, _opened(pdf, limits) as opened:
        if not 1 <= page <= len(opened):
            raise CannotPreview("no_such_page", str(page))
        sheet = opened[page - 1]
        scale = dpi / POINTS_PER_INCH
        width, height = sheet.get_size()
        if width * scale * height * scale > limits.pixels:
            raise CannotPreview("too_many_pixels", f"{width} x {height} pt")
        picture: Image.Image = sheet.render(scale=scale).to_pil()
    return _as_png(picture)


def watermark(png: bytes, text: str) -> bytes:
    """Burn a text across a picture, slanted and repeated."""
    return burn(png, stamp=text)


def burn(png: bytes, *, stamp: str = "", label: str = "") -> bytes:
    """Burn texts into a picture, which keeps its size.

    Args:
        stamp: across it, slanted and repeated.
        label: what it is, at the head and the foot, to be read on every page.
    """
    from PIL import Image

    with Image.open(io.BytesIO(png), formats=("PNG",)) as opened:
        clear = opened.convert("RGBA")
    picture = Image.new("RGB", clear.size, "white")
    picture.paste(clear, mask=clear)
    if stamp:
        _stamp(picture, stamp)
    if label:
        _label(picture, label)
    return _as_png(picture)


def _label(picture: Image.Image, text: str) -> None:
    """Write a line at the head and at the foot, on white, as wide as it must be."""
    from PIL import ImageDraw

    size = max(10, picture.width // 64)
    font = _watermark_font(size)
    while size > _SMALLEST_LABEL and font.getlength(text) > picture.width:
        size -= 1
        font = _watermark_font(size)
    left, top, right, bottom = font.getbbox(text)
    wide, high = math.ceil(right - left), math.ceil(bottom - top)
    brush = ImageDraw.Draw(picture)
    start = max(0, (picture.width - wide) // 2)
    for above in (_LABEL_EDGE, picture.height - high - _LABEL_EDGE):
        box = (start - 4, above - 2, start + wide + 4, above + high + 2)
        brush.rectangle(box, fill="white")
        brush.text((start - left, above - top), text, font=font, fill=_LABEL_COLOUR)


def _stamp(picture: Image.Image, text: str) -> None:
    from PIL import Image

    tile = _slanted(text, size=max(14, picture.width // 38))
    cover = Image.new("L", picture.size, 0)
    step_x, step_y = int(tile.width * 1.08), int(tile.height * 0.72)
    for row, top in enumerate(range(-tile.height // 2, picture.height, step_y)):
        shift = (row % 2) * (step_x // 2)
        for left in range(-tile.width // 2 - shift, picture.width, step_x):
            cover.paste(255, (left, top), tile)
    picture.paste(_WATERMARK_COLOUR, mask=cover.point(_faded))


def _faded(cover: int) -> int:
    return cover * _WATERMARK_STRENGTH // 255


def _slanted(text: str, *, size: int) -> Image.Image:
    """Draw the text once, as a mask."""
    from PIL import Image, ImageDraw

    font = _watermark_font(size)
    left, top, right, bottom = font.getbbox(text)
    tile = Image.new("L", (math.ceil(right - left) + 8, math.ceil(bottom - top) + 8), 0)
    ImageDraw.Draw(tile).text((4 - left, 4 - top), text, font=font, fill=255)
    return tile.rotate(24, expand=True, resample=Image.Resampling.BICUBIC)


def _watermark_font(size: int) -> ImageFont.FreeTypeFont:
    from PIL import ImageFont

    from app.adapters.fonts import packaged_fonts

    return ImageFont.truetype(packaged_fonts() / "FiraSans-SemiBold.ttf", size)


def _as_png(picture: Image.Image) -> bytes:
    target = io.BytesIO()
    # Level 3: measured a third of the time of level 6 for a few per cent more bytes.
    picture.save(target, "PNG", compress_level=3)
    return target.getvalue()


def _opened(pdf: bytes, limits: PreviewLimits) -> AbstractContextManager[pypdfium2.PdfDocument]:
    from contextlib import contextmanager

    import pypdfium2

    @contextmanager
    def opening() -> Iterator[pypdfium2.PdfDocument]:
        try:
            opened = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError as fault:
            code = "encrypted" if "password" in str(fault).lower() else "broken"
            raise CannotPreview(code, str(fault)) from fault
        try:
            if len(opened) > limits.pages:
                raise CannotPreview("too_many_pages", str(len(opened)))
            # Without this, what stands in form fields is not drawn: seals are.
            opened.init_forms()
            yield opened
        finally:
            opened.close()

    return opening()
