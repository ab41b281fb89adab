"""What is this file really, and may it come in?

The type is found in the content, never in the name or in what a browser says. Only the types of
`MediaType` come in; everything else is refused with a reason a caller can turn into a sentence.
Archives inside (office files are archives) are unpacked in memory, counted, and never trusted on
what they declare.
"""

from app.adapters.inspection.names import clean_name
from app.adapters.inspection.parts import PACKED, parts_of
from app.adapters.inspection.texts import PassingText
from app.adapters.inspection.types import (
    Inspected,
    Limits,
    MediaType,
    Reason,
    UnacceptableFile,
)
from app.adapters.inspection.verdict import check_beginning, inspect

__all__ = [
    "PACKED",
    "Inspected",
    "Limits",
    "MediaType",
    "PassingText",
    "Reason",
    "UnacceptableFile",
    "check_beginning",
    "clean_name",
    "inspect",
    "parts_of",
]
