"""Judging the time stamp over a whole file, its last part. Imported on first use only.

Source: ETSI EN 319 142-1, 5.4.3 (document time stamps).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from asn1crypto import cms, parser

from app.adapters.pades.file_rules import UNREADABLE, OpenedFile, covered_sha256
from app.adapters.pades.stamps import Stamp, examine_whole
from app.adapters.pades.types import CLOSING_FIELD, Fault
from app.adapters.timestamps import Distrust, NoTimestamp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cryptography.x509 import Certificate

FILE_STAMP = "/ETSI.RFC3161"


async def closing_of(
    opened: OpenedFile, *, is_closed: bool | None, roots: Sequence[Certificate]
) -> tuple[Stamp | None, list[Fault]]:
    """Judge the time stamp over a whole file: the last thing in it, or not there.

    Args:
        is_closed: whether there must be one; None when nobody knows.
    """
    is_there = any(each.field_name == CLOSING_FIELD for each in opened.seals)
    if not is_there:
        return None, [Fault.CLOSING_MISSING] if is_closed else []
    if is_closed is False:
        return None, [Fault.CLOSING_UNEXPECTED]
    if not roots:
        return None, [Fault.NO_ROOTS]
    try:
        token, digest = _last_of(opened)
        return await examine_whole(token, digest=digest, roots=roots), []
    except NoTimestamp as doubt:
        is_foreign = doubt.why is Distrust.FOREIGN_ROOT
        return None, [Fault.CLOSING_FOREIGN if is_foreign else Fault.CLOSING_WRONG]


def _last_of(opened: OpenedFile) -> tuple[cms.ContentInfo, bytes]:
    """Return the last time stamp of a file, and the hash of what it covers."""
    last = opened.seals[-1]
    try:
        if last.field_name == CLOSING_FIELD and last.sig_object["/SubFilter"] == FILE_STAMP:
            held = bytes(last.pkcs7_content)
            token = cms.ContentInfo.load(held[: parser.peek(held)], strict=True)
            return token, covered_sha256(last, opened.pdf)
    except UNREADABLE as fault:
        raise NoTimestamp(Distrust.UNREADABLE, type(fault).__name__) from fault
    raise NoTimestamp(Distrust.UNREADABLE, "not a time stamp at the end")
