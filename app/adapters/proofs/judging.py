"""Judging a chain of proof. Imported on first use only.

First whether each link says what it must about what came before it, then whether it came in time:
what is proven today was proven without a gap since the file was closed.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.adapters.pades import stamps
from app.adapters.pades.types import CLOCKS_DIFFER
from app.adapters.proofs.links import (
    Claim,
    Link,
    LinkVerdict,
    NoChain,
    ProofFault,
    ProofVerdict,
    Statement,
)
from app.adapters.timestamps import Distrust, NoTimestamp, hashes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from cryptography.x509 import Certificate

    from app.adapters.pades.stamps import Stamp


@dataclass(frozen=True, slots=True)
class _Read:
    """A link that was read, and its time stamp when that is believed."""

    link: Link
    statement: Statement
    stamp: Stamp | None
    why: Distrust | None


def judged(
    links: Sequence[Link], claim: Claim, *, roots: Sequence[Certificate], now: datetime
) -> ProofVerdict:
    """Judge a chain. See the package."""
    try:
        read = [_read(each, roots) for each in links]
    except NoChain:
        return ProofVerdict((ProofFault.UNREADABLE,), claim.hold.until)
    faults = [*_record_faults(links, claim)]
    for number, each in enumerate(read):
        faults += _content_faults(each, claim)
        faults += _link_faults(each, read[:number], claim)
    until, doubts = _walked(read, claim, now=now)
    verdicts = tuple(_told(each.statement, each.stamp) for each in read if each.stamp)
    unique = tuple(dict.fromkeys([*faults, *doubts]))
    return ProofVerdict(unique, until, verdicts, _roots_before(read, claim))


def _roots_before(before: Sequence[_Read], claim: Claim) -> frozenset[bytes]:
    """Return the roots (DER) the next link must name: the file's, later that of the last link."""
    if not before:
        return claim.hold.roots
    last = before[-1].stamp
    return frozenset() if last is None else frozenset({last.root})


def _told(statement: Statement, stamp: Stamp) -> LinkVerdict:
    return LinkVerdict(statement.number, statement.name, stamp.at, stamp.by, stamp.until)


def _read(link: Link, roots: Sequence[Certificate]) -> _Read:
    statement = Statement.from_bytes(link.statement)
    try:
        stamp = stamps.read(link.token, link.statement, roots=roots, name=statement.name)
    except NoTimestamp as doubt:
        return _Read(link, statement, None, doubt.why)
    return _Read(link, statement, stamp, None)


def _record_faults(links: Sequence[Link], claim: Claim) -> Iterator[ProofFault]:
    """Compare with the links on record; of an older record the newest links are not asked for."""
    if claim.recorded is None:
        return
    prints = [each.prints for each in links]
    if any(one != other for one, other in zip(prints, claim.recorded, strict=False)):
        is_shorter = set(prints) < set(claim.recorded)
        yield ProofFault.LINK_MISSING if is_shorter else ProofFault.NOT_ON_RECORD
    elif len(prints) < len(claim.recorded):
        yield ProofFault.LINK_MISSING


def _content_faults(each: _Read, claim: Claim) -> Iterator[ProofFault]:
    """Look whether a link is about this file, and carries a time stamp that is believed."""
    told = each.statement
    if told.subject != claim.subject:
        yield ProofFault.OTHER_SUBJECT
    if told.file != hashes.digest(told.name, claim.pdf).hex():
        yield ProofFault.OTHER_FILE
    if claim.leaf is not None and told.leaf != hashes.digest(told.name, claim.leaf).hex():
        yield ProofFault.OTHER_ADOPTION
    if claim.leaf_sha256 is not None and not _is_leaf(told, claim):
        yield ProofFault.OTHER_ADOPTION
    if each.why is not None:
        is_foreign = each.why is Distrust.FOREIGN_ROOT
        yield ProofFault.FOREIGN if is_foreign else ProofFault.NOT_STAMPED


def _is_leaf(told: Statement, claim: Claim) -> bool:
    """Tell whether a statement is about the leaf in the log, as far as that can be seen."""
    if claim.leaf is not None:
        return hashlib.sha256(claim.leaf).hexdigest() == claim.leaf_sha256
    return told.name != "sha256" or told.leaf == claim.leaf_sha256


def _link_faults(each: _Read, before: Sequence[_Read], claim: Claim) -> Iterator[ProofFault]:
    """Look whether a link names all that came before it, and nothing else."""
    told, name = each.statement, each.statement.name
    named = [
        (hashes.digest(name, one.link.statement).hex(), hashes.digest(name, one.link.token).hex())
        for one in before
    ]
    if list(told.before) != named:
        is_missing = len(told.before) > len(named) and set(named) <= set(told.before)
        yield ProofFault.LINK_MISSING if is_missing else ProofFault.WRONG_ORDER
        return
    if told.number != len(before) + 1:
        yield ProofFault.WRONG_ORDER
    wanted = {hashes.digest(name, root).hex() for root in _roots_before(before, claim)}
    if not wanted <= set(told.roots):
        yield ProofFault.ROOTS_UNTOLD


def _walked(
    read: Sequence[_Read], claim: Claim, *, now: datetime
) -> tuple[datetime, list[ProofFault]]:
    """Walk from the file to now; where one ended before the next was there, the proof ended."""
    faults: list[ProofFault] = []
    at, until = claim.hold.at, claim.hold.until
    is_over = False
    for each in read:
        if each.stamp is None:
            return until, faults
        if each.stamp.at < at - CLOCKS_DIFFER or each.stamp.at > now + CLOCKS_DIFFER:
            faults.append(ProofFault.WRONG_MOMENT)
        is_over = is_over or each.stamp.at > until
        at, until = each.stamp.at, until if is_over else each.stamp.until
    if is_over or now > until:
        faults.append(ProofFault.LAPSED)
    return until, faults
