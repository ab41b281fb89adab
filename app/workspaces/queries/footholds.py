"""All the places of somebody in one condition: what holds in them follows from what one is there.

A list over all workspaces asks, for each, what its reader may see in it. Where one is the same (of
the lead and coordinating, say) the answer is the same, so such places stand in the statement as
one; which they are is sent along. It is as long for fifty workspaces as for one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product
from typing import Any

from sqlalchemy import Uuid, any_, bindparam
from sqlalchemy.dialects.postgresql import ARRAY

from app.kernel import sql
from app.workspaces.models import Foothold, MemberRole, ParticipantRole, Workspace

PLACES = bindparam("places", type_=ARRAY(Uuid()))
"""All of them, as one value."""


@dataclass(frozen=True, slots=True)
class Footholds:
    """The places of one actor, those in which they are the same taken together."""

    kinds: tuple[Foothold, ...]
    """One for each thing they are somewhere; its id stands for all places where they are that."""
    values: dict[str, Any]
    """Which places those are: parameters of every statement made with them."""


def footholds_in(places: Iterable[Workspace]) -> Footholds:
    """Take places together that were loaded for one actor."""
    found: dict[tuple[str, Foothold], list[Any]] = {}
    for each in places:
        standing = each.standing
        name, stand_in = KINDS[standing.participant_role, standing.role]
        found.setdefault((name, Foothold(stand_in, standing)), []).append(each.id)
    everywhere = [place for ids in found.values() for place in ids]
    values = {name: ids for (name, _kind), ids in found.items()}
    in_order = sorted(found, key=lambda each: each[0])
    return Footholds(tuple(kind for _name, kind in in_order), {"places": everywhere, **values})


def _standing_for(part: ParticipantRole | None, role: MemberRole | None) -> tuple[str, Any]:
    name = f"places_{part}_{role}"
    return name, sql.StandIn(any_(bindparam(name, type_=ARRAY(Uuid()))))


KINDS = {
    (part, role): _standing_for(part, role)
    for part, role in product((None, *ParticipantRole), (None, *MemberRole))
}
"""Name of the parameter and stand-in for its places, by what one is somewhere."""
