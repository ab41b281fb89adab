"""Everything that is done with a rebuttal: open it, lead it, keep its ledger."""

from app.rebuttals.service.hearing import MoreTime, close, extend, note_sent
from app.rebuttals.service.ledger import Remark, Ruling, add_item, decide, later_versions
from app.rebuttals.service.opening import (
    DEFAULT_LENGTH,
    DEFAULT_UNIT,
    UNITS,
    Hearing,
    content_of,
    download,
    open_rebuttal,
)
from app.rebuttals.service.replying import (
    make_link,
    open_page,
    read_extract,
    remove_draft,
    revoke_link,
    save_draft,
    submit,
    token_of,
)

__all__ = [
    "DEFAULT_LENGTH",
    "DEFAULT_UNIT",
    "UNITS",
    "Hearing",
    "MoreTime",
    "Remark",
    "Ruling",
    "add_item",
    "close",
    "content_of",
    "decide",
    "download",
    "extend",
    "later_versions",
    "make_link",
    "note_sent",
    "open_page",
    "open_rebuttal",
    "read_extract",
    "remove_draft",
    "revoke_link",
    "save_draft",
    "submit",
    "token_of",
]
