"""Changing publications: planning, agreeing, downloading, and publishing at the moment."""

from app.publications.service.agreeing import decide
from app.publications.service.files import content_of, download
from app.publications.service.planning import PublicVersion, Wish, plan, prepare
from app.publications.service.printing import Part, Source, parts_of, read_source
from app.publications.service.publishing import HOLD_ALL, publish

__all__ = [
    "HOLD_ALL",
    "Part",
    "PublicVersion",
    "Source",
    "Wish",
    "content_of",
    "decide",
    "download",
    "parts_of",
    "plan",
    "prepare",
    "publish",
    "read_source",
]
