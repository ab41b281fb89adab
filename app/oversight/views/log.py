"""The log of a workspace, for everybody who works in it."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Response, request, url_for

from app.desk import queries as desk
from app.desk.queries import Phrasebook
from app.documents import queries as documents
from app.kernel.access import Actor
from app.kernel.audit.reading import Choice
from app.kernel.text import lazy
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.door import GuardedBlueprint
from app.kernel.web.forms import id_or_none
from app.kernel.web.house import current_house
from app.oversight import queries
from app.oversight.kinds import KINDS
from app.witnesses import queries as witnesses
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace
from app.workspaces.policy import WorkspacePermission

CHOICES = ("organisation", "kind", "person", "about", "document")
OWN = "own"
"""Chooses what is about documents of the reader's own organisation."""

blueprint = GuardedBlueprint("oversight", __name__, url_prefix="/workspaces/<ref:ref>")

workspaces.offer_section(workspaces.Section(key="log", label=lazy("Log"), path="/log", keys="g h"))


@blueprint.route("/log", needs=WorkspacePermission.VIEW)
def log(ref: str) -> Response:
    """Show a page of the log, newest first, narrowed to what was chosen."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    frame = workspaces.workspace_frame(actor, workspace, section="log")
    organisations = {each.organisation.id: each.organisation for each in frame["participants"]}
    page = queries.read_log(
        actor,
        workspace,
        choice=_choice(actor, workspace),
        past=request.args.get("before", type=int),
        organisations=organisations,
        phrasebook=current_house().tool(Phrasebook),
    )
    return answers.show(
        "oversight/log.html",
        lines=page,
        kinds=[(key, kind.label) for key, kind in KINDS.items()],
        chosen=request.args,
        about=_title(actor, workspace),
        older=_older(ref, page.older),
        standings=witnesses.list_standings(workspace.id),
        **frame,
    )


def _choice(actor: Actor, workspace: Workspace) -> Choice:
    kind = KINDS.get(request.args.get("kind", ""))
    is_about_own = request.args.get("about") == OWN
    return Choice(
        actor_id=id_or_none(request.args.get("person")),
        organisation_id=id_or_none(request.args.get("organisation")),
        actions=kind.actions if kind else (),
        object_id=id_or_none(request.args.get("document")),
        objects=documents.select_own(actor, workspace) if is_about_own else None,
    )


def _title(actor: Actor, workspace: Workspace) -> str:
    """Return the title of the one document that was chosen, when the reader may know it."""
    chosen = id_or_none(request.args.get("document"))
    titles = desk.find_titles(actor, [workspace], ids={chosen}) if chosen else {}
    return titles.get(chosen, "") if chosen else ""


def _older(ref: str, before: int | None) -> str | None:
    if before is None:
        return None
    kept = {name: request.args[name] for name in CHOICES if request.args.get(name)}
    return f"{url_for('oversight.log', ref=ref)}?{urlencode({**kept, 'before': before})}"
