"""Seals on PDF files: PAdES baseline B-T by pyHanko, and a verdict that means something.

A seal carries a time stamp, so that it is not only the one who sealed who says when; one without is
of level B-B. A time stamp over the whole file closes it; files of before there were any lack its
field.

All fields are made beforehand and the platform certifies the file with DocMDP level 2, so that
afterwards only the prepared fields can be filled, one increment each. A verdict needs more than a
library's yes: only pyHanko notices an appended page change, and no library notices a missing
signature or a file that was swapped whole; which fields must be filled and which file it must be
come from the caller's own records. `look_at_brought` judges a file that was signed elsewhere, in a
PDF reader.

pyHanko takes half a second to import, so it is imported on first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.adapters.pades.types import (
    CLOSING_FIELD,
    PLATFORM_FIELD,
    Answer,
    Bringing,
    Brought,
    BroughtFault,
    CannotSeal,
    ExpectedSeal,
    Fault,
    FieldSpec,
    Hold,
    NotPrepared,
    NotTaken,
    SealPart,
    SealVerdict,
    Verdict,
    worst,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime
    from pathlib import Path

    from cryptography.x509 import Certificate

    from app.adapters.certificates import Credential
    from app.adapters.sealers import Sealer
    from app.adapters.timestamps import TimeStamper

__all__ = [
    "CLOSING_FIELD",
    "PLATFORM_FIELD",
    "Answer",
    "Bringing",
    "Brought",
    "BroughtFault",
    "CannotSeal",
    "ExpectedSeal",
    "Fault",
    "FieldSpec",
    "Hold",
    "NotPrepared",
    "NotTaken",
    "SealPart",
    "SealVerdict",
    "Verdict",
    "ask_time",
    "can_close",
    "close",
    "good_until",
    "look_at_brought",
    "prepare",
    "seal",
    "take_out",
    "validate",
    "validate_apart",
    "worst",
]


def prepare(
    pdf: bytes,
    fields: Sequence[FieldSpec],
    *,
    platform: Credential,
    signed_at: datetime,
    reason: str,
) -> bytes:
    """Add all fields and certify the file; from here on only seals can be added.

    Raises:
        CannotSeal: the file is no PDF, is signed already, or two fields have one name.
    """
    from app.adapters.pades import signing

    return signing.prepare(pdf, fields, platform=platform, signed_at=signed_at, reason=reason)


def seal(
    pdf: bytes,
    field: str,
    *,
    credential: Credential | Sealer,
    appearance: Sequence[str],
    reason: str,
    signed_at: datetime,
    fonts: Path,
    stamper: TimeStamper | None = None,
) -> bytes:
    """Fill one prepared field and return the longer file; what was there stays as it was.

    Args:
        credential: the key at hand, or who keeps one elsewhere.
        appearance: the lines people see in the box, the first one larger.
        signed_at: the moment the caller has recorded; it must lie in the life of the certificate.
        stamper: who puts the time on the seal; without one it is of level B-B.

    Raises:
        CannotSeal: no such field, filled already, or not for this credential (NotPrepared).
        NoTimestamp: the time stamp did not come, or is not believed.
        NoSeal: the key that is kept elsewhere gave no seal that can be relied on.
    """
    from app.adapters.pades import signing

    return signing.seal(
        pdf,
        field,
        credential=credential,
        appearance=appearance,
        reason=reason,
        signed_at=signed_at,
        fonts=fonts,
        stamper=stamper,
    )


def can_close(pdf: bytes) -> bool:
    """Tell whether a file of ours waits for the time stamp that closes it."""
    from app.adapters.pades.file_rules import awaits_closing

    return awaits_closing(pdf)


def close(pdf: bytes, *, stamper: TimeStamper) -> bytes:
    """Put a time stamp over the whole file and return the longer one; nothing can follow it.

    Raises:
        CannotSeal: the file has no field for it, or is closed.
        NoTimestamp: the time stamp did not come, or is not believed.
    """
    from app.adapters.pades import signing

    return signing.close(pdf, stamper=stamper)


def ask_time(stamper: TimeStamper) -> datetime:
    """Ask an authority for a time stamp that is thrown away; return the moment it tells.

    Raises:
        NoTimestamp: it did not come, or is not believed.
    """
    from app.adapters.pades.stamps import ask

    _token, stamp = ask(stamper, b"samenzicht check")
    return stamp.at


def good_until(sealer: Sealer, *, now: datetime) -> datetime:
    """Look whether a key that is kept elsewhere can seal; return when its certificate ends.

    Raises:
        NoSeal: it does not answer, or its certificate is not good for seals now.
    """
    from app.adapters.pades.outside import key_of

    return key_of(sealer, signed_at=now).ends_at


def take_out(pdf: bytes) -> list[SealPart]:
    """Return the seals of one of our own files, the certifying one first."""
    from app.adapters.pades.file_rules import seal_parts

    return seal_parts(pdf)


def validate(
    pdf: bytes,
    expected: Sequence[ExpectedSeal],
    *,
    platform_roots: Sequence[Certificate],
    known_sha256: Collection[str] | None,
    stamp_roots: Sequence[Certificate] = (),
    is_closed: bool | None = None,
) -> Verdict:
    """Judge a file by all rules; only when every one holds is the answer VALID.

    Args:
        expected: every field there should be, with the roots its seal may come from.
        known_sha256: the hash of the latest version, from the caller's own records; None when no
            records are at hand, and then the best answer is UNKNOWN.
        stamp_roots: whose time stamps are believed; those roots are believed for nothing else.
        is_closed: whether a time stamp over the whole file must close it; None when nobody knows.
    """
    from app.adapters.pades.validation import judge

    return judge(
        pdf,
        expected,
        platform_roots=platform_roots,
        known_sha256=known_sha256,
        stamp_roots=stamp_roots,
        is_closed=is_closed,
    )


def validate_apart(
    pdf: bytes,
    expected: Sequence[ExpectedSeal],
    *,
    platform_roots: Sequence[Certificate],
    known_sha256: Collection[str] | None,
    stamp_roots: Sequence[Certificate] = (),
    is_closed: bool | None = None,
) -> Verdict:
    """Judge a file that somebody sent as `validate` does, where it can hurt nobody else."""
    from app.adapters.pades.apart import judge_apart

    return judge_apart(
        pdf,
        expected,
        platform_roots=platform_roots,
        known_sha256=known_sha256,
        stamp_roots=stamp_roots,
        is_closed=is_closed,
    )


def look_at_brought(
    pdf: bytes,
    against: Bringing,
    *,
    platform_roots: Sequence[Certificate],
    stamp_roots: Sequence[Certificate],
) -> Brought:
    """Return what the one new signature in a file says that was signed in a PDF reader.

    It is read where it can hurt nobody else, and judged whole, by the rules of every seal.

    Raises:
        NotTaken: it adds more, less or something else than one right signature in that field.
    """
    from app.adapters.pades.bringing import look_apart

    return look_apart(pdf, against, platform_roots=platform_roots, stamp_roots=stamp_roots)
