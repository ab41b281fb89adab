"""Whether a round goes on after a file that was signed elsewhere: others must still sign it.

A signature can lock what is not its own, change what a reader of the file is told about it, or
leave something behind that nothing can be added to. The library passes over that until somebody
adds the next seal; by then the file is on record. So it is asked before.

Imported on first use only.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from pyhanko.pdf_utils.generic import DictionaryObject, IndirectObject
from pyhanko.sign.fields import FieldMDPAction, MDPPerm, enumerate_sig_fields

from app.adapters import certificates
from app.adapters.certificates import KeyKind, Party
from app.adapters.pades.file_rules import UNREADABLE, OpenedFile
from app.adapters.pades.signing import close
from app.adapters.pades.types import (
    CLOSING_FIELD,
    BroughtFault,
    CannotSeal,
    Fault,
    NotTaken,
)
from app.adapters.pades.validation import judge
from app.adapters.timestamps.own import OwnStamper

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cryptography.x509 import Certificate
    from pyhanko.pdf_utils.generic import PdfObject
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

    from app.adapters.pades.types import Bringing

ON_TRIAL = Party("Proef", "SZ:NL-proef")
SAYS_MORE = ("/Reason", "/Location", "/ContactInfo")
"""What a signature can say beside itself; nobody would read it here."""
OF_THE_PROGRAM = frozenset({"/ModDate", "/Producer"})
"""What a program that signs writes about itself in the information of a file."""
STAYS = ("/F", "/Ff", "/Rect", "/T", "/TU", "/FT", "/P", "/Lock", "/SV")
"""What stays of the field that is signed: where it is, whether it shows, what it takes."""


def check_locks(seal: EmbeddedPdfSignature) -> None:
    """Look whether it locks its own field at most, and says nothing beside.

    Raises:
        NotTaken: others could not sign after it, or it says what nobody reads.
    """
    locked = seal.fieldmdp
    is_own = locked is None or (
        locked.action is FieldMDPAction.INCLUDE and locked.fields == [seal.field_name]
    )
    if not is_own or seal.docmdp_level is MDPPerm.NO_CHANGES:
        raise NotTaken(BroughtFault.LOCKS)
    if any(seal.sig_object.get(each) for each in SAYS_MORE):
        raise NotTaken(BroughtFault.SAYS_MORE)


def check_beside(opened: OpenedFile, before: OpenedFile, *, field: str) -> None:
    """Look whether the fields of others, and what the file says of itself, are as they were.

    Raises:
        NotTaken: more was changed than one signature.
    """
    old, new = _fields_of(before.reader), _fields_of(opened.reader)
    for name, told in old.items():
        kept = STAYS if name == field else tuple({*told, *new[name]})
        if any(told.get(each) != new[name].get(each) for each in kept):
            raise NotTaken(BroughtFault.MORE_CHANGES)
    if _information_of(opened.reader) != _information_of(before.reader):
        raise NotTaken(BroughtFault.MORE_CHANGES)


def check_goes_on(
    pdf: bytes,
    opened: OpenedFile,
    against: Bringing,
    *,
    platform_roots: Sequence[Certificate],
    stamp_roots: Sequence[Certificate],
) -> None:
    """Close the file for a trial, with a time stamp that counts nowhere, and judge that.

    Raises:
        NotTaken: nothing can be added any more, or it breaks what stands there.
    """
    if opened.fields.get(CLOSING_FIELD) is not False:
        return
    root = certificates.create_root(ON_TRIAL, now=against.now, kind=KeyKind.EC_P256)
    stamper = OwnStamper(certificates.issue_stamper(root, ON_TRIAL, now=against.now))
    try:
        verdict = judge(
            close(pdf, stamper=stamper),
            against.seats,
            platform_roots=platform_roots,
            known_sha256=None,
            stamp_roots=(*stamp_roots, root.certificate),
            is_closed=True,
        )
    except (*UNREADABLE, CannotSeal) as fault:
        raise NotTaken(BroughtFault.LOCKS) from fault
    others = [*verdict.faults, *(fault for each in verdict.seals for fault in each.faults)]
    if any(each is not Fault.NO_RECORDS for each in others):
        raise NotTaken(BroughtFault.LOCKS)


def _fields_of(reader: PdfFileReader) -> dict[str, dict[str, bytes]]:
    found = {}
    for name, _value, reference in enumerate_sig_fields(reader):
        field = reference.get_object()
        found[str(name)] = {str(each): _written(field.raw_get(each)) for each in field}
    return found


def _information_of(reader: PdfFileReader) -> dict[str, bytes]:
    """Return what a file says of itself, without what a program says of its own work."""
    try:
        told = reader.trailer["/Info"]
    except KeyError:
        return {}
    if not isinstance(told, DictionaryObject):
        raise NotTaken(BroughtFault.MORE_CHANGES)
    return {
        str(each): _written(told.raw_get(each)) for each in told if str(each) not in OF_THE_PROGRAM
    }


def _written(value: PdfObject) -> bytes:
    """Write a value down to compare it; of what stands elsewhere, where."""
    if isinstance(value, IndirectObject):
        return f"{value.idnum} {value.generation} R".encode()
    stream = io.BytesIO()
    value.write_to_stream(stream, None)
    return stream.getvalue()
