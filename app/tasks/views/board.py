"""The tasks of a workspace."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from flask import Response, request, url_for

from app.kernel.access import Actor, abilities
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.forms import id_or_none
from app.tasks import queries
from app.tasks.forms import UndoForm, moment_or_none
from app.tasks.policy import TaskPermission
from app.tasks.queries import Narrowing, Place, Sort, TaskRow, Wanted
from app.tasks.views.blueprint import blueprint
from app.tasks.views.usual import usual_tasks
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace
from app.workspaces.policy import WorkspacePermission

PAGE, REGION = "tasks/list.html", "tasks/_board.html"
LONG = str(queries.LONG_PAGE)
LONGEST_WORDS = 100


@blueprint.route("", needs=WorkspacePermission.VIEW, endpoint="list")
def list_page(ref: str) -> Response:
    """Show the tasks of a workspace."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    return answers.show(PAGE, region=REGION, **_board(actor, workspace))


def _board(actor: Actor, workspace: Workspace) -> dict[str, Any]:
    """Gather what the list shows."""
    wanted = asked_tasks()
    frame = workspaces.workspace_frame(actor, workspace, section="tasks")
    is_long, after = request.args.get("rows") == LONG, _after()
    limit = queries.LONG_PAGE if is_long else queries.PAGE
    narrowing = asked_narrowing()
    found = queries.list_of(
        actor, workspace, wanted, limit=limit + 1, after=after, narrowing=narrowing
    )
    rows, has_more = found[:limit], len(found) > limit
    narrowed = in_address(narrowing)
    here = partial(url_for, ".list", ref=workspace.ref, show=str(wanted), **narrowed)
    first = here(rows=LONG if is_long else None)
    return {
        **frame,
        "rows": rows,
        "first": first if after is not None else None,
        "wanted": str(wanted),
        "older": _older(here, rows[-1], is_long=is_long) if has_more else None,
        "other_size": _other_size(here, is_long=is_long, is_cut=has_more or after is not None),
        "may": abilities(actor, workspace, [TaskPermission.ASK]),
        "usual": usual_tasks(workspace),
        "narrowing": narrowing,
        "narrowed": narrowed,
        "sorts": [
            (key, words, here(sort=None if key is Sort.DAY else str(key)))
            for key, words in queries.SORT_WORDS.items()
        ],
        **_undoing(actor, workspace),
    }


def _undoing(actor: Actor, workspace: Workspace) -> dict[str, Any]:
    """Gather what is needed to undo a withdrawal that was just done."""
    at = moment_or_none(request.args.get("withdrawn"))
    if at is None:
        return {"withdrawn": 0}
    number = queries.count_withdrawn(actor, workspace, at)
    return {
        "withdrawn": number,
        "undo_form": UndoForm(formdata=None, data={"at": at.isoformat()}),
    }


def asked_tasks() -> Wanted:
    """Return which tasks the address asks for; the open ones when it makes no sense."""
    try:
        return Wanted(request.args.get("show", ""))
    except ValueError:
        return Wanted.OPEN


def asked_narrowing() -> Narrowing:
    """Return which of the tasks the address asks for, and in what order."""
    words = " ".join(request.args.get("words", "").split())[:LONGEST_WORDS]
    return Narrowing(words.replace("\0", ""), id_or_none(request.args.get("of")), _sort())


def _sort() -> Sort:
    try:
        return Sort(request.args.get("sort", ""))
    except ValueError:
        return Sort.DAY


def in_address(narrowing: Narrowing) -> dict[str, Any]:
    """Return which tasks are meant, as all pages and files of these tasks are asked for them."""
    return {
        "words": narrowing.words or None,
        "of": narrowing.organisation_id,
        "sort": None if narrowing.sort is Sort.DAY else str(narrowing.sort),
    }


def _after() -> Place | None:
    """Return where the page before ended; an address that makes no sense is the first page."""
    try:
        day = date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return None
    return Place(request.args.get("over") == "1", day, request.args.get("task", ""))


def _older(here: Callable[..., str], last: TaskRow, *, is_long: bool) -> str:
    place = queries.place_of(last)
    return here(
        rows=LONG if is_long else None,
        over="1" if place.is_over else None,
        day=place.due_on.isoformat(),
        task=place.ref,
    )


def _other_size(here: Callable[..., str], *, is_long: bool, is_cut: bool) -> tuple[int, str] | None:
    """Return how many lines the other kind of page has, and where that is, if it makes sense."""
    if is_long:
        return queries.PAGE, here()
    return (queries.LONG_PAGE, here(rows=LONG)) if is_cut else None
