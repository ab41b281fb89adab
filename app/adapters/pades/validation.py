"""Judging a file. Imported on first use only.

Our rules, for seals with and without a time stamp: pyHanko's whole verdict with its
comparison of revisions, then what it does not ask: whether all fields are there and filled, by
whom, under which policy and key usage (pyHanko 0.38 drops forbidden usages and required policies
silently), and whether this is the file on record.
"""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pyhanko.sign.validation.pdf_embedded import (
    EmbeddedPdfSignature,
    async_validate_pdf_signature,
)
from pyhanko_certvalidator import ValidationContext

from app.adapters.certificates import PLATFORM_POLICY, SEAL_POLICY
from app.adapters.pades.certificate_rules import (
    as_asn1,
    certificate_faults,
    common_name,
    fingerprint_of,
    path_end,
    root_of,
)
from app.adapters.pades.closing import closing_of
from app.adapters.pades.file_rules import (
    UNREADABLE,
    OpenedFile,
    file_faults,
    open_file,
    record_faults,
)
from app.adapters.pades.holding import hold_of
from app.adapters.pades.outside import believed, outside_faults
from app.adapters.pades.stamps import Stamp, stamp_of
from app.adapters.pades.types import (
    CLOCKS_DIFFER,
    PLATFORM_FIELD,
    Answer,
    ExpectedSeal,
    Fault,
    SealVerdict,
    Verdict,
    worst,
)
from app.adapters.timestamps import hashes
from app.kernel import clock

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from cryptography.x509 import Certificate
    from pyhanko.sign.validation.status import PdfSignatureStatus

PADES = "/ETSI.CAdES.detached"
STRONG = frozenset({"sha256", "sha384", "sha512"})
"""Hashes that signatures are believed with."""


def judge(
    pdf: bytes,
    expected: Sequence[ExpectedSeal],
    *,
    platform_roots: Sequence[Certificate],
    known_sha256: Collection[str] | None,
    stamp_roots: Sequence[Certificate] = (),
    is_closed: bool | None = None,
) -> Verdict:
    """Judge a file. See the package."""
    sha256 = hashlib.sha256(pdf).hexdigest()
    try:
        opened = open_file(pdf)
    except UNREADABLE:
        return Verdict(Answer.INVALID, sha256, faults=(Fault.NOT_A_PDF,))
    faults = record_faults(
        sha256, expected=expected, platform_roots=platform_roots, known_sha256=known_sha256
    )
    faults += file_faults(opened, expected)
    platform = ExpectedSeal(PLATFORM_FIELD, tuple(platform_roots), is_stamped=False)
    judging = _judge_all(opened, [platform, *expected], stamp_roots=stamp_roots)
    verdicts = asyncio.run(judging)
    closing, doubts = asyncio.run(closing_of(opened, is_closed=is_closed, roots=stamp_roots))
    faults += doubts
    if closing and any(
        one.signed_at and one.signed_at > closing.at + CLOCKS_DIFFER for one in verdicts
    ):
        faults.append(Fault.CLOSING_WRONG)
    if verdicts[0].answer is not Answer.VALID:
        faults.append(Fault.NOT_CERTIFIED)
        faults += [fault for fault in verdicts[0].faults if fault is not Fault.SEAL_MISSING]
    unique = tuple(dict.fromkeys(faults))
    answer = worst([*map(_answer_for, unique), *(one.answer for one in verdicts[1:])])
    return Verdict(
        answer,
        sha256,
        faults=unique,
        seals=tuple(verdicts[1:]),
        closed_at=closing.at if closing else None,
        closed_by=closing.by if closing else None,
        hold=hold_of([each.field_name for each in opened.seals], verdicts, closing=closing),
    )


async def _judge_all(
    opened: OpenedFile, expected: Sequence[ExpectedSeal], *, stamp_roots: Sequence[Certificate]
) -> list[SealVerdict]:
    """Judge each expected field; no seal may claim to be earlier than the one before it."""
    by_field = {seal.field_name: seal for seal in opened.seals}
    moments = _moments(opened.seals)
    verdicts = []
    for one in expected:
        seal = by_field.get(one.field)
        if seal is None:
            verdicts.append(_judge_empty(one, has_field=one.field in opened.fields))
            continue
        verdict = await _judge(seal, one, stamp_roots=stamp_roots)
        if moments.get(one.field, False):
            verdict = _with_fault(verdict, Fault.WRONG_MOMENT)
        verdicts.append(verdict)
    return verdicts


