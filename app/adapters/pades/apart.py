"""Judging a file that somebody sent, in a process of its own with little time and memory.

Reading a PDF means following whatever it says: a kilobyte may ask for gigabytes, or for minutes.
The child can only lose itself; the answer is that the file cannot be read.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import IO, Any

from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import Certificate, load_pem_x509_certificate

from app.adapters.cage import Bounds, CageBroke, answer_of
from app.adapters.pades.types import Answer, ExpectedSeal, Fault, Hold, SealVerdict, Verdict
from app.adapters.trust import OutsideRoot

BOUNDS = Bounds(seconds=10, wall_seconds=20)
LENGTH_BYTES = 8
PIECE = 1 << 20


def judge_apart(
    pdf: bytes,
    expected: Sequence[ExpectedSeal],
    *,
    platform_roots: Sequence[Certificate],
    known_sha256: Collection[str] | None,
    stamp_roots: Sequence[Certificate] = (),
    is_closed: bool | None = None,
) -> Verdict:
    """Judge a file as `app.adapters.pades.validate` does; one that cannot be read is invalid."""
    asked = {
        "expected": [tell_expected(each) for each in expected],
        "platform": write_roots(platform_roots),
        "stamps": write_roots(stamp_roots),
        "is_closed": is_closed,
        "known": None if known_sha256 is None else sorted(known_sha256),
    }
    try:
        said = json.loads(answer_of(__name__, content=framed(asked, pdf), bounds=BOUNDS))
    except CageBroke:
        sha256 = hashlib.sha256(pdf).hexdigest()
        return Verdict(Answer.INVALID, sha256, faults=(Fault.NOT_A_PDF,))
    return Verdict(
        Answer(said["answer"]),
        said["sha256"],
        faults=_faults(said["faults"]),
        seals=tuple(_seal(each) for each in said["seals"]),
        closed_at=_moment(said["closed_at"]),
        closed_by=said["closed_by"],
        hold=_hold(said["hold"]),
    )


def main(source: IO[bytes], target: IO[bytes]) -> None:
    """Judge, in the cage, what stands behind the length of what is asked."""
    from app.adapters.pades.validation import judge

    asked = read_head(source)
    verdict = judge(
        source.read(),
        [read_expected(each) for each in asked["expected"]],
        platform_roots=tuple(read_roots(asked["platform"])),
        known_sha256=asked["known"],
        stamp_roots=tuple(read_roots(asked["stamps"])),
        is_closed=asked["is_closed"],
    )
    said = {
        "answer": verdict.answer.value,
        "sha256": verdict.sha256,
        "faults": [each.value for each in verdict.faults],
        "seals": [_told_of(each) for each in verdict.seals],
        "closed_at": _text_of(verdict.closed_at),
        "closed_by": verdict.closed_by,
        "hold": _told_hold(verdict.hold),
    }
    target.write(json.dumps(said).encode())


def framed(asked: dict[str, Any], pdf: bytes) -> Iterator[bytes]:
    """Yield what is asked, behind its length, and then the file in pieces."""
    head = json.dumps(asked).encode()
    yield len(head).to_bytes(LENGTH_BYTES, "big") + head
    for at in range(0, len(pdf), PIECE):
        yield pdf[at : at + PIECE]


def read_head(source: IO[bytes]) -> dict[str, Any]:
    """Read what is asked; what stands behind it is the file."""
    asked: dict[str, Any] = json.loads(
        source.read(int.from_bytes(source.read(LENGTH_BYTES), "big"))
    )
    return asked


def tell_expected(seal: ExpectedSeal) -> dict[str, Any]:
    """Write down what is expected of a field."""
    return {
        "field": seal.field,
        "roots": write_roots(seal.roots),
        "required": seal.required,
        "signed_at": _text_of(seal.signed_at),
        "is_stamped": seal.is_stamped,
        "outside": [each.as_json() for each in seal.outside],
        "certificate": seal.certificate,
    }


def read_expected(told: dict[str, Any]) -> ExpectedSeal:
    """Read what is expected of a field."""
    return ExpectedSeal(
        told["field"],
        tuple(read_roots(told["roots"])),
        required=told["required"],
        signed_at=_moment(told["signed_at"]),
        is_stamped=told["is_stamped"],
        outside=tuple(OutsideRoot.from_json(each) for each in told["outside"]),
        certificate=told["certificate"],
    )


def _told_of(seal: SealVerdict) -> dict[str, Any]:
    return {
        "field": seal.field,
        "answer": seal.answer.value,
        "faults": [each.value for each in seal.faults],
        "signer": seal.signer,
        "signed_at": _text_of(seal.signed_at),
        "is_filled": seal.is_filled,
        "stamped_at": _text_of(seal.stamped_at),
        "stamped_by": seal.stamped_by,
        "until": _text_of(seal.until),
        "roots": _packed(seal.roots),
    }


def _seal(said: dict[str, Any]) -> SealVerdict:
    return SealVerdict(
        said["field"],
        Answer(said["answer"]),
        _faults(said["faults"]),
        signer=said["signer"],
        signed_at=_moment(said["signed_at"]),
        is_filled=said["is_filled"],
        stamped_at=_moment(said["stamped_at"]),
        stamped_by=said["stamped_by"],
        until=_moment(said["until"]),
        roots=_unpacked(said["roots"]),
    )


def _faults(codes: Sequence[str]) -> tuple[Fault, ...]:
    return tuple(Fault(each) for each in codes)


def write_roots(roots: Sequence[Certificate]) -> list[str]:
    """Write down certificates."""
    return [each.public_bytes(Encoding.PEM).decode() for each in roots]


def read_roots(written: Sequence[str]) -> Iterator[Certificate]:
    """Read certificates."""
    return (load_pem_x509_certificate(each.encode()) for each in written)


def _text_of(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _packed(roots: frozenset[bytes]) -> list[str]:
    return [base64.b64encode(each).decode() for each in sorted(roots)]


def _unpacked(packed: Sequence[str]) -> frozenset[bytes]:
    return frozenset(base64.b64decode(each) for each in packed)


def _told_hold(hold: Hold | None) -> dict[str, Any] | None:
    if hold is None:
        return None
    moments = {"at": hold.at.isoformat(), "until": hold.until.isoformat()}
    return {**moments, "roots": _packed(hold.roots)}


def _hold(told: dict[str, Any] | None) -> Hold | None:
    if told is None:
        return None
    at, until = (datetime.fromisoformat(told[name]) for name in ("at", "until"))
    return Hold(at, until, _unpacked(told["roots"]))
