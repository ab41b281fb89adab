"""Judging a file. Imported on first use only.

The rules are those of SIGNING §4.3 as far as baseline B-B goes: pyHanko's whole verdict with its
comparison of revisions, then what it does not ask: whether all fields are there and filled, by
whom, under which policy and key usage (pyHanko 0.38 drops forbidden usages and required policies
silently), and whether this is the file on record.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, enumerate_sig_fields
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import (
    EmbeddedPdfSignature,
    async_validate_pdf_signature,
    read_certification_data,
)
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from app.adapters.certificates import PERSONAL_POLICY, PLATFORM_POLICY, SEAL_POLICY
from app.adapters.pades.certificate_rules import certificate_faults, common_name
from app.adapters.pades.signing import as_asn1
from app.adapters.pades.types import (
    PLATFORM_FIELD,
    Answer,
    ExpectedSeal,
    Fault,
    SealVerdict,
    Verdict,
)
from app.kernel import clock

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from cryptography.x509 import Certificate, ObjectIdentifier
    from pyhanko.sign.validation.status import PdfSignatureStatus

CLOCKS_DIFFER = timedelta(minutes=5)
_PADES = "/ETSI.CAdES.detached"
# What pyHanko and asn1crypto raise on bytes that are no PDF, no CMS or no certificate.
_UNREADABLE = (
    PdfError,
    SignatureValidationError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    AssertionError,
    OSError,
    OverflowError,
    RecursionError,
    NotImplementedError,
)


@dataclass(frozen=True, slots=True)
class _Opened:
    """A file as pyHanko reads it: its signature fields, filled or not, and its seals in order."""

    reader: PdfFileReader
    fields: dict[str, bool]
    seals: list[EmbeddedPdfSignature]


def judge(
    pdf: bytes,
    expected: Sequence[ExpectedSeal],
    *,
    platform_roots: Sequence[Certificate],
    known_sha256: Collection[str] | None,
) -> Verdict:
    """Judge a file. See the package."""
    sha256 = hashlib.sha256(pdf).hexdigest()
    try:
        opened = _open(pdf)
    except _UNREADABLE:
        return Verdict(Answer.INVALID, sha256, faults=(Fault.NOT_A_PDF,))
    faults = _record_faults(
        sha256, expected=expected, platform_roots=platform_roots, known_sha256=known_sha256
    )
    faults += _file_faults(opened, expected)
    platform = ExpectedSeal(PLATFORM_FIELD, tuple(platform_roots))
    verdicts = asyncio.run(_judge_all(opened, [platform, *expected]))
    if verdicts[0].answer is not Answer.VALID:
        faults.append(Fault.NOT_CERTIFIED)
        faults += [fault for fault in verdicts[0].faults if fault is not Fault.SEAL_MISSING]
    unique = tuple(dict.fromkeys(faults))
    answer = _worst([*map(_answer_for, unique), *(one.answer for one in verdicts[1:])])
    return Verdict(answer, sha256, faults=unique, seals=tuple(verdicts[1:]))


def _open(pdf: bytes) -> _Opened:
    reader = PdfFileReader(io.BytesIO(pdf), strict=True)
    fields = {name: value is not None for name, value, _field in enumerate_sig_fields(reader)}
    return _Opened(reader, fields, list(reader.embedded_signatures))


def _record_faults(
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
    if not platform_roots or any(not one.roots for one in expected):
        faults.append(Fault.NO_ROOTS)
    return faults


def _file_faults(opened: _Opened, expected: Sequence[ExpectedSeal]) -> list[Fault]:
    """Look at the file as a whole: certified first, no field too many, nothing behind."""
    if not opened.seals:
        return [Fault.NO_SEALS]
    faults = []
    names = {PLATFORM_FIELD, *(one.field for one in expected)}
    if set(opened.fields) - names:
        faults.append(Fault.FIELD_UNEXPECTED)
    if opened.seals[0].field_name != PLATFORM_FIELD:
        faults.append(Fault.NOT_CERTIFIED)
    faults += _certification_faults(opened)
    try:
        covers = opened.seals[-1].evaluate_signature_coverage()
    except _UNREADABLE:
        return [*faults, Fault.UNREADABLE]
    if covers is not SignatureCoverageLevel.ENTIRE_FILE:
        faults.append(Fault.BEHIND_LAST_SEAL)
    return faults


def _certification_faults(opened: _Opened) -> list[Fault]:
    try:
        certification = read_certification_data(opened.reader)
    except _UNREADABLE:
        certification = None
    if certification is None:
        return [Fault.NOT_CERTIFIED]
    if certification.permission is not MDPPerm.FILL_FORMS:
        return [Fault.WRONG_PERMISSIONS]
    if certification.author_sig.container_ref != opened.seals[0].sig_object.container_ref:
        return [Fault.NOT_CERTIFIED]
    return []


async def _judge_all(opened: _Opened, expected: Sequence[ExpectedSeal]) -> list[SealVerdict]:
    """Judge each expected field; no seal may claim to be earlier than the one before it."""
    by_field = {seal.field_name: seal for seal in opened.seals}
    moments = _moments(opened.seals)
    verdicts = []
    for one in expected:
        seal = by_field.get(one.field)
        if seal is None:
            verdicts.append(_judge_empty(one, has_field=one.field in opened.fields))
            continue
        verdict = await _judge(seal, one)
        if moments.get(one.field, False):
            verdict = _with_fault(verdict, Fault.WRONG_MOMENT)
        verdicts.append(verdict)
    return verdicts


def _moments(seals: Sequence[EmbeddedPdfSignature]) -> dict[str, bool]:
    """Tell for each seal whether it claims to be earlier than the one it was placed upon."""
    runs_back: dict[str, bool] = {}
    latest: datetime | None = None
    for seal in seals:
        moment = _moment(seal)
        runs_back[seal.field_name] = bool(moment and latest and moment < latest - CLOCKS_DIFFER)
        if moment is not None and (latest is None or moment > latest):
            latest = moment
    return runs_back


def _judge_empty(expected: ExpectedSeal, *, has_field: bool) -> SealVerdict:
    if not has_field:
        return SealVerdict(expected.field, Answer.INVALID, (Fault.FIELD_MISSING,))
    if expected.required:
        return SealVerdict(expected.field, Answer.INCOMPLETE, (Fault.SEAL_MISSING,))
    return SealVerdict(expected.field, Answer.VALID)


async def _judge(seal: EmbeddedPdfSignature, expected: ExpectedSeal) -> SealVerdict:
    moment = _moment(seal)
    faults: list[Fault] = []
    signer: str | None = None
    try:
        signer = common_name(seal.signer_cert)
        faults += _claim_faults(seal, expected, moment=moment)
        faults += certificate_faults(seal.signer_cert, allowed_policies=_policies(expected))
        if moment is not None and expected.roots:
            faults += _status_faults(await _status(seal, expected, moment=moment))
    except _UNREADABLE:
        faults.append(Fault.UNREADABLE)
    answer = _worst([_answer_for(fault) for fault in faults])
    if not expected.roots:
        faults.append(Fault.NO_ROOTS)
        answer = _worst([answer, Answer.UNKNOWN])
    return SealVerdict(
        expected.field,
        answer,
        tuple(dict.fromkeys(faults)),
        signer=signer,
        signed_at=moment,
        is_filled=True,
    )


async def _status(
    seal: EmbeddedPdfSignature, expected: ExpectedSeal, *, moment: datetime
) -> PdfSignatureStatus:
    """Ask pyHanko, with this field's roots alone, at the moment of signing."""
    context = ValidationContext(
        trust_roots=[as_asn1(root) for root in expected.roots],
        moment=moment,
        allow_fetching=False,
        revocation_mode="soft-fail",
    )
    return await async_validate_pdf_signature(seal, signer_validation_context=context)