def _moments(seals: Sequence[EmbeddedPdfSignature]) -> dict[str, bool]:
    """Tell for each seal whether it claims to be earlier than the one it was placed upon."""
    runs_back: dict[str, bool] = {}
    latest: datetime | None = None
    for seal in seals:
        moment = moment_of(seal)
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


async def _judge(
    seal: EmbeddedPdfSignature, expected: ExpectedSeal, *, stamp_roots: Sequence[Certificate]
) -> SealVerdict:
    moment = moment_of(seal)
    faults: list[Fault] = []
    signer: str | None = None
    stamp: Stamp | None = None
    until: datetime | None = None
    leans_on: frozenset[bytes] = frozenset()
    try:
        signer = common_name(seal.signer_cert)
        faults += _claim_faults(seal, expected, moment=moment)
        if expected.certificate and fingerprint_of(seal.signer_cert) != expected.certificate:
            faults.append(Fault.WRONG_IDENTITY)
        if not expected.outside:
            faults += certificate_faults(seal.signer_cert, allowed_policies=_policies(expected))
        stamp, doubts = await stamp_of(seal, expected, moment=moment, roots=stamp_roots)
        if moment is not None and expected.has_roots:
            moment_known = stamp.at if stamp else moment
            status = await _status(seal, expected, moment=moment_known, stamp_roots=stamp_roots)
            faults += _status_faults(status, is_stamp_judged=bool(doubts))
            until, leans_on = _leaning(status, stamp)
            if expected.outside:
                faults += await _whose_faults(seal, expected, status=status, moment=moment_known)
            if not faults and not _carries_its_own(seal, expected, status=status):
                faults.append(Fault.WRONG_FORMAT)
        faults += doubts
    except UNREADABLE:
        faults.append(Fault.UNREADABLE if is_intact(seal) else Fault.CONTENT_CHANGED)
    answer = worst([_answer_for(fault) for fault in faults])
    if not expected.has_roots:
        faults.append(Fault.NO_ROOTS)
        answer = worst([answer, Answer.UNKNOWN])
    return SealVerdict(
        expected.field,
        answer,
        tuple(dict.fromkeys(faults)),
        signer=signer,
        signed_at=moment,
        is_filled=True,
        stamped_at=stamp.at if stamp else None,
        stamped_by=stamp.by if stamp else None,
        until=until,
        roots=leans_on,
    )


def _leaning(
    status: PdfSignatureStatus, stamp: Stamp | None
) -> tuple[datetime | None, frozenset[bytes]]:
    """Return until when a seal can be checked by itself, and the roots it leans on."""
    path = status.validation_path
    if path is None:
        return None, frozenset()
    if stamp is None:
        return min(path_end(path), hashes.ends_at(status.md_algorithm)), frozenset({root_of(path)})
    return stamp.until, frozenset({root_of(path), stamp.root})


async def _whose_faults(
    seal: EmbeddedPdfSignature,
    expected: ExpectedSeal,
    *,
    status: PdfSignatureStatus,
    moment: datetime,
) -> list[Fault]:
    """Judge a certificate by the rules of the root it comes from: one of ours, or one elsewhere."""
    path = status.validation_path
    ours = {as_asn1(root).dump() for root in expected.roots}
    if path is None or not status.trusted or root_of(path) in ours:
        return certificate_faults(seal.signer_cert, allowed_policies=_policies(expected))
    return await outside_faults(path, expected.outside, moment=moment)


