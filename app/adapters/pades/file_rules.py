"""The rules for a file as a whole: on record, certified first, no field too many, nothing behind.

Imported on first use only.
"""

from __future__ import annotations

import hashlib
import io
import struct
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from asn1crypto import cms, parser
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, enumerate_sig_fields
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import extract_certs_for_validation
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature, read_certification_data
from pyhanko.sign.validation.status import SignatureCoverageLevel

from app.adapters.pades.certificate_rules import common_name
from app.adapters.pades.types import (
    CLOSING_FIELD,
    PLATFORM_FIELD,
    ExpectedSeal,
    Fault,
    SealPart,
    StampPart,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from cryptography.x509 import Certificate

# What pyHanko and asn1crypto raise on bytes that are no PDF, no CMS or no certificate.
UNREADABLE = (
    PdfError,
    SignatureValidationError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    AssertionError,
    OSError,
    # Also of a number that is none: Decimal has a fault of its own for that.
    ArithmeticError,
    EOFError,
    RecursionError,
    NotImplementedError,
    struct.error,
    zlib.error,
)


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file as pyHanko reads it: its signature fields, filled or not, and its seals in order."""

    pdf: bytes
    reader: PdfFileReader
    fields: dict[str, bool]
    seals: list[EmbeddedPdfSignature]


def open_file(pdf: bytes) -> OpenedFile:
    """Open a file strictly; raises one of UNREADABLE."""
    reader = PdfFileReader(io.BytesIO(pdf), strict=True)
    fields = {name: value is not None for name, value, _field in enumerate_sig_fields(reader)}
    return OpenedFile(pdf, reader, fields, list(reader.embedded_signatures))


def seal_parts(pdf: bytes) -> list[SealPart]:
    """Take the seals out of a file. See the package."""
    return [
        SealPart(each.field_name, bytes(each.pkcs7_content), _covered(each), _stamp_part(each))
        for each in open_file(pdf).seals
    ]


def awaits_closing(pdf: bytes) -> bool:
    """Tell whether a file waits for its last time stamp. See the package."""
    return open_file(pdf).fields.get(CLOSING_FIELD) is False


def covered_sha256(seal: EmbeddedPdfSignature, pdf: bytes) -> bytes:
    """Return the hash of what a seal or time stamp covers."""
    first, length, second, rest = _covered(seal)
    return hashlib.sha256(pdf[first : first + length] + pdf[second : second + rest]).digest()


def _stamp_part(seal: EmbeddedPdfSignature) -> StampPart | None:
    """Find the time stamp in one of our own seals, or take the last one, which is itself one."""
    if seal.field_name == CLOSING_FIELD:
        size = parser.peek(bytes(seal.pkcs7_content))
        return _told_by(seal.signed_data, signature=(0, 0), token=(0, size))
    tokens = [
        attribute["values"][0]
        for attribute in seal.signer_info["unsigned_attrs"] or ()
        if attribute["type"].native == "signature_time_stamp_token"
    ]
    if not tokens:
        return None
    content, token = bytes(seal.pkcs7_content), tokens[0].dump()
    signature = seal.signer_info["signature"].native
    return _told_by(
        tokens[0]["content"],
        signature=(content.index(signature), len(signature)),
        token=(content.index(token), len(token)),
    )


def _told_by(
    data: cms.SignedData, *, signature: tuple[int, int], token: tuple[int, int]
) -> StampPart:
    info = data["encap_content_info"]["content"].parsed
    signer = extract_certs_for_validation(data).signer_cert
    return StampPart(
        info["gen_time"].native, common_name(signer) or "", signature=signature, token=token
    )


def _covered(seal: EmbeddedPdfSignature) -> tuple[int, int, int, int]:
    first, length, second, rest = (int(each) for each in seal.byte_range)
    return first, length, second, rest


def record_faults(
    sha256: str,
    *,
    expected: Sequence[ExpectedSeal],
    platform_roots: Sequence[Certificate],
    known_sha256: Collection[str] | None,
) -> list[Fault]:
    """Compare with what the caller has on record."""
    faults = []
    if known_sha256 is None:
        faults.append(Fault.NO_RECORDS)
    elif sha256 not in known_sha256:
        faults.append(Fault.NOT_THE_KNOWN_FILE)
    if not platform_roots or not all(one.has_roots for one in expected):
        faults.append(Fault.NO_ROOTS)
    return faults


def file_faults(opened: OpenedFile, expected: Sequence[ExpectedSeal]) -> list[Fault]:
    """Look at the file as a whole: certified first, no field too many, nothing behind."""
    if not opened.seals:
        return [Fault.NO_SEALS]
    faults = []
    names = {PLATFORM_FIELD, *(one.field for one in expected)}
    # Files of before there were closing time stamps were certified without a field for one.
    names |= {CLOSING_FIELD} & _certified_fields(opened)
    if set(opened.fields) - names:
        faults.append(Fault.FIELD_UNEXPECTED)
    if opened.seals[0].field_name != PLATFORM_FIELD:
        faults.append(Fault.NOT_CERTIFIED)
    faults += _certification_faults(opened)
    if not all(_fills_its_space(each, opened.pdf) for each in opened.seals):
        faults.append(Fault.CONTENT_CHANGED)
    try:
        covers = opened.seals[-1].evaluate_signature_coverage()
    except UNREADABLE:
        return [*faults, Fault.UNREADABLE]
    if covers is not SignatureCoverageLevel.ENTIRE_FILE:
        faults.append(Fault.BEHIND_LAST_SEAL)
    return faults


def _certified_fields(opened: OpenedFile) -> set[str]:
    """Return the names of the fields that were there when the file was certified."""
    try:
        first = opened.reader.get_historical_resolver(opened.seals[0].signed_revision)
        return {name for name, _value, _field in enumerate_sig_fields(first)}
    except UNREADABLE:
        return set()


def _fills_its_space(seal: EmbeddedPdfSignature, pdf: bytes) -> bool:
    """Tell whether the space for a seal holds the seal and zeros, and nothing else.

    No seal covers the digits of the space it stands in, so nobody but us notices what hides there.
    """
    try:
        _first, length, second, _rest = _covered(seal)
        content = bytes(seal.pkcs7_content)
        digits = f"<{content.hex()}>".encode()
        rest = content[parser.peek(content) :]
    except UNREADABLE:
        return False
    return not rest.strip(b"\x00") and pdf[length:second] in {digits, digits.upper()}


def _certification_faults(opened: OpenedFile) -> list[Fault]:
    try:
        certification = read_certification_data(opened.reader)
    except UNREADABLE:
        certification = None
    if certification is None:
        return [Fault.NOT_CERTIFIED]
    if certification.permission is not MDPPerm.FILL_FORMS:
        return [Fault.WRONG_PERMISSIONS]
    if certification.author_sig.container_ref != opened.seals[0].sig_object.container_ref:
        return [Fault.NOT_CERTIFIED]
    return []
