"""The text in a file, read in a cage with little time and memory.

What is read came from outside: a file may be damaged, enormous, or made to hurt. So the reading
happens in a child that can only lose itself (`app.adapters.cage`); its answer is text and nothing
else. A scan holds a picture of words: where tesseract is installed, whoever has the time may have
those recognised.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import lru_cache

from app.adapters.cage import Bounds, CageBroke, answer_of
from app.adapters.inspection.types import MediaType

READABLE = {
    MediaType.PDF.media_type: "pdf",
    MediaType.TXT.media_type: "text",
    MediaType.CSV.media_type: "text",
    MediaType.DOCX.media_type: "office",
    MediaType.PPTX.media_type: "office",
    MediaType.XLSX.media_type: "office",
    MediaType.ODT.media_type: "office",
    MediaType.ODS.media_type: "office",
    MediaType.EML.media_type: "message",
    MediaType.MSG.media_type: "outlook",
}
PICTURES = frozenset(
    each.media_type for each in (MediaType.PNG, MediaType.JPEG, MediaType.WEBP, MediaType.TIFF)
)
"""Read only where words in pictures can be recognised."""
WANTED_LANGUAGES = ("nld", "eng")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")


class CannotExtract(Exception):
    """There is no text to be had; `code` tells why: `other_kind`, `broken` or `too_slow`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class ExtractionLimits:
    """How much reading takes before it stops."""

    seconds: int = 20
    memory_bytes: int = 1 << 30
    pages: int = 1_000
    characters: int = 250_000
    text_bytes: int = 400_000
    """Together: the index holds at most 1 MB of words for one text."""
    scanned_pages: int = 0
    """Of pages without text, how many at most are looked at for words; none by itself."""
    scanned_seconds: int = 90
    """For those together."""


@dataclass(frozen=True, slots=True)
class Extracted:
    """What was read."""

    text: str
    is_cut: bool
    """True when there is more than the limits let through."""


def extract(
    content: bytes, media_type: str, *, limits: ExtractionLimits | None = None
) -> Extracted:
    """Return the text of a file, at most as much as the limits say.

    Raises:
        CannotExtract: we know no text in this kind of file, it is broken, or it took too long.
    """
    limits = limits or ExtractionLimits()
    recogniser = _recogniser() if limits.scanned_pages else ""
    kind = READABLE.get(media_type) or ("picture" if media_type in PICTURES and recogniser else "")
    if not kind:
        raise CannotExtract("other_kind")
    extra = limits.scanned_seconds if recogniser else 0
    bounds = Bounds(limits.seconds, limits.seconds * 2 + extra, limits.memory_bytes)
    asked = (limits.pages, limits.text_bytes + 4, recogniser, limits.scanned_pages, extra)
    try:
        found = answer_of(
            "app.adapters.extraction.reader",
            kind,
            *map(str, asked),
            content=[content],
            bounds=bounds,
        )
    except CageBroke as fault:
        raise CannotExtract("too_slow" if fault.is_slow else "broken") from fault
    return _within(found, limits)


def recognises() -> bool:
    """Tell whether words in scans and pictures are read here, given the time."""
    return bool(_recogniser())


@lru_cache(maxsize=1)
def _recogniser() -> str:
    """Return tesseract with the languages it has of those wanted; nothing where it is not."""
    program = shutil.which("tesseract")
    if program is None:
        return ""
    told = subprocess.run(
        [program, "--list-langs"], capture_output=True, text=True, timeout=10, check=False
    )
    languages = [each for each in WANTED_LANGUAGES if each in told.stdout.split()]
    return f"{program}:{'+'.join(languages)}" if languages else ""


def _within(found: bytes, limits: ExtractionLimits) -> Extracted:
    whole = found.decode("utf-8", "replace")
    kept = found[: limits.text_bytes].decode("utf-8", "ignore")[: limits.characters]
    return Extracted(_CONTROLS.sub(" ", kept).strip(), is_cut=len(kept) < len(whole))
