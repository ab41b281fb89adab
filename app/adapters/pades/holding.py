"""How long a sealed file can be checked by itself. Imported on first use only.

A seal with a time stamp, and the time stamp that closes the file, prove that all that stands before
them was there at that moment: what is older only had to be good until then. A seal without proves
no moment, so it is good until its own certificate ends, or until a time stamp follows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.adapters.pades.types import CLOSING_FIELD, Hold

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from app.adapters.pades.stamps import Stamp
    from app.adapters.pades.types import SealVerdict


def hold_of(
    order: Sequence[str], verdicts: Sequence[SealVerdict], *, closing: Stamp | None
) -> Hold | None:
    """Return how long a file holds by itself; None when a seal in it is not believed.

    Args:
        order: the names of the filled fields, as they follow each other in the file.
    """
    by_field = {each.field: each for each in verdicts}
    steps: list[tuple[datetime, datetime, bool]] = []
    roots: frozenset[bytes] = frozenset()
    for field in order:
        if field == CLOSING_FIELD:
            if closing is None:
                return None
            steps.append((closing.at, closing.until, True))
            roots |= {closing.root}
            continue
        seal = by_field.get(field)
        if seal is None or seal.signed_at is None or seal.until is None:
            return None
        steps.append((seal.stamped_at or seal.signed_at, seal.until, seal.stamped_at is not None))
        roots |= seal.roots
    return _walked(steps, roots) if steps else None


def _walked(steps: Sequence[tuple[datetime, datetime, bool]], roots: frozenset[bytes]) -> Hold:
    """Walk from the first seal to the last; where one ended before the next time stamp, it ends."""
    _first_at, until, _is_stamp = steps[0]
    for at, own_until, is_stamp in steps[1:]:
        if not is_stamp:
            until = min(until, own_until)
        elif at <= until:
            until = own_until
        else:
            break
    return Hold(steps[-1][0], until, roots)
