"""The blueprint of documents, and their tab in every workspace."""

from __future__ import annotations

from app.adapters.blobs import SealedBlobs
from app.adapters.keys import MasterKey
from app.documents.queries import count_visible
from app.documents.service import Depot, Watch, depot_of
from app.identity.queries import SessionLimits
from app.kernel.access import Actor
from app.kernel.text import lazy
from app.kernel.web.door import GuardedBlueprint
from app.kernel.web.house import current_house
from app.kernel.web.leaving import current_leaving
from app.workspaces.queries import Section, offer_section

blueprint = GuardedBlueprint("documents", "app.documents.views", url_prefix="/workspaces/<ref:ref>")

offer_section(
    Section(
        key="documents",
        label=lazy("Documents"),
        path="/documents",
        count=count_visible,
        keys="g d",
    )
)


def current_watch(actor: Actor) -> Watch:
    """Return who asks anew, while bytes are leaving, whether they may."""
    house = current_house()
    limits, most = house.tool(SessionLimits), house.settings.most_opened_daily
    return Watch(house.database, actor, limits, most_a_day=most, outlet=current_leaving())


def current_depot() -> Depot:
    """Return where this installation keeps files, and what it takes."""
    house = current_house()
    return depot_of(house.settings, house.tool(SealedBlobs), house.tool(MasterKey))
