"""A file as pages to look at, whatever it is: pictures of them, and the words on them.

Everything happens in cages, one for each step, so that none sees more than it needs: *reading*
takes text out of office files, tables and mail; *setting* prints that text as a PDF; *drawing*
makes a picture of one page, of that PDF or of the file itself. Nothing is kept.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.adapters.cage import Bounds, CageBroke, answer_of
from app.adapters.cage.turns import LOOKING, TooBusy
from app.adapters.fonts import packaged_fonts
from app.adapters.inspection import MediaType

PDF = MediaType.PDF.media_type
PICTURES = frozenset(
    kind.media_type
    for kind in (MediaType.PNG, MediaType.JPEG, MediaType.GIF, MediaType.WEBP, MediaType.TIFF)
)
TEXTS = {
    MediaType.TXT.media_type: "text",
    MediaType.CSV.media_type: "table",
    MediaType.EML.media_type: "message",
    MediaType.MSG.media_type: "outlook",
    MediaType.DOCX.media_type: "docx",
    MediaType.XLSX.media_type: "xlsx",
    MediaType.PPTX.media_type: "pptx",
    MediaType.ODT.media_type: "odt",
    MediaType.ODS.media_type: "odt",
}
"""Types of which the text is shown, set anew, and how each is read."""
CONVERTIBLE = frozenset({PDF, *PICTURES, *TEXTS})
_HERE = __name__
_READING = Bounds(seconds=20, wall_seconds=30)
_SETTING = Bounds(seconds=20, wall_seconds=30, memory_bytes=2 << 30)
_DRAWING = Bounds(seconds=20, wall_seconds=30)
_LENGTH_BYTES = 8
_MOST_BYTES_AT_ONCE = 1 << 20


class CannotConvert(Exception):
    """There are no pages to be made of this.

    Its `code` tells why: `no_such_page`, `encrypted`, `too_many_pages`, `too_many_pixels`,
    `broken`, `too_slow` or `too_busy`.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Source:
    """A file to be looked at.

    Args:
        words: what is said around its text, by name; see `reading.NEEDED`.
        who: for whose turn it counts: each organisation has some.
    """

    content: bytes
    media_type: str
    name: str
    words: Mapping[str, str]
    who: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page.

    Args:
        page: its number, from 1.
        pages: how many there are.
        text: the words on this one; nothing for a picture.
    """

    page: int
    pages: int
    text: str
    picture: bytes


def is_text_only(media_type: str) -> bool:
    """Tell whether a file is shown by its text, without its own make-up."""
    return media_type in TEXTS


def draw(source: Source, page: int, *, zoom: int = 100) -> Sheet:
    """Return a picture of one page.

    Args:
        page: from 1.
        zoom: of a hundred.

    Raises:
        CannotConvert: with the reason.
    """
    return _drawn(source, "picture", page=page, zoom=zoom)


def describe(source: Source, page: int) -> Sheet:
    """Return how many pages there are and what stands on one, the last at most; no picture.

    Raises:
        CannotConvert: with the reason.
    """
    return _drawn(source, "words", page=page, zoom=100)


def prepared(source: Source) -> tuple[str, bytes]:
    """Return what is drawn: `images` or `pdf`, and the bytes; a text is set first.

    Raises:
        CannotConvert: it cannot be read or set.
    """
    if is_text_only(source.media_type):
        return "pdf", _set(source)
    return "images" if source.media_type in PICTURES else "pdf", source.content


def _drawn(source: Source, wanted: str, *, page: int, zoom: int) -> Sheet:
    kind, content = prepared(source)
    args = (kind, wanted, str(page), str(zoom))
    said, picture = read_answer(_asked(source, "drawing", *args, content=content, bounds=_DRAWING))
    return Sheet(said["page"], said["pages"], said["text"], picture)


def read_answer(answer: bytes) -> tuple[dict[str, Any], bytes]:
    """Return what a step of ours said, and the bytes behind it.

    Raises:
        CannotConvert: it said why there is nothing.
    """
    at = int.from_bytes(answer[:_LENGTH_BYTES], "big") + _LENGTH_BYTES
    said: dict[str, Any] = json.loads(answer[_LENGTH_BYTES:at])
    if "fault" in said:
        raise CannotConvert(said["fault"])
    return said, answer[at:]


def _set(source: Source) -> bytes:
    kind = TEXTS[source.media_type]
    if kind == "text" and source.name.lower().endswith(".md"):
        kind = "markdown"
    words = json.dumps(dict(source.words))
    blocks = _asked(source, "reading", kind, words, content=source.content, bounds=_READING)
    return _asked(source, "setting", str(packaged_fonts()), content=blocks, bounds=_SETTING)


def _asked(source: Source, step: str, *args: str, content: bytes, bounds: Bounds) -> bytes:
    return ask(f"{_HERE}.{step}", *args, content=content, bounds=bounds, who=source.who)


def ask(module: str, *args: str, content: bytes, bounds: Bounds, who: str) -> bytes:
    """Return what a module in the cage answers about a file; not more than some at a time.

    Args:
        who: for whose turn it counts.

    Raises:
        CannotConvert: it ended without an answer, or others were too long before us.
    """
    pieces = (
        content[at : at + _MOST_BYTES_AT_ONCE] for at in range(0, len(content), _MOST_BYTES_AT_ONCE)
    )
    try:
        with LOOKING.taken(who):
            return answer_of(module, *args, content=pieces, bounds=bounds)
    except TooBusy as busy:
        raise CannotConvert("too_busy") from busy
    except CageBroke as fault:
        raise CannotConvert("too_slow" if fault.is_slow else "broken") from fault
