"""In the cage: one page of a PDF or a picture, as a picture made anew, and the words on it."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    import pypdfium2
    from PIL import Image

DOTS = 110
POINTS = 72
_MOST_PAGES = 5_000
_MOST_PIXELS = 50_000_000
_LONGEST_SIDE = 2_000
_SCREEN_WIDTH = 910
"""Of a picture at a hundred, as wide as an upright page."""
_MOST_CHARACTERS = 20_000
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "TIFF")
_LENGTH_BYTES = 8


class PageFault(Exception):
    """Why there is no page; said to who asked."""


def main(source: IO[bytes], target: IO[bytes], *args: str) -> None:
    """Write what is said of the page behind its length, and then the picture if it is wanted."""
    kind, wanted, page, zoom = args
    draw = _of_picture if kind == "images" else _of_pdf
    picture = b""
    try:
        said, picture = draw(source.read(), int(page), zoom=int(zoom), is_drawn=wanted == "picture")
    except PageFault as fault:
        said = {"fault": str(fault)}
    head = json.dumps(said).encode()
    target.write(len(head).to_bytes(_LENGTH_BYTES, "big") + head + picture)


def _of_pdf(
    content: bytes, number: int, *, zoom: int, is_drawn: bool
) -> tuple[dict[str, object], bytes]:
    opened = open_pdf(content)
    if len(opened) > _MOST_PAGES:
        raise PageFault("too_many_pages")
    number = _numbered(number, len(opened), is_drawn=is_drawn)
    if not is_drawn:
        words = opened[number - 1].get_textpage().get_text_bounded()
        # A word cut off at the end of a line is one word.
        text = words.replace("\ufffe", "").replace("\u00ad", "").replace("\r\n", "\n")
        return _said(number, len(opened), text), b""
    # Without this, what stands in form fields is not drawn: seals are.
    opened.init_forms()
    return _said(number, len(opened)), _as_png(draw_sheet(opened[number - 1], zoom=zoom))


def draw_sheet(sheet: pypdfium2.PdfPage, *, zoom: int) -> Image.Image:
    """Return a picture of a page of a PDF.

    Raises:
        PageFault: it is too large.
    """
    scale = DOTS * zoom / 100 / POINTS
    width, height = sheet.get_size()
    if width * scale * height * scale > _MOST_PIXELS:
        raise PageFault("too_many_pixels")
    drawn: Image.Image = sheet.render(scale=scale).to_pil()
    return drawn


def _numbered(number: int, pages: int, *, is_drawn: bool) -> int:
    """Return which page is meant; who only asks what there is, is told of the last."""
    if not is_drawn:
        number = min(number, pages)
    if not 1 <= number <= pages:
        raise PageFault("no_such_page")
    return number


def _said(number: int, pages: int, text: str = "") -> dict[str, object]:
    return {"page": number, "pages": pages, "text": text[:_MOST_CHARACTERS]}


def open_pdf(content: bytes) -> pypdfium2.PdfDocument:
    """Return a PDF, opened.

    Raises:
        PageFault: it cannot be, and why.
    """
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as fault:
        raise PageFault("encrypted" if "password" in str(fault).lower() else "broken") from fault


def _of_picture(
    content: bytes, number: int, *, zoom: int, is_drawn: bool
) -> tuple[dict[str, object], bytes]:
    with opened_picture(content) as (opened, frames):
        number = _numbered(number, frames, is_drawn=is_drawn)
        picture = _as_png(draw_frame(opened, number, zoom=zoom)) if is_drawn else b""
        return _said(number, frames), picture


@contextmanager
def opened_picture(content: bytes) -> Iterator[tuple[Image.Image, int]]:
    """Open a picture; also tell how many pages it has.

    Raises:
        PageFault: there is something wrong with it, now or while it is drawn.
    """
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = _MOST_PIXELS
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as opened:
            # What moves is one picture; only the pages of a fax or a scan are pages.
            frames = getattr(opened, "n_frames", 1) if opened.format == "TIFF" else 1
            if frames > _MOST_PAGES:
                raise PageFault("too_many_pages")
            yield opened, frames
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as fault:
        raise PageFault("too_many_pixels") from fault
    except (OSError, ValueError, SyntaxError, EOFError) as fault:
        raise PageFault("broken") from fault


def draw_frame(opened: Image.Image, number: int, *, zoom: int) -> Image.Image:
    """Return one page of a picture, made anew."""
    opened.seek(number - 1)
    if opened.width * opened.height > _MOST_PIXELS:
        raise PageFault("too_many_pixels")
    return _made_anew(opened, zoom=zoom)


def _made_anew(opened: Image.Image, *, zoom: int) -> Image.Image:
    """Return the bare points of a picture, upright, on white, without anything said beside it."""
    from PIL import Image, ImageOps

    upright = ImageOps.exif_transpose(opened)
    if upright.mode.startswith("I;16"):
        upright = upright.point(lambda value: value / 256).convert("L")
    clear = upright.convert("RGBA")
    clear.thumbnail((_LONGEST_SIDE * zoom // 100, _LONGEST_SIDE * zoom // 100))
    if zoom > 100 and clear.width < _SCREEN_WIDTH * zoom // 100:  # noqa: PLR2004 - of a hundred
        width = _SCREEN_WIDTH * zoom // 100
        clear = clear.resize((width, max(1, clear.height * width // clear.width)))
    picture = Image.new("RGB", clear.size, "white")
    picture.paste(clear, mask=clear)
    return picture


def _as_png(picture: Image.Image) -> bytes:
    target = io.BytesIO()
    picture.save(target, "PNG", compress_level=3)
    return target.getvalue()
