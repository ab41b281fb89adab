"""Follow-ups of all one's workspaces: narrowed, page by page, and to take along."""

from __future__ import annotations

from datetime import date
from functools import partial
from urllib.parse import urlencode
from uuid import UUID

from flask import Response, request, url_for

from app.followups import queries
from app.followups.queries import Place, Standing, Wanted
from app.followups.views.shown import WORDS, as_list
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.door import SIGNED_IN, GuardedBlueprint
from app.kernel.web.lists import MOST_ROWS, send_list
from app.kernel.web.paging import without_place
from app.workspaces import queries as workspaces
from app.workspaces.service import Listed, note_taking

blueprint = GuardedBlueprint("all_followups", "app.followups.views", url_prefix="/follow-ups")
LONGEST_SEARCH = 100


@blueprint.route("", needs=SIGNED_IN, endpoint="list")
def list_page() -> Response:
    """Show what was recommended in one's workspaces and what became of it, by term."""
    actor, wanted = current_actor(), _wanted()
    places, after = workspaces.list_of(actor), _after()
    found = queries.list_everywhere(actor, places, wanted, limit=queries.PAGE + 1, after=after)
    rows, older = found[: queries.PAGE], None
    if len(found) > queries.PAGE:
        last = rows[-1].follow_up
        day = last.due_on.isoformat() if last.due_on else ""
        further = {**_narrowing(wanted), "day": day, "id": str(last.id)}
        older = f"{url_for('.list')}?{urlencode(further)}"
    return answers.show(
        "followups/everywhere.html",
        rows=rows,
        wanted=wanted,
        standings=queries.STANDING_WORDS,
        is_narrowed=wanted != Wanted(),
        older=older,
        first=without_place(url_for(".list"), "day", "id") if after else None,
        export=f"{url_for('.export')}?{urlencode(_narrowing(wanted))}",
        words=WORDS,
    )


@blueprint.route("/export", needs=SIGNED_IN, writes_on_get=True)
def export() -> Response:
    """Send what the list is narrowed to."""
    actor = current_actor()
    places = workspaces.list_of(actor)
    rows = queries.list_everywhere(actor, places, _wanted(), limit=MOST_ROWS + 1)
    return send_list(
        as_list(rows),
        noting=partial(note_taking, actor, Listed.FOLLOW_UPS, places=places),
    )


def _wanted() -> Wanted:
    """Return what the address narrows to; a standing that makes no sense is all of them."""
    try:
        standing = Standing(request.args.get("show", ""))
    except ValueError:
        standing = Standing.ALL
    return Wanted(standing, request.args.get("q", "").replace("\0", "")[:LONGEST_SEARCH].strip())


def _narrowing(wanted: Wanted) -> dict[str, str]:
    return {"show": str(wanted.standing), "q": wanted.words}


def _after() -> Place | None:
    """Return where the previous page ended; the first page when the address makes no sense."""
    day = request.args.get("day", "")
    try:
        return Place(date.fromisoformat(day) if day else None, UUID(request.args.get("id", "")))
    except ValueError:
        return None
