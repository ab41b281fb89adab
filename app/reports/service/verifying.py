"""Checking a signed report: one of four answers, and why, in words.

*Geldig* is said only when every rule holds at once: our records know this very file, every seat
that decided to sign has its seal and no other field is filled, each seal is that organisation's
own, and nothing was changed afterwards.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from app.adapters import pades
from app.adapters.attachments import attached_file
from app.adapters.pades import Answer, ExpectedSeal, Fault, SealVerdict, Verdict, worst
from app.adapters.proofs import Chain, NoChain, ProofVerdict
from app.adapters.trust import NoTrustBundle, TrustBundle
from app.kernel.access import Actor
from app.kernel.clock import HOME_ZONE
from app.kernel.errors import Refused
from app.kernel.text import _, ngettext, size_in_words
from app.reports import queries
from app.reports.models import SeatStatus
from app.reports.service import keys, outside, proving
from app.reports.service.faults import (
    ANSWER_WORDS,
    DECIDED_NOT_TO_SIGN,
    DOUBTS_ABOUT_STAMP,
    ENDING_WORDS,
    FAULT_WORDS,
)
from app.reports.service.printing import DATA_FILE
from app.reports.service.records import (
    KnownReport,
    KnownSeat,
    NoRecords,
    records_in_log,
    records_of,
)

LARGEST = 16 * 1024 * 1024
"""Bytes of a file that is looked at; a report holds text, some hundreds of kilobytes."""


@dataclass(frozen=True, slots=True)
class SeatVerdict:
    """The answer for one seat that signs."""

    organisation: str
    """Code."""
    answer: Answer
    reasons: tuple[str, ...]
    level: str | None = None
    """``B-T`` with a time stamp that is believed, ``B-B`` without; None when there is no seal."""
    stamped_at: datetime | None = None
    stamped_by: str | None = None
    level_words: str = ""
    """Who says when it was sealed, in the reader's language; empty when there is no seal."""
    is_personal: bool = False
    """Whether a person signed with a key of their own, in the place of the seal."""

    @property
    def words(self) -> str:
        """The answer in the reader's language."""
        return str(ANSWER_WORDS[self.answer])

    def as_json(self) -> dict[str, Any]:
        """Return the answer as the command line and the API give it."""
        return {
            "organisation": self.organisation,
            "verdict": self.answer.value,
            "level": self.level,
            "signed_with": "own_certificate" if self.is_personal else "seal",
            "stamped_at": self.stamped_at.isoformat() if self.stamped_at else None,
            "stamped_by": self.stamped_by,
        }


@dataclass(frozen=True, slots=True)
class VerdictReport:
    """The answer for a file, in words."""

    answer: Answer
    sha256: str
    reasons: tuple[str, ...]
    seats: tuple[SeatVerdict, ...]
    ref: str = ""
    """The report it is, when it is one on record."""
    closed_at: datetime | None = None
    """The moment of the time stamp over the whole file."""
    closed_by: str | None = None
    proof: ProofVerdict | None = None
    """Until when it can be checked, and how that was renewed."""

    @property
    def words(self) -> str:
        """The answer in the reader's language."""
        return str(ANSWER_WORDS[self.answer])

    def as_json(self) -> dict[str, Any]:
        """Return the answer as the command line and the API give it."""
        return {
            "verdict": self.answer.value,
            "reasons": list(self.reasons),
            "seats": [each.as_json() for each in self.seats],
            "closed_at": self.closed_at.isoformat() if self.closed_at else None,
            "closed_by": self.closed_by,
            "proof": proving.as_json(self.proof),
        }


def verify_sent(
    source: IO[bytes], *, trust: TrustBundle, find: Callable[[bytes], Sequence[KnownReport] | None]
) -> VerdictReport:
    """Judge a file that somebody sent, in a process of its own.

    Args:
        find: returns what is on record that the file may be, for this reader; None when that is
            nothing, and nothing can be said about the file.

    Raises:
        Refused: it is larger than any report.
    """
    pdf = source.read(LARGEST + 1)
    if len(pdf) > LARGEST:
        limit = size_in_words(LARGEST)
        raise Refused(
            _("This is no report of ours: those are smaller than %(limit)s.", limit=limit),
            field="file",
        )
    records = find(pdf)
    if records is None:
        sha256 = hashlib.sha256(pdf).hexdigest()
        return VerdictReport(Answer.UNKNOWN, sha256, (str(FAULT_WORDS[Fault.NO_RECORDS]),), ())
    return verify(pdf, trust=trust, records=records, judge=pades.validate_apart)


