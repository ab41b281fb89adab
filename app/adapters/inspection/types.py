"""The words of an inspection: what may come in, why something may not, how far we look."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Reason(Enum):
    """Why a file is refused. The value is the code that callers and logs use."""

    EMPTY = "empty"
    UNKNOWN_TYPE = "unknown_type"
    NOT_WHAT_IT_SAYS = "not_what_it_says"
    EXECUTABLE = "executable"
    ACTIVE_CONTENT = "active_content"
    MACROS = "macros"
    ENCRYPTED = "encrypted"
    LOOSE_ARCHIVE = "loose_archive"
    ARCHIVE_TOO_LARGE = "archive_too_large"
    ARCHIVE_TOO_MANY = "archive_too_many"
    ARCHIVE_TOO_DEEP = "archive_too_deep"
    OLD_OFFICE = "old_office"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_MANY_PAGES = "too_many_pages"
    PHONE_PHOTO = "phone_photo"
    NOT_UTF8 = "not_utf8"
    TWO_TYPES_AT_ONCE = "two_types_at_once"
    BROKEN = "broken"


class UnacceptableFile(Exception):
    """A file that may not come in.

    Args:
        detail: for the log only: it may quote the file.
    """

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason.value}: {detail}" if detail else reason.value)
        self.reason = reason
        self.detail = detail


_OOXML = "application/vnd.openxmlformats-officedocument"
_ODF = "application/vnd.oasis.opendocument"


class MediaType(Enum):
    """The types that may come in: media type, then the extensions it may have, its own first."""

    PDF = ("application/pdf", "pdf")
    DOCX = (f"{_OOXML}.wordprocessingml.document", "docx")
    XLSX = (f"{_OOXML}.spreadsheetml.sheet", "xlsx")
    PPTX = (f"{_OOXML}.presentationml.presentation", "pptx")
    ODT = (f"{_ODF}.text", "odt")
    ODS = (f"{_ODF}.spreadsheet", "ods")
    PNG = ("image/png", "png")
    JPEG = ("image/jpeg", "jpg", "jpeg", "jpe", "jfif")
    GIF = ("image/gif", "gif")
    WEBP = ("image/webp", "webp")
    TIFF = ("image/tiff", "tif", "tiff")
    TXT = ("text/plain", "txt", "text", "log", "md")
    CSV = ("text/csv", "csv")
    EML = ("message/rfc822", "eml")
    MSG = ("application/vnd.ms-outlook", "msg")

    def __init__(self, media_type: str, *names: str) -> None:
        self.media_type = media_type
        self.extension = names[0]
        self.names = names


@dataclass(frozen=True, slots=True)
class Inspected:
    """A file that may come in, under a name that is safe to show, store and send."""

    media_type: str
    extension: str
    clean_name: str


@dataclass(frozen=True, slots=True)
class Limits:
    """How much an inspection takes before it refuses.

    Source: UPL-2 of the threat model: ratio 100, 10,000 entries, depth 3, 50 million pixels.
    """

    ratio: int = 100
    ratio_counts_from_bytes: int = 1 << 20
    unpacked_bytes: int = 2 << 30
    entries: int = 10_000
    depth: int = 3
    pixels: int = 50_000_000
    pages: int = 5_000
    held_bytes: int = 24 << 20
    """Archives inside archives are held in memory to be looked into, at most this much at once."""
    pdf_unpacked_bytes: int = 256 << 20
    """A blank page scanned unpacks a thousandfold; only from here on the ratio counts in a PDF."""
