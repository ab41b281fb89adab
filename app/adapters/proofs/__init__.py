"""The chain of proof (bewijsketen): why a file can still be checked when its seals have worn out.

A seal is checked with certificates, and those end: after three years nobody can tell a seal that
was good from one that was made with a stolen key. So, before the newest time stamp ends, another is
asked for over a *statement* that names all there is by its hash: the file, the entry in the log by
which it was adopted, the roots it leaned on, and every earlier statement with its time stamp. That
is a *link* (schakel). Each link proves that what came before it was there while it was still good;
the newest is good today. It may come from another authority, and hash in another way.

It is the idea of an evidence record (RFC 4998) in a form that can be checked by hand: statements
are JSON, time stamps are those of RFC 3161, each in a file of its own.

Nothing mends a gap: when a link is not made in time, nobody knows any more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.adapters.proofs.links import (
    Chain,
    Claim,
    Link,
    LinkVerdict,
    LogPlace,
    NoChain,
    ProofFault,
    ProofVerdict,
    Statement,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from cryptography.x509 import Certificate

    from app.adapters.timestamps import TimeStamper

__all__ = [
    "Chain",
    "Claim",
    "Link",
    "LinkVerdict",
    "LogPlace",
    "NoChain",
    "ProofFault",
    "ProofVerdict",
    "Statement",
    "judge",
    "renew",
]


def judge(
    links: Sequence[Link], claim: Claim, *, roots: Sequence[Certificate], now: datetime
) -> ProofVerdict:
    """Judge a chain, or none at all: can the file still be checked at this moment?

    Args:
        claim: what must be proven, from the caller's own records.
        roots: whose time is believed.
    """
    from app.adapters.proofs.judging import judged

    return judged(links, claim, roots=roots, now=now)


def renew(
    links: Sequence[Link],
    claim: Claim,
    *,
    verdict: ProofVerdict,
    place: LogPlace,
    stamper: TimeStamper,
    now: datetime,
) -> Link:
    """Make the next link of a chain; the caller judges the whole before it is kept.

    Args:
        verdict: of the chain so far.
        place: where the log says that the file was adopted.

    Raises:
        NoTimestamp: the time stamp did not come, or is not believed.
    """
    from app.adapters.proofs.renewing import next_link

    return next_link(links, claim, place=place, leans_on=verdict.leans_on, stamper=stamper, now=now)