def _status_faults(status: PdfSignatureStatus) -> list[Fault]:
    faults = []
    if not status.intact or not status.valid:
        faults.append(Fault.CONTENT_CHANGED)
    if not status.docmdp_ok:
        faults.append(Fault.CHANGED_AFTERWARDS)
    if not status.trusted or not status.seed_value_ok:
        faults.append(Fault.FOREIGN_ROOT)
    if not status.bottom_line and not faults:
        faults.append(Fault.CONTENT_CHANGED)
    return faults


def _claim_faults(
    seal: EmbeddedPdfSignature, expected: ExpectedSeal, *, moment: datetime | None
) -> list[Fault]:
    """Check the form of the seal and the moment it claims."""
    faults = []
    if expected.required is False:
        faults.append(Fault.SEAL_UNEXPECTED)
    signed = {attribute["type"].native for attribute in seal.signer_info["signed_attrs"]}
    is_pades = seal.sig_object.get("/SubFilter") == _PADES and "signing_certificate_v2" in signed
    if not is_pades or seal.md_algorithm not in {"sha256", "sha384", "sha512"}:
        faults.append(Fault.WRONG_FORMAT)
    if moment is None or not _is_as_recorded(moment, expected):
        faults.append(Fault.WRONG_MOMENT)
    return faults


def _is_as_recorded(moment: datetime, expected: ExpectedSeal) -> bool:
    """Tell whether a moment lies in the past, and where it is on record close to what the record
    says.
    """
    if moment > clock.now() + CLOCKS_DIFFER:
        return False
    return expected.signed_at is None or abs(moment - expected.signed_at) <= CLOCKS_DIFFER


def _policies(expected: ExpectedSeal) -> Sequence[ObjectIdentifier]:
    if expected.field == PLATFORM_FIELD:
        return (PLATFORM_POLICY,)
    return (SEAL_POLICY, PERSONAL_POLICY)


def _moment(seal: EmbeddedPdfSignature) -> datetime | None:
    """Return the moment the seal claims; at B-B only records can vouch for it."""
    try:
        moment = seal.self_reported_timestamp
    except _UNREADABLE:
        return None
    if moment is None or moment.tzinfo is None:
        return None
    return moment.astimezone(UTC)


def _with_fault(verdict: SealVerdict, fault: Fault) -> SealVerdict:
    return SealVerdict(
        verdict.field,
        _worst([verdict.answer, _answer_for(fault)]),
        tuple(dict.fromkeys((*verdict.faults, fault))),
        signer=verdict.signer,
        signed_at=verdict.signed_at,
        is_filled=verdict.is_filled,
    )


def _answer_for(fault: Fault) -> Answer:
    if fault in {Fault.NO_RECORDS, Fault.NO_ROOTS}:
        return Answer.UNKNOWN
    return Answer.INCOMPLETE if fault is Fault.SEAL_MISSING else Answer.INVALID


def _worst(answers: Sequence[Answer]) -> Answer:
    """Return the answer that outweighs the others: wrong, then not finished, then not known."""
    for answer in (Answer.INVALID, Answer.INCOMPLETE, Answer.UNKNOWN):
        if answer in answers:
            return answer
    return Answer.VALID