def records_anywhere(actor: Actor, pdf: bytes) -> list[KnownReport] | None:
    """Return what is on record that a file may be, in whatever workspace the actor reads it."""
    fingerprint = hashlib.sha256(pdf).digest()
    known = queries.list_by_fingerprint(actor, fingerprint)
    if not known and (claimed := _claimed_id(pdf)):
        known = queries.list_by_id(actor, claimed)
    return records_of(known) or None


def verify(
    pdf: bytes,
    *,
    trust: TrustBundle,
    records: Sequence[KnownReport] | None,
    judge: Callable[..., Verdict] = pades.validate,
    chain: Chain | None = None,
) -> VerdictReport:
    """Judge a file against a trust bundle and what is on record, as far as that goes today.

    Args:
        judge: what looks at the file itself.
        records: reports it may be; None when there are no records at hand at all.
        chain: the chain of proof that came with the file; else what is on record.
    """
    known = _find(pdf, records or ())
    verdict = judge_file(
        pdf, trust=trust, known=known, has_records=records is not None, judge=judge
    )
    proof = proving.prove(pdf, verdict, known=known, trust=trust, chain=chain)
    return _told(verdict, known=known, proof=proof)


def judge_file(
    pdf: bytes,
    *,
    trust: TrustBundle,
    known: KnownReport | None,
    has_records: bool = True,
    judge: Callable[..., Verdict] = pades.validate,
) -> Verdict:
    """Judge the file alone, at the moments its seals were placed."""
    prints: Iterable[str] | None = () if has_records else None
    if known is not None:
        prints = known.fingerprints
    return judge(
        pdf,
        [_expected(each, trust) for each in (known.seats if known else ())],
        platform_roots=trust.platform,
        known_sha256=None if prints is None else set(prints),
        stamp_roots=trust.stampers,
        is_closed=known.is_closed if known else None,
    )


def verify_file(
    path: Path,
    *,
    trust_file: Path | None = None,
    log_file: Path | None = None,
    proof_file: Path | None = None,
) -> VerdictReport:
    """Judge a file on disk.

    Without `trust_file` the roots come from the database of the running session, and without
    `log_file` so do the records: those that session may read (all of them for the keeper). With a
    `trust_file` alone nothing is on record.

    Args:
        trust_file: a trust bundle as we hand it out.
        log_file: an exported log.
        proof_file: a chain of proof, as it is in the evidence pack.

    Raises:
        Refused: a file cannot be read, or is something else.
    """
    try:
        pdf = path.read_bytes()
        trust = (
            keys.trust_bundle()
            if trust_file is None
            else TrustBundle.from_json(trust_file.read_bytes())
        )
        records = _records(log_file, has_database=trust_file is None)
        chain = None if proof_file is None else Chain.from_json(proof_file.read_bytes())
    except OSError as fault:
        raise Refused(_("This file cannot be read: %(name)s.", name=fault.filename)) from fault
    except NoTrustBundle as fault:
        raise Refused(_("This is not a trust bundle: %(name)s.", name=trust_file)) from fault
    except NoRecords as fault:
        raise Refused(_("This is not an exported log: %(name)s.", name=log_file)) from fault
    except NoChain as fault:
        raise Refused(_("This is not a chain of proof: %(name)s.", name=proof_file)) from fault
    return verify(pdf, trust=trust, records=records, chain=chain)


def _records(log_file: Path | None, *, has_database: bool) -> list[KnownReport] | None:
    if log_file is not None:
        return records_in_log(log_file.read_bytes())
    return records_of(queries.list_frozen()) if has_database else None


def _find(pdf: bytes, records: Sequence[KnownReport]) -> KnownReport | None:
    """Find the report this file is by its fingerprint, else the one it claims to be."""
    fingerprint = hashlib.sha256(pdf).hexdigest()
    claimed = None
    if not any(fingerprint in each.fingerprints for each in records):
        claimed = _claimed_id(pdf)
    for each in records:
        if fingerprint in each.fingerprints or each.id == claimed:
            return each
    return None


