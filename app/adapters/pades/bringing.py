"""Looking at a file that was signed elsewhere, in a process of its own (`app.adapters.cage`).

Before any of it is read as a PDF, its bytes must begin with the file on record; the bytes behind
that come from outside, and reading them may be made to hurt.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import IO

from cryptography.x509 import Certificate

from app.adapters.cage import CageBroke, answer_of
from app.adapters.pades.apart import (
    BOUNDS,
    framed,
    read_expected,
    read_head,
    read_roots,
    tell_expected,
    write_roots,
)
from app.adapters.pades.types import Bringing, Brought, BroughtFault, NotTaken


def look_apart(
    pdf: bytes,
    against: Bringing,
    *,
    platform_roots: Sequence[Certificate],
    stamp_roots: Sequence[Certificate],
) -> Brought:
    """Return what the one new signature in a file says. See the package."""
    asked = {
        "before_size": against.before_size,
        "before_at": against.before_at.isoformat(),
        "seats": [tell_expected(each) for each in against.seats],
        "registered": against.registered,
        "now": against.now.isoformat(),
        "platform": write_roots(platform_roots),
        "stamps": write_roots(stamp_roots),
    }
    try:
        said = json.loads(answer_of(__name__, content=framed(asked, pdf), bounds=BOUNDS))
    except CageBroke as broken:
        raise NotTaken(BroughtFault.TOO_HEAVY) from broken
    if "fault" in said:
        raise NotTaken(BroughtFault(said["fault"]))
    stamped_at = said.pop("stamped_at")
    return Brought(
        **{name: said[name] for name in ("field", "subject", "issuer", "serial", "certificate")},
        signed_at=datetime.fromisoformat(said["signed_at"]),
        stamped_at=datetime.fromisoformat(stamped_at) if stamped_at else None,
        stamped_by=said["stamped_by"],
    )


def main(source: IO[bytes], target: IO[bytes]) -> None:
    """Look, in the cage, at what stands behind the length of what is asked."""
    from app.adapters.pades.brought import look

    asked = read_head(source)
    against = Bringing(
        before_size=asked["before_size"],
        before_at=datetime.fromisoformat(asked["before_at"]),
        seats=tuple(read_expected(each) for each in asked["seats"]),
        registered=asked["registered"],
        now=datetime.fromisoformat(asked["now"]),
    )
    try:
        found = look(
            source.read(),
            against,
            platform_roots=tuple(read_roots(asked["platform"])),
            stamp_roots=tuple(read_roots(asked["stamps"])),
        )
    except NotTaken as doubt:
        target.write(json.dumps({"fault": doubt.why.value}).encode())
        return
    said = {
        "field": found.field,
        "subject": found.subject,
        "issuer": found.issuer,
        "serial": found.serial,
        "certificate": found.certificate,
        "signed_at": found.signed_at.isoformat(),
        "stamped_at": found.stamped_at.isoformat() if found.stamped_at else None,
        "stamped_by": found.stamped_by,
    }
    target.write(json.dumps(said).encode())
