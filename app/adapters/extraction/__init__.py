"""The text in a file, read by a process of its own with little time and memory.

What is read came from outside: a file may be damaged, enormous, or made to hurt. So the reading
happens in a child that can only lose itself; its answer is text and nothing else.
"""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from app.adapters.inspection.types import MediaType

READER = Path(__file__).with_name("reader.py")
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
}
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")
_ENDS_FOR_TIME = {-9, -24}
"""Killed, or out of the processor time it may use."""


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
    if media_type not in READABLE:
        raise CannotExtract("other_kind")
    command = [sys.executable, "-I", str(READER), READABLE[media_type]]
    bounds = (limits.seconds, limits.memory_bytes, limits.pages, limits.text_bytes + 4)
    try:
        done = subprocess.run(
            [*command, *map(str, bounds)],
            input=content,
            capture_output=True,
            timeout=limits.seconds * 2,
            check=False,
            env={},
        )
    except subprocess.TimeoutExpired as late:
        raise CannotExtract("too_slow") from late
    if done.returncode:
        raise CannotExtract("too_slow" if done.returncode in _ENDS_FOR_TIME else "broken")
    return _within(done.stdout, limits)


def _within(found: bytes, limits: ExtractionLimits) -> Extracted:
    whole = found.decode("utf-8", "replace")
    kept = found[: limits.text_bytes].decode("utf-8", "ignore")[: limits.characters]
    return Extracted(_CONTROLS.sub(" ", kept).strip(), is_cut=len(kept) < len(whole))
