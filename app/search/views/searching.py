"""The page on which people search."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for

from app.adapters.extraction import recognises
from app.identity import queries as identity
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.door import SIGNED_IN, GuardedBlueprint
from app.search import queries
from app.search.forms import KIND_WORDS, SearchForm
from app.search.queries import Cursor, Found, Hit
from app.search.views.facets import Facet, facets_of
from app.search.views.lines import draw_hits
from app.workspaces import queries as workspaces

blueprint = GuardedBlueprint("search", __name__)

FEW = 6
"""Suggestions: as many as one takes in at a glance while typing."""


@blueprint.route("/search", needs=SIGNED_IN)
def search() -> Response:
    """Show what is found of what the reader may see, and the form to look for more."""
    actor = current_actor()
    places, organisations = workspaces.list_of(actor), identity.list_organisations()
    form = SearchForm.of(request.args, places=places, organisations=organisations)
    found: Found | None = None
    facets: list[Facet] = []
    after = Cursor.read(request.args.get("after", ""))
    if form.q.data and form.validate():
        wanted = form.wanted(places=places, organisations=organisations)
        found = queries.find(actor, places, wanted, after=after, is_counted=after is None)
        if after is None and found.hits:
            facets = facets_of(found.counts, form, places=places, organisations=organisations)
    following = found.following if found else None
    owners = {each.id: each for each in organisations}
    lines = draw_hits(actor, found.hits, owners=owners) if found else ""
    return answers.show(
        "search/search.html",
        form=form,
        found=found,
        suggestions=(),
        facets=facets,
        lines=lines,
        kind_words=KIND_WORDS,
        is_first=after is None,
        first=_address(form),
        following=_address(form, after=str(following)) if following else None,
        most=queries.MOST,
        recognises=recognises(),
    )


@blueprint.route("/search/suggestions", needs=SIGNED_IN)
def suggestions() -> Response:
    """Show the few best hits for words that are still being typed."""
    actor = current_actor()
    places, organisations = workspaces.list_of(actor), identity.list_organisations()
    form = SearchForm.of(request.args, places=places, organisations=organisations, is_begun=True)
    hits: tuple[Hit, ...] = ()
    if form.q.data and form.validate():
        wanted = form.wanted(places=places, organisations=organisations)
        hits = queries.find(actor, places, wanted, limit=FEW).hits
    return answers.show("search/_suggestions.html", suggestions=hits, kind_words=KIND_WORDS)


def _address(form: SearchForm, **more: str) -> str:
    """Return the address of a page of what was asked."""
    values: dict[str, Any] = {**form.address(), **more}
    return url_for(".search", **values)