def _carries_its_own(
    seal: EmbeddedPdfSignature, expected: ExpectedSeal, *, status: PdfSignatureStatus
) -> bool:
    """Tell whether a seal carries its certificate, those above it up to a root, and nothing else.

    No signature covers these parts and the library passes over them: something could hide there.
    """
    known = {as_asn1(root).dump() for root in expected.roots} | {seal.signer_cert.dump()}
    if status.validation_path is not None:
        known |= {one.dump() for one in status.validation_path.iter_certs(include_root=True)}
    carried = {one.chosen.dump() for one in seal.signed_data["certificates"]}
    named = [one.dump() for one in seal.signed_data["digest_algorithms"]]
    if not carried <= known or named != [seal.signer_info["digest_algorithm"].dump()]:
        return False
    sid = seal.signer_info["sid"]
    # Whose certificate it is is found by name, in capitals or not.
    by_name = sid.name == "issuer_and_serial_number"
    return not by_name or sid.chosen["issuer"].dump() == seal.signer_cert.issuer.dump()


def is_intact(seal: EmbeddedPdfSignature) -> bool:
    """Tell whether the signed bytes still have the hash that stands in the seal."""
    try:
        [signed] = [
            attribute["values"][0].native
            for attribute in seal.signer_info["signed_attrs"]
            if attribute["type"].native == "message_digest"
        ]
        return bool(seal.compute_digest() == signed)
    except UNREADABLE:
        return False


async def _status(
    seal: EmbeddedPdfSignature,
    expected: ExpectedSeal,
    *,
    moment: datetime,
    stamp_roots: Sequence[Certificate],
) -> PdfSignatureStatus:
    """Ask pyHanko, with this field's roots alone, at the moment of signing."""
    signer, stamper = (
        ValidationContext(
            trust_roots=[as_asn1(root) for root in roots],
            moment=moment,
            allow_fetching=False,
            revocation_mode="soft-fail",
        )
        for roots in (
            (*expected.roots, *believed(expected.outside, moment=moment)),
            stamp_roots,
        )
    )
    return await async_validate_pdf_signature(
        seal, signer_validation_context=signer, ts_validation_context=stamper
    )


def _status_faults(status: PdfSignatureStatus, *, is_stamp_judged: bool) -> list[Fault]:
    if not status.intact or not status.valid:
        # What was signed is not what is there; whom it would trust was then not looked at.
        return [Fault.CONTENT_CHANGED]
    faults = []
    if not status.docmdp_ok:
        faults.append(Fault.CHANGED_AFTERWARDS)
    if not status.trusted or not status.seed_value_ok:
        faults.append(Fault.FOREIGN_ROOT)
    if not status.bottom_line and not faults and not is_stamp_judged:
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
    is_pades = seal.sig_object.get("/SubFilter") == PADES and "signing_certificate_v2" in signed
    if not is_pades or seal.md_algorithm not in STRONG:
        faults.append(Fault.WRONG_FORMAT)
    if moment is None or not _is_as_recorded(moment, expected):
        faults.append(Fault.WRONG_MOMENT)
    return faults


def _is_as_recorded(moment: datetime, expected: ExpectedSeal) -> bool:
    """Return the moment the seal claims; at B-B only records vouch for it."""
    if moment > clock.now() + CLOCKS_DIFFER:
        return False
    return expected.signed_at is None or abs(moment - expected.signed_at) <= CLOCKS_DIFFER


def _policies(expected: ExpectedSeal) -> Sequence[str]:
    policy = PLATFORM_POLICY if expected.field == PLATFORM_FIELD else SEAL_POLICY
    return (policy.dotted_string,)


def moment_of(seal: EmbeddedPdfSignature) -> datetime | None:
    """Return the moment the seal claims; at B-B only records can vouch for it."""
    try:
        moment = seal.self_reported_timestamp
    except UNREADABLE:
        return None
    if moment is None or moment.tzinfo is None:
        return None
    return moment.astimezone(UTC)


def _with_fault(verdict: SealVerdict, fault: Fault) -> SealVerdict:
    return replace(
        verdict,
        answer=worst([verdict.answer, _answer_for(fault)]),
        faults=tuple(dict.fromkeys((*verdict.faults, fault))),
    )


def _answer_for(fault: Fault) -> Answer:
    if fault in {Fault.NO_RECORDS, Fault.NO_ROOTS}:
        return Answer.UNKNOWN
    is_missing = fault in {Fault.SEAL_MISSING, Fault.CLOSING_MISSING}
    return Answer.INCOMPLETE if is_missing else Answer.INVALID
