"""In the cage: pages drawn anew, their passages painted over, and a bare file around them."""

from __future__ import annotations

import io
import json
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from operator import itemgetter
from typing import IO, TYPE_CHECKING, Any

from app.adapters.converting.drawing import (
    DOTS,
    POINTS,
    PageFault,
    draw_frame,
    draw_sheet,
    open_pdf,
    opened_picture,
)
from app.adapters.redacting.bare import BarePdf

if TYPE_CHECKING:
    from collections.abc import Callable

    from PIL import Image, ImageFont

    Pages = Callable[[int], Image.Image]

ZOOM = 150
"""Of what a page is drawn at on screen: fine enough to be printed."""
MARGIN = 2
"""Points of a picture around a passage that go too: letters run out of their place by as much."""
QUALITY = 88
WHOLE = 10_000
LARGEST_LETTERS = 34
SMALLEST_LETTERS = 7
_LENGTH_BYTES = 8


def main(source: IO[bytes], target: IO[bytes]) -> None:
    """Write what is said behind its length, and then the picture or the file."""
    asked = json.loads(source.read(int.from_bytes(source.read(_LENGTH_BYTES), "big")))
    said: dict[str, object] = {}
    made = b""
    try:
        with _opened(asked["kind"], source.read()) as draw:
            made = (_picture if asked["wanted"] == "picture" else _file)(draw, asked)
    except PageFault as fault:
        said["fault"] = str(fault)
    head = json.dumps(said).encode()
    target.write(len(head).to_bytes(_LENGTH_BYTES, "big") + head + made)


@contextmanager
def _opened(kind: str, content: bytes) -> Iterator[Pages]:
    """Give what draws a page of a file, from 1."""
    if kind == "images":
        with opened_picture(content) as (opened, frames):
            yield lambda number: draw_frame(opened, _there(number, frames), zoom=ZOOM)
        return
    pdf = open_pdf(content)
    pdf.init_forms()
    yield lambda number: draw_sheet(pdf[_there(number, len(pdf)) - 1], zoom=ZOOM)


def _there(number: int, pages: int) -> int:
    if not 1 <= number <= pages:
        raise PageFault("no_such_page")
    return number


def _picture(draw: Pages, asked: dict[str, Any]) -> bytes:
    target = io.BytesIO()
    _painted(draw, asked["pages"][0], asked).save(target, "PNG", compress_level=3)
    return target.getvalue()


def _file(draw: Pages, asked: dict[str, Any]) -> bytes:
    target = io.BytesIO()
    bare = BarePdf(target)
    for number in asked["pages"]:
        page, inside = _painted(draw, number, asked), io.BytesIO()
        page.save(inside, "JPEG", quality=QUALITY, subsampling=0)
        points = tuple(side * POINTS * 100 / (DOTS * ZOOM) for side in page.size)
        bare.add_page(inside.getvalue(), pixels=page.size, points=points)
    bare.finish()
    return target.getvalue()


def _painted(draw: Pages, number: int, asked: dict[str, Any]) -> Image.Image:
    """Return a page with its passages gone; what is printed in them comes after that."""
    from PIL import Image, ImageDraw

    drawn = draw(number)
    page = Image.new("RGB", drawn.size, "white")
    page.paste(drawn.convert("RGB"))
    brush = ImageDraw.Draw(page)
    passages = [
        (_within(places, page.size), label)
        for on_page, *places, label in asked["boxes"]
        if on_page == number
    ]
    for place, _label in passages:
        brush.rectangle(place, fill="black")
    for place, label in filter(itemgetter(1), passages):
        _print_in(brush, place, label, fonts=asked["fonts"])
    return page


def _within(places: Sequence[int], size: tuple[int, int]) -> tuple[int, int, int, int]:
    """Return the points a passage covers, both ends included, with its margin."""
    (left, top, right, bottom), (width, height) = places, size
    return (
        max(0, math.floor(left * width / WHOLE) - MARGIN),
        max(0, math.floor(top * height / WHOLE) - MARGIN),
        min(width - 1, math.ceil(right * width / WHOLE) + MARGIN),
        min(height - 1, math.ceil(bottom * height / WHOLE) + MARGIN),
    )


def _print_in(brush: Any, place: tuple[int, int, int, int], label: str, *, fonts: str) -> None:
    """Print the ground in a passage, as large as fits; in one that is too small nothing stands."""
    left, top, right, bottom = place
    size = min(LARGEST_LETTERS, int((bottom - top) * 0.8))
    while size >= SMALLEST_LETTERS:
        font = _font(fonts, size)
        if font.getlength(label) <= right - left - 2:
            middle = ((left + right) / 2, (top + bottom) / 2)
            brush.text(middle, label, font=font, fill="white", anchor="mm")
            return
        size -= 1


def _font(fonts: str, size: int) -> ImageFont.FreeTypeFont:
    from PIL import ImageFont

    return ImageFont.truetype(f"{fonts}/FiraSans-SemiBold.ttf", size)
