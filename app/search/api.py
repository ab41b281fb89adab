"""Searching over the API: the same words, the same sight."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from app.identity import queries as identity
from app.kernel.text import _
from app.kernel.web.current import current_actor
from app.kernel.web.describing import LIST, PAGING, query
from app.kernel.web.door import SIGNED_IN, GuardedBlueprint
from app.kernel.web.json_api import (
    WrongInput,
    answer_json,
    asked_cursor,
    asked_limit,
    make_cursor,
)
from app.search import queries
from app.search.forms import FILTERS, SearchForm
from app.search.queries import Cursor, Hit
from app.search.queries.hits import PARTS, Pieces
from app.workspaces import queries as workspaces

WORDS = query("q", "What to search for.")
NARROWING = tuple(query(each, f"Only of this {each}.") for each in FILTERS)

blueprint = GuardedBlueprint("search_api", __name__, url_prefix="/api/v1")


@blueprint.route("/search", needs=SIGNED_IN, asks=(*PAGING, WORDS, *NARROWING), gives=LIST)
def search() -> Response:
    """Answer what is found of what the caller may see, the best first."""
    actor, limit, after = current_actor(), asked_limit(), _after()
    places, organisations = workspaces.list_of(actor), identity.list_organisations()
    form = SearchForm.of(request.args, places=places, organisations=organisations)
    if not form.validate():
        errors = [(name, str(each[0])) for name, each in form.errors.items() if name and each]
        raise WrongInput(errors)
    found = queries.find(
        actor,
        places,
        form.wanted(places=places, organisations=organisations),
        after=after,
        limit=limit,
    )
    codes = {each.id: each.code for each in organisations}
    last = found.following
    return answer_json(
        {
            "items": [_item(each, codes) for each in found.hits],
            "next": make_cursor(last.rank, last.id.hex) if last else None,
        }
    )


def _after() -> Cursor | None:
    parts = asked_cursor(PARTS)
    if parts is None:
        return None
    cursor = Cursor.read("~".join(parts))
    if cursor is None:
        raise WrongInput([("cursor", _("This is not a cursor of this list."))])
    return cursor


def _item(hit: Hit, codes: dict[Any, str]) -> dict[str, Any]:
    return {
        "kind": hit.kind,
        "id": str(hit.id),
        "ref": hit.ref or None,
        "title": _plain(hit.title),
        "workspace": hit.workspace.ref,
        "organisation": codes.get(hit.organisation_id),
        "classification": hit.classification,
        "changed_at": hit.changed_at.isoformat().replace("+00:00", "Z"),
        "snippet": _plain(hit.snippet),
    }


def _plain(pieces: Pieces) -> str:
    return "".join(text for text, _is_found in pieces)
