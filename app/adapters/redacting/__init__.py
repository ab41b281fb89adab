"""Pages made anew with passages blacked out, and where the words on a page stand.

Nothing of a file is copied. Each page is drawn, the passages are painted over in the drawing, and a
new file is written around the drawings: no text, no names, no layers, no attachments of the source
can be in it, because only its points go in, and under a passage those are gone. Everything happens
in cages. Places are ten-thousandths of the width and height of a page, from the upper left.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Any

from app.adapters.cage import Bounds
from app.adapters.converting import CannotConvert, Source, ask, prepared, read_answer
from app.adapters.fonts import packaged_fonts

__all__ = ["WHOLE", "Box", "CannotConvert", "Line", "find", "lines_on", "picture_of", "remake"]

WHOLE = 10_000
"""The width and the height of every page."""
_HERE = __name__
_LENGTH_BYTES = 8
_READING = Bounds(seconds=20, wall_seconds=30)
_PAINTING = Bounds(seconds=20, wall_seconds=30)
_MAKING = Bounds(seconds=120, wall_seconds=180)


@dataclass(frozen=True, slots=True)
class Box:
    """A passage on a page.

    Args:
        page: from 1.
        label: printed in it, of a few signs.
    """

    page: int
    left: int
    top: int
    right: int
    bottom: int
    label: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text as it stands on a page, and the places it covers."""

    text: str
    boxes: tuple[Box, ...]


def lines_on(source: Source, page: int) -> list[Line]:
    """Return the lines of text on one page, from the top; none on a picture.

    Raises:
        CannotConvert: with the reason.
    """
    said = _places(source, {"page": page})
    return [
        Line(text, tuple(Box(page, *places) for places in boxes)) for text, boxes in said["lines"]
    ]


def find(source: Source, words: str, *, pages: Collection[int] = ()) -> list[Box]:
    """Return every place where some words stand, whatever their capitals and accents.

    Args:
        pages: where is looked; everywhere when left out.

    Raises:
        CannotConvert: with the reason.
    """
    said = _places(source, {"words": words, "pages": sorted(pages)})
    return [Box(*each) for each in said["found"]]


def picture_of(source: Source, page: int, boxes: Sequence[Box]) -> bytes:
    """Return one page as PNG with its passages blacked out, as it will be in the new file.

    Raises:
        CannotConvert: with the reason.
    """
    return _made(source, [page], boxes, wanted="picture", bounds=_PAINTING)


def remake(source: Source, pages: Sequence[int], boxes: Sequence[Box]) -> bytes:
    """Return a PDF of some pages, in that order, with their passages blacked out.

    Raises:
        CannotConvert: with the reason.
    """
    return _made(source, pages, boxes, wanted="file", bounds=_MAKING)


def _places(source: Source, asked: Mapping[str, object]) -> dict[str, Any]:
    kind, content = prepared(source)
    if kind == "images":
        return {"lines": [], "found": []}
    headed = _headed(asked, content=content)
    answer = ask(f"{_HERE}.places", content=headed, bounds=_READING, who=source.who)
    return read_answer(answer)[0]


def _made(
    source: Source, pages: Sequence[int], boxes: Sequence[Box], *, wanted: str, bounds: Bounds
) -> bytes:
    kind, content = prepared(source)
    asked = {
        "kind": kind,
        "wanted": wanted,
        "pages": list(pages),
        "boxes": [astuple(each) for each in boxes if each.page in set(pages)],
        "fonts": str(packaged_fonts()),
    }
    headed = _headed(asked, content=content)
    answer = ask(f"{_HERE}.making", content=headed, bounds=bounds, who=source.who)
    return read_answer(answer)[1]


def _headed(asked: Mapping[str, object], *, content: bytes) -> bytes:
    """Put what is asked before the file; there may be more of it than fits a command."""
    head = json.dumps(asked).encode()
    return len(head).to_bytes(_LENGTH_BYTES, "big") + head + content