def _claimed_id(pdf: bytes) -> UUID | None:
    try:
        return UUID(json.loads(attached_file(pdf, DATA_FILE) or b"{}")["id"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _expected(seat: KnownSeat, trust: TrustBundle) -> ExpectedSeal:
    required: bool | None = seat.status.is_signature
    if seat.status == SeatStatus.WAITING:
        required = True if seat.is_required else None
    return outside.expected_seal(
        trust,
        seat.field,
        code=seat.organisation,
        certificate=seat.certificate,
        required=required,
        signed_at=seat.sealed_at,
        is_stamped=seat.is_stamped,
    )


def _told(
    verdict: Verdict, *, known: KnownReport | None, proof: ProofVerdict | None
) -> VerdictReport:
    by_field = {each.field: each for each in known.seats} if known else {}
    answers = [(by_field[each.field], each) for each in verdict.seals if each.field in by_field]
    signing = [
        (seat, seal)
        for seat, seal in answers
        if seat.status not in DECIDED_NOT_TO_SIGN or seal.faults
    ]
    answer = worst([verdict.answer, proving.answer_of(proof)])
    reasons = [str(FAULT_WORDS[fault]) for fault in verdict.faults]
    reasons += [
        f"{seat.organisation}: {FAULT_WORDS[fault]}"
        for seat, seal in signing
        for fault in seal.faults
    ]
    reasons += [
        str(DECIDED_NOT_TO_SIGN[seat.status]) % {"organisation": seat.organisation}
        for seat, _seal in answers
        if seat.status in DECIDED_NOT_TO_SIGN
    ]
    reasons += [
        _(
            "%(organisation)s: signed outside Samenzicht by %(name)s with an own certificate. It"
            " stands in the place of the seal of the organisation.",
            organisation=seat.organisation,
            name=seal.signer,
        )
        for seat, seal in signing
        if seat.certificate and seal.is_filled
    ]
    if verdict.closed_at is not None:
        reasons.append(
            _(
                "A time stamp of %(moment)s by %(name)s closes the file.",
                moment=_to_the_second(verdict.closed_at),
                name=verdict.closed_by,
            )
        )
    reasons += proving.reasons_of(proof)
    if known and known.ending:
        reasons.append(str(ENDING_WORDS[known.ending]))
    if answer is Answer.VALID and answers and not _is_signed(answers):
        answer = Answer.INCOMPLETE
        reasons.insert(0, _("No organisation has signed this report."))
    if answer is Answer.VALID:
        reasons.insert(0, _all_is_well(sum(seal.is_filled for _seat, seal in signing)))
    return VerdictReport(
        answer=answer,
        sha256=verdict.sha256,
        reasons=tuple(reasons),
        seats=tuple(_seat_verdict(seat, seal) for seat, seal in signing),
        ref=known.ref if known else "",
        closed_at=verdict.closed_at,
        closed_by=verdict.closed_by,
        proof=proof,
    )


def _is_signed(answers: Sequence[tuple[KnownSeat, SealVerdict]]) -> bool:
    """Tell whether at least one organisation stands behind it: refusals alone adopt nothing."""
    return any(seal.is_filled for _seat, seal in answers)


def _seat_verdict(seat: KnownSeat, seal: SealVerdict) -> SeatVerdict:
    return SeatVerdict(
        organisation=seat.organisation,
        answer=seal.answer,
        reasons=tuple(str(FAULT_WORDS[fault]) for fault in seal.faults),
        level=("B-T" if seal.stamped_at else "B-B") if seal.is_filled else None,
        stamped_at=seal.stamped_at,
        stamped_by=seal.stamped_by,
        level_words=_level_of(seal) if seal.is_filled else "",
        is_personal=bool(seat.certificate),
    )


def _level_of(seal: SealVerdict) -> str:
    if DOUBTS_ABOUT_STAMP & set(seal.faults):
        return _("Level PAdES B-B: without a time stamp that can be relied on here.")
    if seal.stamped_at is None:
        return _("Level PAdES B-B: without a time stamp.")
    # Translators: a moment to the second, then the name of an authority.
    return _(
        "Level PAdES B-T: time stamp of %(moment)s by %(name)s.",
        moment=_to_the_second(seal.stamped_at),
        name=seal.stamped_by,
    )


def _to_the_second(moment: datetime) -> str:
    return f"{moment.astimezone(HOME_ZONE):%d-%m-%Y %H:%M:%S}"


def _all_is_well(seals: int) -> str:
    return ngettext(
        "This is exactly the file on record, with the seal of %(num)d organisation.",
        "This is exactly the file on record, with the seals of %(num)d organisations.",
        seals,
    )
