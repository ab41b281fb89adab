"""What every page of coordination shows around its own part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import request

from app.coordination import queries
from app.coordination.models import Activity, Rest, SupervisedEntity
from app.coordination.policy import Coordination, CoordinationPermission
from app.coordination.queries import PairPage, Period, WantedPairs
from app.identity.models import Organisation
from app.kernel import clock
from app.kernel.access import Actor, abilities
from app.kernel.text import _, lazy, ngettext
from app.workspaces.models import Classification, Workspace
from app.workspaces.queries import Facts, classification_cells

LONGEST_SEARCH = 100

CARDS = 3
"""Open overlaps shown above the calendar."""
SECTIONS = (
    ("calendar", lazy("Year calendar"), "/coordination"),
    ("overlaps", lazy("Overlap"), "/coordination/overlaps"),
    ("deadlines", lazy("Deadlines"), "/coordination/deadlines"),
    ("entities", lazy("Organisations"), "/coordination/entities"),
)


@dataclass(frozen=True, slots=True)
class Tab:
    """A link to one part of coordination."""

    key: str
    label: str
    url: str
    count: str | None


def frame(
    actor: Actor,
    coordination: Coordination,
    *,
    section: str,
    row: Activity | SupervisedEntity | None = None,
    period: Period | None = None,
    known: PairPage | None = None,
) -> dict[str, Any]:
    """Return the template variables around a part of coordination.

    Args:
        row: what the page is about; then the facts say who sees that.
        period: what the page shows; open overlaps are counted in it, else in the usual year.
        known: every overlap of that period, when the page has read them already.
    """
    place = row.workspace if row is not None else coordination.places[0]
    authorities = queries.list_authorities(place)
    if known is None:
        wanted = WantedPairs(period=period or queries.usual_period(clock.today()), only_open=True)
        known = queries.read_pairs(actor, coordination, wanted, limit=CARDS)
    open_pairs = [each for each in known.pairs if not each.is_settled][:CARDS]
    open_count = known.open
    may = abilities(actor, place, (CoordinationPermission.ENTER, CoordinationPermission.SUGGEST))
    counts = {"overlaps": str(open_count) if open_count else None}
    return {
        "sections": [Tab(key, str(label), url, counts.get(key)) for key, label, url in SECTIONS],
        "here": section,
        "open_pairs": open_pairs,
        "open_count": open_count,
        "place": place,
        "places": coordination.places,
        "organisations": {each.id: each for each in authorities.everyone},
        "authorities": authorities,
        "facts": _facts(place, authorities, row=row),
        "may_enter": may.enter,
        "may_suggest": may.suggest,
        "words": {
            "kinds": queries.KIND_WORDS,
            "proposals": queries.PROPOSAL_WORDS,
            "statuses": queries.STATUS_WORDS,
            "tones": queries.STATUS_TONES,
            "regimes": queries.REGIME_WORDS,
            "rests": queries.REST_WORDS,
            "sectors": queries.SECTOR_WORDS,
            "suggestions": queries.SUGGESTION_WORDS,
        },
    }


def _facts(
    place: Workspace,
    authorities: queries.Authorities,
    *,
    row: Activity | SupervisedEntity | None,
) -> Facts:
    cells = classification_cells(Classification.NONE, place.marking)
    if row is None:
        words = _("each row as its owner decides")
        return Facts(words, classification=cells, sight_orgs=list(authorities.everyone))
    seers = seers_of(row, authorities)
    words = ngettext("%(num)d organisation", "%(num)d organisations", len(seers))
    return Facts(words, classification=cells, sight_orgs=seers)


def seers_of(
    row: Activity | SupervisedEntity, authorities: queries.Authorities
) -> list[Organisation]:
    """Return the authorities that see a row wholly, in their fixed order."""
    seeing: set[UUID] = {row.organisation_id, *row.named}
    if row.rest == Rest.EVERYTHING:
        seeing |= authorities.sharing
    return [each for each in authorities.everyone if each.id in seeing]


def searched(name: str) -> str:
    """Return what the address says that somebody looks for, cut off where it is very long."""
    return request.args.get(name, "").strip()[:LONGEST_SEARCH].replace("\0", "")
