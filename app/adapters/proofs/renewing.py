"""Making the next link of a chain of proof. Imported on first use only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.adapters.pades import stamps
from app.adapters.proofs.links import Claim, Link, LogPlace, Statement
from app.adapters.timestamps import hashes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from app.adapters.timestamps import TimeStamper


def next_link(
    links: Sequence[Link],
    claim: Claim,
    *,
    place: LogPlace,
    leans_on: frozenset[bytes],
    stamper: TimeStamper,
    now: datetime,
) -> Link:
    """Make the next link. See the package."""
    name = hashes.chosen_at(now)

    def hashed(content: bytes) -> str:
        return hashes.digest(name, content).hex()

    statement = Statement(
        subject=claim.subject,
        number=len(links) + 1,
        name=name,
        file=hashed(claim.pdf),
        tree=place.tree,
        index=place.index,
        leaf=hashed(place.leaf),
        before=tuple((hashed(each.statement), hashed(each.token)) for each in links),
        roots=tuple(sorted(hashed(each) for each in leans_on)),
    ).to_bytes()
    token, _stamp = stamps.ask(stamper, statement, name=name)
    return Link(statement, token)
