"""Why a file may not come in, in words: what it is, and what to do about that."""

from __future__ import annotations

from app.adapters.inspection import Reason
from app.kernel.text import lazy

SENTENCES = {
    Reason.EMPTY: lazy("This file is empty. Choose the file again or leave it out."),
    Reason.UNKNOWN_TYPE: lazy(
        "We do not know this kind of file. Save it as PDF, Word, Excel, image or text."
    ),
    Reason.NOT_WHAT_IT_SAYS: lazy(
        "The name of this file says something else than what is in it. Save it again."
    ),
    Reason.EXECUTABLE: lazy("Programs may not come in here. Leave this file out."),
    Reason.ACTIVE_CONTENT: lazy(
        "This kind of file can start something by itself. Save it as PDF and try again."
    ),
    Reason.MACROS: lazy("There are macros in this file. Save it without macros and try again."),
    Reason.ENCRYPTED: lazy("There is a password on this file. Save it without one and try again."),
    Reason.LOOSE_ARCHIVE: lazy("Archives may not come in here. Unpack it and choose the files."),
    Reason.ARCHIVE_TOO_LARGE: lazy("There is too much in this file. Split it."),
    Reason.ARCHIVE_TOO_MANY: lazy("There are too many parts in this file. Split it."),
    Reason.ARCHIVE_TOO_DEEP: lazy("This file is packed too many times over. Unpack it first."),
    Reason.OLD_OFFICE: lazy(
        "This is an old Office file. Save it as docx, xlsx, pptx or PDF and try again."
    ),
    Reason.TOO_MANY_PIXELS: lazy("This image is too large. Make it smaller and try again."),
    Reason.TOO_MANY_PAGES: lazy("There are too many pages in this file. Split it."),
    Reason.PHONE_PHOTO: lazy("This is a photo in HEIC. Save it as JPEG and try again."),
    Reason.NOT_UTF8: lazy("We cannot read the letters in this text. Save it as UTF-8."),
    Reason.TWO_TYPES_AT_ONCE: lazy("This file is of two kinds at once. Save it again."),
    Reason.BROKEN: lazy("This file is damaged. Open it, save it again and try once more."),
}
